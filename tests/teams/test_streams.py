"""Streaming by Teams' rules, against the connector that enforces them; where Teams says no, an ordinary post."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.chat import Citation, Conversation, Outgoing
from bot.errors import Cancelled, ConversationGone, TeamsUnavailable
from infra.local.teams import Fault, Posted, Thread
from infra.local.teams.faults import ANSWER_LOST, BAD_GATEWAY, NOT_IN_ROSTER, THROTTLED
from tests.edge import Edge

NOT_ALLOWED = Fault(status=403, code="ContentStreamNotAllowed", message="Content stream is not allowed")
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "3 tasks"}]}
ANSWER = Outgoing(card=CARD, summary="3 tasks", model_made=True, citations=(Citation("Plan", "10 rows"),))


@pytest.fixture
def edge(edge: Edge) -> Edge:
    """The connector counts a stream's seconds on the clock of the test."""
    edge.server.streams.now = lambda: edge.clock.now().timestamp()
    return edge


async def begin(edge: Edge, chat: Thread, text: str = "Opening Launch plan…") -> tuple[Conversation, Any]:
    here = edge.here(chat)
    stream = await edge.messenger.stream(here, text)
    assert stream is not None
    return here, stream


def info_of(posted: Posted) -> dict[str, Any]:
    return next((e for e in posted.activity.get("entities", []) if e["type"] == "streaminfo"), {})


@pytest.fixture
def chat(edge: Edge) -> Thread:
    return edge.teams.personal("ava")


async def quiet() -> None:
    """Let what the stream still has to send go out."""
    for _ in range(20):
        await asyncio.sleep(0.005)


async def test_a_stream_shows_lines_and_ends_with_the_card(edge: Edge, chat: Thread) -> None:
    """Sequence 1, 2, 3 under one id, then the card with its AI label and feedback, without a sequence."""
    here, stream = await begin(edge, chat)
    for line in ("Asking Launch plan…", "Putting it into words…"):
        await stream.informative(line)
        await quiet()
    activity_id = await stream.final(ANSWER)
    first, second, third, last = edge.server.posted(here.id)

    assert [posted.text for posted in (first, second, third)] == [
        "Opening Launch plan…",
        "Asking Launch plan…",
        "Putting it into words…",
    ]
    assert [posted.type for posted in (first, second, third, last)] == ["typing", "typing", "typing", "message"]
    assert info_of(first) == {"type": "streaminfo", "streamType": "informative", "streamSequence": 1}
    assert [info_of(posted)["streamSequence"] for posted in (second, third)] == [2, 3]
    assert info_of(last) == {"type": "streaminfo", "streamId": first.id, "streamType": "final"}
    assert (activity_id, last.id, last.card) == (first.id, first.id, ANSWER.card)
    assert [e["type"] for e in last.activity["entities"]] == ["streaminfo", "https://schema.org/Message"]
    assert last.activity["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert "text" not in last.activity


async def test_lines_that_come_too_fast_give_way_to_the_latest(edge: Edge, chat: Thread) -> None:
    """Of five lines within a second Teams gets the last one, a second after the one before."""
    here, stream = await begin(edge, chat)
    for number in range(5):
        await stream.informative(f"Step {number}…")
    await quiet()

    assert [posted.text for posted in edge.server.posted(here.id)] == ["Opening Launch plan…", "Step 4…"]
    assert edge.clock.slept == [1.0]


async def test_the_answer_waits_out_the_second_and_the_waiting_line_does_not_come(edge: Edge, chat: Thread) -> None:
    """One request a second holds for the last message too; a line that was overtaken by it is not said."""
    here, stream = await begin(edge, chat)
    edge.clock.advance(0.3)
    await stream.informative("Asking Launch plan…")
    await stream.final(ANSWER)
    await quiet()

    assert [posted.type for posted in edge.server.posted(here.id)] == ["typing", "message"]
    assert sum(edge.clock.slept) == pytest.approx(0.7)


@pytest.mark.parametrize("scope", ["group", "channel"])
async def test_groups_and_channels_get_no_stream(edge: Edge, scope: str) -> None:
    """Teams streams in one-to-one chats only, so nothing is even tried."""
    teams = edge.teams
    place = teams.group("ava", "ben") if scope == "group" else teams.thread(teams.channel("General"))

    assert await edge.messenger.stream(edge.here(place), "Opening…") is None
    assert edge.server.posted(place.id) == []


@pytest.mark.parametrize("fault", [NOT_ALLOWED, BAD_GATEWAY, THROTTLED, ANSWER_LOST])
async def test_a_stream_that_cannot_begin_is_none(edge: Edge, chat: Thread, fault: Fault) -> None:
    """Policy, fault or a lost answer: the turn goes on without a stream, and it was tried once."""
    edge.server.faults.add(fault)

    assert await edge.messenger.stream(edge.here(chat), "Opening…") is None
    assert edge.server.calls == 1


async def test_a_line_refused_ends_the_lines_and_the_answer_is_posted(edge: Edge, chat: Thread) -> None:
    """403 in the middle: no further line, the answer as an ordinary message, the stream's own taken away."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(NOT_ALLOWED)
    await stream.informative("Asking…")
    await quiet()
    await stream.informative("Putting it into words…")
    activity_id = await stream.final(ANSWER)

    last = edge.server.messages(here.id)[-1]
    assert (last.id, last.card, info_of(last)) == (activity_id, ANSWER.card, {})
    assert activity_id != edge.server.posted(here.id)[0].id
    assert "Putting it into words…" not in [posted.text for posted in edge.server.posted(here.id)]


async def test_a_line_lost_to_a_passing_fault_is_only_a_line(edge: Edge, chat: Thread) -> None:
    """502 on a line: it is not tried again, the next line comes, and so does the answer in its place."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(BAD_GATEWAY)
    await stream.informative("Lost…")
    await quiet()
    await stream.informative("Asking…")
    await quiet()
    await stream.final(ANSWER)

    assert [posted.text for posted in edge.server.posted(here.id)][:-1] == ["Opening Launch plan…", "Asking…"]
    assert info_of(edge.server.messages(here.id)[-1])["streamType"] == "final"


async def test_an_end_refused_is_posted_instead(edge: Edge, chat: Thread) -> None:
    """403 for the last message: the same card as an ordinary message, once."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(NOT_ALLOWED)
    await stream.final(ANSWER)

    assert [info_of(posted) for posted in edge.server.messages(here.id)] == [{}]


async def test_an_end_teams_throttles_is_tried_again(edge: Edge, chat: Thread) -> None:
    """429 and 502 are waited out as for any post."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(THROTTLED, BAD_GATEWAY)
    await stream.final(ANSWER)

    assert [info_of(posted).get("streamType") for posted in edge.server.messages(here.id)] == ["final"]


async def test_after_two_minutes_the_answer_is_an_ordinary_message(edge: Edge, chat: Thread) -> None:
    """Teams would refuse the stream's end, so it is not tried."""
    here, stream = await begin(edge, chat)
    edge.clock.advance(115)
    await stream.final(ANSWER)

    assert [info_of(posted) for posted in edge.server.messages(here.id)] == [{}]


async def test_teams_ending_a_stream_early_loses_nothing(edge: Edge, chat: Thread) -> None:
    """Also when Teams counts the two minutes otherwise than we do."""
    here, stream = await begin(edge, chat)
    edge.server.streams.now = lambda: edge.clock.now().timestamp() + 30
    edge.clock.advance(100)
    await stream.final(ANSWER)

    assert [posted.card for posted in edge.server.messages(here.id)] == [ANSWER.card]


async def test_stop_is_respected(edge: Edge, chat: Thread) -> None:
    """Who pressed Stop gets no answer, neither there nor elsewhere: seen at the next line, or at the end."""
    here, stream = await begin(edge, chat)
    edge.server.streams.stop(here.id)
    await stream.informative("Asking…")
    await quiet()
    assert stream.stopped
    with pytest.raises(Cancelled):
        await stream.final(ANSWER)

    assert edge.server.messages(here.id) == []


async def test_stop_just_before_the_end_is_respected(edge: Edge, chat: Thread) -> None:
    """The last message is refused, and not posted otherwise."""
    here, stream = await begin(edge, chat)
    edge.server.streams.stop(here.id)
    with pytest.raises(Cancelled):
        await stream.final(ANSWER)

    assert edge.server.messages(here.id) == []


async def test_an_end_of_unknown_fate_is_not_said_again(edge: Edge, chat: Thread) -> None:
    """The connection broke after the last message was sent: as with any post, whoever asks is told so."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(ANSWER_LOST)
    with pytest.raises(TeamsUnavailable) as caught:
        await stream.final(ANSWER)

    assert not caught.value.retryable
    assert len(edge.server.messages(here.id)) == 1


async def test_a_bot_removed_meanwhile_is_told_so(edge: Edge, chat: Thread) -> None:
    """As by any post."""
    _, stream = await begin(edge, chat)
    edge.server.faults.add(NOT_IN_ROSTER)
    with pytest.raises(ConversationGone):
        await stream.final(ANSWER)


async def test_an_abandoned_stream_says_no_more(edge: Edge, chat: Thread) -> None:
    """A line still waiting is dropped; that Teams may refuse to take the message away is nobody's failure."""
    here, stream = await begin(edge, chat)
    await stream.informative("Asking…")
    await stream.abandon()
    await stream.informative("More…")
    await quiet()

    assert [posted.text for posted in edge.server.posted(here.id)] == ["Opening Launch plan…"]


async def test_a_hanging_line_does_not_hold_up_the_answer(edge: Edge, chat: Thread) -> None:
    """The line's request is under way when the answer is ready: it is waited for, then the answer goes."""
    here, stream = await begin(edge, chat)
    edge.server.faults.add(Fault(status=502, hang_s=0.2))
    await stream.informative("Asking…")
    await quiet()
    await stream.final(ANSWER)

    assert [posted.type for posted in edge.server.posted(here.id)] == ["typing", "message"]
