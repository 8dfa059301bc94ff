"""Switching the sandbox from another process: faults, calls, tokens and cells, from this machine only.

POST /_control/faults takes the fields of `Faults.add`; DELETE clears them. GET /_control/calls lists the requests
received, DELETE forgets them. POST /_control/tokens {token, state}. POST /_control/cells {sheetId, rowId, column,
value, by} changes a cell as that person would.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson
from aiohttp import web

from infra.local.smartsheet import http

LOOPBACK = ("127.0.0.1", "::1")
PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")


def add_to(app: web.Application) -> None:
    """Add the control routes; they answer 404 to anything that does not come straight from loopback."""
    app.router.add_get("/_control/faults", list_faults)
    app.router.add_post("/_control/faults", add_fault)
    app.router.add_delete("/_control/faults", clear_faults)
    app.router.add_get("/_control/calls", list_calls)
    app.router.add_delete("/_control/calls", clear_calls)
    app.router.add_post("/_control/tokens", set_token)
    app.router.add_post("/_control/cells", set_cell)


def _local(request: web.Request) -> None:
    if request.remote not in LOOPBACK or any(name in request.headers for name in PROXIED):
        raise web.HTTPNotFound


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not an object")
    return body


async def list_faults(request: web.Request) -> web.Response:
    _local(request)
    return http.answer([asdict(fault) for fault in http.world_of(request).faults.scripted])


async def add_fault(request: web.Request) -> web.Response:
    _local(request)
    body = await _body(request)
    seed = body.pop("seed", None)
    faults = http.world_of(request).faults
    try:
        fault = faults.add(body.pop("kind", ""), **body)
    except (ValueError, TypeError) as bad:
        raise web.HTTPBadRequest(text=str(bad)) from None
    if seed is not None:
        faults.reseed(int(seed))
    return http.answer(asdict(fault), status=201)


async def clear_faults(request: web.Request) -> web.Response:
    _local(request)
    http.world_of(request).faults.clear()
    return web.Response(status=204)


async def list_calls(request: web.Request) -> web.Response:
    _local(request)
    return http.answer([asdict(call) for call in http.world_of(request).calls])


async def clear_calls(request: web.Request) -> web.Response:
    _local(request)
    http.world_of(request).calls.clear()
    return web.Response(status=204)


async def set_token(request: web.Request) -> web.Response:
    _local(request)
    body = await _body(request)
    token = http.world_of(request).tokens.get(str(body.get("token")))
    if token is None or body.get("state") not in ("active", "revoked", "expired"):
        raise web.HTTPBadRequest(text="a known token and the state active, revoked or expired are needed")
    token.state = body["state"]
    return web.Response(status=204)


async def set_cell(request: web.Request) -> web.Response:
    _local(request)
    body = await _body(request)
    try:
        http.world_of(request).set_cell(
            body["sheetId"], body["rowId"], body["column"], body.get("value"), by=body.get("by", "ava")
        )
    except KeyError as unknown:
        raise web.HTTPBadRequest(text=f"unknown or missing: {unknown}") from None
    return web.Response(status=204)
