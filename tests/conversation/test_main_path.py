"""The main path through the connector protocol: open a sheet, ask, turn the card; in chat, group and channel thread."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.smartsheet import World
from infra.local.teams.threads import Thread
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, overdue_by_owner, table_of, text_of

pytestmark = pytest.mark.days


def place_of(here: LocalTeams, scope: str) -> Thread:
    teams = here.teams
    if scope == "personal":
        return teams.personal("ava")
    return teams.group("ava", "ben") if scope == "group" else teams.thread(teams.channel("General"))


async def ask(here: LocalTeams, place: Thread, text: str, *, person: str = "ava") -> dict[str, object]:
    await here.teams.say(person, place, text)
    card = (await here.teams.next_reply(place, timeout=30)).card
    assert card is not None
    return card


@pytest.mark.parametrize("scope", ["personal", "group", "channel"])
async def test_open_ask_and_ask_of_another_sheet(tmp_path: Path, scope: str) -> None:
    """“open launch plan”, “how many tasks are overdue, by owner?”, “which 5 budget lines are largest?”"""
    async with local_teams(tmp_path) as here:
        place = place_of(here, scope)
        opened = await ask(here, place, "open launch plan")
        assert text_of(opened).startswith("Launch plan")
        assert f"{len(here.world.sheet('Launch plan').rows)} rows" in text_of(opened)

        overdue = await ask(here, place, "how many tasks are overdue, by owner?")
        expected = overdue_by_owner(here.world)
        assert {owner: int(count) for owner, count in table_of(overdue)[1:]} == dict(expected)
        assert str(expected.total()) in text_of(overdue)
        assert "Launch plan" in text_of(overdue)

        largest = await ask(here, place, "which 5 budget lines are largest?")
        assert [row[0] for row in table_of(largest)[1:]] == largest_lines(here.world, 5)
        assert "Budget" in text_of(largest)


def largest_lines(world: World, count: int) -> list[str]:
    sheet = world.sheet("Budget")
    parents = {row.parent_id for row in sheet.rows}
    leaves = [
        row for row in sheet.rows if row.id not in parents and isinstance(sheet.value(row, "Planned"), int | float)
    ]
    ranked = sorted(leaves, key=lambda row: -sheet.value(row, "Planned"))
    return [str(sheet.value(row, "Line Item")) for row in ranked[:count]]


async def test_an_answer_shows_how_it_was_computed_and_turns_back(tmp_path: Path) -> None:
    """How shows the statement that was run, on the same card, for whoever pressed; Back shows the answer again."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await here.teams.say("ava", chat, "how many tasks are overdue, by owner?")
        reply = await here.teams.next_reply(chat)
        how = await here.teams.press("ava", reply.id, "How")
        assert how.status == 200
        assert "SELECT" in text_of(how.card)
        back = await here.teams.press("ava", reply.id, "Back")
        assert table_of(back.card) == table_of(reply.card)


async def test_rows_are_turned_page_by_page(tmp_path: Path) -> None:
    """A result longer than the card's first side is read to its end, in place."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await here.teams.say("ava", chat, "show 46 rows")
        reply = await here.teams.next_reply(chat)
        seen: list[str] = []
        pressed = await here.teams.press("ava", reply.id, "Rows")
        while True:
            assert pressed.card is not None
            seen += [row[0] for row in table_of(pressed.card)[1:]]
            if "Next" not in buttons_of(pressed.card):
                break
            pressed = await here.teams.press("ava", reply.id, "Next")
        assert seen == [str(number) for number in range(1, 47)]


async def test_a_name_that_fits_several_sheets_is_a_choice(tmp_path: Path) -> None:
    """The person presses the sheet they mean, and it opens."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await here.teams.say("ava", chat, "open launch")
        picker = await here.teams.next_reply(chat)
        assert text_of(picker.card).split("“launch”? ")[1].count("Launch plan") == 2
        assert buttons_of(picker.card).count("Open") == 2
        archive = here.world.sheet("Launch plan (2025 archive)")
        pressed = await here.teams.press("ava", picker.id, "open", target=str(archive.id))
        assert pressed.status == 200
        assert text_of((await here.teams.next_reply(chat)).card).startswith("Launch plan (2025 archive)")


async def test_a_suggested_question_is_one_press_away(tmp_path: Path) -> None:
    """Pressing a suggestion asks it as the person who pressed."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await here.teams.say("ava", chat, "open launch plan")
        opened = await here.teams.next_reply(chat)
        question = next(title for title in buttons_of(opened.card) if "overdue" in title)
        await here.teams.press("ava", opened.id, question)
        answer = await here.teams.next_reply(chat)
        assert {owner: int(n) for owner, n in table_of(answer.card)[1:]} == dict(overdue_by_owner(here.world))


async def test_a_new_thread_begins_with_its_channels_sheet(tmp_path: Path) -> None:
    """What was opened in a new post of the channel is there in the next post; what a thread opened stays its own."""
    async with local_teams(tmp_path) as here:
        channel = here.teams.channel("General")
        first, second, third = (here.teams.thread(channel) for _ in range(3))
        await ask(here, first, "open launch plan")
        await ask(here, first, "open budget")
        inherited = await ask(here, second, "columns")
        assert text_of(inherited).startswith("Launch plan")
        await ask(here, second, "open risk register")
        untouched = text_of(await ask(here, third, "columns"))
        assert untouched.startswith("Launch plan")
        assert "Risk register" not in untouched


async def test_everyone_reads_with_their_own_authority(tmp_path: Path) -> None:
    """Dev sees the launch plan only, Elif nothing: the bot gives them what Smartsheet would."""
    async with local_teams(tmp_path) as here:
        for person, text, expected in (
            ("dev", "open budget", "can't see a sheet"),
            ("elif", "open launch plan", "can't see a sheet"),
            ("dev", "open launch plan", "Launch plan"),
        ):
            chat = here.teams.personal(person)
            card = await ask(here, chat, text, person=person)
            assert expected in text_of(card)
        used = {call.person for call in here.world.calls if call.person}
        assert used == {"dev", "elif"}


async def test_the_bot_welcomes_once_and_closes_when_removed(tmp_path: Path) -> None:
    """Installation is reported twice and welcomed once; after removal the session is closed and begins afresh."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await here.teams.install(chat, by="ava")
        welcome = await here.teams.next_reply(chat)
        assert "open launch plan" in text_of(welcome.card)
        await ask(here, chat, "open launch plan")
        await here.teams.remove(chat, by="ava")
        await here.teams.install(chat, by="ava")
        status = await ask(here, chat, "status")
        assert "Launch plan" not in text_of(status)


async def test_taken_out_of_a_team_its_threads_are_over(tmp_path: Path) -> None:
    """Teams says it of the team alone: back again, old threads and new ones in any channel begin with nothing."""
    async with local_teams(tmp_path) as here:
        team, channel = here.teams.channel("General"), here.teams.channel("Design")
        await here.teams.install(team, by="ava")
        old = here.teams.thread(channel)
        await ask(here, old, "open launch plan")
        assert "Launch plan" in text_of(await ask(here, old, "status"))
        await here.teams.remove(team, by="ava")
        await here.teams.install(team, by="ava")
        for thread in (old, here.teams.thread(channel)):
            assert "Launch plan" not in text_of(await ask(here, thread, "status"))
        await ask(here, old, "open budget")
        assert "Budget" in text_of(await ask(here, old, "status"))


async def test_installed_anew_within_seconds_it_is_welcomed_anew(tmp_path: Path) -> None:
    """Two events are one installation; the same two once more are another, and each says hello once."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        for installation in (1, 2):
            await here.teams.install(chat, by="ava")
            await here.teams.next_reply(chat)
            await ask(here, chat, "status")
            said = [p for p in here.connector.posted(chat.id) if p.card and "Hello, I am Sheetline" in text_of(p.card)]
            assert len(said) == installation


async def test_a_redelivered_message_is_answered_once(tmp_path: Path) -> None:
    """The same activity again gets no second answer."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        said = await here.teams.say("ava", chat, "help")
        await here.teams.next_reply(chat)
        await here.teams.redeliver(said)
        await ask(here, chat, "status")
        assert len([p for p in here.connector.posted(chat.id) if p.type == "message"]) == 2
