"""The words exchanged with a language model, in no vendor's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model's wish to run a tool; `arguments` is the raw JSON text as it came, valid or not."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a model conversation. A TOOL utterance answers the call named by `tool_call_id`.

    A question in a history says for its whole turn what was read to answer it: `sheets` by their ids, and in `reader`
    the key of the one actor it may be shown to, when it rests on more than those sheets.
    """

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    sheets: tuple[int, ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it. `parameters` is a strict JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or several calls."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    calls: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
            calls=self.calls + other.calls,
        )


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What the model said: text, calls, or both. `finish_reason` is the vendor's: `stop`, `tool_calls`, `length`."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: str = "stop"
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a tool call came to, as the model reads it. `paused` means a person must decide before it goes on."""

    content: str
    ok: bool
    code: str | None = None
    paused: bool = False
