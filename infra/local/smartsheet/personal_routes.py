"""Favourites: each person's own."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, sheet_for
from infra.local.smartsheet.errors import ApiError

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
    wanted = []
    for each in body if isinstance(body, list) else [body]:
        if not isinstance(each, dict) or each.get("type") not in KINDS or not each.get("objectId"):
            raise ApiError(1012, "favorite.type, favorite.objectId")
        if each["type"] == "sheet":
            sheet_for(http.world_of(request), http.person_of(request), each["objectId"])
        wanted.append((str(each["type"]), int(each["objectId"])))
    mine = _mine(request)
    mine += [favorite for favorite in wanted if favorite not in mine]
    listed = [_json(favorite) for favorite in wanted]
    return http.answer(http.result(listed if isinstance(body, list) else listed[0]))


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
