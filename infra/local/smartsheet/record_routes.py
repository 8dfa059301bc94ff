"""Read what lies beside a sheet's rows and has no module of its own: cross-sheet references.

https://developers.smartsheet.com/api/smartsheet/openapi/crosssheetreferences . Whoever sees the sheet may read them.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import sheet_for
from infra.local.smartsheet.records import Reference


def routes() -> http.Routes:
    return (("GET", "/sheets/{sheetId}/crosssheetreferences", list_references),)


async def list_references(request: web.Request) -> web.Response:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    mine = [each for each in world.records.references if each.sheet_id == sheet.id]
    return http.listing(request, mine, _json)


def _json(reference: Reference) -> dict[str, Any]:
    return {
        "id": reference.id,
        "name": reference.name,
        "sourceSheetId": reference.source_sheet_id,
        "startColumnId": reference.start_column_id,
        "endColumnId": reference.end_column_id,
        "status": reference.status,
    }
