"""Rows with everything under them, as a plan's card showed them and as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.live import CellContent, LiveRow, LiveSheet
from bot.domain.outline import Outline
from bot.domain.plan_status import Moved
from bot.domain.plans import RowImage


def trees(rows: Iterable[RowImage]) -> list[list[RowImage]]:
    """Each row chosen with the rows under it."""
    found: list[list[RowImage]] = []
    for row in rows:
        if row.level == 0:
            found.append([])
        found[-1].append(row)
    return found


def tree_moved(
    tree: Sequence[RowImage],
    live: LiveSheet,
    rows: Mapping[int, LiveRow],
    outline: Outline,
    *,
    alone: bool = False,
    anywhere: bool = False,
) -> Moved | None:
    """What is not as the card showed it about a row and the rows under it; `alone`, about its cells only.

    `anywhere` tells that it does not matter where the row stands.
    """
    root = tree[0]
    name = named(root.number, root.label)
    if root.row_id not in rows:
        return Moved(name, "is no longer there")
    if not alone and outline.subtree(root.row_id) != tuple(each.row_id for each in tree):
        return Moved(name, "has other rows under it now", rows[root.row_id].modified_by)
    if not (alone or anywhere) and outline.place(root.row_id) != root.place:
        return Moved(name, "stands elsewhere now", rows[root.row_id].modified_by)
    for each in tree:
        row, held = rows[each.row_id], {cell.column_id: cell.content.raw for cell in each.cells}
        for column in live.columns:
            if row.cell(column.id).raw != held.get(column.id, ""):
                where = f"{named(each.number, each.label)}, {column.column.title}"
                return Moved(where, is_now(row.cell(column.id)), row.modified_by)
    return None


def is_now(content: CellContent) -> str:
    """“is now “Blocked””."""
    shown = content.shown if len(content.shown) <= 80 else content.shown[:79] + "…"
    return f"is now “{shown}”" if content.raw else "is empty now"


def named(number: int, label: str) -> str:
    """“Row 12 “Book venue””."""
    return f"Row {number} “{label}”" if label else f"Row {number}"
