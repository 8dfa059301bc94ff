"""What the planner says: text, or tool calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call to make."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """Either `text` is final, or `calls` are to be run first."""

    text: str = ""
    calls: tuple[Call, ...] = ()


EXAMPLES = "“how many tasks are overdue, by owner?” or “which 5 budget lines are largest?”"


def not_understood(words: str) -> Reply:
    """What this is, what it did not understand, what to try, and how to get a real model."""
    shown = " ".join(words.split())
    shown = shown if len(shown) <= 60 else f"{shown[:59].rstrip()}…"
    return Reply(
        f"I am the offline planner, a stand-in for a language model, and do not understand “{shown}”. Try {EXAMPLES}. "
        "To ask freely, set AZURE_OPENAI_ENDPOINT, LITELLM_BASE_URL or OPENAI_BASE_URL (see .env.example)."
    )


def filled(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """The arguments with null for every property a tool's JSON schema names and nobody said."""
    root = schema if root is None else root
    if "$ref" in schema:
        return filled(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if isinstance(value, list):
        return [filled(each, schema.get("items") or _one(schema, "array").get("items", {}), root) for each in value]
    if isinstance(value, dict) and "properties" in schema:
        return {name: filled(value.get(name), each, root) for name, each in schema["properties"].items()} | {
            name: each for name, each in value.items() if name not in schema["properties"]
        }
    return value


def _one(schema: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The alternative of that type."""
    return next((each for each in schema.get("anyOf", ()) if each.get("type") == kind), {})
