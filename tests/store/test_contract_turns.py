"""What every SessionStore promises about turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.chat import Outgoing
from bot.domain.turns import Turn, TurnState
from tests.builders import NOON, a_message, a_turn
from tests.store.worlds import World

MINUTE = timedelta(minutes=1)


async def test_a_turn_is_accepted_once(world: World) -> None:
    """A redelivered activity id is refused, also by another instance, and the first turn stays as it was."""
    turn = a_turn("first", conversation=world.conversation())

    accepted = [
        await world.here.sessions.accept(turn),
        await world.beside().sessions.accept(replace(turn, correlation_id="again")),
    ]

    assert accepted == [True, False]
    assert await world.here.sessions.pending(turn.conversation_id) == (turn,)


async def test_the_same_activity_id_in_two_conversations_is_two_turns(world: World) -> None:
    """Activity ids are unique within their conversation only."""
    turns = [a_turn(conversation=world.conversation()) for _ in range(2)]

    assert [await world.here.sessions.accept(turn) for turn in turns] == [True, True]


async def test_pending_turns_come_in_their_order(world: World) -> None:
    """Turns are worked in the order Teams stamped them, whatever the order they arrived in, until delivered."""
    conversation = world.conversation()
    turns = [
        Turn(replace(a_message(identity=str(n), conversation=conversation), sent_at=NOON + n * MINUTE), NOON, "c")
        for n in range(4)
    ]
    for n in (2, 0, 3, 1):
        await world.here.sessions.accept(turns[n])

    await world.here.sessions.mark(replace(turns[1], state=TurnState.ANSWERED))
    await world.here.sessions.mark(replace(turns[2], state=TurnState.DELIVERED))

    pending = await world.here.sessions.pending(conversation.id)
    assert [turn.id for turn in pending] == ["0", "1", "3"]
    assert pending[1].state is TurnState.ANSWERED


async def test_a_marked_turn_is_stored_whole(world: World) -> None:
    """Progress of delivery keeps the replies, cards included, and how many are out."""
    turn = a_turn(conversation=world.conversation())
    await world.here.sessions.accept(turn)
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "½ “done”", "maxLines": 2}], "x": None}
    progressed = replace(
        turn, state=TurnState.ANSWERED, replies=(Outgoing(card=card, summary="s"), Outgoing("t")), delivered=1
    )

    await world.here.sessions.mark(progressed)

    assert await world.here.sessions.pending(turn.conversation_id) == (progressed,)


async def test_unfinished_conversations_come_longest_waiting_first(world: World) -> None:
    """Each once, however many turns wait in it; delivered ones not at all; at most `limit`."""
    conversations = [world.conversation() for _ in range(5)]
    for n, conversation in enumerate(conversations):
        turn = a_turn(conversation=conversation)
        await world.here.sessions.accept(replace(turn, accepted_at=NOON - timedelta(days=900) + (n * 7 % 5) * MINUTE))
        await world.here.sessions.accept(a_turn(conversation=conversation, identity="2"))
    done = [a_turn(conversation=conversations[3]), a_turn(conversation=conversations[3], identity="2")]
    for turn in done:
        await world.here.sessions.mark(replace(turn, state=TurnState.DELIVERED))

    everything = await world.here.sessions.unfinished()
    two = await world.here.sessions.unfinished(limit=2)

    ours = [conversations[n].id for n in (0, 1, 4, 2)]  # by n * 7 % 5 minutes, without the delivered one
    assert [identity for identity in everything if identity in ours] == ours
    assert len(two) == 2
    for conversation in conversations:  # leave nothing waiting behind in a shared container
        for identity in ("1", "2"):
            await world.here.sessions.mark(
                replace(a_turn(conversation=conversation, identity=identity), state=TurnState.DELIVERED)
            )
