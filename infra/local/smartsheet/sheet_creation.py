"""Sheets, created, copied and moved.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets : create-sheet-in-workspace, copy-sheet, move-sheet.
The calls for a person's own Sheets folder (POST /sheets, destination “home”) are deprecated since March 2025 and still
answered; the lists of templates (GET /templates, /templates/public) are gone: templates are children of workspaces and
folders. Putting something into a workspace, and taking it out, needs ADMIN there
(https://help.smartsheet.com/articles/506690-managing-items-in-a-workspace-add-move-remove-).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, as_id, level_on_sheet, level_on_workspace, sheet_for, visible_sheets
from infra.local.smartsheet.column_input import column_from
from infra.local.smartsheet.duplicates import Place, duplicate
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Column, Sheet
from infra.local.smartsheet.rendering import View
from infra.local.smartsheet.sheet_routes import columns_json, summary
from infra.local.smartsheet.sheet_writes import name_of

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

FROM_TEMPLATE = ("attachments", "cellLinks", "data", "discussions", "filters", "forms", "ruleRecipients", "rules")
COPIED = (*FROM_TEMPLATE, "shares", "all")
DESTINATIONS = ("folder", "home", "workspace")
MOST_COLUMNS = 400


def routes() -> http.Routes:
    return (
        ("POST", "/sheets", create_sheet),
        ("POST", "/workspaces/{workspaceId}/sheets", create_sheet),
        ("POST", "/folders/{folderId}/sheets", create_sheet),
        ("POST", "/sheets/{sheetId}/copy", copy_sheet),
        ("POST", "/sheets/{sheetId}/move", move_sheet),
    )


async def create_sheet(request: web.Request) -> web.Response:
    """From columns, or from a template with what of it is asked for."""
    world, person = http.world_of(request), http.person_of(request)
    include = http.flags(request, "include", FROM_TEMPLATE)
    if "workspaceId" in request.match_info:
        place = _into_workspace(world, person, request.match_info["workspaceId"])
    elif "folderId" in request.match_info:
        place = _into_folder(world, person, request.match_info["folderId"])
    else:
        place = (None, None)
    body = await _object(request)
    name = name_of(body)
    if body.get("fromId") is not None:
        template = world.templates.get(as_id(body["fromId"]))
        if template is None or level_on_sheet(world, person, template) is None:
            raise ApiError(1006)
        return _made(request, duplicate(world, template, name, place, by=person, include=include))
    columns = _columns(world, body.get("columns"))
    now = world.now()
    sheet = Sheet(world.new_id(), name, person, now, now, columns=columns)
    sheet.workspace_id, sheet.folder_id = place
    world.sheets[sheet.id] = sheet
    return _made(request, sheet)


async def copy_sheet(request: web.Request) -> web.Response:
    """Whoever sees the sheet may copy it, to where they may put one."""
    world, person = http.world_of(request), http.person_of(request)
    source = sheet_for(world, person, request.match_info["sheetId"])
    include = http.flags(request, "include", COPIED)
    http.flags(request, "exclude", ("sheetHyperlinks",))
    body = await _object(request)
    place = _destination(world, person, body)
    name = name_of({"name": body.get("newName") or source.name})
    chosen = frozenset(COPIED) if "all" in include else include
    return _made(request, duplicate(world, source, name, place, by=person, include=chosen))


async def move_sheet(request: web.Request) -> web.Response:
    """The sheet keeps its id, its own shares and its version."""
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"])
    place = _destination(world, person, await _object(request))
    workspace = world.workspaces.get(sheet.workspace_id or 0)
    level = level_on_workspace(workspace, person) if workspace else level_on_sheet(world, person, sheet)
    if RANK.get(level or "", -1) < RANK["ADMIN" if workspace else "OWNER"]:
        raise ApiError(1004)
    sheet.workspace_id, sheet.folder_id = place
    return http.answer(http.result(summary(world, person, sheet)))


def _destination(world: World, person: str, body: dict[str, Any]) -> Place:
    kind = body.get("destinationType")
    if kind is None:
        raise ApiError(1012, "destinationType")
    if kind not in DESTINATIONS:
        raise ApiError(1031, kind, "destinationType")
    if kind == "home":
        return None, None
    if body.get("destinationId") is None:
        raise ApiError(1012, "destinationId")
    into = _into_workspace if kind == "workspace" else _into_folder
    return into(world, person, body["destinationId"])


def _into_workspace(world: World, person: str, workspace_id: object) -> Place:
    """Raises 1006 when the person sees nothing of it, 1004 when they may not put anything there."""
    workspace = world.workspaces.get(as_id(workspace_id))
    seen = workspace and any(sheet.workspace_id == workspace.id for sheet in visible_sheets(world, person))
    level = level_on_workspace(workspace, person) if workspace else None
    if workspace is None or not (level or seen):
        raise ApiError(1006)
    if level is None or RANK[level] < RANK["ADMIN"]:
        raise ApiError(1004)
    return workspace.id, None


def _into_folder(world: World, person: str, folder_id: object) -> Place:
    folder = world.folders.get(as_id(folder_id))
    if folder is None:
        raise ApiError(1006)
    return _into_workspace(world, person, folder.workspace_id)[0], folder.id


def _columns(world: World, wanted: Any) -> list[Column]:
    """Raises 1012 without any, 1055 unless one is primary, 1057 when that is no text, and what one column raises."""
    if not isinstance(wanted, list) or not wanted:
        raise ApiError(1012, "sheet.columns")
    if len(wanted) > MOST_COLUMNS:
        raise ApiError(1061, "sheet.columns")
    made: list[Column] = []
    for number, each in enumerate(wanted):
        if not isinstance(each, dict):
            raise ApiError(1008, "Expected an object.")
        primary = bool(each.get("primary"))
        if primary and each.get("type") != "TEXT_NUMBER":
            raise ApiError(1057)
        fields = {name: value for name, value in each.items() if name != "primary"} | {"index": number}
        column = column_from(fields, world.new_id(), made)
        column.primary = primary
        made.append(column)
    if sum(column.primary for column in made) != 1:
        raise ApiError(1055)
    return made


async def _object(request: web.Request) -> dict[str, Any]:
    body = await http.json_body(request)
    if not isinstance(body, dict):
        raise ApiError(1008, "Expected an object.")
    return body


def _made(request: web.Request, sheet: Sheet) -> web.Response:
    shown = summary(http.world_of(request), http.person_of(request), sheet)
    kept = {name: shown[name] for name in ("id", "name", "accessLevel", "permalink")}
    return http.answer(http.result(kept | {"columns": columns_json(sheet, View(level=2))}))
