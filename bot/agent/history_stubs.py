"""The one line that stands for an old tool result: what it was, so that the model knows to ask again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from bot.domain.model import Role, ToolCall, Utterance

LONGEST_SUBJECT = 80


def stub(utterance: Utterance, call: ToolCall | None) -> Utterance:
    """The utterance with a short stand-in for its result; unchanged when it is no result, or no longer than that."""
    if utterance.role is not Role.TOOL or "left_out" in (body := _decoded(utterance.content)):
        return utterance
    content = _described(body, call)
    if len(content.encode()) >= len(utterance.content.encode()):
        return utterance
    return replace(utterance, content=content)


def _described(body: dict[str, Any], call: ToolCall | None) -> str:
    told: dict[str, Any] = {"ok": body.get("ok", True), "left_out": _subject(body, call)}
    if code := body.get("code"):
        told["code"] = code
    return msgspec.json.encode(told).decode()


def _subject(body: dict[str, Any], call: ToolCall | None) -> str:
    """“result of query “Overdue by owner” (5 rows)”, “result of open_sheet “Launch plan” (48 rows)”."""
    name = call.name if call is not None else "a tool"
    arguments = _decoded(call.arguments) if call is not None else {}
    about = next((arguments[k] for k in ("title", "sheet", "name_contains") if isinstance(arguments.get(k), str)), "")
    data = body.get("data")
    rows = _rows(data) if isinstance(data, dict) else None
    said = f"result of {name}" + (f" “{about[:LONGEST_SUBJECT]}”" if about else "")
    return said + (f" ({rows} rows)" if rows is not None else "")


def _rows(data: dict[str, Any]) -> int | None:
    opened = data.get("opened")
    rows = opened.get("rows") if isinstance(opened, dict) else data.get("total_rows")
    return rows if isinstance(rows, int) else None


def _decoded(text: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
