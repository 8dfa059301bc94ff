"""Questions worth asking of a sheet, read off its columns; shown as buttons when it is opened."""

from __future__ import annotations

from bot.domain.sheets import Column, ColumnType
from bot.sheets.snapshot import Snapshot

MOST = 3


def suggest(snapshot: Snapshot) -> tuple[str, ...]:
    """Up to three questions this sheet can answer, in a fixed order so that a button's index keeps its meaning."""
    columns = [c.column for c in snapshot.columns if not c.column.hidden and c.column.system_type is None]
    due = _named(columns, _DATES, ("due", "deadline", "end", "finish", "review"))
    owner = next((c for c in columns if c.type is ColumnType.CONTACT_LIST), None)
    status = _named(columns, {ColumnType.PICKLIST}, ("status", "stage", "state"))
    category = status or next((c for c in columns if c.type is ColumnType.PICKLIST), None)
    amount = next((c.column for c in snapshot.columns if c.sql_type == "DOUBLE" and _is_amount(c.column)), None)
    questions = []
    if due and owner and status:
        questions.append(f"How many tasks are overdue, by {owner.title}?")
    if category:
        questions.append(f"How many rows by {category.title}?")
    if amount:
        questions.append(f"Which 5 rows have the largest {amount.title}?")
    if owner and len(questions) < MOST:
        questions.append(f"How many rows by {owner.title}?")
    if due and len(questions) < MOST:
        questions.append("What is due in the next 7 days?")
    return tuple(questions[:MOST])


_DATES = {ColumnType.DATE, ColumnType.ABSTRACT_DATETIME, ColumnType.DATETIME}


def _named(columns: list[Column], types: set[ColumnType], words: tuple[str, ...]) -> Column | None:
    """The column of such a type whose title has one of the words, the earlier word first."""
    typed = [c for c in columns if c.type in types]
    return next((c for word in words for c in typed if word in c.title.casefold()), None)


def _is_amount(column: Column) -> bool:
    words = ("amount", "cost", "budget", "planned", "actual", "price", "value", "total", "spend", "score", "capacity")
    return column.type is ColumnType.TEXT_NUMBER and any(word in column.title.casefold() for word in words)
