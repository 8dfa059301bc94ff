"""The sandbox as an aiohttp application: faults, then the token, then the rate limit, then the API's routes under /2.0.

Every answer the API itself would give as an error is given here as {errorCode, message, refId} with its status; an
unknown path is 404/1006, a known path with another method 405/1010.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import chain, count

from aiohttp import web

from infra.local.smartsheet import (
    attachment_routes,
    automation_routes,
    column_writes,
    container_routes,
    control,
    empty_routes,
    history_routes,
    http,
    personal_routes,
    record_routes,
    report_routes,
    request_routes,
    row_writes,
    search_routes,
    share_routes,
    sheet_creation,
    sheet_routes,
    sheet_writes,
    sort_routes,
    summary_routes,
    talk_routes,
    transfer_routes,
    user_routes,
)
from infra.local.smartsheet.access import authenticate
from infra.local.smartsheet.calls import Call
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.faults import Fault, Kind
from infra.local.smartsheet.http import WORLD
from infra.local.smartsheet.limits import RateLimit, weight
from infra.local.smartsheet.world import World

BASE = "/2.0"
LIMIT: web.AppKey[RateLimit] = web.AppKey("limit")
MAX_BODY = 30 * 1024 * 1024
PAGE = b"<html><head><title>Smartsheet</title></head><body><h1>One moment, please</h1></body></html>"
CODES = {
    Kind.RATE_LIMIT: 4003,
    Kind.RETRY: 4004,
    Kind.UNEXPECTED: 4000,
    Kind.TIMEOUT: 4002,
    Kind.MAINTENANCE: 4001,
}
PARTS = (
    sheet_routes,
    row_writes,
    transfer_routes,
    sort_routes,
    column_writes,
    sheet_writes,
    sheet_creation,
    history_routes,
    share_routes,
    container_routes,
    search_routes,
    personal_routes,
    user_routes,
    talk_routes,
    attachment_routes,
    record_routes,
    request_routes,
    summary_routes,
    automation_routes,
    report_routes,
    empty_routes,
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(world: World, *, rate_limit_per_minute: int = 300) -> web.Application:
    """The Smartsheet API over this world. Serve it with `infra.local.servers.start`; SDKs take `{url}/2.0` as base."""
    app = web.Application(middlewares=[_serve], client_max_size=MAX_BODY)
    app[WORLD] = world
    app[LIMIT] = RateLimit(rate_limit_per_minute, time.monotonic)
    app[http.REFERENCES] = count(1)
    for method, path, handler in chain(*(part.routes() for part in PARTS)):
        app.router.add_route(method, BASE + path, handler)
    app.router.add_get(attachment_routes.FETCH, attachment_routes.fetch)
    control.add_to(app)
    return app


@web.middleware
async def _serve(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith(BASE + "/"):
        return await handler(request)
    world = http.world_of(request)
    path = request.path.removeprefix(BASE)
    fault = world.faults.strike(request.method, path)
    response: web.StreamResponse | None = None
    try:
        response = await _with_fault(request, handler, fault)
        return response
    finally:
        world.calls.kept.append(
            Call(
                method=request.method,
                path=path,
                query=request.query_string,
                person=request.get(http.PERSON),
                status=response.status if response is not None else 0,
                change_agent=request.headers.get("Smartsheet-Change-Agent"),
                fault=fault.kind if fault else None,
            )
        )


async def _with_fault(request: web.Request, handler: Handler, fault: Fault | None) -> web.StreamResponse:
    match fault.kind if fault else None:
        case None:
            return await _answer(request, handler)
        case Kind.BAD_GATEWAY:
            return web.Response(status=502, body=PAGE, content_type="text/html")
        case Kind.NOT_JSON:
            return web.Response(status=200, body=PAGE, content_type="text/html")
        case Kind.DROP_BEFORE:
            return _drop(request)
        case Kind.DROP_AFTER:
            await _answer(request, handler)
            return _drop(request)
        case Kind.TRUNCATE:
            return await _truncate(request, await _answer(request, handler))
        case Kind.HANG:
            await asyncio.sleep(fault.seconds if fault else 0)
            return await _answer(request, handler)
        case kind:
            response = _error(request, ApiError(CODES[kind]))
            if fault and fault.retry_after is not None:
                response.headers["Retry-After"] = f"{fault.retry_after:g}"
            return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        token = authenticate(http.world_of(request), request.headers.get("Authorization"))
        request[http.PERSON] = token.person
        if not request.app[LIMIT].take(token.value, weight(request.method, request.path)):
            raise ApiError(4003)
        return await handler(request)
    except ApiError as error:
        return _error(request, error)
    except web.HTTPNotFound:
        return _error(request, ApiError(1006))
    except web.HTTPMethodNotAllowed:
        return _error(request, ApiError(1010))


def _error(request: web.Request, error: ApiError) -> web.Response:
    return http.answer(error.body(http.reference(request)), status=error.status)


def _drop(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _truncate(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Announce the whole answer, send half of it, close."""
    body = whole.body if isinstance(whole, web.Response) and isinstance(whole.body, bytes) else b""
    part = web.StreamResponse(status=whole.status, headers={"Content-Type": whole.headers["Content-Type"]})
    part.content_length = len(body)
    await part.prepare(request)
    await part.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return part
