"""The turn runner: every accepted turn is answered once and in order, whoever dies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.message import receive
from bot.conversation.services import Limits, Services
from bot.conversation.turns import TurnRunner
from bot.domain.chat import Message, Outgoing
from bot.domain.sessions import SessionState, begin
from bot.domain.turns import Turn, TurnState
from bot.errors import ConversationGone, StoreUnavailable, TeamsUnavailable
from bot.store.collections.sessions import Sessions
from tests.builders import a_conversation, a_message, a_turn
from tests.conversation.conftest import Build
from tests.fakes import RecordingMessenger, ScriptedModel, says

HERE = a_conversation()


def now() -> datetime:
    return datetime.now(UTC)


def said(text: str, *, number: int) -> Message:
    return replace(a_message(text, identity=f"m{number:04}"), sent_at=now() + timedelta(microseconds=number))


def fresh(turn: Turn) -> Turn:
    return replace(turn, accepted_at=now())


async def take(services: Services, runner: TurnRunner, message: Message) -> None:
    if await receive(services, message):
        runner.wake(message.conversation.id)


async def test_messages_are_answered_in_the_order_they_were_sent(build: Build) -> None:
    """Twenty messages at once get twenty replies, each to its own message, in order."""
    messenger = RecordingMessenger()
    services = build(messenger=messenger)
    runner = TurnRunner(services)
    for number in range(20):
        await take(services, runner, said("help", number=number))
    await runner.idle()
    assert messenger.answered == [f"m{number:04}" for number in range(20)]


async def test_a_redelivered_message_is_answered_once(build: Build) -> None:
    """Teams delivers an activity again; the second one changes nothing, also after a restart."""
    messenger = RecordingMessenger()
    services = build(messenger=messenger)
    for _ in range(2):  # a second runner is a restarted bot
        runner = TurnRunner(services)
        for _ in range(2):
            await take(services, runner, said("help", number=1))
        await runner.idle()
    assert messenger.answered == ["m0001"]


async def test_two_instances_on_one_conversation_answer_every_message_once(build: Build) -> None:
    """Whichever instance got a message, it is answered exactly once and the session loses nothing."""
    messenger = RecordingMessenger()
    instances = [build(messenger=messenger), build(messenger=messenger)]
    runners = [TurnRunner(services) for services in instances]
    for number in range(40):
        await take(instances[number % 2], runners[number % 2], said("status", number=number))
        await asyncio.sleep(0)
    await asyncio.gather(*(runner.idle() for runner in runners))
    assert sorted(messenger.answered, key=str) == [f"m{number:04}" for number in range(40)]


async def test_a_turn_left_by_a_dead_instance_is_answered_by_another(build: Build, store: Sessions) -> None:
    """An instance that dies after accepting leaves a turn and a lease; both are taken over at the next start."""
    messenger = RecordingMessenger()
    await store.accept(fresh(a_turn("help", identity="left")))
    soon = now() + timedelta(seconds=0.3)
    assert await store.claim(HERE.id, owner="dead instance", until=soon, now=now())
    runner = TurnRunner(build(messenger=messenger))
    await runner.sweep()
    await messenger.something_sent.wait()
    await runner.stop(grace_s=5)
    assert messenger.answered == ["left"]
    assert now() >= soon


async def test_an_answered_turn_only_needs_its_reply_posted(build: Build, store: Sessions) -> None:
    """An instance that dies after saving its answer does not make the next one think again."""
    messenger = RecordingMessenger()
    services = build(messenger=messenger, model=ScriptedModel())
    kept = fresh(a_turn("what is late?", identity="thought"))
    await store.accept(kept)
    answered = replace(kept, state=TurnState.ANSWERED, replies=(Outgoing(text="Nothing is late."),))
    await store.save(begin(HERE, now=now()), etag=None, turn=answered)
    runner = TurnRunner(services)
    runner.wake(HERE.id)
    await runner.idle()
    assert [outgoing.text for _, outgoing, _ in messenger.sent] == ["Nothing is late."]
    assert await store.pending(HERE.id) == ()


async def test_a_turn_found_long_after_is_answered_with_an_apology(build: Build, store: Sessions) -> None:
    """A question from before a long outage is not answered out of the blue, and nobody is left waiting for it."""
    messenger = RecordingMessenger()
    old = replace(a_turn("help", identity="old"), accepted_at=now() - timedelta(minutes=30))
    await store.accept(old)
    runner = TurnRunner(build(messenger=messenger))
    runner.wake(HERE.id)
    await runner.idle()
    assert "interrupted" in messenger.sent[0][1].summary


async def test_a_bug_answers_with_a_reference_and_the_next_turn_goes_on(build: Build) -> None:
    """What nobody foresaw ends in a card, and never in a turn that is worked for ever."""

    def explode(_: object) -> object:
        raise RuntimeError("nobody foresaw this")

    messenger = RecordingMessenger()
    model = ScriptedModel([explode])  # type: ignore[list-item]
    services = build(messenger=messenger, model=model)
    runner = TurnRunner(services)
    await take(services, runner, said("what is late?", number=1))
    await take(services, runner, said("help", number=2))
    await runner.idle()
    assert messenger.answered == ["m0001", "m0002"]
    assert "went wrong" in messenger.sent[0][1].summary


async def test_a_conversation_the_bot_was_removed_from_is_closed(build: Build, store: Sessions) -> None:
    """When Teams says that the bot is no longer there, nothing is sent again and the session closes."""
    messenger = RecordingMessenger(failures=[ConversationGone("The bot was removed.")])
    services = build(messenger=messenger)
    runner = TurnRunner(services)
    await take(services, runner, said("help", number=1))
    await runner.idle()
    stored = await store.load(HERE.id)
    assert stored is not None
    assert stored[0].state is SessionState.CLOSED
    assert messenger.sent == []
    assert await store.pending(HERE.id) == ()


async def test_a_reply_teams_does_not_take_now_is_posted_later(build: Build) -> None:
    """While Teams is unavailable the answer waits in the store; it is not computed again."""
    messenger = RecordingMessenger(failures=[TeamsUnavailable("Teams does not answer.")])
    model = ScriptedModel([says("Nothing is late.")])
    services = build(messenger=messenger, model=model)
    runner = TurnRunner(services)
    await take(services, runner, said("what is late?", number=1))
    await runner.idle()
    assert messenger.sent == []
    later = TurnRunner(services)
    await later.sweep()
    await messenger.something_sent.wait()
    await later.stop(grace_s=5)
    assert messenger.answered == ["m0001"]


async def test_an_instance_whose_lease_ran_out_drops_its_answer(build: Build) -> None:
    """Slow beyond its lease, it finds the turn answered by another instance and says nothing."""
    slow_began, other_done = asyncio.Event(), asyncio.Event()

    class SlowModel(ScriptedModel):
        async def complete(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            slow_began.set()
            await other_done.wait()
            return says("too late")

    messenger = RecordingMessenger()
    limits = Limits(lease_s=0.05)
    slow = build(messenger=messenger, model=SlowModel(), limits=limits)
    slow_runner = TurnRunner(slow)
    message = said("what is late?", number=1)

    class Stopped:  # a clock that stands still is an instance that cannot extend its lease
        def now(self) -> datetime:
            return now()

        async def sleep(self, seconds: float) -> None:
            await asyncio.Event().wait()

    slow_runner = TurnRunner(replace(slow, clock=Stopped()))
    await take(slow, slow_runner, message)
    await slow_began.wait()
    await asyncio.sleep(0.1)
    quick_runner = TurnRunner(build(messenger=messenger, model=ScriptedModel([says("in time")])))
    quick_runner.wake(HERE.id)
    await quick_runner.idle()
    other_done.set()
    await slow_runner.idle()
    assert messenger.answered == ["m0001"]
    assert messenger.sent[0][1].summary.startswith("in time")


async def test_with_the_store_down_the_person_is_told_that_nothing_was_changed(build: Build) -> None:
    """A message that cannot be kept is answered at once with one sentence."""

    class Down:
        async def accept(self, turn: Turn) -> bool:
            raise StoreUnavailable("I can't reach my memory right now.")

    messenger = RecordingMessenger()
    services = build(messenger=messenger, kept=Down())  # type: ignore[arg-type]
    assert not await receive(services, said("help", number=1))
    [(_, outgoing, _)] = messenger.sent
    assert "Nothing was changed" in str(outgoing.card)


async def test_a_message_neither_kept_nor_told_is_left_to_teams(build: Build) -> None:
    """With the store and Teams down the request fails as the store's failure, so that Teams delivers it again."""

    class Down:
        async def accept(self, turn: Turn) -> bool:
            raise StoreUnavailable("I can't reach my memory right now.")

    messenger = RecordingMessenger(failures=[TeamsUnavailable("Teams does not answer.")])
    with pytest.raises(StoreUnavailable):
        await receive(build(messenger=messenger, kept=Down()), said("help", number=1))  # type: ignore[arg-type]


async def test_stopping_finishes_what_is_in_flight_and_leaves_the_rest(build: Build, store: Sessions) -> None:
    """Shutdown waits for the turn being worked; later ones stay for the next instance."""
    messenger = RecordingMessenger()
    began = asyncio.Event()

    class Gate(ScriptedModel):
        async def complete(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            began.set()
            await asyncio.sleep(0.1)
            return says("done")

    services = build(messenger=messenger, model=Gate())
    runner = TurnRunner(services)
    await take(services, runner, said("what is late?", number=1))
    await take(services, runner, said("help", number=2))
    await began.wait()
    await runner.stop(grace_s=5)
    assert messenger.answered == ["m0001"]
    assert [turn.id for turn in await store.pending(HERE.id)] == ["m0002"]
