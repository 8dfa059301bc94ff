"""What “status” tells of a session, by itself: its state, whose access is used, the sheets, the day."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from bot.agent.tool_context import ToolContext
from bot.conversation.status import status
from bot.domain.people import Actor
from bot.domain.sessions import begin
from tests.builders import NOON, a_conversation


def bench_of(actor: Actor) -> ToolContext:
    """A turn's tools where no sheet is open: a use of Smartsheet fails loudly."""
    nothing = cast(Any, None)
    return ToolContext(actor, nothing, nothing, nothing, today=date(2026, 11, 30), timezone="Europe/Berlin")


async def test_status_says_as_whom_smartsheet_is_read() -> None:
    """By the account's own name, or by its key where it has none; then the day as this person has it."""
    session = begin(a_conversation(), now=NOON)
    for actor, said in ((Actor("ava", label="Ava Chen"), "Ava Chen"), (Actor("service"), "service")):
        told = await status(session, bench_of(actor), used=(("Used today", "5 tokens"),))
        assert told.facts == (
            ("State", "ready; no sheet is loaded yet"),
            ("Reading Smartsheet as", said),
            ("Today here", "2026-11-30 (Europe/Berlin)"),
            ("Used today", "5 tokens"),
        )
