"""The Chat Completions bodies: completions, stream chunks, errors, usage."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

from infra.local.planner.replies import Reply

MODEL = "offline-planner"
CHARACTERS_PER_TOKEN = 4
"""The planner has no tokenizer: its token counts are estimates, and the README says so."""

_PIECE = 24


def estimate(text: str) -> int:
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


def prompt_text(body: dict[str, Any]) -> str:
    """The request in the order a prefix cache sees it: tools, then messages."""
    return json.dumps([body.get("tools") or [], body.get("messages") or []], ensure_ascii=False)


def usage(prompt: str, message: dict[str, Any], *, previous: str) -> dict[str, Any]:
    """Estimated tokens; cached are those of the prefix shared with the last request, from 1,024 on, in steps of 128."""
    shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(prompt, previous, strict=False)))
    cached = shared // CHARACTERS_PER_TOKEN // 128 * 128
    said = (message.get("content") or "") + json.dumps(message.get("tool_calls") or "")
    prompt_tokens, completion_tokens = estimate(prompt), estimate(said)
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": cached if cached >= 1024 else 0},
    }


def message_of(reply: Reply, *, number: int) -> dict[str, Any]:
    """The assistant message. `number` makes call ids unique in a server's life."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None, "refusal": None}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{number}_{place}",
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments, ensure_ascii=False)},
            }
            for place, call in enumerate(reply.calls)
        ]
    return message


def completion(
    message: dict[str, Any], used: dict[str, Any], *, number: int, created: int, finish_reason: str | None = None
) -> dict[str, Any]:
    reason = finish_reason or ("tool_calls" if message.get("tool_calls") else "stop")
    choice = {"index": 0, "message": message, "finish_reason": reason, "logprobs": None}
    head = _head("chat.completion", number=number, created=created)
    return {**head, "choices": [choice], "usage": used}


def chunks(body: dict[str, Any], *, include_usage: bool) -> Iterator[dict[str, Any]]:
    """A completion as the deltas a server streams: role, text in pieces, calls by index, finish reason, usage."""
    choice = body["choices"][0]
    message = choice["message"]
    head = {**body, "object": "chat.completion.chunk"}
    del head["choices"], head["usage"]

    def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None}

    yield {**head, "choices": [], "usage": None}  # Azure begins with its filter results and no choices
    yield chunk({"role": "assistant", "content": "" if message.get("content") else None})
    for piece in _pieces(message.get("content") or ""):
        yield chunk({"content": piece})
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = {"name": call["function"]["name"], "arguments": ""}
        yield chunk({"tool_calls": [{"index": index, "id": call["id"], "type": "function", "function": function}]})
        for piece in _pieces(call["function"]["arguments"]):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield chunk({}, choice["finish_reason"])
    if include_usage:
        yield {**head, "choices": [], "usage": body["usage"]}


def error(message: str, *, kind: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _head(kind: str, *, number: int, created: int) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number:06d}", "object": kind, "created": created, "model": MODEL}


def _pieces(text: str) -> Iterator[str]:
    for at in range(0, len(text), _PIECE):
        yield text[at : at + _PIECE]
