"""What lies beside a sheet's rows and has no module of its own: cross-sheet references.

https://developers.smartsheet.com/api/smartsheet/openapi/crosssheetreferences . Whoever sees the sheet may read them,
who edits it may add one to whole columns of a sheet they see; none can be changed or deleted.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.records import Reference


def routes() -> http.Routes:
    path = "/sheets/{sheetId}/crosssheetreferences"
    return (("GET", path, list_references), ("POST", path, add_reference))


async def list_references(request: web.Request) -> web.Response:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    mine = [each for each in world.records.references if each.sheet_id == sheet.id]
    return http.listing(request, mine, _json)


async def add_reference(request: web.Request) -> web.Response:
    """One, to a range of whole columns; its name is made up when none is given."""
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"], need="EDITOR")
    body = await http.json_body(request)
    if not isinstance(body, dict):
        raise ApiError(1008, "Expected an object.")
    for name in ("sourceSheetId", "startColumnId", "endColumnId"):
        if not body.get(name):
            raise ApiError(1012, f"crossSheetReference.{name}")
    source = sheet_for(world, person, body["sourceSheetId"])
    for column_id in (body["startColumnId"], body["endColumnId"]):
        if source.column_by_id(column_id) is None:
            raise ApiError(1036, column_id)
    taken = {each.name for each in world.records.references if each.sheet_id == sheet.id}
    made_up = (f"{source.name} Range {number}" for number in count(1))
    title = body.get("name") or next(each for each in made_up if each not in taken)
    if title in taken:
        raise ApiError(1031, title, "crossSheetReference.name")
    made = Reference(world.new_id(), sheet.id, title, source.id, body["startColumnId"], body["endColumnId"])
    world.records.references.append(made)
    sheet.version += 1
    return http.answer(http.result(_json(made), version=sheet.version))


def _json(reference: Reference) -> dict[str, Any]:
    return {
        "id": reference.id,
        "name": reference.name,
        "sourceSheetId": reference.source_sheet_id,
        "startColumnId": reference.start_column_id,
        "endColumnId": reference.end_column_id,
        "status": reference.status,
    }
