"""What is sent again, how often and after how long; counted at the server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import (
    InvalidArguments,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    RateLimited,
    SheetlineError,
    SheetsUnavailable,
)
from bot.smartsheet.calls import Calls
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.conftest import HeldTime, MakeCalls, MakeSheets
from tests.smartsheet.wire import DROP, Reply, Wire, answer, refusal

HTML = b"<html>Bad Gateway</html>"
GOOD = answer(200, {"version": 7})
SHORT = Reply((b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"version":',))
TRANSIENT = {
    "4000": refusal(500, 4000),
    "4001 maintenance": refusal(503, 4001),
    "4002": refusal(500, 4002),
    "4004 collision": refusal(500, 4004),
    "plain 502": answer(502, HTML),
    "plain 503": answer(503, b""),
    "504": answer(504, HTML),
    "dropped": DROP,
    "cut short": SHORT,
    "200 that is a page": answer(200, HTML),
    "200 that is empty": answer(200, b""),
    "200 of another shape": answer(200, {"unexpected": True}),
}
FINAL = {
    "401": (refusal(401, 1002), NotSignedIn),
    "403": (refusal(403, 1004), PermissionDenied),
    "404": (refusal(404, 1006), NotFound),
    "410": (refusal(410, 4005), NotFound),
    "400": (refusal(400, 1018), InvalidArguments),
}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
async def test_a_passing_fault_is_not_noticed(wire: Wire, make_sheets: MakeSheets, fault: Reply) -> None:
    """One transient fault, then a good answer: the caller gets the answer and the server saw two requests."""
    held_time = HeldTime()
    sheets = make_sheets(monotonic=held_time.monotonic, sleep=held_time.sleep)
    wire.script.append(fault)
    assert await sheets.version(SERVICE, 5) == 7
    assert [request.target for request in wire.received] == ["/2.0/sheets/5/version"] * 2


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
async def test_a_lasting_fault_is_reported_after_the_last_attempt(wire: Wire, calls: Calls, fault: Reply) -> None:
    """Three attempts are three requests, and then SheetsUnavailable."""
    wire.otherwise = fault
    with pytest.raises(SheetsUnavailable):
        await calls.call(SERVICE, "GET", "/sheets/5/version", into=dict[str, int])
    assert len(wire.received) == 3


@pytest.mark.parametrize(("fault", "expected"), FINAL.values(), ids=FINAL)
async def test_what_will_not_get_better_is_asked_once(
    wire: Wire, calls: Calls, fault: Reply, expected: type[SheetlineError]
) -> None:
    """A refusal is no fault: one request, one error."""
    wire.otherwise = fault
    with pytest.raises(expected) as caught:
        await calls.call(SERVICE, "GET", "/sheets/5", into=dict[str, Any])
    assert len(wire.received) == 1
    assert "GET /sheets/5" in caught.value.detail
    assert "refId=ref-1" in caught.value.detail


async def test_pauses_double_and_are_jittered(wire: Wire, make_calls: MakeCalls, held_time: HeldTime) -> None:
    """Pauses start at `first_pause_s`, double, and stop growing; each has up to one first pause of jitter."""
    calls = make_calls(
        monotonic=held_time.monotonic,
        sleep=held_time.sleep,
        retry_policy=RetryPolicy(attempts=6, first_pause_s=1, longest_pause_s=6),
    )
    wire.otherwise = refusal(500, 4000)
    with pytest.raises(SheetsUnavailable):
        await calls.call(SERVICE, "GET", "/x", into=dict[str, Any])
    floors = [1, 2, 4, 6, 6]
    assert len(held_time.slept) == len(floors)
    for slept, floor in zip(held_time.slept, floors, strict=True):
        assert floor <= slept <= floor + 1
    assert any(slept != int(slept) for slept in held_time.slept)


async def test_retry_after_is_honoured_to_the_second(wire: Wire, calls: Calls, held_time: HeldTime) -> None:
    """429 with Retry-After: 7 means seven seconds of silence, then success."""
    wire.script.append(refusal(429, 4003, Retry_After="7"))
    await calls.call(SERVICE, "GET", "/sheets/5/version", into=dict[str, int])
    assert sum(held_time.slept) == pytest.approx(7, abs=0.01)
    assert len(wire.received) == 2


async def test_everyone_with_that_token_keeps_silent(wire: Wire, calls: Calls, held_time: HeldTime) -> None:
    """After a 429 the next call with the token waits too, instead of drawing the next 429."""
    wire.script.append(refusal(429, 4003, Retry_After="9"))
    with pytest.raises(RateLimited):
        await calls.call(SERVICE, "GET", "/a", into=dict[str, int], attempts=1)
    assert held_time.slept == []
    await calls.call(SERVICE, "GET", "/b", into=dict[str, int])
    assert sum(held_time.slept) == pytest.approx(9, abs=0.01)


async def test_without_retry_after_a_429_is_retried_like_any_fault(
    wire: Wire, calls: Calls, held_time: HeldTime
) -> None:
    """The pause is then ours."""
    wire.script.append(refusal(429, 4003))
    await calls.call(SERVICE, "GET", "/sheets/5/version", into=dict[str, int])
    assert sum(held_time.slept) >= 0.5


async def test_a_retry_after_nobody_can_wait_for_is_reported_at_once(
    wire: Wire, calls: Calls, held_time: HeldTime
) -> None:
    """Retry-After beyond the deadline is never cut short: the person is told how long instead."""
    wire.script.append(refusal(429, 4003, Retry_After="90"))
    with pytest.raises(RateLimited) as caught:
        await calls.call(SERVICE, "GET", "/x", into=dict[str, int])
    assert caught.value.retry_after_s == 90
    assert held_time.slept == []
    assert len(wire.received) == 1


async def test_a_long_refusal_in_chunks_is_read_whole(wire: Wire, calls: Calls) -> None:
    """The error body may come in pieces."""
    body = json.dumps({"errorCode": 1006, "message": "x" * 3000, "refId": "ref-9"}).encode()
    head = b"HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = (b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:]))
    wire.otherwise = Reply((head, *pieces, b"0\r\n\r\n"))
    with pytest.raises(NotFound) as caught:
        await calls.call(SERVICE, "GET", "/sheets/5", into=dict[str, Any])
    assert "refId=ref-9" in caught.value.detail
