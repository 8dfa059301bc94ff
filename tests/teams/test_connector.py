"""Speaking to Teams: retried when it is right and safe, stopped when the conversation is over, within the limits."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from bot.domain.chat import Conversation, Outgoing
from bot.errors import ConversationGone, Internal, InvalidArguments, LimitExceeded, SheetlineError, TeamsUnavailable
from bot.teams.connector import ATTEMPTS, LIMIT_BYTES, TeamsConnector, encode
from bot.teams.faults import ActivityNotFoundInConversation, DeliveryUnknown, retry_after_s
from bot.teams.service_urls import ServiceUrls
from infra.local.teams import faults
from infra.local.teams.faults import Fault
from tests.edge import Edge, SteppingClock, an_edge

HELLO = Outgoing(text="hello")


@pytest.fixture
def here(edge: Edge) -> Conversation:
    return edge.here(edge.teams.personal("ava"))


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_teams_asks_to_retry_is_retried(edge: Edge, here: Conversation, status: int) -> None:
    """Two failures of the kind, then it is posted once."""
    edge.server.faults.add(Fault(status=status), times=2)
    await edge.messenger.send(here, HELLO)

    assert [m.text for m in edge.server.messages(here.id)] == ["hello"]
    assert edge.server.calls == 3


async def test_retry_after_is_honoured(edge: Edge, here: Conversation) -> None:
    """The wait is never shorter than Teams asked for."""
    edge.server.faults.add(Fault(status=429, retry_after="7"))
    await edge.messenger.send(here, HELLO)

    assert edge.clock.slept[0] >= 7


async def test_a_wait_longer_than_a_minute_is_not_begun(edge: Edge, here: Conversation) -> None:
    """When Teams asks for ten minutes the failure is told at once."""
    edge.server.faults.add(Fault(status=429, retry_after="600"))
    with pytest.raises(TeamsUnavailable):
        await edge.messenger.send(here, HELLO)

    assert edge.server.calls == 1


async def test_retries_end(edge: Edge, here: Conversation) -> None:
    """After five attempts it is TeamsUnavailable, with what Teams said in the detail only."""
    edge.server.faults.add(faults.UNAVAILABLE, times=ATTEMPTS + 1)
    with pytest.raises(TeamsUnavailable) as caught:
        await edge.messenger.send(here, HELLO)

    assert edge.server.calls == ATTEMPTS
    assert "503" in caught.value.detail
    assert "503" not in caught.value.message


@pytest.mark.parametrize("status", [400, 404, 405, 409, 500, 501])
async def test_other_failures_are_not_retried(edge: Edge, here: Conversation, status: int) -> None:
    """A fault Teams does not ask to retry is raised at once."""
    edge.server.faults.add(Fault(status=status, code="Whatever"))
    with pytest.raises(SheetlineError):
        await edge.messenger.send(here, HELLO)

    assert edge.server.calls == 1


async def test_a_post_whose_answer_is_lost_is_not_sent_again(edge: Edge, here: Conversation) -> None:
    """It stands in the conversation although the connection broke: sending again would say it twice."""
    edge.server.faults.add(faults.ANSWER_LOST)
    with pytest.raises(DeliveryUnknown) as caught:
        await edge.messenger.send(here, HELLO)

    assert not caught.value.retryable
    assert len(edge.server.messages(here.id)) == 1


async def test_a_post_that_times_out_is_not_sent_again(issuer: object) -> None:
    """A read timeout is as ambiguous as a lost answer."""
    async with an_edge(issuer, timeout_s=2.0) as edge:  # type: ignore[arg-type]
        here = edge.here(edge.teams.personal("ava"))
        await edge.messenger.send(here, HELLO)
        edge.server.faults.add(Fault(hang_s=30))
        with pytest.raises(DeliveryUnknown):
            await edge.messenger.send(here, HELLO)

        assert edge.server.calls == 2


async def test_an_update_whose_answer_is_lost_is_sent_again(edge: Edge, here: Conversation) -> None:
    """Replacing twice is replacing once."""
    posted = await edge.messenger.send(here, HELLO)
    edge.server.faults.add(faults.ANSWER_LOST)
    await edge.messenger.update(here, posted, Outgoing(text="changed"))

    assert [a["text"] for a in edge.server.show(here.id)] == ["changed"]


async def test_a_connection_that_cannot_be_made_is_tried_again() -> None:
    """Nothing was sent, so trying again is safe; in the end Teams cannot be reached."""
    clock, urls = SteppingClock(), ServiceUrls(loopback_only=True)
    connector = TeamsConnector(tokens=None, service_urls=urls, clock=clock)
    with pytest.raises(TeamsUnavailable) as caught:
        await connector.post("http://127.0.0.1:9/", "a:1", {"type": "typing"})
    await connector.aclose()

    assert not isinstance(caught.value, DeliveryUnknown)
    assert len(clock.slept) == ATTEMPTS - 1


@pytest.mark.parametrize("fault", [faults.NOT_IN_ROSTER, faults.BLOCKED, faults.WRITES_BLOCKED, faults.DISABLED])
async def test_a_conversation_that_is_over_is_gone(edge: Edge, here: Conversation, fault: Fault) -> None:
    """Each 403 sub-code that ends a conversation is ConversationGone, at once."""
    edge.server.faults.add(fault)
    with pytest.raises(ConversationGone):
        await edge.messenger.send(here, HELLO)

    assert edge.server.calls == 1


async def test_an_unknown_conversation_is_gone(edge: Edge, here: Conversation) -> None:
    """404 ConversationNotFound too."""
    with pytest.raises(ConversationGone):
        await edge.messenger.send(replace(here, id="a:nowhere"), HELLO)


async def test_a_removed_bot_finds_the_conversation_gone(edge: Edge, here: Conversation) -> None:
    """After removal posts there end in ConversationGone."""
    await edge.teams.install(here.id, by="ava")
    await edge.teams.remove(here.id, by="ava")
    with pytest.raises(ConversationGone):
        await edge.messenger.send(here, HELLO)


@pytest.mark.parametrize("status", [403, 404])
async def test_a_refusal_without_a_known_code_ends_nothing(edge: Edge, here: Conversation, status: int) -> None:
    """A proxy's 404 must not make the bot forget a conversation."""
    edge.server.faults.add(Fault(status=status, code=""))
    with pytest.raises(TeamsUnavailable):
        await edge.messenger.send(here, HELLO)


async def test_a_deleted_message_cannot_be_updated(edge: Edge, here: Conversation) -> None:
    """404 ActivityNotFoundInConversation: the id is of no use any more."""
    with pytest.raises(ActivityNotFoundInConversation):
        await edge.messenger.update(here, "123", HELLO)


async def test_a_malformed_message_is_a_bug_of_ours(edge: Edge, here: Conversation) -> None:
    """400 is Internal: the person cannot do anything about it."""
    with pytest.raises(Internal):
        await edge.messenger.send(here, Outgoing(card={"type": "Nonsense"}))


@pytest.mark.parametrize("letter", ["x", "é", "漢", "🙂"])
async def test_the_size_limit_counts_utf_16(edge: Edge, here: Conversation, letter: str) -> None:
    """A body of 100 KB in UTF-16 passes and Teams takes it; a little more is LimitExceeded and never leaves."""
    envelope = len(encode({"text": ""}).decode()) * 2
    units = (LIMIT_BYTES - envelope) // len(letter.encode("utf-16-le"))
    encode({"text": letter * units})
    await edge.messenger.send(here, Outgoing(text=letter * (units - 600)))
    with pytest.raises(LimitExceeded):
        await edge.messenger.send(here, Outgoing(text=letter * units))

    assert edge.server.calls == 1


async def test_one_token_serves_many_messages_on_few_connections(edge: Edge) -> None:
    """Fifty sends, ten at a time, cost one token request and at most ten connections."""
    places = [edge.here(edge.teams.group("ava", "ben", name=f"Chat {n}")) for n in range(10)]
    for _ in range(5):
        await asyncio.gather(*(edge.messenger.send(place, HELLO) for place in places))

    assert edge.server.token_requests == 1
    assert len(edge.server.connections) <= 10


async def test_a_refused_token_is_replaced_once(edge: Edge, here: Conversation) -> None:
    """After a 401 a fresh token is asked for and the same call made again."""
    await edge.messenger.send(here, HELLO)
    edge.server.revoke_tokens()
    await edge.messenger.send(here, HELLO)

    assert edge.server.token_requests == 2
    assert len(edge.server.messages(here.id)) == 2


async def test_a_bot_that_is_not_accepted_is_told_so_and_does_not_loop(edge: Edge, here: Conversation) -> None:
    """Two 401 in a row end it, with a hint for the admin."""
    edge.server.faults.add(Fault(status=401, code="Unauthorized"), times=9)
    with pytest.raises(TeamsUnavailable) as caught:
        await edge.messenger.send(here, HELLO)

    assert edge.server.calls == 2
    assert "admin" in caught.value.hint


async def test_the_token_goes_nowhere_but_to_teams(edge: Edge, here: Conversation) -> None:
    """A service URL that no authenticated activity brought is refused before anything is sent."""
    async with an_edge(None) as elsewhere:
        stranger = replace(here, service_url=elsewhere.server.service_url)
        with pytest.raises(InvalidArguments):
            await edge.messenger.send(stranger, HELLO)

        assert elsewhere.server.calls == 0
        assert edge.server.token_requests == 0


def test_retry_after_is_read_in_both_forms() -> None:
    """Seconds, or a date; anything else is no wait."""
    in_a_minute = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 60))

    assert retry_after_s("12") == 12
    assert 50 <= retry_after_s(in_a_minute) <= 61
    assert [retry_after_s(value) for value in (None, "", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "-5")] == [0] * 5
