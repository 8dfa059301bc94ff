"""Files that people fetch by a link: the link's own secret is all that is asked for, so nothing may keep or leak it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import structlog
from aiohttp import web

from bot.errors import SheetlineError

Fetch: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""The file that a link names by its secret; None when there is none, or its time is over."""

log = structlog.get_logger(__name__)

GONE = "This link is not good any more. Ask for the file again in the conversation.\n"
_CLOSED = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


class Downloads:
    """`GET /exports/<token>.csv`."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    async def get(self, request: web.Request) -> web.Response:
        """200 with the file, 404 for any link that is not good (any more), 503 when it cannot be made now."""
        try:
            file = await self._fetch(request.match_info["name"])
        except SheetlineError as error:
            log.warning("export_failed", code=error.code, detail=error.detail)
            return web.Response(status=503, text=f"{error.message} {error.hint}\n".lstrip(), headers=_CLOSED)
        if file is None:
            return web.Response(status=404, text=GONE, headers=_CLOSED)
        return web.Response(
            body=file,
            headers={
                **_CLOSED,
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": 'attachment; filename="changes.csv"',
            },
        )
