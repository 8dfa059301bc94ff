"""What a chat-completions request says: the question, the open sheets, and the tool results of this turn so far."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.planner.contexts import Sheet, read_sheets

_PERSON = re.compile(r"^Person: (?P<name>.*?)(?: · .*)?$", re.MULTILINE)
_GROUP = re.compile(r"^(?P<group>\w+): (?P<tools>\w+(?:, \w+)*)", re.MULTILINE)
MORE_TOOLS = "more_tools"
"""The tool that brings others: of no interest to a plan, which names the tools it wants."""


@dataclass(frozen=True, slots=True)
class Step:
    """A tool call of this turn with what came back; `data` is empty when it failed."""

    name: str
    arguments: dict[str, Any]
    ok: bool
    data: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A request, read. `sheets` has the current sheet first; `tools` are the offered ones with their parameters.

    `groups` has the group of each tool that is not offered and that `more_tools` can bring.
    """

    question: str
    sheets: tuple[Sheet, ...]
    steps: tuple[Step, ...]
    tools: dict[str, dict[str, Any]]
    person: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)


def read_transcript(body: dict[str, Any]) -> Transcript:
    """Read a request's messages and tools. Raises ValueError when they have not the API's shape."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise ValueError("'messages' must be an array of message objects.")
    asked = [n for n, m in enumerate(messages) if m.get("role") == "user" and not _text(m).startswith("<context>")]
    last = asked[-1] if asked else len(messages)
    contexts = "\n".join(_text(m) for m in messages if m.get("role") in ("system", "developer", "user"))
    steps = _steps(messages[last + 1 :])
    person = _PERSON.search(contexts)
    functions = [] if body.get("tool_choice") == "none" else [t.get("function", {}) for t in body.get("tools") or ()]
    tools = {str(each.get("name", "")): each.get("parameters") or {} for each in functions}
    return Transcript(
        question=_text(messages[last]) if asked else "",
        sheets=_sheets(contexts, steps),
        steps=steps,
        tools=tools,
        person=person["name"] if person and person["name"] != "unknown" else "",
        groups=_groups(functions, tools),
    )


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _groups(functions: list[dict[str, Any]], offered: Mapping[str, Any]) -> dict[str, str]:
    """Read from the lines “group: tool, tool (note)” of `more_tools`."""
    about = next((str(each.get("description", "")) for each in functions if each.get("name") == MORE_TOOLS), "")
    named = {name: line["group"] for line in _GROUP.finditer(about) for name in line["tools"].split(", ")}
    return {name: group for name, group in named.items() if name not in offered}


def _steps(messages: list[dict[str, Any]]) -> tuple[Step, ...]:
    results = {m.get("tool_call_id"): _text(m) for m in messages if m.get("role") == "tool"}
    steps = []
    for message in messages:
        for call in message.get("tool_calls") or ():
            function = call.get("function", {})
            if call.get("id") in results and function.get("name") != MORE_TOOLS:
                steps.append(
                    _step(str(function.get("name", "")), function.get("arguments") or "{}", results[call["id"]])
                )
    return tuple(steps)


def _step(name: str, arguments: str, content: str) -> Step:
    result = _object(content)
    data = result.get("data")
    return Step(
        name=name,
        arguments=_object(arguments),
        ok=result.get("ok") is True,
        data=data if isinstance(data, dict) else {},
        message=str(result.get("message", "")),
        hint=str(result.get("hint", "")),
    )


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _sheets(contexts: str, steps: tuple[Step, ...]) -> tuple[Sheet, ...]:
    """The open sheets, those opened in this turn first (the last one opened is the current one)."""
    opened = [
        sheet
        for step in reversed(steps)
        if step.ok and step.name == "open_sheet"
        for sheet in read_sheets(str(step.data.get("context", "")))
    ]
    listed = sorted(read_sheets(contexts), key=lambda sheet: not sheet.current)
    views: dict[str, Sheet] = {}
    for sheet in (*opened, *listed):
        views.setdefault(sheet.view, sheet)
    return tuple(views.values())
