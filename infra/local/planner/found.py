"""What the look-up tools found, as short sentences; every number and name in them stands in the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from infra.local.planner.sentences import shown
from infra.local.planner.transcript import Step

Row = dict[str, Any]
MOST_NAMED = 4
_CHANGING = ("owner", "admin", "editor_share", "editor")


def say_looked_up(what: str, step: Step, question: str) -> str:
    """One or two sentences on a result of look_up or search."""
    rows = rows_of(step)
    total = int(step.data.get("total_rows", len(rows)))
    place = _place(step)
    if what == "search":
        return _searched(step, rows, total)
    if not rows:
        return f"{place} has no {_NAMES[what][1]}."
    if what == "history":
        place = f"{step.arguments.get('column')} of {place[:1].lower()}{place[1:]}"
    return _SAY[what](rows, total, place, question)


def rows_of(step: Step) -> list[Row]:
    """The shown rows of a result by column."""
    columns = step.data.get("columns") or []
    return [dict(zip(columns, row, strict=False)) for row in step.data.get("rows") or []]


def counted(total: int, one: str, many: str) -> str:
    return f"{total:,} {one if total == 1 else many}"


def joined(values: Iterable[str], total: int, *, most: int = MOST_NAMED) -> str:
    """Up to `most` of them by name; “…” stands for the others."""
    names = [value for value in values if value]
    if total > most or len(names) > most:
        return ", ".join(names[:most]) + " …"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


_NAMES = {
    "comments": ("comment", "comments"),
    "attachments": ("attachment", "attachments"),
    "summary_fields": ("summary field", "summary fields"),
    "update_requests": ("update request", "update requests"),
    "automations": ("automation", "automations"),
    "cross_sheet_references": ("cross-sheet reference", "cross-sheet references"),
    "shares": ("share", "shares you may see"),
    "history": ("change", "changes"),
}


def _place(step: Step) -> str:
    sheet = str(step.data.get("sheet") or step.arguments.get("sheet") or "The sheet")
    row = step.arguments.get("row_number")
    return sheet if row is None else f"Row {row} of {sheet}"


def _comments(rows: list[Row], total: int, place: str, question: str) -> str:
    """How many and whose; the words themselves are left to the table, as “I moved the date” is not said by the bot."""
    said = f"{place} has {counted(total, *_NAMES['comments'])}"
    if total > len(rows) and place.startswith("Row "):
        return f"{said}."  # a row's talk comes oldest first, and its end is not among those shown
    newest = max(rows, key=lambda row: str(row.get("When") or ""))
    which = "it" if total == 1 else "the newest"
    where = f" on {newest['In']}" if newest.get("In") and not place.startswith("Row ") else ""
    return f"{said}; {which} is by {newest.get('Who')}{where} ({shown(newest.get('When'))})."


def _attachments(rows: list[Row], total: int, place: str, question: str) -> str:
    names = joined((str(row.get("Name")) for row in rows), total)
    return f"{place} has {counted(total, *_NAMES['attachments'])}: {names}."


def _history(rows: list[Row], total: int, place: str, question: str) -> str:
    """The newest line comes first, the cell's first value last."""
    newest, before = rows[0], rows[0].get("From")
    who, when = newest.get("Who"), shown(newest.get("When"))
    if total == 1:
        return f"{place}: {shown(newest.get('To'))} since {when}, set by {who}; it was not changed after that."
    moved = f"from {shown(before)} to {shown(newest.get('To'))}"
    return f"{place}: last changed by {who} on {when}, {moved}. {total} values are kept in its history."


def _shares(rows: list[Row], total: int, place: str, question: str) -> str:
    """Who, each once; a person may have a share of the sheet and one of its workspace."""
    if re.search(r"\b(?:edit|change|write|work)\b", question.lower()):
        able = [row for row in rows if str(row.get("Access")).lower().replace(" ", "_") in _CHANGING]
        names = ", ".join(dict.fromkeys(str(row.get("Who")) for row in able))
        return f"These can change {place}: {names}." if able else f"None of the shares of {place} may change it."
    people = {str(row.get("Who")): f"{row.get('Who')} ({row.get('Access')})" for row in rows}
    return f"These have access to {place}: {joined(people.values(), len(people), most=8)}."


def _summary(rows: list[Row], total: int, place: str, question: str) -> str:
    fields = (f"{row.get('Field')} {shown(row.get('Value'))}" for row in rows)
    return f"Summary of {place}: {joined(fields, total)}."


def _named(what: str, key: str) -> Callable[[list[Row], int, str, str], str]:
    def say(rows: list[Row], total: int, place: str, question: str) -> str:
        return f"{place} has {counted(total, *_NAMES[what])}: {joined((str(row.get(key)) for row in rows), total)}."

    return say


_SAY: dict[str, Callable[[list[Row], int, str, str], str]] = {
    "comments": _comments,
    "attachments": _attachments,
    "history": _history,
    "shares": _shares,
    "summary_fields": _summary,
    "update_requests": _named("update_requests", "Subject"),
    "automations": _named("automations", "Rule"),
    "cross_sheet_references": _named("cross_sheet_references", "Reference"),
}


def _searched(step: Step, rows: list[Row], total: int) -> str:
    text = step.arguments.get("text")
    if not rows:
        return f"Smartsheet's search finds no “{text}”."
    first = rows[0]
    row = f", row {first['Row']}" if first.get("Row") else ""
    return f"“{text}” is found in {counted(total, 'place', 'places')}; the first is in {first.get('Sheet')}{row}."
