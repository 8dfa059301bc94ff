"""The HTTP side: /v1/chat/completions and /v1/models as OpenAI-compatible servers answer them, with faults on demand.

runner = await infra.local.servers.start(build_app())     # base URL: runner.url + "/v1"
"""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from infra.local.planner import misbehaviour, wire
from infra.local.planner.faults import Fault, FaultSwitch
from infra.local.planner.planner import decide
from infra.local.planner.replies import Reply
from infra.local.planner.transcript import read_transcript


@dataclass(slots=True)
class Received:
    """A request as it came, for tests to look at."""

    headers: dict[str, str]
    body: dict[str, Any]
    bearer: str = ""


@dataclass(slots=True)
class State:
    """The server's memory: how many requests, the last prompt (for its pretended cache), the last requests."""

    requests: int = 0
    previous: str = ""
    received: deque[Received] = field(default_factory=lambda: deque(maxlen=100))


FAULTS = web.AppKey("faults", FaultSwitch)
STATE = web.AppKey("state", State)
MAX_BODY = 8 * 1024 * 1024


def build_app() -> web.Application:
    """The planner as an aiohttp application."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_api_errors])
    app[FAULTS] = FaultSwitch()
    app[STATE] = State()
    app.router.add_post("/v1/chat/completions", _complete)
    app.router.add_get("/v1/models", _models)
    app.router.add_post("/planner/faults", _set_fault)
    # Azure's v1 path, so that the same server can stand for a resource.
    app.router.add_post("/openai/v1/chat/completions", _complete)
    app.router.add_get("/openai/v1/models", _models)
    return app


@web.middleware
async def _api_errors(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse a missing key, and put the framework's own refusals into the API's error shape."""
    if "/v1/" in request.path and not _has_key(request):
        return _refused(401, "You didn't provide an API key.", kind="invalid_request_error", code="invalid_api_key")
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPException as refused:
        return _refused(
            refused.status, f"{refused.reason}: {request.method} {request.path}", kind="invalid_request_error"
        )
    return response


def _has_key(request: web.Request) -> bool:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return (scheme == "Bearer" and bool(key.strip())) or bool(request.headers.get("api-key"))


async def _models(request: web.Request) -> web.Response:
    refusal = misbehaviour.refusal(request.app[FAULTS].next(), request.app[FAULTS])
    if refusal is not None:
        return refusal
    model = {"id": wire.MODEL, "object": "model", "created": 1767225600, "owned_by": "sheetline"}
    return web.json_response({"object": "list", "data": [model]})


async def _complete(request: web.Request) -> web.StreamResponse:
    switch, state = request.app[FAULTS], request.app[STATE]
    state.requests += 1
    body = await _body(request)
    if body is None:
        return _refused(400, "We could not parse the JSON body of your request.", kind="invalid_request_error")
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    state.received.append(Received({name.lower(): value for name, value in request.headers.items()}, body, bearer))
    fault = switch.next()
    refusal = misbehaviour.refusal(fault, switch) or await misbehaviour.silence(fault, switch, request)
    if refusal is not None:
        return refusal
    try:
        reply = misbehaviour.wayward(fault) or decide(read_transcript(body))
    except ValueError as problem:
        return _refused(400, str(problem), kind="invalid_request_error", param="messages")
    answer = _answer(reply, body, state, fault)
    if body.get("stream"):
        options = body.get("stream_options") or {}
        return await _stream(request, answer, fault, include_usage=bool(options.get("include_usage")))
    return misbehaviour.spoiled(answer, fault) or web.json_response(answer)


async def _body(request: web.Request) -> dict[str, Any] | None:
    try:
        body = json.loads(await request.text())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _answer(reply: Reply, body: dict[str, Any], state: State, fault: Fault | None) -> dict[str, Any]:
    message = misbehaviour.garbled(wire.message_of(reply, number=state.requests), fault)
    prompt = wire.prompt_text(body)
    used = wire.usage(prompt, message, previous=state.previous)
    state.previous = prompt
    reason = misbehaviour.finish_reason(fault)
    return wire.completion(message, used, number=state.requests, created=int(time.time()), finish_reason=reason)


async def _stream(
    request: web.Request, answer: dict[str, Any], fault: Fault | None, *, include_usage: bool
) -> web.StreamResponse:
    """Server-sent events, ending in [DONE] unless a fault ends them sooner."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    for chunk in misbehaviour.shortened(list(wire.chunks(answer, include_usage=include_usage)), fault):
        await response.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
    if fault is Fault.CUT_STREAM:
        if request.transport is not None:
            request.transport.abort()
        return response
    if fault is not Fault.STREAM_ERROR:
        await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _set_fault(request: web.Request) -> web.Response:
    """`{"fault": name or null, "times": n, "retry_after": "2", "seconds": 5}`."""
    wanted = await _body(request) or {}
    switch = request.app[FAULTS]
    try:
        fault = Fault(wanted["fault"]) if wanted.get("fault") else None
    except ValueError:
        known = ", ".join(Fault)
        return _refused(400, f"Unknown fault; known are {known}.", kind="invalid_request_error", param="fault")
    after = wanted.get("retry_after")
    switch.set(
        fault,
        times=wanted.get("times"),
        retry_after=None if after is None else str(after),
        seconds=float(wanted.get("seconds", 3600)),
    )
    return web.json_response({"fault": fault, "times": switch.times})


def _refused(
    status: int, message: str, *, kind: str, code: str | None = None, param: str | None = None
) -> web.Response:
    return web.json_response(wire.error(message, kind=kind, code=code, param=param), status=status)
