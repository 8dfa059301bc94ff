"""What was changed from a conversation, asked for there: with a typed command, and in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.teams.threads import Thread
from tests.calls import call
from tests.features.conversation import ask, forge
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, text_of


async def changed(here: LocalTeams, place: Thread, words: str, *presses: str, person: str = "ava") -> str:
    """Ask for a change and press; the id of its card's activity."""
    card = await ask(here, place, words, person=person)
    for label in presses:
        await here.teams.press(person, card.id, label)
    return card.id


async def test_every_change_is_told_with_its_end_the_newest_first(tmp_path: Path) -> None:
    """Made, undone, made again, cancelled, not decided: each in one line."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        assert "Nothing was changed from here" in text_of((await ask(here, chat, "history")).card)
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        await changed(here, chat, "set Comments to one for row 9", "Approve", "Undo")
        await changed(here, chat, "set Comments to two for row 9", "Approve", "Undo", "Redo")
        await changed(here, chat, "delete row 2", "Cancel")
        await changed(here, chat, "add a task Retrospective at the bottom")
        said = text_of((await ask(here, chat, "history this week")).card)
        ends = [
            "Add 1 row at the bottom",
            "Not decided yet",
            "Delete 1 row",
            "Cancelled",
            "Set Comments to two",
            "Done, approved by",
            "taken back, then made again",
            "Set Comments to one",
            "Taken back by",
            "Set Status to Blocked",
            "1 cell changed",
        ]
        at = 0
        for end in ends:
            at = said.index(end, at)
        assert "5 changes since" in said
        assert "Launch plan" in said
        assert "Ava Chen" in said


@pytest.mark.parametrize(
    "words",
    [
        call("change_history", period="this week"),
        "what did you change?",
        call("change_history", period="since 2026-01-01"),
    ],
)
async def test_the_question_in_words_shows_the_same_list(tmp_path: Path, words: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        card = await ask(here, chat, words)
        assert "1 change since" in text_of(card.card)
        assert {"Show", "Export"} <= set(buttons_of(card.card))


async def test_show_leads_to_the_changes_card_as_it_is_now(tmp_path: Path) -> None:
    """In the list's own place; from there it can be taken back."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        was = sheet.value(sheet.rows[11], "Status")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        listed = await ask(here, chat, "history")
        shown = await here.teams.press("ava", listed.id, "Show")
        assert "Done: approved by Ava Chen" in text_of(shown.card)
        await here.teams.press("ava", listed.id, "Undo")
        assert sheet.value(sheet.rows[11], "Status") == was
        assert "Taken back by" in text_of((await ask(here, chat, "history")).card)


async def test_nobody_is_told_of_sheets_they_cannot_read(tmp_path: Path) -> None:
    """In a group: Elif sees no sheet, Dev the launch plan only; each is told that there is more, not what."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "carla", "dev", "elif")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        await ask(here, chat, "open budget", person="carla")
        await changed(here, chat, "delete rows 1 and 4", "Approve", person="carla")
        told = {who: text_of((await ask(here, chat, "history", person=who)).card) for who in ("carla", "dev", "elif")}
        assert "2 changes since" in told["carla"]
        assert "1 change since" in told["dev"]
        assert "Budget" not in told["dev"]
        assert "Nothing was changed from here that you can see" in told["elif"]
        assert "Launch plan" not in told["elif"]
        assert ["left out" in told[who] for who in ("carla", "dev", "elif")] == [False, True, True]


async def test_a_page_is_turned_as_who_turns_it(tmp_path: Path) -> None:
    """The button carries a day, a sheet and a page; what is behind it is what the presser may read."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "elif")
        await ask(here, chat, "open launch plan")
        for number in range(8):
            await changed(here, chat, f"set Comments to v{number} for row 9", "Approve")
        listed = await ask(here, chat, "history")
        assert "8 changes since" in text_of(listed.card)
        assert "Page 1 of 2" in text_of(listed.card)
        second = await here.teams.press("ava", listed.id, "Next")
        assert "Set Comments to v0" in text_of(second.card)
        assert "Next" not in buttons_of(second.card)
        theirs = await here.teams.press("elif", listed.id, "Next")
        assert "Set Comments" not in text_of(theirs.card)


async def test_one_sheets_changes_alone(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        for name in ("launch plan", "risk register"):
            await ask(here, chat, f"open {name}")
            await changed(here, chat, "delete row 2", "Cancel")
        card = await ask(here, chat, "history of risk register 7 days")
        assert "1 change of" in text_of(card.card)
        assert "Launch plan" not in text_of(card.card)
        missing = await ask(here, chat, "history of budget")
        assert "I know of no change of “budget” from here" in text_of(missing.card)


async def test_another_conversations_changes_stay_there(tmp_path: Path) -> None:
    """Neither listed nor reached by a forged Show."""
    async with local_teams(tmp_path) as here:
        chat, group = here.teams.personal("ava"), here.teams.group("ava", "ben")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        mine = await ask(here, chat, "history")
        plan = next(str(e["data"]["id"]) for e in elements(mine.card) if e.get("verb") == "plan")
        listed = await ask(here, group, "history")
        assert "Nothing was changed" in text_of(listed.card)
        refused = await forge(here, "ava", listed, "plan", plan)
        assert "no longer kept" in str(refused)


@pytest.mark.parametrize(
    "target", ["", "x", "20261399.0.1", "20261101.0", "20261101.0.1.2", "²0261101.0.1", "99990101.0.1"]
)
async def test_a_forged_page_shows_nothing(tmp_path: Path, target: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        listed = await ask(here, chat, "history")
        answer = str(await forge(here, "ava", listed, "changes", target))
        assert "Set Status to Blocked" not in answer
