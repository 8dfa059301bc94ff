"""What each request says about us, whose it is, and that a token is nowhere but in its header."""

from __future__ import annotations

import asyncio
import logging

import pytest
import structlog
from pydantic import SecretStr

from bot.domain.people import Actor
from bot.errors import NotSignedIn, SheetlineError
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE, TokenBook
from tests.smartsheet.conftest import TOKEN, MakeCalls, MakeSheets
from tests.smartsheet.wire import Wire, answer, refusal

AVA, BEN = Actor(key="ava"), Actor(key="ben")
TWINS = TokenBook({"ava": SecretStr("token-a"), "ava-too": SecretStr("token-a"), "ben": SecretStr("token-b")})
ME = answer(200, {"id": 1, "email": "a@x.example"})


async def test_every_request_says_who_sends_it(wire: Wire, make_sheets: MakeSheets) -> None:
    """Authorization, user agent and change agent are the same on requests of our own and on those the SDK composed."""
    wire.script.append(ME)
    sheets = make_sheets(user_agent="Sheetline/1.2", change_agent="sheetline")
    await sheets.account(SERVICE)
    await sheets.version(SERVICE, 5)
    for request in wire.received:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["user-agent"] == "Sheetline/1.2"
        assert request.headers["smartsheet-change-agent"] == "sheetline"


async def test_each_actor_speaks_with_their_own_token(wire: Wire, make_sheets: MakeSheets) -> None:
    """Two actors at once never mix."""
    sheets = make_sheets(tokens=TWINS)
    await asyncio.gather(*(sheets.version(actor, number) for number in range(20) for actor in (AVA, BEN)))
    spoken = {(request.target, request.headers["authorization"]) for request in wire.received}
    assert spoken == {
        (f"/2.0/sheets/{number}/version", f"Bearer token-{letter}") for number in range(20) for letter in "ab"
    }


async def test_an_actor_without_a_token_sends_nothing(wire: Wire, make_sheets: MakeSheets) -> None:
    """NotSignedIn before any request."""
    with pytest.raises(NotSignedIn):
        await make_sheets(tokens=TWINS).version(Actor(key="carla"), 5)
    assert wire.received == []


async def test_two_actors_with_one_token_share_its_limit(wire: Wire, make_sheets: MakeSheets) -> None:
    """A minute's allowance of one request is used up for both, and not for the other token."""
    sheets = make_sheets(tokens=TWINS, requests_per_minute=1, timeouts=Timeouts(total_s=5))
    await sheets.version(AVA, 5)
    with pytest.raises(SheetlineError) as caught:
        await sheets.version(Actor(key="ava-too"), 5)
    assert caught.value.code == "RATE_LIMITED"
    await sheets.version(BEN, 5)
    assert len(wire.received) == 2


async def test_the_health_check_is_one_request_with_the_first_token(wire: Wire, make_sheets: MakeSheets) -> None:
    """check() returns when the token is accepted, and raises at once when not."""
    wire.script.append(ME)
    sheets = make_sheets(tokens=TWINS)
    await sheets.check()
    wire.script.extend([refusal(401, 1002)])
    with pytest.raises(NotSignedIn):
        await sheets.check()
    wire.otherwise = refusal(503, 4001)
    with pytest.raises(SheetlineError):
        await sheets.check()
    assert [request.headers["authorization"] for request in wire.received] == ["Bearer token-a"] * 3


async def test_the_token_is_in_no_log_error_or_repr(
    wire: Wire, make_calls: MakeCalls, caplog: pytest.LogCaptureFixture
) -> None:
    """With everything at debug level, failures and successes of both request forms keep the token to themselves."""
    caplog.set_level(logging.DEBUG)
    calls = make_calls(retry_policy=RetryPolicy(attempts=2, first_pause_s=0.01))
    seen: list[str] = []
    wire.script.extend([ME, refusal(401, 1003), refusal(500, 4000), ME])
    with structlog.testing.capture_logs() as events:
        await calls.sdk(SERVICE, lambda sdk: sdk.Users.get_current_user())
        for params in ({"query": "private words"}, {}):
            try:
                await calls.call(SERVICE, "GET", "/search", into=dict[str, object], params=params)
            except SheetlineError as error:
                seen += [repr(error), error.message, error.hint, error.detail]
    seen += [repr(vars(calls)), repr(events), caplog.text, *map(repr, caplog.records)]
    assert any(event["event"] == "smartsheet_retry" for event in events)
    assert len(seen) >= 7
    assert not [text for text in seen if TOKEN in text or "private" in text]


async def test_the_sdk_logs_no_cell(wire: Wire, make_calls: MakeCalls, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the request's nor the answer's body is in any log record, at any level."""
    caplog.set_level(logging.DEBUG)
    wire.otherwise = answer(200, {"resultCode": 0, "result": {"name": "salary 90000"}})
    await make_calls().sdk(SERVICE, lambda sdk: sdk.Sheets.update_sheet(5, sdk.models.Sheet({"name": "bonus 7"})))
    assert b"bonus 7" in wire.received[0].body
    assert "salary" not in caplog.text
    assert "bonus" not in caplog.text
