"""The circuit breaker: nobody waits for an endpoint that has failed several times in a row."""

from __future__ import annotations

import pytest

from bot.domain.model import Role, Utterance
from bot.errors import ContentFiltered, ModelUnavailable, RateLimited
from bot.model.breaker import CircuitBreaker
from bot.model.openai_client import ModelRetryPolicy, OpenAIModel
from infra.local.planner.faults import Fault
from tests.model.conftest import Endpoint, Stopwatch

HELLO = (Utterance(Role.USER, "hello"),)


@pytest.fixture
def retry_policy() -> ModelRetryPolicy:
    return ModelRetryPolicy(attempts=1, attempt_s=5, breaker_threshold=3, breaker_cooldown_s=30)


@pytest.fixture
def breaker(stopwatch: Stopwatch) -> CircuitBreaker:
    return CircuitBreaker(threshold=3, cooldown_s=30, monotonic=stopwatch)


def opened(breaker: CircuitBreaker) -> CircuitBreaker:
    for _ in range(3):
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker) -> None:
    """Two failures leave it closed, the third opens it for the whole cooldown."""
    breaker.failed()
    breaker.failed()
    assert breaker.admit() is None
    breaker.failed()
    assert breaker.admit() == 30


def test_a_success_between_failures_starts_the_count_again(breaker: CircuitBreaker) -> None:
    """Only failures in a row count."""
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert not breaker.is_open


def test_after_the_cooldown_one_probe_goes_out(breaker: CircuitBreaker, stopwatch: Stopwatch) -> None:
    """The first call after the cooldown is let through; others wait for what it finds."""
    opened(breaker)
    stopwatch.at += 30
    assert breaker.admit() is None
    assert breaker.admit() == 30


def test_a_probe_that_succeeds_closes_it(breaker: CircuitBreaker, stopwatch: Stopwatch) -> None:
    """One good answer and everybody may call again."""
    opened(breaker)
    stopwatch.at += 30
    breaker.admit()
    breaker.succeeded()
    assert (breaker.admit(), breaker.admit()) == (None, None)


def test_a_probe_that_fails_opens_it_for_another_cooldown(breaker: CircuitBreaker, stopwatch: Stopwatch) -> None:
    """One failed probe is enough; the count does not start over."""
    opened(breaker)
    stopwatch.at += 30
    breaker.admit()
    breaker.failed()
    stopwatch.at += 29
    assert breaker.admit() == 1


def test_an_abandoned_probe_gives_its_place_to_the_next(breaker: CircuitBreaker, stopwatch: Stopwatch) -> None:
    """A cancelled probe must not keep everybody out for ever."""
    opened(breaker)
    stopwatch.at += 30
    breaker.admit()
    breaker.abandoned()
    assert breaker.admit() is None


async def test_an_open_breaker_asks_the_endpoint_nothing(model: OpenAIModel, endpoint: Endpoint) -> None:
    """After three failures the fourth question fails at once, with the wait and the way out in words."""
    endpoint.faults.set(Fault.SERVER_ERROR)
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            await model.complete(HELLO, tools=(), deadline_s=5)
    with pytest.raises(ModelUnavailable) as caught:
        await model.complete(HELLO, tools=(), deadline_s=5)
    assert endpoint.state.requests == 3
    assert "30 s" in caught.value.hint
    assert "help" in caught.value.hint


async def test_it_recovers_by_itself(model: OpenAIModel, endpoint: Endpoint, stopwatch: Stopwatch) -> None:
    """When the endpoint is well again, the probe after the cooldown answers the person."""
    endpoint.faults.set(Fault.SERVER_ERROR, times=3)
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            await model.complete(HELLO, tools=(), deadline_s=5)
    stopwatch.at += 30
    reply = await model.complete(HELLO, tools=(), deadline_s=5)
    assert reply.text


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.CONTENT_FILTER_IN, ContentFiltered),
        (Fault.RATE_LIMITED, RateLimited),
        (Fault.UNAUTHORIZED, ModelUnavailable),
    ],
)
async def test_an_endpoint_that_refuses_is_alive(
    model: OpenAIModel, endpoint: Endpoint, fault: Fault, error: type[Exception]
) -> None:
    """Refusals and “slow down” never open the breaker: each question still reaches the endpoint."""
    endpoint.faults.set(fault)
    for _ in range(5):
        with pytest.raises(error):
            await model.complete(HELLO, tools=(), deadline_s=5)
    assert endpoint.state.requests == 5


async def test_an_opening_breaker_ends_the_retries_under_way(endpoint: Endpoint, stopwatch: Stopwatch) -> None:
    """Retries stop with the real failure as soon as the breaker opens, instead of running into it."""

    async def no_wait(seconds: float) -> None:
        pass

    model = OpenAIModel.compatible(
        base_url=f"{endpoint.url}/v1",
        api_key="any",
        model="m",
        retry_policy=ModelRetryPolicy(attempts=10, breaker_threshold=2),
        sleep=no_wait,
        monotonic=stopwatch,
    )
    endpoint.faults.set(Fault.SERVER_ERROR)
    with pytest.raises(ModelUnavailable) as caught:
        await model.complete(HELLO, tools=(), deadline_s=60)
    await model.aclose()
    assert endpoint.state.requests == 2
    assert "500" in caught.value.detail
