"""Favourites: each person's own.

https://developers.smartsheet.com/api/smartsheet/openapi/favorites . One favourite that is there already is refused
(1129); of several, those that are there are passed over and left out of the answer.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, visible_sheets
from infra.local.smartsheet.container_routes import visible_workspaces
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.report_routes import visible_reports, visible_sights

KINDS = ("workspace", "folder", "sheet", "report", "template", "sight")


def routes() -> http.Routes:
    return (
        ("GET", "/favorites", list_favorites),
        ("POST", "/favorites", add_favorites),
        ("GET", "/favorites/{kind}/{objectId}", get_favorite),
        ("DELETE", "/favorites/{kind}", remove_favorites),
        ("DELETE", "/favorites/{kind}/{objectId}", remove_favorites),
    )


def _mine(request: web.Request) -> list[tuple[str, int]]:
    return http.world_of(request).favorites.setdefault(http.person_of(request), [])


def _json(favorite: tuple[str, int]) -> dict[str, Any]:
    return {"type": favorite[0], "objectId": favorite[1]}


async def list_favorites(request: web.Request) -> web.Response:
    return http.listing(request, _mine(request), _json)


async def add_favorites(request: web.Request) -> web.Response:
    body = await http.json_body(request)
    wanted, mine = [], _mine(request)
    for each in body if isinstance(body, list) else [body]:
        if not isinstance(each, dict) or each.get("type") not in KINDS or not each.get("objectId"):
            raise ApiError(1012, "favorite.type, favorite.objectId")
        _visible(request, str(each["type"]), as_id(each["objectId"]))
        wanted.append((str(each["type"]), as_id(each["objectId"])))
    new = [favorite for favorite in dict.fromkeys(wanted) if favorite not in mine]
    if not isinstance(body, list) and not new:
        raise ApiError(1129)
    mine += new
    listed = [_json(favorite) for favorite in new]
    return http.answer(http.result(listed if isinstance(body, list) else listed[0]))


def _visible(request: web.Request, kind: str, object_id: int) -> None:
    """Raises 1006 for what this person does not see."""
    world, person = http.world_of(request), http.person_of(request)
    spaces = [workspace.id for workspace in visible_workspaces(world, person)]
    seen = {
        "sheet": [sheet.id for sheet in visible_sheets(world, person)],
        "workspace": spaces,
        "folder": [folder.id for folder in world.folders.values() if folder.workspace_id in spaces],
        "report": [report.id for report in visible_reports(world, person)],
        "sight": [sight.id for sight in visible_sights(world, person)],
    }
    if object_id not in seen.get(kind, ()):
        raise ApiError(1006)


async def get_favorite(request: web.Request) -> web.Response:
    wanted = (request.match_info["kind"], as_id(request.match_info["objectId"]))
    if wanted not in _mine(request):
        raise ApiError(1006)
    return http.answer(_json(wanted))


async def remove_favorites(request: web.Request) -> web.Response:
    kind = request.match_info["kind"]
    one = request.match_info.get("objectId")
    gone = [as_id(one)] if one else http.ids(request, "objectIds")
    if gone is None:
        raise ApiError(1009, "objectIds")
    mine = _mine(request)
    mine[:] = [favorite for favorite in mine if favorite[0] != kind or favorite[1] not in gone]
    return http.answer(http.result(None))
