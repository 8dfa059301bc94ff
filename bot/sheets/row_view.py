"""One row of a snapshot as a person sees it: every visible field, its place in the hierarchy, who wrote it when."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from bot.domain.answers import CellValue, RowCard, RowField, Source
from bot.sheets.snapshot import Snapshot, SnapshotColumn

_DEEPEST = 50
"""Ancestors followed at most; Smartsheet's own limit of indentation lies far below."""

_WRITTEN = frozenset({"CREATED_DATE", "CREATED_BY", "MODIFIED_DATE", "MODIFIED_BY"})
"""System columns that repeat what every row says of itself."""


def row_id_at(snapshot: Snapshot, number: int) -> int | None:
    """The id of the row with this number in this version, or None."""
    return _value_where(snapshot, "_row", number, "_row_id")


def view_row(snapshot: Snapshot, row_id: int, *, source: Source, back: str = "") -> RowCard | None:
    """The row with this id, or None when the sheet has none (any more)."""
    place = _place_of(snapshot, "_row_id", row_id)
    if place is None:
        return None
    row: dict[str, Any] = snapshot.table.slice(place, 1).to_pylist()[0]
    primary = next((column for column in snapshot.columns if column.column.primary), None)
    shown = [
        column
        for column in snapshot.columns
        if column is not primary and not column.column.hidden and column.column.system_type not in _WRITTEN
    ]
    return RowCard(
        source=source,
        row_id=row_id,
        number=int(row["_row"] or place + 1),
        title=str(_cell(row, primary) or "") if primary else "",
        fields=tuple(RowField(column.sql_name, _cell(row, column), column.number_format) for column in shown),
        path=_above(snapshot, row["_parent_id"], primary),
        children=int(row["_children"] or 0),
        created_at=row["_created_at"],
        created_by=row["_created_by"] or "",
        modified_at=row["_modified_at"],
        modified_by=row["_modified_by"] or "",
        back=back,
    )


def _cell(row: dict[str, Any], column: SnapshotColumn) -> CellValue:
    """The cell's value; where it does not fit its column, the text it holds instead."""
    held = row[column.sql_name]
    value: CellValue = tuple(map(str, held)) if isinstance(held, list) else held
    if value is None or value == ():
        text = next((each.sql_name for each in column.companions if each.kind == "text"), None)
        return row[text] if text else None
    return value


def _above(snapshot: Snapshot, parent_id: int | None, primary: SnapshotColumn | None) -> tuple[str, ...]:
    """The primary values of the rows above, outermost first."""
    names: list[str] = []
    while parent_id is not None and len(names) < _DEEPEST:
        place = _place_of(snapshot, "_row_id", parent_id)
        if place is None:
            break
        row: dict[str, Any] = snapshot.table.slice(place, 1).to_pylist()[0]
        names.append(str((_cell(row, primary) if primary else None) or f"Row {row['_row']}"))
        parent_id = row["_parent_id"]
    return tuple(reversed(names))


def _value_where(snapshot: Snapshot, column: str, wanted: int, other: str) -> int | None:
    place = _place_of(snapshot, column, wanted)
    return None if place is None else snapshot.table[other][place].as_py()


def _place_of(snapshot: Snapshot, column: str, wanted: int) -> int | None:
    place = pc.index(snapshot.table[column], wanted).as_py()
    return None if place < 0 else int(place)
