"""Nothing outlives its deadline, and a server that is not there is said to be so."""

from __future__ import annotations

import pytest

from bot.errors import (
    SheetsUnavailable,
    TimedOut,
)
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.conftest import HeldTime, MakeCalls, MakeSheets
from tests.smartsheet.wire import HANG, Reply, Wire, refusal


async def test_a_silent_server_is_timed_out(wire: Wire, make_sheets: MakeSheets) -> None:
    """Nothing for `read_s` seconds is TimedOut, after the retries."""
    wire.otherwise = HANG
    sheets = make_sheets(
        timeouts=Timeouts(read_s=0.05, total_s=5), retry_policy=RetryPolicy(attempts=2, first_pause_s=0.01)
    )
    with pytest.raises(TimedOut):
        await sheets.version(SERVICE, 5)
    assert len(wire.received) == 2


async def test_the_deadline_ends_a_call_that_drips(wire: Wire, make_sheets: MakeSheets) -> None:
    """A server that sends a byte now and then passes every read timeout, but not the total deadline."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    wire.otherwise = Reply((head, *[b"x"] * 900), gap_s=0.02)
    sheets = make_sheets(timeouts=Timeouts(read_s=5, total_s=1.0))
    with pytest.raises(TimedOut):
        await sheets.version(SERVICE, 5)
    assert len(wire.received) == 1


async def test_the_deadline_counts_retries_and_pauses(wire: Wire, make_calls: MakeCalls, held_time: HeldTime) -> None:
    """No pause is begun that would end after the deadline; the failure itself is reported, early."""
    slow = RetryPolicy(attempts=50, first_pause_s=10, longest_pause_s=25)
    calls = make_calls(monotonic=held_time.monotonic, sleep=held_time.sleep, retry_policy=slow)
    wire.otherwise = refusal(503, 4001)
    with pytest.raises(SheetsUnavailable):
        await calls.call(SERVICE, "GET", "/x", into=dict[str, int])
    assert 10 <= sum(held_time.slept) < 60
    assert len(wire.received) == len(held_time.slept) + 1


async def test_hung_threads_do_not_outlive_others_deadlines(wire: Wire, make_sheets: MakeSheets) -> None:
    """With every thread stuck, a further call still ends by its own deadline, and the threads come back."""
    wire.script.extend([HANG] * 2)
    sheets = make_sheets(connections=1, timeouts=Timeouts(read_s=30, total_s=0.2), retry_policy=RetryPolicy(attempts=1))
    for _ in range(2):
        with pytest.raises(TimedOut):
            await sheets.version(SERVICE, 5)
    assert await sheets.version(SERVICE, 5) == 7


async def test_a_closed_adapter_says_so(make_sheets: MakeSheets) -> None:
    """After aclose no request is begun."""
    sheets = make_sheets()
    await sheets.aclose()
    with pytest.raises(SheetsUnavailable):
        await sheets.version(SERVICE, 5)


async def test_nobody_listening_is_unavailable(make_sheets: MakeSheets) -> None:
    """A refused connection is SheetsUnavailable."""
    sheets = make_sheets(api_base="http://127.0.0.1:1/2.0", retry_policy=RetryPolicy(attempts=1))
    with pytest.raises(SheetsUnavailable):
        await sheets.version(SERVICE, 5)
    with pytest.raises(SheetsUnavailable):
        await sheets.account(SERVICE)
