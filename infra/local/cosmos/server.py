"""The server: a request becomes one operation on the account; headers and bodies as the service's gateway has them."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import web

from infra.local.cosmos.account import KEY, Account
from infra.local.cosmos.authorization import authorize
from infra.local.cosmos.exchange import Answer, Call, name_of
from infra.local.cosmos.faults import Fault, Faults
from infra.local.cosmos.refusals import Refused, bad_request
from infra.local.cosmos.routes import answer_call

ACCOUNT: Final = web.AppKey("account", Account)
FAULTS: Final = web.AppKey("faults", Faults)
MAX_REQUEST_BYTES: Final = 16 * 1024 * 1024


def build_app(*, key: str = KEY, clock: Callable[[], float] = time.time, ranges: int = 2) -> web.Application:
    """An empty account with one master key. `clock` gives the seconds TTL counts in; `ranges` physical partitions.

    `app[ACCOUNT]` is what it holds, `app[FAULTS]` what will go wrong.
    """
    app = web.Application(client_max_size=MAX_REQUEST_BYTES)
    app[ACCOUNT] = Account(clock=clock, ranges=ranges)
    app[FAULTS] = Faults()

    async def handle(request: web.Request) -> web.StreamResponse:
        call = await _read(request)
        fault = app[FAULTS].take(name_of(call))
        if fault is not None and (early := await _befall_before(request, fault)) is not None:
            return early
        answer = _answer(app[ACCOUNT], call, key=key)
        if fault is not None:
            await _befall_after(request, fault)
        return _response(answer)

    app.router.add_route("*", "/{path:.*}", handle)
    return app


async def _read(request: web.Request) -> Call:
    segments = [unquote(part) for part in request.rel_url.raw_path.split("/") if part]
    return Call(
        verb=request.method,
        segments=segments,
        headers=request.headers,
        body=await request.read(),
        root=f"{request.scheme}://{request.host}/",
    )


def _answer(account: Account, call: Call, *, key: str) -> Answer:
    try:
        if "x-ms-version" not in call.headers:
            raise bad_request("The header x-ms-version is missing.")
        authority = authorize(call.headers, verb=call.verb, segments=call.segments, key=key)
        return answer_call(account, call, authority=authority)
    except Refused as refused:
        body = {"code": refused.code, "message": refused.message}
        return Answer(refused.status, body, {"x-ms-substatus": str(refused.sub_status), **refused.headers})


async def _befall_before(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    if fault.kind == "throttle":
        headers = {"x-ms-substatus": "3200", "x-ms-retry-after-ms": str(fault.retry_after_ms)}
        return _response(Answer(429, {"code": "TooManyRequests", "message": "Request rate is large."}, headers))
    if fault.kind == "fail":
        return _response(Answer(fault.status, {"code": "ServiceUnavailable", "message": "Service is unavailable."}))
    if fault.kind == "drop_before":
        return _broken(request)
    if fault.kind == "slow_before":
        await asyncio.sleep(fault.seconds)
    return None


async def _befall_after(request: web.Request, fault: Fault) -> None:
    if fault.kind == "slow_after":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop_after":
        _broken(request)


def _broken(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _response(answer: Answer) -> web.Response:
    headers = {
        "x-ms-activity-id": str(uuid.uuid4()),
        "x-ms-request-charge": f"{answer.charge:.2f}",
        "x-ms-version": "2020-07-15",
        **answer.headers,
    }
    body: Any = None if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
    return web.Response(status=answer.status, body=body, headers=headers, content_type="application/json")
