"""The prompt library in use: fitted to the open sheet, asked with a press, by each person as themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.teams import Posted, Thread
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, text_of

pytestmark = pytest.mark.days

ROLES = ("lead", "operations", "finance", "exec", "engineer")
TITLES = {"Project lead", "Operations", "Finance", "Executive", "Engineer"}


async def say(here: LocalTeams, place: Thread, text: str, *, person: str = "ava") -> Posted:
    await here.teams.say(person, place, text)
    return await here.teams.next_reply(place, timeout=30)


def tries(card: Any) -> dict[str, str]:
    """The questions a card offers, by the id its button carries."""
    actions = [e for e in elements(card) if e["type"] == "Action.Execute" and e["data"]["verb"] == "try"]
    return {str(action["data"]["id"]): str(action["title"]) for action in actions}


async def test_help_turns_to_a_roles_questions_and_a_press_asks_one(tmp_path: Path) -> None:
    """Help → Finance, in place → a question in the open sheet's words → its answer."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await say(here, chat, "open budget")
        help_card = await say(here, chat, "help")
        assert set(buttons_of(help_card.card)) >= {*TITLES, "How many rows by Category?"}
        turned = await here.teams.press("ava", help_card.id, "Finance")
        assert "What you can ask of Budget" in text_of(turned.card)
        pressed = await here.teams.press("ava", help_card.id, "Total Planned by Category")
        assert pressed.text == "Total Planned by Category"
        answer = await here.teams.next_reply(chat, timeout=30)
        assert "Hardware" in text_of(answer.card)
        assert len(here.connector.messages(chat.id)) == 3


@pytest.mark.parametrize(
    "sheet",
    [
        "Launch plan",
        *(pytest.param(name, marks=pytest.mark.trials) for name in ("Budget", "Risk register", "Team roster")),
    ],
)
async def test_every_question_offered_can_be_answered(tmp_path: Path, sheet: str) -> None:
    """Whatever is offered for a sample sheet, even the offline planner answers it from that sheet."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await say(here, chat, f"open {sheet}")
        asked: set[str] = set()
        for role in ROLES:
            card = await say(here, chat, f"help {role}")
            for target, question in tries(card.card).items():
                if question in asked:
                    continue
                asked.add(question)
                await here.teams.press("ava", card.id, "try", target=target)
                answer = await here.teams.next_reply(chat, timeout=30)
                said = text_of(answer.card)
                assert "offline planner" not in said, question
                assert sheet in said, question
        assert len(asked) >= 6


async def test_without_a_sheet_the_general_questions_work(tmp_path: Path) -> None:
    """No sheet is named or needed; examples show what a sheet would bring."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        card = await say(here, chat, "help exec")
        assert "these need none" in text_of(card.card)
        assert "How many tasks are overdue?" in text_of(card.card)
        for target in tries(card.card):
            await here.teams.press("ava", card.id, "try", target=target)
            answer = await here.teams.next_reply(chat, timeout=60)
            assert "offline planner" not in text_of(answer.card), target


async def test_a_question_of_another_sheet_is_refused_when_it_no_longer_fits(tmp_path: Path) -> None:
    """The card is old: the sheet open now has no such columns."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await say(here, chat, "open launch plan")
        old = await say(here, chat, "help lead")
        await say(here, chat, "open budget")
        pressed = await here.teams.press("ava", old.id, "Which tasks are blocked?")
        assert pressed.error is not None
        assert "does not fit the sheet" in str(pressed.error)


async def test_who_cannot_read_the_open_sheet_is_not_told_of_it(tmp_path: Path) -> None:
    """In a group each sees the questions for what they can read themselves; a press of theirs opens no door."""
    async with local_teams(tmp_path) as here:
        group = here.teams.group("ava", "dev")
        await say(here, group, "open budget")
        avas = await say(here, group, "help finance")
        devs = await say(here, group, "help finance", person="dev")
        assert "Budget" not in text_of(devs.card)
        assert all(target.startswith("anyone.") for target in tries(devs.card))
        pressed = await here.teams.press("dev", avas.id, "What is the total Planned?")
        assert pressed.error is not None
        turned = await here.teams.press("dev", avas.id, "Operations")
        assert "Budget" not in text_of(turned.card)
