"""Teams' limits per thread: waited for on our side, so that Teams never refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import Outgoing
from bot.errors import TeamsUnavailable
from bot.teams.pace import WINDOWS, Pace
from infra.local.teams import TokenIssuer
from tests.edge import SteppingClock, an_edge


async def test_a_burst_is_spread_over_teams_windows() -> None:
    """Seven at once, the eighth after a second, the ninth after two."""
    clock = SteppingClock()
    pace, began = Pace(clock=clock), clock.now()
    at = []
    for _ in range(9):
        await pace.wait("thread")
        at.append((clock.now() - began).total_seconds())

    assert at[:7] == [0.0] * 7
    assert at[7] == pytest.approx(1.0, abs=0.01)
    assert at[8] == pytest.approx(2.0, abs=0.01)


@given(pauses=st.lists(st.floats(min_value=0, max_value=3), min_size=5, max_size=120))
async def test_no_window_is_ever_over_its_limit(pauses: list[float]) -> None:
    """Whatever the rhythm of the calls, no window of Teams holds more than it may."""
    clock = SteppingClock()
    pace, sent = Pace(clock=clock), []
    for pause in pauses:
        clock.advance(pause)
        await pace.wait("thread")
        sent.append(clock.now().timestamp())

    for count, seconds in WINDOWS:
        for first, after in zip(sent, sent[count:], strict=False):
            assert after - first >= seconds - 1e-3


async def test_threads_do_not_wait_for_each_other() -> None:
    """The limits are per thread."""
    clock = SteppingClock()
    pace = Pace(clock=clock)
    for number in range(50):
        await pace.wait(f"thread {number}")

    assert clock.slept == []


async def test_a_wait_of_more_than_a_minute_is_told_instead() -> None:
    """With an hour's 1,800 used up the caller hears so at once."""
    clock = SteppingClock()
    pace = Pace(clock=clock, windows=[(3, 3600.0)])
    for _ in range(3):
        await pace.wait("thread")
    with pytest.raises(TeamsUnavailable):
        await pace.wait("thread")

    assert clock.slept == []


async def test_what_is_not_worth_waiting_for_is_skipped() -> None:
    """`take` says no when the window is full and counts when it says yes."""
    clock = SteppingClock()
    pace = Pace(clock=clock)

    assert [pace.take("thread") for _ in range(9)] == [True] * 7 + [False] * 2
    clock.advance(1.01)
    assert pace.take("thread")


async def test_a_burst_passes_the_strict_connector_unrefused(issuer: TokenIssuer) -> None:
    """Nine messages into one thread: the connector enforces Teams' limits on the same clock and refuses none."""
    async with an_edge(issuer, throttled=True) as edge:
        assert edge.server.sends is not None
        edge.server.sends.now = lambda: edge.clock.now().timestamp()
        here = edge.here(edge.teams.personal("ava"))
        for number in range(9):
            await edge.messenger.send(here, Outgoing(text=str(number)))

        assert [m.text for m in edge.server.messages(here.id)] == [str(n) for n in range(9)]
        assert edge.server.calls == 9
