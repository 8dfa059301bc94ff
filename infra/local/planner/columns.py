"""Which column a word means: its title, or the part such a column plays in nearly every sheet; and its SQL."""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.words import words_of

_COMPANION = re.compile(r" \((?:text|emails?|url)\)$")
_DONE = frozenset({"complete", "completed", "done", "closed", "finished", "resolved", "cancelled", "canceled"})
_PARTS: dict[str, tuple[tuple[str, ...], Callable[[Column], bool]]] = {
    "owner": (("owner", "assigned to", "assignee", "responsible"), lambda c: not c.is_list),
    "due": (("due date", "due", "end date", "finish date", "deadline", "review date"), lambda c: c.is_date),
    "start": (("start date", "start"), lambda c: c.is_date),
    "status": (("status", "state"), lambda c: c.is_text),
    "progress": (("% complete", "percent complete", "progress"), lambda c: c.is_number),
    "amount": (("planned", "budget", "amount", "cost", "value", "price"), lambda c: c.is_number and not c.is_percent),
}
"""What a part's column is called, the likeliest title first, and what it must hold."""

_SAID = {
    "owner": "owner",
    "assigned to": "owner",
    "due date": "due",
    "start date": "start",
    "status": "status",
    "progress": "progress",
}
"""Words for a part that may stand for its column when no title is said."""


def own_columns(sheet: Sheet) -> list[Column]:
    """The sheet's columns without the companions of others (“Owner (email)”, “Budget (text)”)."""
    return [column for column in sheet.columns if not _COMPANION.search(column.title)]


def part(sheet: Sheet, name: str) -> Column | None:
    """The column that plays a part: the one with its title, or the only contacts for an owner; else none."""
    titles, fits = _PARTS[name]
    fitting = {words_of(column.title): column for column in own_columns(sheet) if fits(column)}
    contacts = [column for column in fitting.values() if column.is_contact] if name == "owner" else []
    only = contacts[0] if len(contacts) == 1 else None
    return next((fitting[words_of(title)] for title in titles if words_of(title) in fitting), only)


def names(sheet: Sheet) -> dict[tuple[str, ...], Column]:
    """Every name a column of the sheet goes by."""
    parts = {words_of(said): column for said, name in _SAID.items() if (column := part(sheet, name)) is not None}
    return {**parts, **{words_of(column.title): column for column in own_columns(sheet) if words_of(column.title)}}


def values(sheet: Sheet) -> dict[tuple[str, ...], list[tuple[Column, str]]]:
    """The values the prompt lists, with the columns that hold them; numbers are none of them."""
    found: dict[tuple[str, ...], list[tuple[Column, str]]] = {}
    for column in own_columns(sheet):
        for value in column.values if column.type != "BOOLEAN" and not column.is_primary else ():
            if words_of(value) and not value.replace(".", "").isdigit():
                found.setdefault(words_of(value), []).append((column, value))
    return found


def done_sql(sheet: Sheet) -> str | None:
    """The condition for a row that is done, never NULL; None when the sheet does not say."""
    status, progress = part(sheet, "status"), part(sheet, "progress")
    finished = [value for value in status.values if value.lower() in _DONE] if status else []
    if status is not None and finished:
        return f"coalesce({status.sql} IN ({', '.join(map(literal, finished))}), false)"
    if progress is not None and progress.is_percent:
        return f"coalesce({progress.sql} >= 1, false)"
    ticked = next((c for c in own_columns(sheet) if c.type == "BOOLEAN" and c.title.lower() in _DONE), None)
    return f"coalesce({ticked.sql}, false)" if ticked else None


def day(column: Column) -> str:
    return column.sql if column.type == "DATE" else f"CAST({column.sql} AS DATE)"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def is_one(column: Column, value: str) -> str:
    """Equals a value whatever its case, never NULL; a list holds it."""
    if column.is_list:
        return f"coalesce(list_contains({column.sql}, {literal(value)}), false)"
    return f"coalesce(lower({column.sql}) = lower({literal(value)}), false)"


def contains(column: Column, text: str) -> str:
    pattern = literal("%" + re.sub(r"([%_\\])", r"\\\1", text) + "%")
    return f"strip_accents(coalesce(CAST({column.sql} AS VARCHAR), '')) ILIKE strip_accents({pattern}) ESCAPE '\\'"


def is_empty(column: Column) -> str:
    if column.is_list:
        return f"coalesce(len({column.sql}), 0) = 0"
    return f"coalesce({column.sql}, '') = ''" if column.is_text else f"{column.sql} IS NULL"
