"""What can be done with an answer's card: open a row, ask what is suggested, say what one thinks of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.domain.chat import Feedback, Person, Reaction
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local.people import BY_KEY
from infra.local.teams.delivery import Pressed
from infra.local.teams.threads import Posted, Thread
from tests.builders import NOON
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, table_of, text_of

pytestmark = pytest.mark.days

TRUSTED_S = 2.1
"""A little longer than a snapshot is given without asking Smartsheet."""


async def ask(here: LocalTeams, place: Thread, text: str, *, person: str = "ava") -> Posted:
    await here.teams.say(person, place, text)
    return await here.teams.next_reply(place, timeout=30)


def card_of(what: Posted | Pressed) -> dict[str, Any]:
    assert what.card is not None, what
    return what.card


def chart_of(posted: Posted) -> dict[str, Any]:
    (chart,) = [each for each in elements(card_of(posted)) if each["type"].startswith("Chart.")]
    return dict(chart)


async def test_a_row_opens_whole_with_its_talk_and_its_history(tmp_path: Path) -> None:
    """From the table to the row, on to who changed what, and back to the table."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        sheet = here.world.sheet("Launch plan")
        row = sheet.rows[4]
        name = sheet.value(row, "Task Name")
        here.world.set_cell(sheet.id, row.id, "Status", "Blocked", by="ben")
        await ask(here, chat, "open launch plan")
        shown = await ask(here, chat, "show rows 3-8")

        opened = card_of(await here.teams.press("ava", shown.id, "Open row 5"))
        assert text_of(opened).startswith(f"{name} Row 5 ·")
        facts = dict(table_of(opened))
        assert facts["Status"] == "Blocked"
        assert facts["Assigned To"] == row.cells[sheet.column("Assigned To").id].display
        assert f"rowId={row.id}" in next(each["url"] for each in elements(opened) if each["type"] == "Action.OpenUrl")

        history = card_of(await here.teams.press("ava", shown.id, "History"))
        assert "Status: " in text_of(history)
        assert "→ Blocked" in text_of(history)
        assert BY_KEY["ben"].name in text_of(history)

        back = card_of(await here.teams.press("ava", shown.id, "Back"))
        assert table_of(back)[3][:2] == ["5", name]


async def test_a_row_is_the_same_row_after_others_moved_it(tmp_path: Path) -> None:
    """Its id is kept, not its number; once it is deleted the press says so."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open risk register")
        shown = await ask(here, chat, "show rows 2-4")
        sheet = here.world.sheet("Risk register")
        first, wanted, doomed = sheet.rows[0], sheet.rows[2], sheet.rows[3]
        name = str(sheet.value(wanted, next(c.title for c in sheet.columns if c.primary)))
        here.world.delete_row(sheet.id, first.id)
        here.world.delete_row(sheet.id, doomed.id)
        await asyncio.sleep(TRUSTED_S)

        gone = await here.teams.press("ava", shown.id, "Open row 4")
        opened = await here.teams.press("ava", shown.id, "Open row 3")
        assert text_of(card_of(opened)).startswith(f"{name} Row 2")
        assert gone.error is not None
        assert "no longer in the sheet" in gone.error["message"]


async def test_a_row_opens_only_to_those_who_may_read_its_sheet(tmp_path: Path) -> None:
    """In a group the card is everyone's, the row is not."""
    async with local_teams(tmp_path) as here:
        group = here.teams.group("ava", "dev")
        await ask(here, group, "open budget")
        shown = await ask(here, group, "show rows 1-2")

        refused = await here.teams.press("dev", shown.id, "Open row 2")
        assert refused.card is None
        assert refused.error is not None
        assert (await here.teams.press("ava", shown.id, "Open row 2")).card is not None


async def test_an_answer_is_drawn_and_leads_on(tmp_path: Path) -> None:
    """A count by owner has bars, the table behind them, and a next question that works when it is pressed."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        overdue = await ask(here, chat, "how many tasks are overdue, by owner?")
        chart = chart_of(overdue)
        rows = table_of(card_of(overdue))[1:]
        assert [(bar["x"], str(int(bar["y"]))) for bar in chart["data"]] == [tuple(row) for row in rows]

        question = f'Which tasks are overdue where Assigned To is "{rows[0][0]}"?'
        assert question in buttons_of(card_of(overdue))
        pressed = await here.teams.press("ava", overdue.id, question)
        listed = await here.teams.next_reply(chat, timeout=30)
        assert pressed.text == question
        header, *found = table_of(card_of(listed))
        assert {row[header.index("Assigned To")] for row in found} == {rows[0][0]}
        assert len(found) == int(rows[0][1])


async def test_money_and_percents_look_as_they_do_in_the_sheet(tmp_path: Path) -> None:
    """A sum keeps its column's currency in the table, and the chart names it."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open budget")
        total = await ask(here, chat, "total planned by category")
        assert all(row[1].startswith("$") for row in table_of(card_of(total))[1:])
        assert chart_of(total)["xAxisTitle"] == "Total Planned (USD)"


@pytest.mark.parametrize("scope", ["personal", "group"])
async def test_what_people_think_is_kept_with_the_turn(tmp_path: Path, scope: str) -> None:
    """👎 and the words, found again by the answer's activity; a command's card offers no thumbs."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava") if scope == "personal" else here.teams.group("ava", "ben")
        opened = await ask(here, chat, "open launch plan")
        answered = await ask(here, chat, "how many tasks are overdue, by owner?")
        assert "AIGeneratedContent" in answered.activity["entities"][-1]["additionalType"]
        assert answered.activity["entities"][-1]["citation"][0]["appearance"]["name"] == "Launch plan"
        with pytest.raises(LookupError, match="offers no feedback"):
            await here.teams.react("ava", opened.id, "like")

        assert await here.teams.react("ava", answered.id, "dislike", "Ben has more") == {}

        store = Sessions(SqliteDocuments(here.settings.database_path, clock=SystemClock()))
        other = Feedback(answered.id, Person(id="29:other"), Reaction.LIKE, "", NOON)
        turn = await store.react(chat.id, other)
        await store.aclose()
        assert turn is not None
        assert turn.message.text == "how many tasks are overdue, by owner?"
        first = turn.feedback[0]
        assert (first.person.name, first.reaction, first.text) == ("Ava Chen", Reaction.DISLIKE, "Ben has more")
        assert turn.correlation_id
