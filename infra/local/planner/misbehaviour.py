"""How each fault looks on the wire, in the vendors' own shapes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from infra.local.planner import wire
from infra.local.planner.faults import Fault, FaultSwitch
from infra.local.planner.replies import Call, Reply

_BAD, _SERVER = "invalid_request_error", "server_error"
_REFUSALS: dict[Fault, tuple[int, str, str | None, str]] = {
    Fault.RATE_LIMITED: (429, "requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    Fault.INSUFFICIENT_QUOTA: (429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    Fault.SERVER_ERROR: (500, _SERVER, None, "The server had an error while processing your request."),
    Fault.UNAVAILABLE: (503, _SERVER, None, "The engine is currently overloaded."),
    Fault.UNAUTHORIZED: (401, _BAD, "invalid_api_key", "Incorrect API key provided."),
    Fault.FORBIDDEN: (403, _BAD, "PermissionDenied", "The principal lacks the required data action."),
    Fault.NO_DEPLOYMENT: (404, _BAD, "DeploymentNotFound", "The API deployment does not exist."),
    Fault.CONTEXT_LENGTH: (400, _BAD, "context_length_exceeded", "This model's maximum context length is 128000."),
    Fault.CONTENT_FILTER_IN: (400, _BAD, "content_filter", "Filtered by the content management policy."),
    Fault.BAD_REQUEST: (400, _BAD, "invalid_value", "Invalid value for a parameter."),
}
"""Status, type, code and message of a fault that is a refusal."""


def refusal(fault: Fault | None, switch: FaultSwitch) -> web.Response | None:
    """The error answer of a fault that is one."""
    if fault not in _REFUSALS:
        return None
    status, kind, code, message = _REFUSALS[fault]
    headers = {"Retry-After": switch.retry_after} if switch.retry_after is not None else None
    return web.json_response(wire.error(message, kind=kind, code=code), status=status, headers=headers)


async def silence(fault: Fault | None, switch: FaultSwitch, request: web.Request) -> web.Response | None:
    """Hang, or drop the connection."""
    if fault is Fault.HANG:
        await asyncio.sleep(switch.seconds)
    if fault in (Fault.DROP, Fault.HANG):
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    return None


def wayward(fault: Fault | None) -> Reply | None:
    """What a model says that has lost its way."""
    if fault is Fault.UNKNOWN_TOOL:
        return Reply(calls=(Call("delete_everything", {"sure": True}),))
    if fault is Fault.ENDLESS_LOOP:
        return Reply(calls=(Call("query", {"sql": "SELECT nothing FROM nowhere", "title": "Again"}),))
    if fault in (Fault.EMPTY_ANSWER, Fault.LENGTH_EMPTY):
        return Reply()
    if fault is Fault.MALFORMED_ARGUMENTS:
        return Reply(calls=(Call("query", {}),))
    return None


def garbled(message: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
    if fault is Fault.MALFORMED_ARGUMENTS:
        message["tool_calls"][0]["function"]["arguments"] = '{"sql": "SELECT 1'
    return message


def finish_reason(fault: Fault | None) -> str | None:
    if fault is Fault.CONTENT_FILTER_OUT:
        return "content_filter"
    return "length" if fault in (Fault.LENGTH, Fault.LENGTH_EMPTY) else None


def spoiled(answer: dict[str, Any], fault: Fault | None) -> web.Response | None:
    """A 200 whose body is none."""
    if fault is Fault.MALFORMED_BODY:
        text = json.dumps(answer)
        return web.Response(text=text[: len(text) // 2], content_type="application/json")
    if fault is Fault.NOT_JSON:
        return web.Response(text="<html><body>Sign in to the proxy</body></html>", content_type="text/html")
    if fault is Fault.NO_CHOICES:
        return web.json_response({**answer, "choices": []})
    return None


def shortened(chunks: list[dict[str, Any]], fault: Fault | None) -> list[dict[str, Any]]:
    """The chunks that still go out before a stream fault."""
    middle = max(2, len(chunks) // 2)
    if fault in (Fault.CUT_STREAM, Fault.SHORT_STREAM):
        return chunks[:middle]
    if fault is Fault.STREAM_ERROR:
        return [*chunks[:middle], wire.error("The server had an error.", kind="server_error")]
    return chunks
