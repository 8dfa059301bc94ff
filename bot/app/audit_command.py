"""`python app.py audit [--since DAY] [--csv FILE]`: what happened to changes, in all conversations, for the admin."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.app.bootstrap import open_documents
from bot.app.settings import Settings, SettingsError, load
from bot.clock import SystemClock
from bot.domain.audit import Event
from bot.errors import SheetlineError
from bot.features.history.change_table import event_lines, heading, written_lines, wrote
from bot.ports.plans import PlanStore
from bot.store.collections.audit import Audit
from bot.store.collections.plans import Plans


def main(arguments: Sequence[str]) -> int:
    """Print the events, or write them as CSV with a line for every cell; 2 for settings or a store of no use."""
    parser = argparse.ArgumentParser(prog="app.py audit", description="What was proposed, approved, refused, changed.")
    parser.add_argument("--since", type=date.fromisoformat, help="the first day (UTC), as YYYY-MM-DD; else all kept")
    parser.add_argument("--csv", metavar="FILE", help="write CSV with every cell's before and after; - is the output")
    options = parser.parse_args(arguments)
    try:
        settings = load()
        with contextlib.ExitStack() as stack:
            write: Callable[[str], int] = _print
            if options.csv not in (None, "-"):
                write = stack.enter_context(Path(options.csv).open("w", encoding="utf-8", newline="")).write
            asyncio.run(_report(settings, options.since, write, table=options.csv is not None))
    except SettingsError as error:
        sys.stderr.write("The settings cannot be used:\n" + "".join(f"  - {each}\n" for each in error.problems))
        return 2
    except (SheetlineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def _report(settings: Settings, since: date | None, write: Callable[[str], int], *, table: bool) -> None:
    clock = SystemClock()
    beginning = clock.now() - timedelta(days=settings.audit_days)
    if since is not None:
        beginning = datetime.combine(since, time(), tzinfo=UTC)
    async with AsyncExitStack() as stack:
        documents = open_documents(settings, clock, stack)
        stack.push_async_callback(documents.aclose)
        events = Audit(documents).everything(since=beginning)
        if table:
            async for line in _table(events, Plans(documents)):
                write(line)
        else:
            async for event in events:
                write(_told(event))


async def _table(events: AsyncIterator[Event], plans: PlanStore) -> AsyncIterator[str]:
    """A line a cell for what was written, a line an event for the rest."""
    yield heading()
    told: dict[str, list[Event]] = {}
    async for event in events:
        told.setdefault(event.plan_id, []).append(event)
        found = await plans.load(event.conversation_id, event.plan_id) if wrote(event) else None
        if found is None:
            lines = event_lines(event, told[event.plan_id])
        else:
            journal = await plans.journal(event.conversation_id, event.plan_id)
            lines = written_lines(event, told[event.plan_id], found[0], journal)
        for line in lines:
            yield line


def _told(event: Event) -> str:
    """An event as one line of text; nothing in it ends the line."""
    who = event.by.name if event.by else "-"
    outcome = event.outcome
    counts = ""
    if outcome is not None:
        written = (outcome.cells, outcome.rows_added, outcome.rows_deleted, outcome.rows_moved, outcome.records)
        counts = " cells/added/deleted/moved/other " + "/".join(map(str, written))
    parts = (
        f"{event.at:%Y-%m-%d %H:%M:%S}",
        f"{event.what:<9}",
        f"{event.way:<6}",
        f"{who}: {event.title} in {event.sheet_name}{counts}",
        event.why,
        f"plan {event.plan_id}",
        f"ref {event.reference}" if event.reference else "",
    )
    return " ".join(" ".join(part for part in parts if part).split()) + "\n"


def _print(text: str) -> int:
    return sys.stdout.buffer.write(text.encode())
