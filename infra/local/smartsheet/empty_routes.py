"""Kinds of things this world holds none of yet: their lists are empty, of the right shape, and guarded like the rest.

Filters of a sheet. Each moves to a module of its own when the world learns to hold them.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import sheet_for

OF_A_SHEET = ("filters",)


def routes() -> http.Routes:
    return [("GET", f"/sheets/{{sheetId}}/{name}", list_of_sheet) for name in OF_A_SHEET]


def _as_it_is(item: Any) -> Any:
    return item


async def list_of_sheet(request: web.Request) -> web.Response:
    sheet_for(http.world_of(request), http.person_of(request), request.match_info["sheetId"])
    return http.listing(request, (), _as_it_is)
