"""The rate limit per token: never above Smartsheet's, fair, and never a wait nobody has time for."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RateLimited
from bot.smartsheet.limiter import Limiter, pace_for
from tests.smartsheet.conftest import HeldTime


def limiter(requests_per_minute: int, time: HeldTime) -> Limiter:
    return Limiter(pace_for(requests_per_minute), monotonic=time.monotonic, sleep=time.sleep)


@given(
    requests_per_minute=st.integers(100, 600),
    arrivals=st.lists(st.tuples(st.floats(0, 20), st.sampled_from([1, 1, 1, 10])), min_size=1, max_size=200),
)
def test_no_minute_ever_holds_more_than_the_limit(requests_per_minute: int, arrivals: list[tuple[float, int]]) -> None:
    """Whatever comes when, every window of 60 s holds at most the limit, cell history counted as ten."""
    pace, now, granted = pace_for(requests_per_minute), 0.0, []
    for gap_s, weight in arrivals:
        now += gap_s if gap_s > 10 else 0.0  # mostly bursts
        pace, wait_s = pace.reserve(now, weight)
        granted.append((now + wait_s, weight))
    for start, _ in granted:
        assert sum(weight for at, weight in granted if start <= at < start + 59.999) <= requests_per_minute


@pytest.mark.parametrize("requests_per_minute", [1, 2, 9, 10, 300])
def test_a_steady_caller_gets_its_requests_through(requests_per_minute: int) -> None:
    """In ten minutes at least nine tenths of the allowance is granted, even for the smallest limits."""
    pace, count = pace_for(requests_per_minute), 0
    while True:
        pace, wait_s = pace.reserve(0.0, 1)
        if wait_s >= 600:
            break
        count += 1
    assert count >= requests_per_minute * 9


async def test_a_burst_goes_at_once_and_the_next_one_waits(held_time: HeldTime) -> None:
    """A tenth of the limit may go together; then requests are spaced."""
    lane = limiter(300, held_time)
    for _ in range(30):
        await lane.take(1, within_s=60)
    assert held_time.slept == []
    await lane.take(1, within_s=60)
    assert held_time.slept == [pytest.approx(60 / 271)]


async def test_a_wait_longer_than_the_caller_has_is_refused_at_once(held_time: HeldTime) -> None:
    """The refusal says how long it would have been, and takes nothing from the others."""
    lane = limiter(10, held_time)
    await lane.take(1, within_s=5)
    with pytest.raises(RateLimited) as caught:
        await lane.take(1, within_s=5)
    assert caught.value.retry_after_s == pytest.approx(60 / 10)
    held_time.now += 60 / 10
    await lane.take(1, within_s=5)
    assert held_time.slept == []


async def test_a_hold_keeps_everyone_silent_for_that_long(held_time: HeldTime) -> None:
    """After Retry-After: 20 the next request goes 20 s later, and not all waiting ones at once."""
    lane = limiter(300, held_time)
    lane.hold(20)
    await lane.take(1, within_s=60)
    await lane.take(1, within_s=60)
    assert held_time.slept == [pytest.approx(20), pytest.approx(60 / 271)]


async def test_an_absurd_hold_is_cut_to_a_minute(held_time: HeldTime) -> None:
    """A Retry-After of a day does not silence the token for a day."""
    lane = limiter(300, held_time)
    lane.hold(86_400)
    await lane.take(1, within_s=61)
    assert held_time.slept == [pytest.approx(60)]


async def test_a_cancelled_waiter_gives_its_turn_back() -> None:
    """Cancelling while waiting leaves the pace as if the request had never been."""
    time, waiting = HeldTime(), asyncio.Event()

    async def wait_for_ever(seconds: float) -> None:
        waiting.set()
        await asyncio.sleep(3600)

    lane = Limiter(pace_for(10), monotonic=time.monotonic, sleep=wait_for_ever)
    await lane.take(1, within_s=60)
    task = asyncio.create_task(lane.take(10, within_s=600))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(RateLimited) as caught:
        await lane.take(1, within_s=1)
    assert caught.value.retry_after_s == pytest.approx(60 / 10)
