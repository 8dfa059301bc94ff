"""Shares of sheets and workspaces: the unified /shares; the older calls by type are past their sunset and answer 410.

https://developers.smartsheet.com/api/smartsheet/openapi/sharing . Everyone who sees an asset may list its shares;
changing them needs ADMIN, or EDITOR_SHARE for levels up to one's own. The owner's share cannot be changed, nor one's
own.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import (
    RANK,
    all_shares,
    as_id,
    level_on_sheet,
    level_on_workspace,
    sheet_for,
    workspace_shares,
)
from infra.local.smartsheet.containers import LEVELS, Share, Workspace
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.report_routes import level_on

Asset = Sheet | Workspace


def routes() -> http.Routes:
    older = [f"/{kind}/{{assetId}}/shares{{rest:(/.*)?}}" for kind in ("sheets", "reports", "sights", "workspaces")]
    unified = "/shares/{shareId}"
    return (
        ("GET", "/shares", list_unified),
        ("POST", "/shares", add),
        ("GET", unified, get_one),
        ("PATCH", unified, change),
        ("DELETE", unified, remove),
        *((method, path, gone) for path in older for method in ("GET", "POST", "PUT", "DELETE")),
    )


def _asset(request: web.Request) -> Asset:
    """The sheet or workspace meant, by path or by assetType and assetId. Raises 1009, 1018, 1006."""
    world, person = http.world_of(request), http.person_of(request)
    kind, asset_id = _kind_and_id(request)
    if kind == "sheet":
        return sheet_for(world, person, asset_id)
    workspace = world.workspaces.get(as_id(asset_id))
    if workspace is None or level_on_workspace(workspace, person) is None:
        raise ApiError(1006)
    return workspace


def _kind_and_id(request: web.Request) -> tuple[str, str]:
    for name in ("assetType", "assetId"):
        if not request.query.get(name):
            raise ApiError(1009, name)
    if request.query["assetType"] not in ("sheet", "workspace"):
        raise ApiError(1018, request.query["assetType"], "assetType")
    return request.query["assetType"], request.query["assetId"]


def _listed(request: web.Request, asset: Asset, *, workspace_too: bool) -> list[Share]:
    if isinstance(asset, Workspace):
        return workspace_shares(asset)
    return [s for s in all_shares(http.world_of(request), asset) if workspace_too or s.scope == "ITEM"]


def _shares_beside(request: web.Request, *, workspace_too: bool) -> list[Share]:
    """The shares of a report or dashboard. Raises 1009, 1006."""
    world, asset_id = http.world_of(request), request.query.get("assetId") or ""
    if not asset_id:
        raise ApiError(1009, "assetId")
    reports, sights = world.records.reports, world.records.dashboards
    asset = (reports if request.query["assetType"] == "report" else sights).get(as_id(asset_id))
    if asset is None or level_on(world, http.person_of(request), asset) is None:
        raise ApiError(1006)
    own = [Share(f"P{asset.id:x}{at}", person, level) for at, (person, level) in enumerate(asset.people.items())]
    workspace = world.workspaces.get(asset.workspace_id or 0)
    inherited = workspace_shares(workspace) if workspace and workspace_too else []
    return [Share(f"P{asset.id:x}", asset.owner, "OWNER"), *own, *inherited]


def _share_json(request: web.Request, share: Share) -> dict[str, Any]:
    """A share; its userId is text, as both SDKs expect."""
    world = http.world_of(request)
    body: dict[str, Any] = {"id": share.id, "type": "USER"}
    if (user := world.users.get(share.person)) is not None:
        body["userId"] = str(user.id)
    who = world.contact(share.person)
    return body | {"email": who["email"], "name": who["name"], "accessLevel": share.level, "scope": share.scope}


async def gone(request: web.Request) -> web.Response:
    """Sunset on 2026-06-03 (announced 2025-08-04)."""
    raise ApiError(4005)


async def list_unified(request: web.Request) -> web.Response:
    """Of a report and a dashboard (`sight`) too, which here are only read."""
    scope = request.query.get("sharingInclude", "ITEM")
    if scope not in ("ITEM", "WORKSPACE"):
        raise ApiError(1018, scope, "sharingInclude")
    if request.query.get("assetType") in ("report", "sight"):
        shares = _shares_beside(request, workspace_too=scope == "WORKSPACE")
    else:
        shares = _listed(request, _asset(request), workspace_too=scope == "WORKSPACE")
    return http.token_listing(request, shares, lambda share: _share_json(request, share), key="items")


def _share(request: web.Request, asset: Asset) -> Share:
    for share in _listed(request, asset, workspace_too=True):
        if share.id == request.match_info["shareId"]:
            return share
    raise ApiError(1027)


async def get_one(request: web.Request) -> web.Response:
    return http.answer(_share_json(request, _share(request, _asset(request))))


def _may_grant(request: web.Request, asset: Asset, level: str) -> None:
    """Raises 1004 unless the caller may give or take this level."""
    person = http.person_of(request)
    if isinstance(asset, Workspace):
        own = level_on_workspace(asset, person)
    else:
        own = level_on_sheet(http.world_of(request), person, asset)
    if own is None or RANK[own] < RANK["EDITOR_SHARE"] or RANK[level] > RANK[own]:
        raise ApiError(1004)


def _level(body: dict[str, Any]) -> str:
    level = body.get("accessLevel")
    if level is None:
        raise ApiError(1012, "share.accessLevel")
    if level not in LEVELS or level == "OWNER":
        raise ApiError(1031, level, "share.accessLevel")
    return str(level)


async def add(request: web.Request) -> web.Response:
    """Share with one person or several: all or none."""
    world, asset = http.world_of(request), _asset(request)
    body = await http.json_body(request)
    wanted = body if isinstance(body, list) else [body]
    people = {user.email: user.key for user in world.users.values()}
    made: list[Share] = []
    taken = {share.person for share in _listed(request, asset, workspace_too=False)}
    for each in wanted:
        if not isinstance(each, dict) or not each.get("email"):
            raise ApiError(1012, "share.email")
        level, person = _level(each), people.get(str(each["email"]).lower(), str(each["email"]))
        _may_grant(request, asset, level)
        if person in taken:
            raise ApiError(1025)
        taken.add(person)
        scope = "WORKSPACE" if isinstance(asset, Workspace) else "ITEM"
        made.append(Share(f"{scope[0]}{world.new_id():x}", person, level, scope))
    asset.shares += made
    listed = [_share_json(request, share) for share in made]
    return http.answer(http.result(listed if isinstance(body, list) else listed[0]))


async def change(request: web.Request) -> web.Response:
    """Answers the share itself."""
    asset = _asset(request)
    share = _changeable(request, asset)
    body = await http.json_body(request)
    level = _level(body if isinstance(body, dict) else {})
    _may_grant(request, asset, max(level, share.level, key=RANK.__getitem__))
    share.level = level
    return http.answer(_share_json(request, share))


async def remove(request: web.Request) -> web.Response:
    asset = _asset(request)
    share = _changeable(request, asset)
    _may_grant(request, asset, share.level)
    asset.shares.remove(share)
    return http.answer(http.result(None))


def _changeable(request: web.Request, asset: Asset) -> Share:
    """The share, when it may be changed here. Raises 1027, 1028, 1023, 1040."""
    share = _share(request, asset)
    if share.level == "OWNER":
        raise ApiError(1028)
    if share.scope == "WORKSPACE" and isinstance(asset, Sheet):
        raise ApiError(1023)
    if share.person == http.person_of(request):
        raise ApiError(1040)
    return share
