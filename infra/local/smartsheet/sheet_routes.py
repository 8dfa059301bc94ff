"""Sheets, read: the list, one sheet in every view of it, its version, its columns, its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, level_on_sheet, sheet_for, visible_sheets
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Row, Sheet
from infra.local.smartsheet.rendering import View, column_json, placed, render_rows, row_json, stamp
from infra.local.smartsheet.schedule import SETTINGS

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

INCLUDES = (
    "attachments",
    "columnType",
    "crossSheetReferences",
    "discussions",
    "filters",
    "filterDefinitions",
    "format",
    "ganttConfig",
    "objectValue",
    "ownerInfo",
    "proofs",
    "rowPermalink",
    "source",
    "writerInfo",
)
EXCLUDES = ("filteredOutRows", "linkInFromCellDetails", "linksOutToCellsDetails", "nonexistentCells")
LIST_INCLUDES = ("sheetVersion", "source", "ownerInfo", "attachments", "numberOfUsers", "owner")
OPTIONS = ["FILE", "LINK", "ONEDRIVE", "GOOGLE_DRIVE", "BOX_COM", "DROPBOX"]
Place = tuple[Row, int, int | None]


def routes() -> http.Routes:
    return (
        ("GET", "/sheets", list_sheets),
        ("GET", "/sheets/{sheetId}", get_sheet),
        ("GET", "/sheets/{sheetId}/version", get_version),
        ("GET", "/sheets/{sheetId}/columns", list_columns),
        ("GET", "/sheets/{sheetId}/columns/{columnId}", get_column),
        ("GET", "/sheets/{sheetId}/rows/{rowId}", get_row),
    )


async def list_sheets(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    include = http.flags(request, "include", LIST_INCLUDES)
    after = http.since(request, "modifiedSince")
    sheets = [s for s in visible_sheets(world, person) if after is None or s.modified_at >= after]

    def render(sheet: Sheet) -> dict[str, Any]:
        body = summary(world, person, sheet)
        if "sheetVersion" in include:
            body["version"] = sheet.version
        if "ownerInfo" in include:
            body |= owner(world, sheet)
        return body

    return http.listing(request, sheets, render)


def summary(world: World, person: str, sheet: Sheet) -> dict[str, Any]:
    """A sheet as lists show it."""
    return {
        "id": sheet.id,
        "name": sheet.name,
        "accessLevel": level_on_sheet(world, person, sheet),
        "permalink": sheet.permalink,
        "createdAt": stamp(sheet.created_at),
        "modifiedAt": stamp(sheet.modified_at),
    }


def owner(world: World, sheet: Sheet) -> dict[str, Any]:
    user = world.users[sheet.owner]
    return {"owner": user.email, "ownerId": user.id}


def view_of(request: web.Request) -> View:
    """The rendering asked for. Raises 1018 for flags or numbers that do not exist."""
    columns = http.ids(request, "columnIds")
    return View(
        level=http.number(request, "level", default=0),
        include=http.flags(request, "include", INCLUDES),
        exclude=http.flags(request, "exclude", EXCLUDES),
        columns=None if columns is None else frozenset(columns),
    )


async def get_sheet(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"])
    known = http.number(request, "ifVersionAfter", default=-1, low=-1)
    if sheet.version <= known:
        return http.answer({"version": sheet.version})
    view = view_of(request)
    head = orjson.dumps(head_json(world, person, sheet, view) | _level_shown(request, world, person, sheet))
    rows = render_rows(sheet, _chosen(request, sheet), view, world)
    return http.answer(b"".join((head[:-1], b',"rows":[', b",".join(rows), b"]}")))


def _level_shown(request: web.Request, world: World, person: str, sheet: Sheet) -> dict[str, Any]:
    """A commenter is shown as VIEWER to clients that do not say accessApiLevel=1, as they know no other level."""
    level = level_on_sheet(world, person, sheet)
    older = http.number(request, "accessApiLevel", default=0, high=1) == 0
    return {"accessLevel": "VIEWER" if level == "COMMENTER" and older else level}


def _chosen(request: web.Request, sheet: Sheet) -> list[Place]:
    """The rows asked for: by id or number, changed since, then by page; all when nothing is said."""
    row_ids, numbers = http.ids(request, "rowIds"), http.ids(request, "rowNumbers")
    places = list(placed(sheet.rows))
    if row_ids is not None or numbers is not None:
        wanted, counted = set(row_ids or ()), set(numbers or ())
        places = [place for place in places if place[0].id in wanted or place[1] in counted]
    after = http.since(request, "rowsModifiedSince")
    if after is not None:
        places = [place for place in places if place[0].modified_at >= after]
    if "page" not in request.query and "pageSize" not in request.query:
        return places
    size = http.number(request, "pageSize", default=http.PAGE_SIZE, low=1, high=http.MAX_PAGE_SIZE)
    page = http.number(request, "page", default=1, low=1)
    return places[(page - 1) * size : page * size]


def head_json(world: World, person: str, sheet: Sheet, view: View) -> dict[str, Any]:
    """Every field of a sheet but its rows."""
    body: dict[str, Any] = {
        "id": sheet.id,
        "name": sheet.name,
        "version": sheet.version,
        "totalRowCount": sheet.total_rows,
        "accessLevel": level_on_sheet(world, person, sheet),
        "effectiveAttachmentOptions": OPTIONS,
        "ganttEnabled": sheet.project,
        "dependenciesEnabled": sheet.project,
        "resourceManagementEnabled": False,
        "resourceManagementType": "NONE",
        "cellImageUploadEnabled": True,
        "userSettings": {"criticalPathEnabled": False, "displaySummaryTasks": True},
        "userPermissions": {"summaryPermissions": "READ_WRITE"},
        "hasSummaryFields": bool(sheet.extra.get("summary")),
    }
    if sheet.project:
        body["projectSettings"] = SETTINGS
    if "ownerInfo" in view.include:
        body |= owner(world, sheet)
    body |= {"permalink": sheet.permalink, "createdAt": stamp(sheet.created_at), "modifiedAt": stamp(sheet.modified_at)}
    body["isMultiPicklistEnabled"] = True
    if (workspace := world.workspaces.get(sheet.workspace_id or 0)) is not None:
        body["workspace"] = {"id": workspace.id, "name": workspace.name}
    for name in ("discussions", "attachments", "filters", "crossSheetReferences"):
        if name in view.include:
            body[name] = []
    body["columns"] = columns_json(sheet, view)
    return body


def columns_json(sheet: Sheet, view: View) -> list[dict[str, Any]]:
    return [
        column_json(column, index, view)
        for index, column in enumerate(sheet.columns)
        if view.columns is None or column.id in view.columns
    ]


async def get_version(request: web.Request) -> web.Response:
    sheet = sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"])
    return http.answer({"version": sheet.version})


async def list_columns(request: web.Request) -> web.Response:
    sheet = sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"])
    level = http.number(request, "level", default=0)
    view = View(level=level, include=http.flags(request, "include", ("filters", "format", "objectValue")))
    return http.listing(request, columns_json(sheet, view), lambda body: body)


async def get_column(request: web.Request) -> web.Response:
    sheet = sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"])
    column = sheet.column_by_id(as_id(request.match_info["columnId"]))
    if column is None:
        raise ApiError(1006)
    view = View(level=http.number(request, "level", default=0), include=http.flags(request, "include", ("format",)))
    return http.answer(column_json(column, sheet.columns.index(column), view))


async def get_row(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"])
    include = http.flags(request, "include", (*INCLUDES, "columns"))
    view = View(
        level=http.number(request, "level", default=0),
        include=include,
        exclude=http.flags(request, "exclude", EXCLUDES),
    )
    row_id = as_id(request.match_info["rowId"])
    for row, number, sibling in placed(sheet.rows):
        if row.id == row_id:
            body = {"id": row.id, "sheetId": sheet.id} | row_json(row, number, sibling, sheet, view, world)
            body |= {"accessLevel": level_on_sheet(world, person, sheet), "version": sheet.version}
            cells = body.pop("cells")
            if "columns" in include:
                body["columns"] = columns_json(sheet, view)
            return http.answer(body | {"cells": cells})
    raise ApiError(1006)
