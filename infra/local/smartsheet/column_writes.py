"""Columns, written: add, update, delete; ADMIN only.

https://developers.smartsheet.com/api/smartsheet/openapi/columns . A pure rename does not move the sheet's version
(FACTS: not listed as moving it, unverified); everything else does.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, sheet_for
from infra.local.smartsheet.column_input import change_column, column_from
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Cell, Column, Sheet
from infra.local.smartsheet.rendering import View, column_json


def routes() -> http.Routes:
    one = "/sheets/{sheetId}/columns/{columnId}"
    return (
        ("POST", "/sheets/{sheetId}/columns", add_columns),
        ("PUT", one, update_column),
        ("DELETE", one, delete_column),
    )


def _json(sheet: Sheet, column: Column) -> dict[str, Any]:
    return column_json(column, sheet.columns.index(column), View(level=2, include=frozenset({"format"})))


async def add_columns(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"], need="ADMIN")
    body = await http.json_body(request)
    wanted = body if isinstance(body, list) else [body]
    if len({each.get("index") for each in wanted if isinstance(each, dict)}) > 1:
        raise ApiError(1135, wanted[-1].get("index"), wanted[0].get("index"))
    made: list[Column] = []
    for each in wanted:
        made.append(column_from(each, world.new_id(), [*sheet.columns, *made]))
    index = min(int(wanted[0]["index"]), len(sheet.columns))
    sheet.columns[index:index] = made
    for column in made:
        _fill(sheet, column)
    _changed(request, sheet, recalculated=any(column.formula for column in made))
    listed = [_json(sheet, column) for column in made]
    return http.answer(http.result(listed if isinstance(body, list) else listed[0], version=sheet.version))


def _column(request: web.Request, sheet: Sheet) -> Column:
    column = sheet.column_by_id(as_id(request.match_info["columnId"]))
    if column is None:
        raise ApiError(1006)
    return column


async def update_column(request: web.Request) -> web.Response:
    sheet = sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"], need="ADMIN")
    column = _column(request, sheet)
    body = await http.json_body(request)
    if not isinstance(body, dict):
        raise ApiError(1008, "Expected an object.")
    formula = column.formula
    change_column(column, body, sheet)
    if isinstance(body.get("index"), int):
        sheet.columns.remove(column)
        sheet.columns.insert(body["index"], column)
    if column.formula != formula:
        _fill(sheet, column)
    if set(body) - {"title", "id"}:
        _changed(request, sheet, recalculated=column.formula != formula)
    else:
        sheet.layout += 1
        sheet.modified_at = http.world_of(request).now()
    return http.answer(http.result(_json(sheet, column), version=sheet.version))


async def delete_column(request: web.Request) -> web.Response:
    sheet = sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"], need="ADMIN")
    column = _column(request, sheet)
    if column.primary:
        raise ApiError(1065)
    if sheet.project and any(tag.startswith("GANTT_") for tag in column.extra.get("tags", ())):
        raise ApiError(1098)
    sheet.columns.remove(column)
    for row in sheet.rows:
        row.cells.pop(column.id, None)
    _changed(request, sheet, recalculated=True)
    return http.answer(http.result(None, version=sheet.version))


def _fill(sheet: Sheet, column: Column) -> None:
    """A column formula puts itself into every row; taking it away leaves the values."""
    if column.formula:
        for row in sheet.rows:
            row.cells[column.id] = Cell(formula=column.formula)


def _changed(request: web.Request, sheet: Sheet, *, recalculated: bool) -> None:
    sheet.layout += 1
    http.world_of(request).changed(sheet, rows=list(sheet.rows) if recalculated else [])
