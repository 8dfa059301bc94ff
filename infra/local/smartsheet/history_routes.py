"""Cell history: GET /sheets/{sheetId}/rows/{rowId}/columns/{columnId}/history, newest first; weighs ten requests."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.history import Entry
from infra.local.smartsheet.rendering import View, cell_json, stamp


def routes() -> http.Routes:
    return (("GET", "/sheets/{sheetId}/rows/{rowId}/columns/{columnId}/history", get_history),)


async def get_history(request: web.Request) -> web.Response:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    row = sheet.row(as_id(request.match_info["rowId"]))
    column = sheet.column_by_id(as_id(request.match_info["columnId"]))
    if row is None or column is None:
        raise ApiError(1006)
    view = View(
        level=http.number(request, "level", default=0),
        include=http.flags(request, "include", ("columnType", "objectValue", "format")),
    )

    def render(entry: Entry) -> dict[str, Any]:
        body = cell_json(entry.cell, column, view)
        return body | {"modifiedAt": stamp(entry.at), "modifiedBy": world.contact(entry.by)}

    return http.listing(request, world.history.of(row, column.id), render)
