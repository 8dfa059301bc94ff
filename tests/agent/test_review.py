"""What the review objects to beside figures: claims of changes that nobody made."""

from __future__ import annotations

import json

from bot.agent.calling import ToolRun
from bot.agent.review import Ground, objection
from bot.domain.model import ToolCall, ToolOutcome
from tests.builders import NOON

GROUND = Ground("what did Ben say?", NOON.date())


def runs(text: str) -> list[ToolRun]:
    content = json.dumps({"ok": True, "data": {"rows": [["Ben Okafor", text]]}})
    return [ToolRun(ToolCall("1", "look_up", "{}"), ToolOutcome(content, ok=True))]


def test_a_quotation_of_a_result_is_no_claim() -> None:
    """“I moved the date” in a comment is not the bot saying so; in its own words, or made up, it is."""
    held = runs("I moved the date again.")
    assert not objection("Ben wrote: “I moved the date again.”", held, GROUND)
    assert objection("I moved the date again.", held, GROUND)
    assert objection("Ben wrote: “I moved all rows.”", held, GROUND)
