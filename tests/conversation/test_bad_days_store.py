"""The session store's bad days through the connector: told or made good, said once, and the next message works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.errors import StoreUnavailable
from infra.local.teams.faults import NOT_IN_ROSTER, THROTTLED, UNAVAILABLE
from tests.conversation.disturbed import DisturbedTeams, disturbed_teams

pytestmark = [pytest.mark.asyncio(loop_scope="module")]

LATE = "how many tasks are overdue?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weather(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DisturbedTeams]:
    async with disturbed_teams(tmp_path_factory.mktemp("store")) as here:
        yield here


@pytest.fixture(autouse=True)
def clear_again(weather: DisturbedTeams) -> Any:
    yield
    weather.clear()


async def test_a_message_that_cannot_be_kept(weather: DisturbedTeams) -> None:
    """The person is told in a sentence that nothing was changed; said again, the message is answered."""
    chat = weather.chat("ava")
    weather.store.fail("accept")
    told = await weather.ask("ava", chat, "open launch plan")
    assert "I can't reach my memory right now. Nothing was changed. Try again in a minute." in told
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")


@pytest.mark.parametrize(
    ("method", "times"),
    [
        ("claim", 1),
        ("pending", 1),
        ("load", 1),
        ("load", 2),
        ("save", 1),
        ("mark", 2),
        ("release", 1),
    ],
)
async def test_a_store_that_fails_under_way(weather: DisturbedTeams, method: str, times: int) -> None:
    """Wherever it fails, the message was kept: it is answered when the store is back, and only once."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.store.fail(method, times=times)
    assert "overdue" in await weather.ask("ava", chat, LATE)
    assert "46 rows" in await weather.ask("ava", chat, "columns")
    assert len(weather.teams_world.connector.messages(chat.id)) == 3


async def test_a_slow_store(weather: DisturbedTeams) -> None:
    """Each call takes a while; the answer comes."""
    chat = weather.chat("ava")
    weather.store.weather = lambda method: 0.15
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")
    assert "overdue" in await weather.ask("ava", chat, LATE)


@pytest.mark.parametrize("times", [1, 5])
async def test_saves_that_collide(weather: DisturbedTeams, times: int) -> None:
    """Someone else saved the session first: ours is applied to theirs, and nothing is lost."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.store.collide(times)
    assert "overdue" in await weather.ask("ava", chat, LATE)
    assert "Launch plan" in await weather.ask("ava", chat, "status")


async def test_saves_that_never_stop_colliding(weather: DisturbedTeams) -> None:
    """A conflict without end leaves the turn unanswered for now; when it is over the turn is answered."""
    chat = weather.chat("ava")
    weather.store.collide(20)
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")
    assert "overdue" in await weather.ask("ava", chat, LATE)


async def test_an_answer_is_posted_once_though_that_could_not_be_noted(weather: DisturbedTeams) -> None:
    """The store fails right after the answer was posted: it is not posted again."""
    chat = weather.chat("ava")
    failed = asyncio.Event()

    def after(method: str) -> float:
        if method == "mark" and not failed.is_set():
            failed.set()
            raise StoreUnavailable("I can't reach my memory right now.")
        return 0.0

    weather.store.weather = after
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")
    await failed.wait()
    await asyncio.sleep(1.5)
    assert len(weather.teams_world.connector.messages(chat.id)) == 1
    assert "overdue" in await weather.ask("ava", chat, LATE)


async def test_buttons_while_the_store_is_down(weather: DisturbedTeams) -> None:
    """A press is refused with a sentence for the person who pressed; pressed again later, it works."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    await weather.teams_world.teams.say("ava", chat, LATE)
    reply = await weather.teams_world.teams.next_reply(chat)
    weather.store.fail("answer")
    refused = await weather.teams_world.teams.press("ava", reply.id, "How")
    assert "Nothing was changed" in str(refused.error)
    assert (await weather.teams_world.teams.press("ava", reply.id, "How")).card is not None


@pytest.mark.parametrize("fault", [THROTTLED, UNAVAILABLE])
async def test_teams_takes_the_answer_later(weather: DisturbedTeams, fault: Any) -> None:
    """Teams throttles or breaks while the answer is posted: it is posted when Teams takes it, once."""
    chat = weather.chat("ava")
    weather.teams_world.connector.faults.add(fault, conversation_id=chat.id, times=2)
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")
    assert len(weather.teams_world.connector.messages(chat.id)) == 1


async def test_a_conversation_the_bot_was_taken_out_of(weather: DisturbedTeams) -> None:
    """The answer cannot be posted any more: the conversation is closed; spoken to again, it begins afresh."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.teams_world.connector.faults.add(NOT_IN_ROSTER, conversation_id=chat.id)
    await weather.teams_world.teams.say("ava", chat, LATE)
    told = await weather.ask("ava", chat, "status")
    assert "no sheet is loaded yet" in told
    assert "46 rows" in await weather.ask("ava", chat, "open launch plan")
