"""What is kept of every change: who did what, when, where, how it ended, and under which reference."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.features.conversation import ask, events_of, forge, restarted
from tests.features.test_rows import _plan
from tests.local_teams import LocalTeams, local_teams

Told = list[tuple[str, str, str]]


async def told(here: LocalTeams) -> Told:
    """(what, way, by whom) of each event, in order."""
    return [(e.what, e.way, e.by.name if e.by else "") for e in await events_of(here)]


async def test_a_change_its_undo_and_redo_are_told_step_by_step(tmp_path: Path) -> None:
    """Three plans, each proposed, approved and applied; each event names plan, sheet, conversation and reference."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Status to Blocked for row 12")
        for label in ("Approve", "Undo", "Redo"):
            await here.teams.press("ava", card.id, label)
        steps = ("proposed", "approved", "applied")
        assert await told(here) == [(step, way, "Ava Chen") for way in ("change", "undo", "redo") for step in steps]
        events = await events_of(here)
        assert {(e.sheet_id, e.sheet_name, e.conversation_id) for e in events} == {(sheet.id, "Launch plan", chat.id)}
        assert len({e.plan_id for e in events}) == 3
        assert all(e.reference for e in events)
        assert len({e.reference for e in events}) == 4  # the message's, and that of each press
        assert [e.outcome.cells for e in events if e.outcome] == [1, 1, 1]
        assert events[3].undo_of == events[0].plan_id


async def test_who_was_refused_is_told_with_what_they_were_told(tmp_path: Path) -> None:
    """Somebody else's press, and one that policy stopped; a press delivered twice is one."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "ben")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "delete row 9")
        await here.teams.press("ben", card.id, "Approve")
        await here.teams.press("ben", card.id, "Cancel")
        async with restarted(here, change_destructive=False) as teams:
            await teams.press("ava", card.id, "Approve")
        await here.teams.press("ava", card.id, "Cancel")
        events = await events_of(here)
        assert [(e.what, e.by.name if e.by else "", e.why) for e in events[1:]] == [
            ("refused", "Ben Okafor", "Only Ava Chen can approve this."),
            ("refused", "Ben Okafor", "Only Ava Chen can cancel this."),
            ("refused", "Ava Chen", "Deleting is switched off here. Nothing was changed."),
            ("cancelled", "Ava Chen", ""),
        ]


async def test_two_approvals_are_told_apart(tmp_path: Path) -> None:
    async with local_teams(tmp_path, change_second_person=["destroy"]) as here:
        chat = here.teams.group("ava", "ben")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "delete row 9")
        await here.teams.press("ava", card.id, "Approve")
        await here.teams.press("ben", card.id, "Approve")
        assert await told(here) == [
            ("proposed", "change", "Ava Chen"),
            ("approved", "change", "Ava Chen"),
            ("seconded", "change", "Ben Okafor"),
            ("applied", "change", "Ben Okafor"),
        ]


async def test_a_conflict_and_the_rest_are_told(tmp_path: Path) -> None:
    """What had moved, by whom; the rest is a plan of its own."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Comments to checked for rows 8, 9 and 10")
        here.world.set_cell(sheet.id, sheet.rows[8].id, "Comments", "mine", by="ben")
        await here.teams.press("ava", card.id, "Approve")
        await here.teams.press("ava", card.id, "Approve the rest")
        events = await events_of(here)
        assert [e.what for e in events] == ["proposed", "approved", "proposed", "conflict", "approved", "applied"]
        assert events[3].outcome is not None
        assert events[3].outcome.moved[0].by == "Ben Okafor"
        assert events[2].rest_of == events[0].plan_id


async def test_many_presses_at_once_are_one_approval(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "add a task Retrospective at the bottom")
        await asyncio.gather(*(forge(here, "ava", card, "approve", _plan(card.card)) for _ in range(6)))
        assert [what for what, _, _ in await told(here)] == ["proposed", "approved", "applied"]
