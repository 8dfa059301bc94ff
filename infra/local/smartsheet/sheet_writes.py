"""Sheets themselves, written: rename and delete. Creating, copying and moving come with the issue that needs them."""

from __future__ import annotations

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import sheet_for
from infra.local.smartsheet.errors import ApiError

LONGEST_NAME = 50


def routes() -> http.Routes:
    return (("PUT", "/sheets/{sheetId}", update_sheet), ("DELETE", "/sheets/{sheetId}", delete_sheet))


async def update_sheet(request: web.Request) -> web.Response:
    """Only the name is taken; the version stays, modifiedAt moves (FACTS: a rename is not listed as moving it)."""
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"], need="ADMIN")
    body = await http.json_body(request)
    name = body.get("name") if isinstance(body, dict) else None
    if not name or not str(name).strip():
        raise ApiError(1012, "sheet.name")
    if len(str(name)) > LONGEST_NAME:
        raise ApiError(1041, "sheet.name", LONGEST_NAME, len(str(name)))
    world.rename_sheet(sheet.id, str(name))
    shown = {"id": sheet.id, "name": sheet.name, "accessLevel": "ADMIN", "permalink": sheet.permalink}
    return http.answer(http.result(shown, version=sheet.version))


async def delete_sheet(request: web.Request) -> web.Response:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"], need="OWNER")
    world.delete_sheet(sheet.id)
    return http.answer(http.result(None))
