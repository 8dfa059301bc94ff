"""`python app.py doctor [--json]`: a line for each thing Sheetline needs; exit code 1 when one of them fails."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from bot.app.settings import Settings, SettingsError, load
from bot.clock import SystemClock
from bot.doctor.clock import check_clock
from bot.doctor.files import check_files
from bot.doctor.findings import Check, Finding, examine
from bot.doctor.identity import check_keys, check_token
from bot.doctor.model import check_model
from bot.doctor.outside import check_public_url, check_telemetry
from bot.doctor.smartsheet import check_smartsheet
from bot.doctor.store import check_store
from bot.ports import Clock

MARKS = {True: "✓", False: "✗", None: "–"}


def main(arguments: Sequence[str]) -> int:
    """Examine the environment and print the report to standard output."""
    parser = argparse.ArgumentParser(prog="app.py doctor", description="Check everything Sheetline needs.")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args(arguments)
    findings = asyncio.run(diagnose())
    report = as_json(findings) if options.json else as_lines(findings)
    sys.stdout.buffer.write(f"{report}\n".encode())
    return 1 if any(finding.ok is False for finding in findings) else 0


async def diagnose() -> list[Finding]:
    """The findings for the environment as it is; with settings that cannot be used, those problems alone."""
    try:
        settings = load()
    except SettingsError as error:
        return [_setting_problem(problem) for problem in error.problems]
    clock = SystemClock()
    return [Finding("settings", True, _summary(settings)), *await examine(checks(settings, clock))]


def checks(settings: Settings, clock: Clock) -> list[Check]:
    """Everything that can be asked about this environment."""
    return [
        Check("bot identity", lambda: check_token(settings, clock)),
        Check("signing keys", lambda: check_keys(settings, clock)),
        Check("smartsheet", lambda: check_smartsheet(settings), deadline_s=30),
        Check("model", lambda: check_model(settings), deadline_s=50),
        Check("store", lambda: check_store(settings, clock)),
        Check("files", lambda: check_files(settings)),
        Check("clock", lambda: check_clock(settings, clock)),
        Check("public address", lambda: check_public_url(settings)),
        Check("telemetry", lambda: check_telemetry(settings)),
    ]


def as_lines(findings: Sequence[Finding]) -> str:
    """A line a finding, and what to do below each that fails."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{MARKS[finding.ok]} {finding.name:<{width}}  {finding.found}")
        if finding.todo:
            lines.append(f"  {'':<{width}}  → {finding.todo}")
    failing = sum(finding.ok is False for finding in findings)
    lines.append(f"{failing} to mend." if failing else "All that was tried is in order.")
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """`{"ok": …, "checks": [{name, ok, found, todo, ms}]}`; `ok` of a check is null when it was not tried."""
    body = {
        "ok": not any(finding.ok is False for finding in findings),
        "checks": [asdict(finding) for finding in findings],
    }
    return json.dumps(body, ensure_ascii=False)


def _setting_problem(problem: str) -> Finding:
    """`VARIABLE: what is wrong. The fix.` as found and todo."""
    found, _, todo = problem.partition(". ")
    return Finding("settings", False, f"{found}.", todo or "See .env.example.")


def _summary(settings: Settings) -> str:
    teams = "anonymous on loopback" if settings.anonymous else settings.app_type
    return f"Complete: {settings.mode}, {teams}."
