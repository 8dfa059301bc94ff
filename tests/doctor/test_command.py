"""The command line: a line for each check, or JSON, and an exit code that a script can act on."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from app import main
from bot.app.settings import Settings
from bot.doctor.command import as_lines
from bot.doctor.findings import Check, Finding, Problem, examine
from tests.doctor.conftest import SECRET, Clinic

pytestmark = pytest.mark.usefixtures("machine_time")  # the doctor compares its clock with the servers'

APP = Path(__file__).parents[2] / "app.py"


async def run_doctor(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and standard output of `python app.py doctor` in an otherwise empty environment."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(APP),
        "doctor",
        *arguments,
        cwd=folder,
        env={"PYTHONPATH": str(APP.parent), "PATH": "/usr/bin:/bin", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, warned = await process.communicate()
    assert b"Traceback" not in warned, warned.decode()
    return process.returncode or 0, said.decode()


def environment(settings: Settings, clinic: Clinic) -> dict[str, str]:
    return {name.upper(): str(value) for name, value in clinic.settings.items() if name != "_env_file"}


async def test_a_healthy_environment_exits_with_0_and_shows_no_secret(clinic: Clinic, tmp_path: Path) -> None:
    """A line each, ✓ before what is well, – before what was not tried."""
    code, said = await run_doctor(tmp_path, **environment(clinic.load(), clinic))

    marks = {line[2:18].strip(): line[0] for line in said.splitlines()[:-1]}
    assert code == 0
    assert [name for name, mark in marks.items() if mark == "✓"] == [
        *("settings", "bot identity", "signing keys", "smartsheet", "model", "store", "files", "clock"),
    ]
    assert [name for name, mark in marks.items() if mark == "–"] == ["public address", "telemetry"]
    assert SECRET not in said
    assert clinic.settings["smartsheet_access_token"] not in said


async def test_one_ill_part_exits_with_1_and_stops_no_other(clinic: Clinic, tmp_path: Path) -> None:
    """The rest is examined all the same; JSON says it to a machine."""
    ill = {**environment(clinic.load(), clinic), "SMARTSHEET_ACCESS_TOKEN": "wrong-token-1234567890"}

    code, said = await run_doctor(tmp_path, "--json", **ill)

    report = json.loads(said)
    assert code == 1
    assert report["ok"] is False
    assert {check["name"] for check in report["checks"] if check["ok"] is False} == {"smartsheet"}
    assert all(set(check) == {"name", "ok", "found", "todo", "ms"} for check in report["checks"])


async def test_every_problem_of_the_settings_is_a_finding(tmp_path: Path) -> None:
    """Without usable settings nothing else can be tried; all of them are told at once."""
    code, said = await run_doctor(tmp_path, PORT="99999", COSMOS_KEY="k")

    assert code == 1
    assert said.count("✗ settings") >= 4
    for variable in ("PORT", "COSMOS_ENDPOINT", "SMARTSHEET_ACCESS_TOKEN", "AZURE_OPENAI_ENDPOINT"):
        assert variable in said


def test_what_app_py_does_not_know_starts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A word it does not know is answered with those it does."""
    assert main(["--help"]) == 2
    assert "python app.py [doctor | audit]" in capsys.readouterr().err


async def test_no_check_outlives_its_deadline_or_harms_another() -> None:
    """One hangs, one has a bug, one is well: three findings, in their order."""

    async def hangs() -> str:
        await asyncio.Event().wait()
        return ""

    async def has_a_bug() -> str:
        return str(1 // 0)

    async def is_ill() -> str:
        raise Problem("The leg is broken.", todo="Rest.")

    async def is_well() -> str:
        return "Fine."

    found = await examine(
        [
            Check("hangs", hangs, deadline_s=0.05),
            Check("bug", has_a_bug),
            Check("ill", is_ill),
            Check("well", is_well),
        ]
    )

    assert [(each.name, each.ok) for each in found] == [
        ("hangs", False),
        ("bug", False),
        ("ill", False),
        ("well", True),
    ]
    assert found[0].found == "No answer within 0.05 s."
    assert "ZeroDivisionError" in found[1].found


def test_what_to_do_stands_below_what_was_found() -> None:
    """One line a check, one more for what to do, and how many there are to mend."""
    lines = as_lines([Finding("store", True, "Fine."), Finding("model", False, "It hums.", "Ask it to stop.")])

    assert lines.splitlines() == [
        "✓ store  Fine.",
        "✗ model  It hums.",
        "         → Ask it to stop.",
        "1 to mend.",
    ]
