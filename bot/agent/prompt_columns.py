"""A sheet's own words for the columns that prompts speak of: its due date, its owner, its amount.

Titles stand in a question as they are, so only those are taken that read as words: no quotes, not long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.domain.sheets import ColumnType
from bot.sheets.roles import DONE_VALUES, Roles, roles_of
from bot.sheets.snapshot import ColumnProfile, Snapshot, SnapshotColumn

EXAMPLE_WORDS = {
    "rows": "tasks",
    "owner": "owner",
    "due": "due date",
    "status": "status",
    "blocked": "blocked",
    "under_way": "in progress",
    "category": "category",
    "priority": "priority",
    "amount": "planned amount",
    "number": "quantity",
    "flag": "approved",
    "detail": "vendor",
    "sheet": "launch plan",
}
"""The same words where there is no sheet to take them from."""

_PRIORITY = ("priority", "severity", "impact", "health", "urgency", "risk level")
_CATEGORY = ("category", "type", "department", "area", "location", "site", "phase", "region", "team", "group", "tag")
_DETAIL = ("vendor", "supplier", "description", "mitigation", "notes", "comment", "reason", "location", "contact")
_AMOUNT = ("planned", "budget", "amount", "exposure", "value", "spend", "revenue", "total", "actual", "cost")
_EACH = ("unit", "each", "per ", "rate", "price")
"""Amounts that mean nothing when they are added up."""

_BLOCKED = frozenset({"blocked", "on hold", "stuck", "waiting"})
_UNDER_WAY = frozenset({"in progress", "in work", "doing", "active", "started", "under way", "mitigating"})
_WORDS = re.compile(r"[^\W_](?:[^\W_]|[ %&/().-]){0,38}")

_Typed = tuple[SnapshotColumn, ColumnProfile]


def words_for(snapshot: Snapshot) -> dict[str, str]:
    """Each field of a prompt that this sheet has, in the sheet's words; `done`, `sheet` and the like stand for
    themselves."""
    roles = roles_of(snapshot)
    columns = [pair for pair in zip(snapshot.columns, snapshot.profiles, strict=True) if _is_own(pair[0])]
    status = _pair(columns, roles.status)
    category = _titled(columns, _CATEGORY, _divides) or _first(columns, _divides, but=(roles.status,))
    amount = _titled(columns, _AMOUNT, _is_amount) or _first(columns, _is_money)
    chosen = {
        "owner": roles.owners[0] if roles.owners else None,
        "due": roles.due,
        "status": roles.status,
        "category": category,
        "priority": _titled(columns, _PRIORITY, _divides),
        "amount": amount,
        "number": _first(columns, _counts) or amount,
        "flag": _first(columns, lambda pair: pair[0].column.type is ColumnType.CHECKBOX, but=(roles.done,)),
        "detail": _titled(columns, _DETAIL, lambda pair: _has_gaps(pair, rows=snapshot.rows)),
    }
    words = {name: column.sql_name for name, column in chosen.items() if column and _WORDS.fullmatch(column.sql_name)}
    for name, values in (("blocked", _BLOCKED), ("under_way", _UNDER_WAY)):
        if status and (value := next((v for v, _ in status[1].distinct if v.casefold() in values), None)):
            words[name] = value.lower()
    if _tells_done(roles, status):
        words["done"] = "done"
    return {**words, "rows": _rows(snapshot), "sheet": snapshot.name}


def _rows(snapshot: Snapshot) -> str:
    """What the sheet's rows are called: tasks, risks, or just rows."""
    primary = next((c.sql_name.casefold() for c in snapshot.columns if c.column.primary), "")
    return next((f"{noun}s" for noun in ("task", "risk", "milestone", "issue") if noun in primary), "rows")


def _is_own(column: SnapshotColumn) -> bool:
    return not column.column.hidden and not column.column.primary and column.column.system_type is None


def _divides(pair: _Typed) -> bool:
    """A dropdown with several values in use."""
    return pair[0].column.type is ColumnType.PICKLIST and pair[0].sql_type == "VARCHAR" and len(pair[1].distinct) > 1


def _counts(pair: _Typed) -> bool:
    """A number that is no share and no money."""
    return pair[0].sql_type == "DOUBLE" and not pair[0].number_format and pair[1].filled > 0


def _is_money(pair: _Typed) -> bool:
    money = pair[0].sql_type == "DOUBLE" and pair[0].number_format.startswith("currency")
    return money and pair[1].filled > 0 and not any(word in pair[0].sql_name.casefold() for word in _EACH)


def _is_amount(pair: _Typed) -> bool:
    """Money, or a plain number whose title will have to say that it is an amount."""
    return _is_money(pair) or (_counts(pair) and not any(word in pair[0].sql_name.casefold() for word in _EACH))


def _has_gaps(pair: _Typed, *, rows: int) -> bool:
    """A text that some rows have and others lack."""
    return pair[0].sql_type == "VARCHAR" and 0 < pair[1].filled < rows


def _tells_done(roles: Roles, status: _Typed | None) -> bool:
    """A box or a share says it, or the status has a value for it."""
    values = (*status[0].column.options, *(value for value, _ in status[1].distinct)) if status else ()
    return bool(roles.done or roles.progress) or any(value.casefold() in DONE_VALUES for value in values)


def _pair(columns: Iterable[_Typed], column: SnapshotColumn | None) -> _Typed | None:
    return next((pair for pair in columns if pair[0] is column), None)


def _first(
    columns: Iterable[_Typed], fits: Callable[[_Typed], bool], *, but: tuple[SnapshotColumn | None, ...] = ()
) -> SnapshotColumn | None:
    return next((pair[0] for pair in columns if fits(pair) and pair[0] not in but), None)


def _titled(columns: list[_Typed], words: Iterable[str], fits: Callable[[_Typed], bool]) -> SnapshotColumn | None:
    """The first fitting column whose title has one of the words, an earlier word before an earlier column."""
    fitting = [pair[0] for pair in columns if fits(pair)]
    return next((c for word in words for c in fitting if word in c.sql_name.casefold()), None)
