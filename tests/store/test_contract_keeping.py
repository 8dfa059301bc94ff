"""What every SessionStore promises about ids, expiry and being down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.turns import TurnState
from bot.errors import Conflict, StoreUnavailable
from tests.builders import a_turn
from tests.store.samples import a_session, an_answer
from tests.store.worlds import World

ODD_IDS = [
    "19:abc@thread.tacv2;messageid=1700000000000",
    "a:1-/\\?#",
    "a: %2F =2F ",
    "19:会話🎉ö@thread.skype",
    "x" * 900 + "/" * 300,
]


@pytest.mark.parametrize("identity", ODD_IDS)
async def test_odd_ids_are_kept_apart_and_whole(world: World, identity: str) -> None:
    """Ids with separators, spaces, percent signs, other scripts and great length work everywhere an id is used."""
    world.needs("batches")
    conversation = world.conversation(identity)
    turn = a_turn(conversation=conversation, identity=identity)
    session, answer = a_session(conversation), an_answer(identity)
    await world.here.sessions.accept(turn)
    await world.here.sessions.save(session, etag=None, answers=(answer, an_answer(identity + "'")))

    assert await world.here.sessions.accept(turn) is False
    assert await world.here.sessions.pending(conversation.id) == (turn,)
    assert await world.here.sessions.answer(conversation.id, identity) == answer
    loaded = await world.here.sessions.load(conversation.id)
    assert loaded is not None
    assert loaded[0] == session
    await world.here.sessions.mark(replace(turn, state=TurnState.DELIVERED))


async def test_a_session_not_used_for_its_time_is_gone(world: World) -> None:
    """After 30 days a session cannot be loaded or saved over, and a new one can be created."""
    world.needs("expiry")
    session = a_session(world.conversation())
    etag = await world.here.sessions.save(session, etag=None)
    world.clock.advance(timedelta(days=29))
    etag = await world.here.sessions.save(session, etag=etag)

    world.clock.advance(timedelta(days=29))
    assert await world.here.sessions.load(session.id) == (session, etag)
    world.clock.advance(timedelta(days=1))
    assert await world.here.sessions.load(session.id) is None
    with pytest.raises(Conflict):
        await world.here.sessions.save(session, etag=etag)
    await world.here.sessions.save(session, etag=None)


async def test_a_waiting_turn_outlives_any_delivered_one(world: World) -> None:
    """Delivered turns are forgotten after 7 days; a turn still to be answered is kept however long it takes."""
    world.needs("expiry")
    conversation = world.conversation()
    waiting, delivered = (a_turn(conversation=conversation, identity=identity) for identity in ("1", "2"))
    await world.here.sessions.accept(waiting)
    await world.here.sessions.accept(delivered)
    await world.here.sessions.mark(replace(delivered, state=TurnState.DELIVERED))

    world.clock.advance(timedelta(days=6))
    assert await world.here.sessions.accept(delivered) is False
    world.clock.advance(timedelta(days=1))
    assert await world.here.sessions.accept(delivered) is True
    world.clock.advance(timedelta(days=400))
    assert {turn.id for turn in await world.here.sessions.pending(conversation.id)} == {"1", "2"}


async def test_an_answer_expires(world: World) -> None:
    """The buttons of an old card find nothing after 30 days."""
    world.needs("expiry")
    session = a_session(world.conversation())
    await world.here.sessions.save(session, etag=None, answers=(an_answer(),))

    world.clock.advance(timedelta(days=29))
    assert await world.here.sessions.answer(session.id, "a1") == an_answer()
    world.clock.advance(timedelta(days=1))
    assert await world.here.sessions.answer(session.id, "a1") is None


async def test_a_healthy_store_passes_its_check(world: World) -> None:
    """The readiness probe asks just this."""
    await world.documents.check()


async def test_a_store_that_is_down_says_so(world: World) -> None:
    """Every write fails as StoreUnavailable with what to do next, soon enough to tell the person."""
    world.needs("taking down")
    turn = a_turn(conversation=world.conversation())
    await world.here.sessions.accept(turn)
    await world.take_down()

    for attempt in (
        world.here.sessions.accept(a_turn(conversation=turn.message.conversation, identity="2")),
        world.here.sessions.save(a_session(turn.message.conversation), etag=None, turn=turn),
        world.here.sessions.mark(turn),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            await attempt
        assert caught.value.hint
