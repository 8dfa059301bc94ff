"""Where sheets lie: workspaces, folders, home; both the newer token-paged calls and the older whole ones.

A person sees a workspace that is shared with them or that holds a sheet that is; folders show only what they may see.
https://developers.smartsheet.com/api/smartsheet/guides/updating-code/migrate-from-get-workspace
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http, report_routes
from infra.local.smartsheet.access import as_id, level_on_sheet, level_on_workspace, sheet_for, visible_sheets
from infra.local.smartsheet.containers import Folder, Workspace
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.rendering import stamp
from infra.local.smartsheet.sheet_routes import summary

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

CHILDREN = ("sheets", "reports", "sights", "folders", "templates")


def routes() -> http.Routes:
    return (
        ("GET", "/workspaces", list_workspaces),
        ("GET", "/workspaces/{workspaceId}", get_workspace),
        ("GET", "/workspaces/{workspaceId}/metadata", get_workspace_metadata),
        ("GET", "/workspaces/{workspaceId}/children", get_workspace_children),
        ("GET", "/workspaces/{workspaceId}/folders", list_workspace_folders),
        ("GET", "/folders/{folderId}", get_folder),
        ("GET", "/folders/{folderId}/metadata", get_folder_metadata),
        ("GET", "/folders/{folderId}/children", get_folder_children),
        ("GET", "/folders/{folderId}/path", get_folder_path),
        ("GET", "/sheets/{sheetId}/path", get_sheet_path),
        ("GET", "/home", get_home),
        ("GET", "/home/folders", list_home_folders),
    )


def visible_workspaces(world: World, person: str) -> list[Workspace]:
    """Workspaces shared with this person, or holding a sheet that is."""
    held = {sheet.workspace_id for sheet in visible_sheets(world, person)}
    return [w for w in world.workspaces.values() if w.id in held or level_on_workspace(w, person)]


def _workspace(request: web.Request) -> Workspace:
    world, wanted = http.world_of(request), as_id(request.match_info["workspaceId"])
    for workspace in visible_workspaces(world, http.person_of(request)):
        if workspace.id == wanted:
            return workspace
    raise ApiError(1006)


def _folder(request: web.Request) -> Folder:
    world = http.world_of(request)
    folder = world.folders.get(as_id(request.match_info["folderId"]))
    if folder is None or folder.workspace_id not in {w.id for w in visible_workspaces(world, http.person_of(request))}:
        raise ApiError(1006)
    return folder


def _workspace_json(workspace: Workspace, person: str) -> dict[str, Any]:
    return {
        "id": workspace.id,
        "name": workspace.name,
        "accessLevel": level_on_workspace(workspace, person) or "VIEWER",
        "permalink": f"https://app.smartsheet.com/workspaces/{workspace.id:x}",
    }


def _folder_json(folder: Folder) -> dict[str, Any]:
    return {"id": folder.id, "name": folder.name, "permalink": f"https://app.smartsheet.com/folders/{folder.id:x}"}


def _held(world: World, person: str, *, workspace_id: int, folder_id: int | None) -> tuple[list[Sheet], list[Folder]]:
    sheets = [s for s in visible_sheets(world, person) if (s.workspace_id, s.folder_id) == (workspace_id, folder_id)]
    folders = [f for f in world.folders.values() if (f.workspace_id, f.parent_id) == (workspace_id, folder_id)]
    return sheets, folders


def _contents(world: World, person: str, workspace_id: int, folder_id: int | None, *, deep: bool) -> dict[str, Any]:
    """`sheets` and `folders` as the older calls nest them; absent when empty."""
    sheets, folders = _held(world, person, workspace_id=workspace_id, folder_id=folder_id)
    body: dict[str, Any] = {}
    if sheets:
        body["sheets"] = [summary(world, person, sheet) for sheet in sheets]
    if folders:
        inner = [_contents(world, person, workspace_id, folder.id, deep=True) if deep else {} for folder in folders]
        body["folders"] = [_folder_json(folder) | held for folder, held in zip(folders, inner, strict=True)]
    return body


async def list_workspaces(request: web.Request) -> web.Response:
    person = http.person_of(request)
    found = visible_workspaces(http.world_of(request), person)
    if request.query.get("paginationType") == "token":
        return http.token_listing(request, found, lambda w: _workspace_json(w, person), key="data")
    return http.listing(request, found, lambda w: _workspace_json(w, person))


async def get_workspace(request: web.Request) -> web.Response:
    world, person, workspace = http.world_of(request), http.person_of(request), _workspace(request)
    held = _contents(world, person, workspace.id, None, deep=http.truth(request, "loadAll"))
    return http.answer(_workspace_json(workspace, person) | held)


async def get_workspace_metadata(request: web.Request) -> web.Response:
    workspace = _workspace(request)
    body = _workspace_json(workspace, http.person_of(request))
    return http.answer(
        body | {"createdAt": stamp(workspace.created_at), "modifiedAt": stamp(_modified(request, workspace))}
    )


def _modified(request: web.Request, workspace: Workspace) -> Any:
    sheets = [s for s in http.world_of(request).sheets.values() if s.workspace_id == workspace.id]
    return max((sheet.modified_at for sheet in sheets), default=workspace.created_at)


async def get_workspace_children(request: web.Request) -> web.Response:
    return _children(request, _workspace(request).id, None)


async def list_workspace_folders(request: web.Request) -> web.Response:
    workspace = _workspace(request)
    folders = [f for f in http.world_of(request).folders.values() if f.workspace_id == workspace.id and not f.parent_id]
    return http.listing(request, folders, _folder_json)


async def get_folder(request: web.Request) -> web.Response:
    world, person, folder = http.world_of(request), http.person_of(request), _folder(request)
    held = _contents(world, person, folder.workspace_id, folder.id, deep=http.truth(request, "loadAll"))
    return http.answer(_folder_json(folder) | held)


async def get_folder_metadata(request: web.Request) -> web.Response:
    folder = _folder(request)
    made = stamp(folder.created_at)
    return http.answer(_folder_json(folder) | {"createdAt": made, "modifiedAt": made})


async def get_folder_children(request: web.Request) -> web.Response:
    folder = _folder(request)
    return _children(request, folder.workspace_id, folder.id)


def _children(request: web.Request, workspace_id: int, folder_id: int | None) -> web.Response:
    """The immediate children of any kind, each with its resourceType."""
    world, person = http.world_of(request), http.person_of(request)
    wanted = http.flags(request, "childrenResourceTypes", CHILDREN) or frozenset(CHILDREN)
    http.flags(request, "include", ("source", "ownerInfo"))
    sheets, folders = _held(world, person, workspace_id=workspace_id, folder_id=folder_id)
    items: list[dict[str, Any]] = []
    if "folders" in wanted:
        items += [_folder_json(folder) | {"resourceType": "folder"} for folder in folders]
    if "sheets" in wanted:
        items += [summary(world, person, sheet) | {"resourceType": "sheet"} for sheet in sheets]
    for plural, kind, found in (
        ("reports", "report", report_routes.visible_reports(world, person)),
        ("sights", "sight", report_routes.visible_sights(world, person)),
    ):
        if plural in wanted and folder_id is None:
            held = [asset for asset in found if asset.workspace_id == workspace_id]
            items += [report_routes.summary(world, person, asset) | {"resourceType": kind} for asset in held]
    if "templates" in wanted:
        seen = [each for each in world.templates.values() if level_on_sheet(world, person, each)]
        held_here = [each for each in seen if (each.workspace_id, each.folder_id) == (workspace_id, folder_id)]
        items += [summary(world, person, each) | {"resourceType": "template"} for each in held_here]
    return http.token_listing(request, items, lambda item: item, key="data")


async def get_folder_path(request: web.Request) -> web.Response:
    folder = _folder(request)
    return http.answer(_path(request, folder.workspace_id, folder))


async def get_sheet_path(request: web.Request) -> web.Response:
    """The sheet's workspace with the folders down to it, nested."""
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    leaf = {"id": sheet.id, "name": sheet.name, "permalink": sheet.permalink}
    return http.answer(_path(request, sheet.workspace_id, world.folders.get(sheet.folder_id or 0), leaf))


def _path(
    request: web.Request, workspace_id: int | None, folder: Folder | None, sheet: dict[str, Any] | None = None
) -> dict[str, Any]:
    world = http.world_of(request)
    inner: dict[str, Any] = {"sheets": [sheet]} if sheet else {}
    while folder is not None:
        inner = {"folders": [_folder_json(folder) | inner]}
        folder = world.folders.get(folder.parent_id or 0)
    workspace = world.workspaces.get(workspace_id or 0)
    return inner if workspace is None else _workspace_json(workspace, http.person_of(request)) | inner


async def get_home(request: web.Request) -> web.Response:
    """Everything at a glance: sheets shared one by one, and workspaces with their contents."""
    world, person = http.world_of(request), http.person_of(request)
    loose = [s for s in visible_sheets(world, person) if s.workspace_id is None]
    return http.answer(
        {
            "sheets": [summary(world, person, sheet) for sheet in loose],
            "folders": [],
            "reports": [],
            "templates": [],
            "workspaces": [
                _workspace_json(w, person) | _contents(world, person, w.id, None, deep=True)
                for w in visible_workspaces(world, person)
            ],
            "sights": [],
        }
    )


async def list_home_folders(request: web.Request) -> web.Response:
    return http.listing(request, (), _folder_json)
