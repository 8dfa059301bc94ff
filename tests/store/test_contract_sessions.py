"""What every SessionStore promises about sessions and what is saved with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.chat import Outgoing
from bot.domain.turns import TurnState
from bot.errors import Conflict
from tests.builders import a_turn
from tests.store.samples import a_session, an_answer
from tests.store.worlds import World


async def test_a_session_comes_back_as_it_was_saved(world: World) -> None:
    """State, sheets, problem and the conversation with the model, by the ETag the save returned."""
    session = a_session(world.conversation())

    etag = await world.here.sessions.save(session, etag=None)

    assert await world.beside().sessions.load(session.id) == (session, etag)


async def test_a_conversation_never_saved_has_no_session(world: World) -> None:
    """Nothing is made up."""
    world.needs("missing items")
    conversation = world.conversation().id

    assert await world.here.sessions.load(conversation) is None
    assert await world.here.sessions.pending(conversation) == ()
    assert await world.here.sessions.answer(conversation, "a1") is None


async def test_a_session_is_created_once(world: World) -> None:
    """A second creation is a Conflict and leaves the first session alone."""
    session = a_session(world.conversation())
    etag = await world.here.sessions.save(session, etag=None)

    with pytest.raises(Conflict):
        await world.beside().sessions.save(replace(session, sheets=()), etag=None)

    assert await world.here.sessions.load(session.id) == (session, etag)


async def test_a_save_over_a_changed_session_is_a_conflict(world: World) -> None:
    """Only who saw the latest version may save; a later one gets the new ETag and may go on."""
    world.needs("batches")
    session = a_session(world.conversation())
    first = await world.here.sessions.save(session, etag=None)
    second = await world.beside().sessions.save(replace(session, history=()), etag=first)

    with pytest.raises(Conflict):
        await world.here.sessions.save(replace(session, sheets=()), etag=first)

    assert second != first
    assert await world.here.sessions.load(session.id) == (replace(session, history=()), second)


async def test_a_save_without_a_stored_session_is_a_conflict(world: World) -> None:
    """An ETag of a session that is not there names nothing."""
    world.needs("batches")
    with pytest.raises(Conflict):
        await world.here.sessions.save(a_session(world.conversation()), etag='"00000000"')


async def test_a_save_takes_turn_and_answers_along(world: World) -> None:
    """What was answered, that it was answered and what it rests on become visible together."""
    world.needs("batches")
    turn = a_turn(conversation=world.conversation())
    session, answers = a_session(turn.message.conversation), (an_answer("a1"), an_answer("b/2?"))
    await world.here.sessions.accept(turn)
    etag = await world.here.sessions.save(session, etag=None)
    answered = replace(turn, state=TurnState.ANSWERED, replies=(Outgoing("4 tasks"),))

    await world.here.sessions.save(session, etag=etag, turn=answered, answers=answers)

    assert await world.here.sessions.pending(session.id) == (answered,)
    assert [await world.here.sessions.answer(session.id, answer.id) for answer in answers] == list(answers)


@pytest.mark.parametrize("create", [True, False])
async def test_a_conflict_saves_nothing(world: World, create: bool) -> None:
    """Neither the turn's state nor any answer is stored when the session changed meanwhile."""
    world.needs("batches")
    turn = a_turn(conversation=world.conversation())
    session = a_session(turn.message.conversation)
    await world.here.sessions.accept(turn)
    etag = await world.here.sessions.save(session, etag=None)
    await world.here.sessions.save(session, etag=etag)

    with pytest.raises(Conflict):
        await world.here.sessions.save(
            session,
            etag=None if create else etag,
            turn=replace(turn, state=TurnState.DELIVERED),
            answers=(an_answer(),),
        )

    assert await world.here.sessions.pending(session.id) == (turn,)
    assert await world.here.sessions.answer(session.id, "a1") is None
