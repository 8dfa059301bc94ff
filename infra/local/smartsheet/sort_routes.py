"""Sorting a sheet: rows under one parent among themselves, children behind their parent, empty cells last.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/rows-sort : criteria in priority order; the answer is the
sheet, in any view of it. A dropdown is sorted by its list. Who may only edit cannot sort a sheet with locked rows.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Column, Row, Sheet
from infra.local.smartsheet.rendering import system_cell
from infra.local.smartsheet.sheet_routes import get_sheet
from infra.local.smartsheet.world import World

Criteria = list[tuple[Column, bool]]


def routes() -> http.Routes:
    return (("POST", "/sheets/{sheetId}/sort", sort),)


async def sort(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"], need="EDITOR")
    criteria = _criteria(await http.json_body(request), sheet)
    level = level_on_sheet(world, person, sheet)
    if any(row.locked for row in sheet.rows) and RANK[level or "VIEWER"] < RANK["ADMIN"]:
        raise ApiError(1050)
    families: dict[int | None, list[Row]] = {}
    for row in sheet.rows:
        families.setdefault(row.parent_id, []).append(row)
    ordered: list[Row] = []
    waiting = _sorted(families.get(None, []), criteria, world)[::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += _sorted(families.get(row.id, []), criteria, world)[::-1]
    sheet.stored_rows = ordered
    world.changed(sheet, rows=[])
    return await get_sheet(request)


def _criteria(body: Any, sheet: Sheet) -> Criteria:
    listed = body.get("sortCriteria") if isinstance(body, dict) else None
    if not listed or not isinstance(listed, list):
        raise ApiError(1012, "sortCriteria")
    found: Criteria = []
    for each in listed:
        column = sheet.column_by_id(each.get("columnId")) if isinstance(each, dict) else None
        if column is None:
            raise ApiError(1036, each.get("columnId") if isinstance(each, dict) else each)
        if each.get("direction") not in ("ASCENDING", "DESCENDING"):
            raise ApiError(1031, each.get("direction"), "sortCriterion.direction")
        found.append((column, each["direction"] == "DESCENDING"))
    return found


def _sorted(rows: list[Row], criteria: Criteria, world: World) -> list[Row]:
    for column, down in reversed(criteria):
        keys = {row.id: _key(row, column, world) for row in rows}
        filled = [row for row in rows if keys[row.id] is not None]
        empty = [row for row in rows if keys[row.id] is None]
        filled.sort(key=lambda row, keys=keys: keys[row.id], reverse=down)  # type: ignore[misc]
        rows = filled + empty
    return rows


def _key(row: Row, column: Column, world: World) -> tuple[int, float, str] | None:
    """What a cell is sorted by; None for an empty one. Numbers come before text."""
    cell = system_cell(row, column, world) or row.cells.get(column.id)
    if column.type == "CHECKBOX":
        return (0, float(cell is not None and cell.value is True), "")
    if cell is None or cell.empty or (cell.value is None and cell.display is None):
        return None
    if column.type == "DURATION" and isinstance(cell.object, dict):
        return (0, float(cell.object.get("days", 0)), "")
    if isinstance(cell.value, int | float):
        return (0, float(cell.value), "")
    shown = str(cell.display if cell.display is not None else cell.value)
    if column.type == "PICKLIST" and shown in column.options:
        return (0, float(column.options.index(shown)), "")
    return (1, 0.0, shown.casefold())
