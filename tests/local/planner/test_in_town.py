"""The planner with the real tools: a conversation in the local Teams, from message to card."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import text_of
from tests.town import town

pytestmark = pytest.mark.days

TALK = (
    ("what changed in the launch plan this week?", "rows match; the first is"),
    ("who can see this sheet?", "These have access to Launch plan: Ava Chen (owner), Ben Okafor (editor)"),
    ("who has access to budget?", "These have access to Budget: Carla Rossi (owner)"),
    ("who moved the due date of order injection moulds?", "last changed by Ben Okafor on"),
    ("comments on row 13", "Row 13 of Launch plan has 3 comments; the newest is by Ben Okafor"),
    ("which files are attached to this sheet?", "Launch plan has 3 attachments: "),
    ("summary fields", "Summary of Launch plan: "),
    ("what automations are there?", "Launch plan has 2 automations: "),
    ("cross-sheet references", "Launch plan has 2 cross-sheet references: "),
    ("update requests", "Launch plan has 1 update request: "),
    ("search for deposit", "“deposit” is found in"),
    ("which workspaces are there?", "There is 1 workspace: Northwind Launch."),
    ("check the quality of this sheet", "The check of Launch plan found"),
    ("what is assigned to me?", "assigned to you; overdue: "),
    ("which tasks are overdue for Ben Okafor?", "tasks match; the first is"),
    ("wie viele Aufgaben sind überfällig?", "tasks are overdue."),
    ("hello", "Hello. Try “"),
)


async def test_a_conversation_through_the_whole_bot(tmp_path: Path) -> None:
    """Each question is offered the tool it needs, and the tool answers in the shape the planner reads."""
    async with town(tmp_path) as here:
        here.world.delete_sheet(here.world.sheet("Inventory").id)
        chat = here.teams.personal("ava")
        for question, said in TALK:
            await here.teams.say("ava", chat, question)
            reply = await here.teams.next_reply(chat, timeout=60)
            assert said in (text_of(reply.card) if reply.card else reply.text), question
