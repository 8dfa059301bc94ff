"""What every SessionStore promises about feedback."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.chat import Feedback, Outgoing, Reaction
from bot.domain.turns import Turn, TurnState
from tests.builders import NOON, a_message, a_person, a_turn
from tests.store.worlds import World


async def a_delivered_turn(world: World, *, identity: str = "m1", posted: str = "reply-1") -> Turn:
    turn = replace(
        a_turn(identity=identity, conversation=world.conversation()),
        state=TurnState.DELIVERED,
        replies=(Outgoing("12"),),
        delivered=1,
        posted=(posted,),
    )
    await world.here.sessions.mark(turn)
    return turn


def said(reaction: Reaction, *, by: str = "Ava", to: str = "reply-1", text: str = "") -> Feedback:
    return Feedback(activity_id=to, person=a_person(by), reaction=reaction, text=text, at=NOON + timedelta(minutes=3))


async def test_feedback_is_kept_with_the_turn_that_posted_the_message(world: World) -> None:
    """It is found by the posted activity's id; the turn with its correlation id comes back and stays as it was."""
    turn = await a_delivered_turn(world)
    feedback = said(Reaction.DISLIKE, text="“12” is wrong")

    kept = await world.here.sessions.react(turn.conversation_id, feedback)

    assert kept == replace(turn, feedback=(feedback,))
    assert await world.beside().sessions.react(turn.conversation_id, said(Reaction.LIKE, by="Ben")) == replace(
        turn, feedback=(feedback, said(Reaction.LIKE, by="Ben"))
    )
    assert await world.here.sessions.pending(turn.conversation_id) == ()


async def test_a_change_of_mind_replaces_what_was_said_before(world: World) -> None:
    """One feedback for each person and message, the latest."""
    turn = await a_delivered_turn(world)
    await world.here.sessions.react(turn.conversation_id, said(Reaction.LIKE))

    kept = await world.here.sessions.react(turn.conversation_id, said(Reaction.DISLIKE))

    assert kept is not None
    assert kept.feedback == (said(Reaction.DISLIKE),)


async def test_feedback_on_an_unknown_message_is_nobodys(world: World) -> None:
    """None for a message we did not post there, also when it names the question's own id or another conversation."""
    world.needs("missing items")
    turn = await a_delivered_turn(world, identity="m1")
    other = world.conversation()

    found = [
        await world.here.sessions.react(turn.conversation_id, said(Reaction.LIKE, to="m1")),
        await world.here.sessions.react(turn.conversation_id, said(Reaction.LIKE, to="reply")),
        await world.here.sessions.react(other.id, said(Reaction.LIKE)),
    ]

    assert found == [None, None, None]


async def test_feedback_that_names_no_message_is_about_the_newest(world: World) -> None:
    """Of the turns that posted something, the one accepted last; None where nothing was posted."""
    conversation = world.conversation()
    for minute, posted in ((2, ("b",)), (3, ()), (1, ("a",))):
        message = a_message(identity=f"m{minute}", conversation=conversation)
        at = NOON + timedelta(minutes=minute)
        turn = Turn(replace(message, sent_at=at), at, "c", state=TurnState.DELIVERED, posted=posted)
        await world.here.sessions.mark(turn)

    kept = await world.here.sessions.react(conversation.id, said(Reaction.LIKE, to=""))

    assert kept is not None
    assert kept.posted == ("b",)


async def test_people_who_press_at_the_same_moment_are_all_heard(world: World) -> None:
    """Neither overwrites the other."""
    turn = await a_delivered_turn(world)
    stores = [world.here.sessions, world.beside().sessions]

    await asyncio.gather(
        *(stores[n % 2].react(turn.conversation_id, said(Reaction.LIKE, by=f"Person {n}")) for n in range(4))
    )

    kept = await world.here.sessions.react(turn.conversation_id, said(Reaction.LIKE, by="Last"))
    assert kept is not None
    assert {each.person.name for each in kept.feedback} == {"Last", *(f"Person {n}" for n in range(4))}
