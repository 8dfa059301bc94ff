"""Changes as a CSV file for a spreadsheet: what was written cell by cell, or what happened event by event."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from bot.changes.engine.written_lines import Written, written
from bot.domain.audit import Event, Happening
from bot.domain.plan_journal import Journal
from bot.domain.plans import Plan

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8; without it, Excel reads the letters of another alphabet wrongly."""

COLUMNS = (
    "when (UTC)",
    "event",
    "way",
    "who",
    "approved by",
    "change",
    "sheet",
    "sheet id",
    "did",
    "row",
    "row id",
    "what",
    "before",
    "after",
    "refused or moved",
    "plan",
    "takes back",
    "conversation",
    "reference",
)
NOTHING = Written("", "", "", "", "", "")

_FORMULA = frozenset("=+-@＝＋－＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def heading() -> str:
    """The first line, behind the mark that it is UTF-8."""
    return BOM + line(COLUMNS)


def line(values: Iterable[str]) -> str:
    """One line of the file, every value quoted as text."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe(value) for value in values])
    return text.getvalue()


def safe(value: str) -> str:
    """The value so that no spreadsheet takes it for a formula: what could begin one gets an apostrophe before it.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    value = _CONTROL.sub("", value)
    return f"'{value}" if value.lstrip()[:1] in _FORMULA or value[:1] in ("\t", "\r", "\n") else value


def event_lines(event: Event, told: Iterable[Event]) -> Iterator[str]:
    """What happened, in one line. `told` are the events of the same plan so far."""
    yield _line(event, _approvers(told), NOTHING)


def written_lines(event: Event, told: Iterable[Event], plan: Plan, journal: Journal) -> Iterator[str]:
    """What the plan wrote, a line a cell, row or record; at least one line. `event` is the one that ended it."""
    approvers, any_written = _approvers(told), False
    for each in written(plan, journal):
        any_written = True
        yield _line(event, approvers, each)
    if not any_written:
        yield _line(event, approvers, NOTHING)


def wrote(event: Event) -> bool:
    """Whether the event ends a plan that wrote something."""
    return event.outcome is not None and event.outcome.wrote


def _line(event: Event, approvers: str, what: Written) -> str:
    outcome = event.outcome
    trouble = [event.why] if event.why else []
    if outcome is not None:
        trouble += [f"{each.where}: {each.why}" for each in outcome.refused]
        trouble += [f"{each.where} {each.what} {each.by}".strip() for each in outcome.moved]
        trouble += [outcome.message] if outcome.message else []
    return line(
        (
            f"{event.at:%Y-%m-%d %H:%M:%S}",
            event.what,
            event.way,
            f"{event.by.name} ({event.by.aad_object_id or event.by.id})" if event.by else "",
            approvers,
            event.title,
            event.sheet_name,
            str(event.sheet_id) if event.sheet_id > 0 else "",
            what.did,
            what.row,
            what.row_id,
            what.what,
            what.before,
            what.after,
            "; ".join(trouble),
            event.plan_id,
            event.undo_of,
            event.conversation_id,
            event.reference,
        )
    )


def _approvers(told: Iterable[Event]) -> str:
    approved = (Happening.APPROVED, Happening.SECONDED)
    return ", ".join(event.by.name for event in told if event.what in approved and event.by)
