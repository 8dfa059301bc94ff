"""A row of a request: its cells checked one by one, and the few fields of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.cell_input import Writing, cell_from
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Cell, Column, Row, Sheet
from infra.local.smartsheet.schedule import tagged

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

ROLLED_UP = ("GANTT_START_DATE", "GANTT_END_DATE", "GANTT_DURATION", "GANTT_PERCENT_COMPLETE")


def cells_from(
    body: dict[str, Any], sheet: Sheet, row: Row | None, world: World, *, admin: bool, override: bool
) -> dict[int, Cell | None]:
    """The cells a row of a request sets, by column; None clears. Raises the first cell's error."""
    listed = body.get("cells") or []
    if not isinstance(listed, list) or any(not isinstance(each, dict) for each in listed):
        raise ApiError(1031, "cells", "row.cells")
    writing = Writing(world, sheet, row, override_validation=override)
    cells: dict[int, Cell | None] = {}
    for each in listed:
        column = _column(each, sheet, cells, admin=admin)
        _allowed_on_project(sheet, row, column)
        cell = cell_from(each, column, writing)
        if column.type == "PREDECESSOR" and cell is not None and cell.object:
            cell = with_row_numbers(cell, sheet)
        cells[column.id] = cell
    return cells


def links_alone(items: list[Any]) -> None:
    """Raises 1115 when cells of the request, in whatever row, are cell links and others are not."""
    listed = [cell for item in items if isinstance(item, dict) for cell in item.get("cells") or []]
    links = [cell.get("linkInFromCell") is not None for cell in listed if isinstance(cell, dict)]
    if any(links) and not all(links):
        raise ApiError(1115)


def _column(body: dict[str, Any], sheet: Sheet, taken: dict[int, Cell | None], *, admin: bool) -> Column:
    if body.get("columnId") is None:
        raise ApiError(1012, "cell.columnId")
    column = sheet.column_by_id(body["columnId"])
    if column is None:
        raise ApiError(1036, body["columnId"])
    if column.id in taken:
        raise ApiError(1037, column.id)
    if column.system_type:
        raise ApiError(1046, column.id)
    if column.formula:
        raise ApiError(1302, column.id)
    if column.locked and not admin:
        raise ApiError(1039, column.title)
    return column


def _allowed_on_project(sheet: Sheet, row: Row | None, column: Column) -> None:
    """A project sheet computes end dates, and everything its parents roll up (which error the API gives for the
    latter is not documented; 1155 is its code for such cells)."""
    if not sheet.project:
        return
    if column is tagged(sheet, "GANTT_END_DATE"):
        raise ApiError(1080)
    rolled = any(column is tagged(sheet, tag) for tag in ROLLED_UP)
    if rolled and row is not None and next(sheet.children(row.id), None) is not None:
        raise ApiError(1155, "value")


def with_row_numbers(cell: Cell, sheet: Sheet) -> Cell:
    """Predecessors name rows by id; what a person sees are row numbers."""
    numbers = {row.id: number for number, row in enumerate(sheet.rows, start=1)}
    kept, shown = [], []
    for each in cell.object["predecessors"]:
        number = numbers.get(each["rowId"])
        if number is None:
            raise ApiError(1031, each["rowId"], "predecessor.rowId")
        lag = each.get("lag") or {}
        kept.append(
            {"rowId": each["rowId"], "rowNumber": number, "type": each["type"], **({"lag": lag} if lag else {})}
        )
        days = f" +{float(lag['days']):g}d" if lag.get("days") else ""
        shown.append(f"{number}{'' if each['type'] == 'FS' and not days else each['type']}{days}")
    text = ", ".join(shown)
    return Cell(value=text, object={"objectType": "PREDECESSOR_LIST", "predecessors": kept}, display=text)


def fields_from(body: dict[str, Any]) -> dict[str, Any]:
    """The row's own fields that a request may set."""
    fields: dict[str, Any] = {}
    for name in ("expanded", "locked"):
        if isinstance(body.get(name), bool):
            fields[name] = body[name]
    if isinstance(body.get("format"), str):
        fields["format"] = body["format"]
    return fields
