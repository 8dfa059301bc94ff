"""Search over what the token's owner can see: names, the text of cells, and what lies beside them.

https://developers.smartsheet.com/api/smartsheet/openapi/search . Every word of the query must occur in the text, letter
case aside; at most 100 results are listed, `totalCount` counts all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http, record_search
from infra.local.smartsheet.access import sheet_for, visible_sheets
from infra.local.smartsheet.container_routes import visible_workspaces
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Row, Sheet
from infra.local.smartsheet.rendering import display_value

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

SCOPES = (
    "attachments",
    "cellData",
    "comments",
    "folderNames",
    "reportNames",
    "sheetNames",
    "sightNames",
    "summaryFields",
    "templateNames",
    "workspaceNames",
)
LISTED = 100


def routes() -> http.Routes:
    return (("GET", "/search", search), ("GET", "/search/sheets/{sheetId}", search_sheet))


async def search(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    scopes = http.flags(request, "scopes", SCOPES) or frozenset(SCOPES)
    http.flags(request, "include", ("favoriteFlag",))
    after = http.since(request, "modifiedSince")
    words = _words(request)
    sheets = [s for s in visible_sheets(world, person) if after is None or s.modified_at >= after]
    found: list[dict[str, Any]] = []
    if "sheetNames" in scopes:
        found += [_named(s.name, "sheet", s.id) for s in sheets if _matches(s.name, words)]
    if "workspaceNames" in scopes:
        spaces = visible_workspaces(world, person)
        found += [_named(w.name, "workspace", w.id) for w in spaces if _matches(w.name, words)]
    if "folderNames" in scopes:
        seen = {w.id for w in visible_workspaces(world, person)}
        folders = [f for f in world.folders.values() if f.workspace_id in seen]
        found += [_named(f.name, "folder", f.id) for f in folders if _matches(f.name, words)]
    if "cellData" in scopes:
        found += [hit for sheet in sheets for hit in _cells(sheet, words, world)]
    found += record_search.named(world, person, scopes, lambda text: _matches(text, words))
    found += [h for sheet in sheets for h in record_search.inside(world, sheet, scopes, lambda t: _matches(t, words))]
    return http.answer({"totalCount": len(found), "results": found[:LISTED]})


async def search_sheet(request: web.Request) -> web.Response:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    words = _words(request)
    found = list(_cells(sheet, words, world))
    found += record_search.inside(world, sheet, frozenset(SCOPES), lambda text: _matches(text, words))
    return http.answer({"totalCount": len(found), "results": found[:LISTED]})


def _words(request: web.Request) -> list[str]:
    """The query's words; a phrase in quotes is one. Raises 1009 when there are none."""
    query = request.query.get("query", "").strip().casefold()
    if query.startswith('"') and query.endswith('"') and len(query) > 2:
        return [query.strip('"')]
    if not query:
        raise ApiError(1009, "query")
    return query.split()


def _matches(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _named(text: str, kind: str, object_id: int) -> dict[str, Any]:
    return {"text": text, "objectType": kind, "objectId": object_id, "contextData": []}


def _cells(sheet: Sheet, words: list[str], world: World) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(sheet.rows, start=1):
        if row.raw is not None and not _may_hold(row, words):
            continue
        for column in sheet.columns:
            cell = row.cells.get(column.id)
            text = None if cell is None else display_value(cell, column)
            if text is not None and _matches(text, words):
                yield {
                    "text": text,
                    "objectType": "row",
                    "objectId": row.id,
                    "parentObjectType": "sheet",
                    "parentObjectId": sheet.id,
                    "parentObjectName": sheet.name,
                    "contextData": [f"Row {number}"],
                }


def _may_hold(row: Row, words: list[str]) -> bool:
    """Spares reading the cells of a row whose JSON does not hold the words at all."""
    raw = (row.raw or b"").decode().casefold()
    return all(word.replace('"', '\\"') in raw for word in words)
