"""The loop guard: a model that makes the same call and gets the same result is told so, then stopped."""

from __future__ import annotations

import hashlib
from collections import Counter

import msgspec

from bot.domain.model import ToolCall, ToolOutcome

TOLD_AT = 2
STUCK_AT = 3


class LoopGuard:
    """Counts identical call-and-result pairs of one turn. `stuck` once one occurred three times."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self.stuck = False

    def saw(self, call: ToolCall, outcome: ToolOutcome) -> str:
        """Take note of a result; returns what to tell the model, or “”."""
        key = _fingerprint(call, outcome)
        self._seen[key] += 1
        times = self._seen[key]
        self.stuck = self.stuck or times >= STUCK_AT
        if times < TOLD_AT:
            return ""
        ended = "succeeded" if outcome.ok else f"failed ({outcome.code})"
        return (
            f"You have called {call.name} {times} times with the same arguments and it {ended} the same way each time. "
            "Do not repeat it: change the arguments, use another tool, or answer with what you have."
        )


def _fingerprint(call: ToolCall, outcome: ToolOutcome) -> str:
    """Equal for calls that differ only in the spelling of their JSON."""
    try:
        arguments = msgspec.json.encode(msgspec.json.decode(call.arguments), order="sorted").decode()
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        arguments = call.arguments
    said = "\x00".join((call.name, arguments, outcome.content))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
