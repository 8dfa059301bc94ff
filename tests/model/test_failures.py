"""Each way a model endpoint fails is a typed error with a sentence for the person, retried where that can help."""

from __future__ import annotations

import pytest

from bot.domain.model import Role, Utterance
from bot.errors import (
    ContentFiltered,
    ContextTooLong,
    ModelUnavailable,
    RateLimited,
    SheetlineError,
    TimedOut,
)
from bot.model.openai_client import ModelRetryPolicy, OpenAIModel
from infra.local.planner.faults import Fault
from tests.model.conftest import Endpoint, Waits

HELLO = (Utterance(Role.USER, "hello"),)

# Fault, the error it becomes, how many requests three allowed attempts make.
FAILURES = (
    (Fault.RATE_LIMITED, RateLimited, 3),
    (Fault.INSUFFICIENT_QUOTA, RateLimited, 1),
    (Fault.SERVER_ERROR, ModelUnavailable, 3),
    (Fault.UNAVAILABLE, ModelUnavailable, 3),
    (Fault.DROP, ModelUnavailable, 3),
    (Fault.UNAUTHORIZED, ModelUnavailable, 1),
    (Fault.FORBIDDEN, ModelUnavailable, 1),
    (Fault.NO_DEPLOYMENT, ModelUnavailable, 1),
    (Fault.BAD_REQUEST, ModelUnavailable, 1),
    (Fault.CONTENT_FILTER_IN, ContentFiltered, 1),
    (Fault.CONTENT_FILTER_OUT, ContentFiltered, 1),
    (Fault.CONTEXT_LENGTH, ContextTooLong, 1),
    (Fault.LENGTH_EMPTY, ContextTooLong, 1),
    (Fault.MALFORMED_BODY, ModelUnavailable, 3),
    (Fault.NOT_JSON, ModelUnavailable, 3),
    (Fault.NO_CHOICES, ModelUnavailable, 3),
)

_WHOLE_BODIES = {Fault.MALFORMED_BODY, Fault.NOT_JSON, Fault.NO_CHOICES}
STREAM_FAILURES = (
    *(failure for failure in FAILURES if failure[0] not in _WHOLE_BODIES),
    (Fault.CUT_STREAM, ModelUnavailable, 3),
    (Fault.SHORT_STREAM, ModelUnavailable, 3),
    (Fault.STREAM_ERROR, ModelUnavailable, 3),
)


@pytest.mark.parametrize(("fault", "expected", "requests"), FAILURES)
async def test_a_failure_is_typed_and_retried_only_when_that_can_help(
    model: OpenAIModel, endpoint: Endpoint, fault: Fault, expected: type[SheetlineError], requests: int
) -> None:
    """Each fault becomes its error, with words for the person, after as many tries as it deserves."""
    endpoint.faults.set(fault)
    with pytest.raises(expected) as caught:
        await model.complete(HELLO, tools=(), deadline_s=30)
    assert endpoint.state.requests == requests
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    assert "http" not in caught.value.message


@pytest.mark.parametrize(("fault", "expected", "requests"), STREAM_FAILURES)
async def test_a_streamed_failure_is_the_same_failure(
    model: OpenAIModel, endpoint: Endpoint, fault: Fault, expected: type[SheetlineError], requests: int
) -> None:
    """Streaming changes nothing about how a fault is told; a stream that is cut is one more of them."""
    endpoint.faults.set(fault)
    with pytest.raises(expected):
        await model.complete(HELLO, tools=(), deadline_s=30, on_text=_ignore)
    assert endpoint.state.requests == requests


async def _ignore(text: str) -> None:
    pass


async def test_a_transient_fault_that_passes_is_not_noticed(
    model: OpenAIModel, endpoint: Endpoint, waits: Waits
) -> None:
    """Two 500s, then an answer: the person gets the answer, after two growing, jittered waits."""
    endpoint.faults.set(Fault.SERVER_ERROR, times=2)
    reply = await model.complete(HELLO, tools=(), deadline_s=30)
    assert reply.text
    assert len(waits.seconds) == 2
    assert all(0 < wait <= 8 for wait in waits.seconds)


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.UNAVAILABLE])
async def test_retry_after_is_honoured(model: OpenAIModel, endpoint: Endpoint, waits: Waits, fault: Fault) -> None:
    """No retry goes out before the endpoint's Retry-After has passed."""
    endpoint.faults.set(fault, times=1, retry_after="12")
    await model.complete(HELLO, tools=(), deadline_s=30)
    assert len(waits.seconds) == 1
    assert waits.seconds[0] >= 12


async def test_a_wait_past_the_deadline_is_not_begun(model: OpenAIModel, endpoint: Endpoint, waits: Waits) -> None:
    """A Retry-After longer than the time left fails at once and says how long it would be."""
    endpoint.faults.set(Fault.RATE_LIMITED, retry_after="90")
    with pytest.raises(RateLimited) as caught:
        await model.complete(HELLO, tools=(), deadline_s=20)
    assert caught.value.retry_after_s == 90
    assert waits.seconds == []
    assert endpoint.state.requests == 1


async def test_a_hung_endpoint_is_given_up_at_the_deadline(model: OpenAIModel, endpoint: Endpoint) -> None:
    """An endpoint that accepts and then says nothing becomes TimedOut."""
    endpoint.faults.set(Fault.HANG, seconds=1)
    with pytest.raises(TimedOut):
        await model.complete(HELLO, tools=(), deadline_s=0.1)
    assert endpoint.state.requests == 1


async def test_a_hung_attempt_leaves_time_for_another(endpoint: Endpoint, waits: Waits) -> None:
    """One attempt may not use up the whole deadline: after a hung one the next still answers."""
    retry_policy = ModelRetryPolicy(attempts=3, attempt_s=0.2)
    model = OpenAIModel.compatible(
        base_url=f"{endpoint.url}/v1", api_key="any", model="m", retry_policy=retry_policy, sleep=waits
    )
    endpoint.faults.set(Fault.HANG, times=1, seconds=1)
    reply = await model.complete(HELLO, tools=(), deadline_s=30)
    await model.aclose()
    assert reply.text
    assert endpoint.state.requests == 2


async def test_nobody_listening_is_unavailable(waits: Waits) -> None:
    """A refused connection is ModelUnavailable, after its retries."""
    model = OpenAIModel.compatible(
        base_url="http://127.0.0.1:9/v1",
        api_key="any",
        model="m",
        retry_policy=ModelRetryPolicy(attempts=2),
        sleep=waits,
    )
    with pytest.raises(ModelUnavailable):
        await model.complete(HELLO, tools=(), deadline_s=5)
    await model.aclose()
    assert len(waits.seconds) == 1


async def test_the_endpoint_s_words_reach_the_log_only(model: OpenAIModel, endpoint: Endpoint) -> None:
    """Status and vendor text are in `detail`, never in what the person reads."""
    endpoint.faults.set(Fault.UNAUTHORIZED)
    with pytest.raises(ModelUnavailable) as caught:
        await model.complete(HELLO, tools=(), deadline_s=5)
    assert "401" in caught.value.detail
    assert "admin" in caught.value.hint
    assert "401" not in caught.value.message + caught.value.hint


async def test_an_empty_answer_is_handed_on_for_the_loop_to_nudge(model: OpenAIModel, endpoint: Endpoint) -> None:
    """Neither text nor calls: no retry in the same words; the loop asks differently."""
    endpoint.faults.set(Fault.EMPTY_ANSWER)
    reply = await model.complete(HELLO, tools=(), deadline_s=5)
    assert (reply.text, reply.tool_calls) == ("", ())
    assert endpoint.state.requests == 1


async def test_an_answer_cut_by_length_says_so(model: OpenAIModel, endpoint: Endpoint) -> None:
    """What was said before the room ran out is kept, marked by its finish reason."""
    endpoint.faults.set(Fault.LENGTH)
    reply = await model.complete(HELLO, tools=(), deadline_s=5)
    assert reply.text
    assert reply.finish_reason == "length"
