"""What is seen of a turn while it is worked, and that watching it changes nothing about its answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.conversation.message import receive
from bot.conversation.progress import STREAM_AFTER_S, TYPING_AFTER_S
from bot.conversation.turns import TurnRunner
from bot.domain.chat import Message, Scope
from bot.domain.model import ModelReply
from bot.errors import StoreUnavailable, TeamsUnavailable
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local.teams import Posted
from tests.builders import NOON, a_message
from tests.conversation.conftest import Build
from tests.fakes import HeldClock, RecordingMessenger, ScriptedModel, calls, says
from tests.local_teams import LocalTeams, local_teams


class GatedModel(ScriptedModel):
    """Answers when it is let."""

    def __init__(self, *script: Any) -> None:
        super().__init__(list(script))
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def complete(self, *args: Any, **options: Any) -> ModelReply:
        self.asked.set()
        await self.may_answer.wait()
        return await super().complete(*args, **options)


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 (there is nothing to wait on: the state is a fake's)
            await asyncio.sleep(0.001)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Sessions]:
    """In the time of these tests: a lease that ended days ago is swept away."""
    store = Sessions(SqliteDocuments(tmp_path / "sheetline.db", clock=HeldClock()))
    yield store
    await store.aclose()


async def begin(services: Any, clock: HeldClock, model: GatedModel, *, for_s: float) -> TurnRunner:
    """A question asked, and worked for so many seconds without an answer."""
    messenger = services.messenger
    runner = TurnRunner(services)
    message: Message = replace(a_message("what is late?", identity="m1"), sent_at=clock.now())
    assert await receive(services, message)
    runner.wake(message.conversation.id)
    await model.asked.wait()
    clock.advance(min(for_s, TYPING_AFTER_S))
    if for_s > TYPING_AFTER_S:
        await until(lambda: messenger.typings)
        clock.advance(for_s - TYPING_AFTER_S)
    return runner


async def test_a_quick_turn_shows_nothing_but_its_answer(build: Build) -> None:
    """Nothing flickers before an answer that is there in half a second."""
    clock, messenger, model = HeldClock(), RecordingMessenger(streaming=True), GatedModel(says("Nothing is late."))
    runner = await begin(build(messenger=messenger, model=model, clock=clock), clock, model, for_s=0.5)
    model.may_answer.set()
    await runner.idle()

    assert (messenger.streams, messenger.typings, messenger.answered) == ([], 0, ["m1"])


async def test_a_slow_turn_streams_what_is_done_and_then_the_answer_in_its_place(build: Build) -> None:
    """Lines from code while it lasts; the answer ends the stream and is the only message."""
    clock, messenger = HeldClock(), RecordingMessenger(streaming=True)
    model = GatedModel(calls("list_sheets", '{"name_contains": null}'), says("Nothing is late."))
    runner = await begin(build(messenger=messenger, model=model, clock=clock), clock, model, for_s=STREAM_AFTER_S)
    await until(lambda: messenger.streams)
    model.may_answer.set()
    await runner.idle()

    [stream] = messenger.streams
    assert stream.lines[0] == "Reading the question…"
    assert set(stream.lines[1:]) <= {"Looking through your sheets…", "Putting it into words…"}
    assert (stream.ended, messenger.answered, messenger.typings) == ("final", ["m1"], 1)


async def test_where_teams_streams_nothing_the_typing_indicator_is_shown(build: Build) -> None:
    """It is repeated every six seconds while the turn lasts."""
    clock, messenger, model = HeldClock(), RecordingMessenger(), GatedModel(says("Nothing is late."))
    runner = await begin(build(messenger=messenger, model=model, clock=clock), clock, model, for_s=STREAM_AFTER_S)
    async with asyncio.timeout(5):
        while messenger.typings < 3:
            clock.advance(0.5)
            await asyncio.sleep(0.001)
    shown_for_s = (clock.now() - NOON).total_seconds()
    model.may_answer.set()
    await runner.idle()

    assert messenger.answered == ["m1"]
    assert 12 <= shown_for_s <= 14


async def test_an_answer_is_kept_before_its_stream_ends(build: Build, store: Sessions) -> None:
    """Teams fails at the last message: the answer waits in the store and is posted by the next instance, once."""
    clock = HeldClock()
    messenger = RecordingMessenger(streaming=True, failures=[TeamsUnavailable("Teams does not answer.")])
    model = GatedModel(says("Nothing is late."))
    services = build(messenger=messenger, model=model, clock=clock)
    runner = await begin(services, clock, model, for_s=STREAM_AFTER_S)
    await until(lambda: messenger.streams)
    model.may_answer.set()
    await runner.idle()
    [kept] = await store.pending(a_message().conversation.id)
    await runner.stop(grace_s=5)
    next_instance = TurnRunner(services)
    next_instance.wake(kept.conversation_id)
    await next_instance.idle()

    assert kept.replies[0].summary.startswith("Nothing is late.")
    assert (messenger.answered, len(messenger.streams)) == (["m1"], 1)
    assert await store.pending(kept.conversation_id) == ()


async def test_a_turn_that_cannot_be_saved_takes_its_stream_away(build: Build, store: Sessions) -> None:
    """Nothing is said that is not kept."""

    class Forgetful:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def under(self, lease: Any) -> Any:
            return self

        async def save(self, *args: Any, **options: Any) -> str:
            raise StoreUnavailable("I can't reach my memory right now.")

    clock, messenger, model = HeldClock(), RecordingMessenger(streaming=True), GatedModel(says("Nothing is late."))
    services = build(messenger=messenger, model=model, clock=clock, kept=Forgetful())  # type: ignore[arg-type]
    runner = await begin(services, clock, model, for_s=STREAM_AFTER_S)
    await until(lambda: messenger.streams)
    model.may_answer.set()
    await runner.idle()
    await runner.stop(grace_s=5)

    assert ([stream.ended for stream in messenger.streams], messenger.sent) == (["abandoned"], [])


async def test_who_presses_stop_gets_no_answer_and_the_work_ends(build: Build, store: Sessions) -> None:
    """No tool is run and no model asked any more; the turn is over and the session does not remember it."""
    clock, messenger = HeldClock(), RecordingMessenger(streaming=True)
    model = GatedModel(calls("list_sheets", '{"name_contains": null}'), says("never said"))
    runner = await begin(build(messenger=messenger, model=model, clock=clock), clock, model, for_s=STREAM_AFTER_S)
    await until(lambda: messenger.streams)
    messenger.streams[0].stopped = True
    model.may_answer.set()
    await runner.idle()

    kept = await store.load(a_message().conversation.id)
    assert kept is not None
    assert (messenger.sent, len(model.script), kept[0].history) == ([], 1, ())
    assert await store.pending(a_message().conversation.id) == ()


async def slow_model(here: LocalTeams) -> None:
    """The model asks to be asked again in three seconds."""
    address = str(here.settings.openai_base_url).removesuffix("/v1") + "/planner/faults"
    fault = {"fault": "rate_limited", "times": 1, "retry_after": "3"}
    async with aiohttp.ClientSession() as http, http.post(address, json=fault) as response:
        assert response.status < 300


def streamed(posted: list[Posted]) -> list[tuple[str, str]]:
    infos = [(each, entity) for each in posted for entity in each.activity.get("entities", ())]
    return [(entity["streamType"], each.text) for each, entity in infos if entity["type"] == "streaminfo"]


@pytest.mark.parametrize("scope", ["personal", "group", "channel"])
async def test_in_a_chat_of_two_the_answer_is_streamed_elsewhere_it_is_not(tmp_path: Path, scope: str) -> None:
    """Through the strict connector: a line from code, then the card as the stream's end; its buttons work as ever."""
    async with local_teams(tmp_path) as here:
        teams = here.teams
        places: dict[str, Any] = {"personal": lambda: teams.personal("ava"), "group": lambda: teams.group("ava", "ben")}
        place = places.get(scope, lambda: teams.thread(teams.channel("General")))()
        await teams.say("ava", place, "open launch plan")
        await teams.next_reply(place)
        await slow_model(here)
        asked = await teams.say("ava", place, "how many tasks are overdue, by owner?")
        reply = await teams.next_reply(place, timeout=30)
        await teams.redeliver(asked)
        how = await teams.press("ava", reply.id, "How")
        await teams.say("ava", place, "status")
        await teams.next_reply(place, timeout=30)

        shown = streamed(here.connector.posted(place.id))
        assert "SELECT" in str(how.card)
        assert len(here.connector.messages(place.id)) == 3
        if place.kind != Scope.PERSONAL:
            assert shown == []
            return
        assert shown[0][0] == "informative"
        assert shown[0][1] in {"Looking at Launch plan…", "Reading the question…"}
        assert shown[-1] == ("final", "")
        assert {kind for kind, _ in shown[:-1]} == {"informative"}


async def test_where_streaming_is_not_allowed_the_answer_comes_as_ever(tmp_path: Path) -> None:
    """403 ContentStreamNotAllowed for the first line: the typing indicator, then the card."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await here.teams.say("ava", chat, "open launch plan")
        await here.teams.next_reply(chat)
        await slow_model(here)
        here.connector.streams.allowed = False
        await here.teams.say("ava", chat, "how many tasks are overdue, by owner?")
        await here.teams.next_reply(chat, timeout=30)

        *_, typing, answer = here.connector.posted(chat.id)
        assert (typing.type, typing.text, streamed([typing, answer])) == ("typing", "", [])


async def test_stop_is_obeyed_through_teams(tmp_path: Path) -> None:
    """The person stops it while the model is asked; nothing more is posted, and the next question is answered."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await here.teams.say("ava", chat, "open launch plan")
        await here.teams.next_reply(chat)
        await slow_model(here)
        await here.teams.say("ava", chat, "how many tasks are overdue, by owner?")
        await until(lambda: streamed(here.connector.posted(chat.id)))
        here.connector.streams.stop(chat.id)
        await here.teams.say("ava", chat, "status")
        status = await here.teams.next_reply(chat, timeout=30)

        assert "Launch plan" in str(status.card)
        assert len(here.connector.messages(chat.id)) == 2
