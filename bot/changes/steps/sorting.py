"""Sorting a sheet as a step of a plan, and how Smartsheet sorts. Pure: over the whole sheet as it is now.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/rows-sort sorts the whole sheet by one column after the
other; there is no sorting of a part. Rows stay under their parent and are sorted among its rows. A dropdown is sorted
by the order of its list, and empty cells come last whichever way (help.smartsheet.com, “Sort rows to organize your
data”; unverified, so the order itself is Smartsheet's: what is worked out here only tells whether there is anything to
sort).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.changes.engine.preview import Draft
from bot.changes.engine.rules import require_editor
from bot.changes.steps.order import order_of
from bot.domain.live import ADMINS, CellContent, LiveColumn, LiveSheet
from bot.domain.row_orders import Order, OrderRows, SortBy
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments, PermissionDenied

_DATES = {ColumnType.DATE, ColumnType.DATETIME, ColumnType.ABSTRACT_DATETIME}
_LISTS = {ColumnType.PICKLIST}
_VALUE = re.compile(r'\{"value":(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\}')
_SHOWN = re.compile(r"-?[$€£]?-?\d{1,3}(?:,?\d{3})*(?:\.\d+)?\s?%?")
_NOISE = re.compile(r"[^\d.\-]")
_DAYS = re.compile(r"-?\d+(?:\.\d+)?d")


def preview_sort(live: LiveSheet, by: Sequence[tuple[LiveColumn, bool]]) -> Draft:
    """Sort by the columns, each descending or not. Nothing is to be done where the rows stand in that order."""
    require_editor(live)
    if not by:
        raise InvalidArguments("It is not said by which column to sort.")
    if len({column.id for column, _ in by}) < len(by):
        raise InvalidArguments("A column is named twice.", hint="Name each column once.")
    locked = sum(row.locked for row in live.rows)
    if locked and live.access_level not in ADMINS:
        raise PermissionDenied(
            f"{locked:,} {'row of' if locked == 1 else 'rows of'} “{live.name}” "
            f"{'is' if locked == 1 else 'are'} locked, and sorting moves them.",
            hint="Ask an admin of the sheet to sort it.",
        )
    draft = Draft()
    if sorted_order(live, by) == order_of(live):
        draft.warnings.append(f"The rows of {live.name} stand in that order already.")
        return draft
    keys = tuple(SortBy(c.id, c.column.title, down, direction(live, c, descending=down)) for c, down in by)
    draft.steps.append(OrderRows(keys, order_of(live)))
    draft.warnings.append("The rows then stand so for everybody who opens the sheet. Empty cells come last.")
    if any(row.parent_id for row in live.rows):
        draft.warnings.append("Smartsheet sorts the whole sheet: rows stay under their parent, sorted among its rows.")
    return draft


def direction(live: LiveSheet, column: LiveColumn, *, descending: bool) -> str:
    """“earliest first”, “largest first”, “Z to A”, as the column's type has it."""
    kind = column.column.type
    if kind in _DATES:
        return "latest first" if descending else "earliest first"
    if kind is ColumnType.CHECKBOX:
        return "checked first" if descending else "unchecked first"
    if kind in _LISTS and column.column.options:
        options = column.column.options[::-1] if descending else column.column.options
        shown = ", ".join(options[:4]) + (", …" if len(options) > 4 else "")
        return f"{'its list from the end' if descending else 'as in its list'}: {shown}"
    values = [row.cell(column.id) for row in live.rows if row.cell(column.id).shown]
    if kind is ColumnType.DURATION:
        return "longest first" if descending else "shortest first"
    if values and all(_number(value) is not None for value in values):
        return "largest first" if descending else "smallest first"
    return "Z to A" if descending else "A to Z"


def sorted_order(live: LiveSheet, by: Sequence[tuple[LiveColumn, bool]]) -> Order:
    """The order that comes of it; rows that are equal keep theirs."""
    rows, outline = live.by_id(), live.outline()
    found: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []

    def wait(parent: int | None) -> None:
        family = list(outline.children(parent))
        for column, down in reversed(by):
            keys = {each: _key(rows[each].cell(column.id), column) for each in family}
            filled = [each for each in family if keys[each] is not None]
            empty = [each for each in family if keys[each] is None]
            family = [*sorted(filled, key=lambda each, keys=keys: keys[each], reverse=down), *empty]  # type: ignore[misc]
        waiting.extend((each, parent or 0) for each in reversed(family))

    wait(None)
    while waiting:
        row_id, parent = waiting.pop()
        found.append((row_id, parent))
        wait(row_id)
    return tuple(found)


def _key(content: CellContent, column: LiveColumn) -> tuple[int, float, str] | None:
    """What the cell is sorted by: numbers before text; None for an empty one."""
    kind, shown = column.column.type, content.shown
    if kind is ColumnType.CHECKBOX:
        return (0, float(content.raw == '{"value":true}' or shown in ("Yes", "true")), "")
    if not shown:
        return None
    if kind in _LISTS and shown in column.column.options:
        return (0, float(column.column.options.index(shown)), "")
    number = None if kind in _DATES else _number(content)
    return (1, 0.0, shown.casefold()) if number is None else (0, number, "")


def _number(content: CellContent) -> float | None:
    """The number that a cell holds or shows: 5, “$640,000.00”, “12%”, “5d”."""
    shown = content.shown
    if content.raw.startswith('{"value":') and (held := _VALUE.fullmatch(content.raw)):
        return float(held[1])
    if content.raw.startswith('{"value":"') or not _SHOWN.fullmatch(shown):
        return float(shown[:-1]) if _DAYS.fullmatch(shown) else None
    return float(_NOISE.sub("", shown))
