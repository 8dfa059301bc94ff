"""What to ask after an answer: the rows behind a count, the largest part of it, the same by another column.

Each is a whole question, not “and by status?”: its button may be pressed when the talk has long moved on. They are made
from the person's own words, so only questions in forms that are understood here (in English) have any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.answers import CellValue, Table
from bot.domain.sheets import ColumnType
from bot.sheets.snapshot import Snapshot

MOST = 3
LONGEST = 64
"""Characters of a question that a button still shows whole: nobody presses what they cannot read."""

_GROUPED = re.compile(r"\s*,?\s+(?:by|per|for each|grouped by)\s+(?P<by>.+)$", re.IGNORECASE)
_COUNT = re.compile(r"(?:and |so )?how many (?P<what>.+)$", re.IGNORECASE)
_SUM = re.compile(
    r"(?:and |so )?(?:what(?: is|'s) |show (?:me )?)?(?:the )?(?P<how>total|average|sum of) (?P<what>.+)$",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:and |so )?(?:which|show(?: me)?(?: all)?|list) (?P<what>.+)$", re.IGNORECASE)
_RANKED = re.compile(
    r"\d|\b(?:largest|biggest|highest|smallest|lowest|latest|earliest|first|last|next|most|least|fewest|top)\b",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart: `What {what}[, by {by}]`."""

    what: str
    by: str


def follow_up(question: str, table: Table | None, snapshot: Snapshot) -> tuple[str, ...]:
    """Up to three questions, the most telling first; none where the form is not known or nothing came out."""
    said = re.sub(r"[?!.\s]+$", "", " ".join(question.split()))
    if table is None or not table.rows or not any(value for row in table.rows for value in row):
        return ()
    found: list[str] = []
    for asked in _made(said, table, snapshot):
        if len(asked) <= LONGEST and asked.isprintable() and asked not in found and asked != f"{said}?":
            found.append(asked)
    return tuple(found[:MOST])


def _made(said: str, table: Table, snapshot: Snapshot) -> Iterator[str]:
    if match := _COUNT.match(said):
        yield from _after_count(_apart(match["what"]), table, snapshot)
    elif match := _SUM.match(said):
        yield from _after_sum(match["how"], _apart(match["what"]), table, snapshot)
    elif (match := _LIST.match(said)) and not _RANKED.search(said):
        asked = _apart(match["what"])
        for title in _others(snapshot, said, table):
            yield f"How many {asked.what}, by {title}?"


def _after_count(asked: _Asked, table: Table, snapshot: Snapshot) -> Iterator[str]:
    sentence = not _ONE_WORD.fullmatch(asked.what)
    if part := _largest_part(table, snapshot):
        title, value = part
        yield f'{"Which" if sentence else "Show"} {asked.what} where {title} is "{value}"?'
    if sentence:
        yield f"Which {asked.what}?"
    for title in _others(snapshot, asked.by or asked.what, table):
        yield f"How many {asked.what}, by {title}?"


def _after_sum(how: str, asked: _Asked, table: Table, snapshot: Snapshot) -> Iterator[str]:
    others = _others(snapshot, f"{asked.what} {asked.by}", table)
    word = how[:1].upper() + how[1:].lower()
    if (part := _largest_part(table, snapshot)) and others:
        title, value = part
        yield f'{word} {asked.what} by {others[0]} where {title} is "{value}"?'
    for title in others:
        yield f"{word} {asked.what} by {title}?"


def _apart(what: str) -> _Asked:
    match = _GROUPED.search(what)
    return _Asked(what[: match.start()], match["by"]) if match else _Asked(what, "")


def _largest_part(table: Table, snapshot: Snapshot) -> tuple[str, str] | None:
    """Of a label column of the sheet and one number: the column's title and the label with the largest number."""
    if len(table.columns) != 2 or len(table.rows) < 2:
        return None
    named = {profile.sql_name.casefold(): profile for profile in snapshot.profiles}
    column = named.get(table.columns[0].replace("_", " ").casefold())
    rows = [(row[0], row[1]) for row in table.rows if _is_label(row[0]) and isinstance(row[1], int | float)]
    if column is None or not rows:
        return None
    value = str(max(rows, key=lambda row: row[1])[0])
    if column.distinct and value not in {held for held, _ in column.distinct}:
        return None  # a name the query made up, such as “Unassigned”
    return column.sql_name, value


def _is_label(value: CellValue) -> bool:
    """A text that can stand between quotes and is not the name for no value."""
    return isinstance(value, str) and bool(value) and '"' not in value and not value.startswith("(")


def _others(snapshot: Snapshot, said: str, table: Table) -> Sequence[str]:
    """Columns that would divide the rows otherwise: a status, an owner, a category with few values, not yet said."""
    said = f"{said} {' '.join(table.columns)}".replace("_", " ").casefold()
    found: list[tuple[int, str]] = []
    for column, held in zip(snapshot.columns, snapshot.profiles, strict=True):
        kind = column.column.type
        if column.column.hidden or column.column.system_type or not held.filled or column.sql_name.casefold() in said:
            continue
        if kind is ColumnType.CONTACT_LIST and len(held.distinct) != 1:
            found.append((0, column.sql_name))
        elif kind is ColumnType.PICKLIST and len(held.distinct) > 1:
            found.append((1, column.sql_name))
    return [title for _, title in sorted(found, key=lambda each: each[0])]
