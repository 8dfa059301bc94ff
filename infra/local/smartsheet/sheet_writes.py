"""Sheets themselves, written: rename and delete; creating, copying and moving are in sheet_creation.py.

Admins of a workspace may delete what is in it, elsewhere only the owner may
(https://help.smartsheet.com/articles/504600-deleting-smartsheet-items).
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import level_on_workspace, sheet_for
from infra.local.smartsheet.errors import ApiError

LONGEST_NAME = 50


def routes() -> http.Routes:
    return (("PUT", "/sheets/{sheetId}", update_sheet), ("DELETE", "/sheets/{sheetId}", delete_sheet))


async def update_sheet(request: web.Request) -> web.Response:
    """Only the name is taken; the version stays, modifiedAt moves (FACTS: a rename is not listed as moving it)."""
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"], need="ADMIN")
    body = await http.json_body(request)
    world.rename_sheet(sheet.id, name_of(body if isinstance(body, dict) else {}))
    shown = {"id": sheet.id, "name": sheet.name, "accessLevel": "ADMIN", "permalink": sheet.permalink}
    return http.answer(http.result(shown, version=sheet.version))


async def delete_sheet(request: web.Request) -> web.Response:
    world = http.world_of(request)
    person = http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"])
    workspace = world.workspaces.get(sheet.workspace_id or 0)
    admin = workspace is not None and level_on_workspace(workspace, person) in ("ADMIN", "OWNER")
    if not admin:
        sheet_for(world, person, sheet.id, need="OWNER")
    world.delete_sheet(sheet.id)
    return http.answer(http.result(None))


def name_of(body: dict[str, Any]) -> str:
    """The name of a request. Raises 1012 without one, 1041 when it is too long."""
    name = str(body.get("name") or "")
    if not name.strip():
        raise ApiError(1012, "sheet.name")
    if len(name) > LONGEST_NAME:
        raise ApiError(1041, "sheet.name", LONGEST_NAME, len(name))
    return name
