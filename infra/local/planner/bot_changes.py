"""Questions about what the bot itself changed: “what did you change this week?”, “what has the bot done since …?”."""

from __future__ import annotations

import re

from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Transcript

_BOT = r"(?:you|the bot|sheetline)"
_PERIOD = (
    r"today|yesterday|this week|last week|this month|last month|this year|"
    r"(?:in |for |over )?(?:the )?(?:last |past )?\d{1,4} (?:days?|weeks?|months?)|since \d{4}-\d\d-\d\d"
)
_ASKED = re.compile(
    rf"(?:please )?(?:(?:show|list|tell)(?: me)? )?(?:everything |all )?(?:what|which changes) (?:all )?"
    rf"(?:did {_BOT} (?:change|do|make)|has {_BOT} (?:changed|done|made)|have {_BOT} (?:changed|done|made)"
    rf"|{_BOT} (?:changed|did|made|have changed|has changed))"
    rf"(?: (?:in|on|to|of) (?:the )?(?P<sheet>(?!last |past )[a-z].*?))??(?: (?P<period>{_PERIOD}))?",
    re.IGNORECASE,
)


def bot_changes(transcript: Transcript) -> Reply | None:
    """The next step of such a question, else None."""
    match = _ASKED.fullmatch(re.sub(r"[?!.]+\s*$", "", " ".join(transcript.question.split())))
    if match is None or "change_history" not in transcript.tools:
        return None
    step = next((step for step in reversed(transcript.steps) if step.name == "change_history"), None)
    if step is None:
        return Reply(calls=(Call("change_history", {"period": match["period"], "sheet": match["sheet"]}),))
    if not step.ok:
        return Reply(f"{step.message} {step.hint}".strip())
    total, made = step.data.get("total", 0), step.data.get("made", 0)
    return Reply(f"Since {step.data.get('since')} I know of {total} changes from here; {made} of them stand.")
