"""Whether a tool call may go ahead: a value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.agent.tool import Effect


class Verdict(StrEnum):
    ALLOW = "allow"
    CONFIRM = "confirm"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Decision:
    verdict: Verdict
    why: str = ""


def decide(effect: Effect) -> Decision:
    """Reading is allowed (Smartsheet itself refuses what the actor may not see); the rest needs a person's click."""
    if effect is Effect.READ:
        return Decision(Verdict.ALLOW)
    return Decision(Verdict.CONFIRM, "Changes are shown to a person and approved by a click.")
