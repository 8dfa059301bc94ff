"""What every SessionStore promises about ids, expiry and being down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.turns import TurnState
from bot.errors import Conflict, StoreUnavailable
from tests.adapters.stores.samples import a_session, an_answer
from tests.adapters.stores.worlds import World
from tests.builders import NOON, a_turn

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
    await world.store.accept(turn)
    await world.store.save(session, etag=None, answers=(answer, an_answer(identity + "'")))

    assert await world.store.accept(turn) is False
    assert await world.store.pending(conversation.id) == (turn,)
    assert await world.store.answer(conversation.id, identity) == answer
    loaded = await world.store.load(conversation.id)
    assert loaded is not None
    assert loaded[0] == session
    await world.store.mark(replace(turn, state=TurnState.DELIVERED))


async def test_a_session_not_used_for_its_time_is_gone(world: World) -> None:
    """After 30 days a session cannot be loaded or saved over, and a new one can be created."""
    world.needs("expiry")
    session = a_session(world.conversation())
    etag = await world.store.save(session, etag=None)
    world.clock.advance(timedelta(days=29))
    etag = await world.store.save(session, etag=etag)

    world.clock.advance(timedelta(days=29))
    assert await world.store.load(session.id) == (session, etag)
    world.clock.advance(timedelta(days=1))
    assert await world.store.load(session.id) is None
    with pytest.raises(Conflict):
        await world.store.save(session, etag=etag)
    await world.store.save(session, etag=None)


async def test_a_waiting_turn_outlives_any_delivered_one(world: World) -> None:
    """Delivered turns are forgotten after 7 days; a turn still to be answered is kept however long it takes."""
    world.needs("expiry")
    conversation = world.conversation()
    waiting, delivered = (a_turn(conversation=conversation, identity=identity) for identity in ("1", "2"))
    await world.store.accept(waiting)
    await world.store.accept(delivered)
    await world.store.mark(replace(delivered, state=TurnState.DELIVERED))

    world.clock.advance(timedelta(days=6))
    assert await world.store.accept(delivered) is False
    world.clock.advance(timedelta(days=1))
    assert await world.store.accept(delivered) is True
    world.clock.advance(timedelta(days=400))
    assert {turn.id for turn in await world.store.pending(conversation.id)} == {"1", "2"}


async def test_an_answer_expires(world: World) -> None:
    """The buttons of an old card find nothing after 30 days."""
    world.needs("expiry")
    session = a_session(world.conversation())
    await world.store.save(session, etag=None, answers=(an_answer(),))

    world.clock.advance(timedelta(days=29))
    assert await world.store.answer(session.id, "a1") == an_answer()
    world.clock.advance(timedelta(days=1))
    assert await world.store.answer(session.id, "a1") is None


async def test_a_healthy_store_passes_its_check(world: World) -> None:
    """The readiness probe asks just this."""
    await world.store.check()


async def test_a_store_that_is_down_says_so(world: World) -> None:
    """Every write fails as StoreUnavailable with what to do next, soon enough to tell the person."""
    world.needs("taking down")
    turn = a_turn(conversation=world.conversation())
    await world.store.accept(turn)
    await world.take_down()

    for attempt in (
        world.store.accept(a_turn(conversation=turn.message.conversation, identity="2")),
        world.store.save(a_session(turn.message.conversation), etag=None, turn=turn),
        world.store.mark(turn),
        world.store.claim(turn.conversation_id, owner="one", until=NOON, now=NOON),
        world.store.check(),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            await attempt
        assert caught.value.hint
