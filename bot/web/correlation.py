"""One reference per request, on every log line it causes and in the error it answers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.logs import CORRELATION, new_correlation_id

_HEADERS = ("x-ms-correlation-id", "x-correlation-id")
_SAFE = re.compile(r"[A-Za-z0-9-]{8,64}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def correlate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Take the caller's reference when it is a plain one, else make one; send it back in `x-correlation-id`."""
    given = next((value for name in _HEADERS if (value := request.headers.get(name))), "")
    reference = given if _SAFE.fullmatch(given) else new_correlation_id()
    with structlog.contextvars.bound_contextvars(**{CORRELATION: reference}):
        response = await handler(request)
    if not response.prepared:
        response.headers["x-correlation-id"] = reference
    return response
