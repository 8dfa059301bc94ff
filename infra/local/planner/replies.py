"""What the planner says: text, or tool calls."""

from __future__ import annotations

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


EXAMPLES = (
    "how many tasks are overdue, by owner?",
    "which 5 budget lines are largest?",
    "show tasks due this week",
    "total planned by category",
    "what is the status of …?",
)


def not_understood(question: str, words: tuple[str, ...] = ()) -> Reply:
    """Three short sentences: what this is and what it did not understand, what to try, how to get a real model."""
    shown = " ".join(question.split())
    shown = shown if len(shown) <= 60 else f"{shown[:59].rstrip()}…"
    missed = ", ".join(f"“{word}”" for word in words[:5]) or (f"“{shown}”" if shown else "that")
    return Reply(
        f"I am the offline planner, a stand-in for a language model, and do not understand {missed}. "
        f"Try “{EXAMPLES[0]}” or “{EXAMPLES[1]}”. To ask freely, set AZURE_OPENAI_ENDPOINT, LITELLM_BASE_URL or "
        "OPENAI_BASE_URL (see .env.example)."
    )
