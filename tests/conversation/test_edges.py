"""Messages of every kind through the connector, and what people may expect of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from infra.local.people import BY_KEY
from infra.local.planner.faults import Fault
from infra.local.teams.threads import Thread
from tests.conversation.disturbed import DisturbedTeams, disturbed_teams, said
from tests.reading import overdue_by_owner

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.days]

LATE = "how many tasks are overdue?"
IMAGE = {"contentType": "image/png", "contentUrl": "https://example.com/a.png", "name": "a.png"}
FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "name": "plan.xlsx",
    "content": {"downloadUrl": "https://example.com/plan.xlsx", "fileType": "xlsx"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weather(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DisturbedTeams]:
    async with disturbed_teams(tmp_path_factory.mktemp("edges")) as here:
        yield here


async def silent(weather: DisturbedTeams, place: Thread, *, after: int) -> None:
    """Nothing more than `after` messages stands there, also when something else was answered since."""
    await weather.ask("elif", weather.teams_world.teams.personal("elif"), "help")
    assert len(weather.teams_world.connector.messages(place.id)) == after


def changed(weather: DisturbedTeams, activity_id: str, kind: str, event: str, **changes: Any) -> dict[str, Any]:
    """What Teams sends when a message is edited, deleted or brought back."""
    sent = weather.teams_world.teams.server.places.find_log(activity_id).sent[activity_id]
    data = {**sent["channelData"], "eventType": event}
    return {**sent, "type": kind, "channelData": data, **changes}


# Edited and deleted.


async def test_an_edited_question_is_answered_as_it_now_reads(weather: DisturbedTeams) -> None:
    """Soon after, the edit is answered in reply to the same message; delivered again, it is not answered again."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    asked = await weather.teams_world.teams.say("ava", chat, "how many tasks are ovredue?")
    await weather.teams_world.teams.next_reply(chat)
    edit = changed(weather, asked, "messageUpdate", "editMessage", text=LATE)
    for _ in range(2):
        assert (await weather.teams_world.teams.post(edit))[0] == 200
    reply = await weather.teams_world.teams.next_reply(chat)
    assert "overdue" in said(reply)
    assert reply.reply_to == asked
    await silent(weather, chat, after=3)


async def test_an_edit_that_asks_nothing_new_is_left_alone(weather: DisturbedTeams) -> None:
    """The words are the same (only their looks changed), or the message is long past: no second answer."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    asked = await weather.teams_world.teams.say("ava", chat, LATE)
    await weather.teams_world.teams.next_reply(chat)
    again = changed(weather, asked, "messageUpdate", "editMessage", timestamp="2099-01-01T00:00:00Z")
    old = changed(weather, asked, "messageUpdate", "editMessage", id="1600000000000", text="show 3 rows")
    for activity in (again, old):
        assert (await weather.teams_world.teams.post(activity))[0] == 200
    await silent(weather, chat, after=2)


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("messageDelete", "softDeleteMessage"),
        ("messageUpdate", "undeleteMessage"),
        ("messageReaction", ""),
    ],
)
async def test_a_deleted_restored_or_liked_message_is_no_question(
    weather: DisturbedTeams, kind: str, event: str
) -> None:
    """Acknowledged, and nothing is said; what was answered stays answered."""
    chat = weather.chat("ava")
    asked = await weather.teams_world.teams.say("ava", chat, "help")
    await weather.teams_world.teams.next_reply(chat)
    reaction = {"reactionsAdded": [{"type": "like"}], "replyToId": asked} if kind == "messageReaction" else {}
    assert (await weather.teams_world.teams.post(changed(weather, asked, kind, event, **reaction)))[0] == 200
    await silent(weather, chat, after=1)


# Without words, or with too many.


@pytest.mark.parametrize("text", ["", "   ", "👍", "🎉🎉🎉", "!!!", "\u200b\u200b", "…"])
async def test_a_message_without_words_gets_the_guide(weather: DisturbedTeams, text: str) -> None:
    """What can be asked, instead of a guess at what was meant; no model is asked."""
    weather.teams_world.model.set(Fault.UNAUTHORIZED)
    assert "open launch plan" in await weather.ask("ava", weather.chat("ava"), text)
    assert weather.teams_world.model.met == []
    weather.teams_world.model.set(None)


@pytest.mark.parametrize("text", [LATE + " " + "x" * 30_000, "open " + "y" * 30_000, "help " * 6_000])
async def test_30_000_characters(weather: DisturbedTeams, text: str) -> None:
    """Said to be too long, with the limit; the card itself is short."""
    told = await weather.ask("ava", weather.chat("ava"), text)
    assert "I read questions of up to 8,000" in told
    assert len(told) < 500


@pytest.mark.parametrize(
    ("attachment", "why"),
    [(IMAGE, "I can't read files or pictures sent here."), (FILE, "Teams gives bots no files in channels and group")],
)
async def test_files_and_pictures(weather: DisturbedTeams, attachment: dict[str, Any], why: str) -> None:
    """In a group they alone are said not to be read; beside a question the question is answered."""
    chat = weather.chat("ava")
    told = await weather.ask("ava", chat, "", mention=False, attachments=[attachment])
    assert why in told
    await weather.ask("ava", chat, "open launch plan")
    assert "overdue" in await weather.ask("ava", chat, LATE, attachments=[attachment])


async def test_a_pasted_piece_of_a_page(weather: DisturbedTeams) -> None:
    """Markup is read as the words it shows."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    pasted = "<div><p>how many <b>tasks</b></p><p>are&nbsp;<i>overdue</i>?</p><script>alert(1)</script></div>"
    late = overdue_by_owner(weather.teams_world.world).total()
    assert f"{late} tasks are overdue" in await weather.ask("ava", chat, pasted, mention=False, textFormat="xml")


async def test_a_link_to_a_sheet_alone_opens_it(weather: DisturbedTeams) -> None:
    """One's own sheet opens; another's link is as good as unknown."""
    link = weather.teams_world.world.sheet("Risk register").permalink
    assert (await weather.ask("ava", weather.chat("ava"), link)).startswith("Risk register")
    told = await weather.ask("dev", weather.chat("dev"), link)
    assert "leads to no sheet or report that you can see" in told
    assert not any(name in told for name in ("Risk", "Launch", "closest"))


# Many people, other bots, mentions.


async def test_several_people_at_once_in_a_thread(weather: DisturbedTeams) -> None:
    """Each is answered once, in order, with their own authority: Carla reads her budget, Dev does not."""
    thread = weather.teams_world.teams.thread(weather.teams_world.teams.channel("General"))
    await weather.ask("carla", thread, "open budget")
    people = ["carla", "dev", "ava", "elif", "carla", "dev"]
    asked = [await weather.teams_world.teams.say(person, thread, "show 3 rows") for person in people]
    replies = [await weather.teams_world.teams.next_reply(thread) for _ in people]
    assert [reply.reply_to for reply in replies] == asked
    shown = ["Rows 1–3 of 32" in said(reply) for reply in replies]
    assert shown == [person in ("carla", "ava") for person in people]
    assert all("Budget" not in said(reply) for reply, ok in zip(replies, shown, strict=True) if not ok)


async def test_a_mention_in_the_middle(weather: DisturbedTeams) -> None:
    """The bot's name is not part of the question, wherever it stands."""
    chat = weather.teams_world.teams.group("ava", "ben", name="Mentions")
    await weather.ask("ava", chat, "open {bot} launch plan")
    assert "overdue" in await weather.ask("ava", chat, "how many tasks {bot} are overdue?")
    assert "overdue" in await weather.ask("ava", chat, "how many tasks are overdue? {bot}")


@pytest.mark.parametrize("sender", [{"id": "28:another-bot", "name": "Another"}, {"id": "x", "role": "bot"}])
async def test_another_bot_is_not_answered(weather: DisturbedTeams, sender: dict[str, str]) -> None:
    """Or two bots would talk for ever."""
    chat = weather.chat("ava")
    await weather.teams_world.teams.say("ava", chat, "help", **{"from": sender})
    await silent(weather, chat, after=0)


async def test_a_burst_of_messages(weather: DisturbedTeams) -> None:
    """Twelve messages at once are answered in the order they were sent, one each, within Teams' pace."""
    chat = weather.chat("ava")
    asked = await asyncio.gather(*(weather.teams_world.teams.say("ava", chat, "help") for _ in range(12)))
    replies = [await weather.teams_world.teams.next_reply(chat, timeout=20) for _ in asked]
    assert sorted(str(reply.reply_to) for reply in replies) == sorted(asked)
    await silent(weather, chat, after=12)


# Languages and scripts.


@pytest.mark.parametrize(
    "text",
    [
        "Wie viele Aufgaben sind überfällig?",
        "¿Cuántas tareas están atrasadas?",
        "كم عدد المهام المتأخرة؟",
        "כמה משימות באיחור?",
        "期限切れのタスクはいくつありますか？",
        "\u202ehow many tasks are overdue?\u202c",
        "how many t\u00e2sks \u0301\u0301\u0301 are overdue?",
        "a\x00b \ud800 c",
    ],
)
async def test_any_script_gets_a_card(weather: DisturbedTeams, text: str) -> None:
    """A question in any language or made of odd characters is passed on and answered with a card that Teams takes."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    assert await weather.ask("ava", chat, text.encode("utf-8", "replace").decode())
    assert "46 rows" in await weather.ask("ava", chat, "columns")


async def test_commands_among_invisible_characters(weather: DisturbedTeams) -> None:
    """Direction marks and zero-width spaces come along when people paste; the command is still the command."""
    chat = weather.chat("ava")
    assert "46 rows" in await weather.ask("ava", chat, "\u200fopen\u00a0launch\u200b plan\u200e")
    assert "Rows 1–3 of 46" in await weather.ask("ava", chat, "\u2067show 3 rows\u2069")


async def test_names_read_from_right_to_left(weather: DisturbedTeams) -> None:
    """A sheet with a Hebrew name opens by it, shows its cells, and closes by it."""
    world = weather.teams_world.world
    roster = world.sheet("Team roster")
    world.rename_sheet(roster.id, "צוות ההשקה")
    try:
        chat = weather.chat("ben")
        assert "צוות ההשקה" in await weather.ask("ben", chat, "open צוות ההשקה")
        assert "Rows 1–2 of 15" in await weather.ask("ben", chat, "show 2 rows")
        assert "Closed" in await weather.ask("ben", chat, "close צוות")
    finally:
        world.rename_sheet(roster.id, "Team roster")


async def test_a_person_without_an_account(weather: DisturbedTeams) -> None:
    """Someone the bot reads nothing for is told whom to ask, and nothing of what is open there."""
    chat = weather.chat("ava", "elif")
    await weather.ask("ava", chat, "open launch plan")
    stranger = {"id": "29:stranger", "name": "Stranger", "aadObjectId": "99999999-0000-0000-0000-000000000000"}
    told = await weather.ask("elif", chat, LATE, **{"from": stranger})
    assert BY_KEY["ava"].name not in told
    assert "Launch plan" not in told
    assert "overdue" in await weather.ask("ava", chat, LATE)
