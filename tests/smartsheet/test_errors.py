"""Every way Smartsheet fails, and the one error each becomes."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bot.errors import (
    InvalidArguments,
    LimitExceeded,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    RateLimited,
    SheetlineError,
    SheetsUnavailable,
    TimedOut,
)
from bot.smartsheet.smartsheet_errors import LOOK_FIRST, error_from, error_from_transport, too_late, unreadable

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HTML = b"<html><body>Bad Gateway</body></html>"


def body(code: int, message: str = "vendor text") -> bytes:
    return json.dumps({"errorCode": code, "message": message, "refId": "abc123"}).encode()


ROWS = [
    (401, body(1001), NotSignedIn),
    (401, body(1002), NotSignedIn),
    (401, body(1003), NotSignedIn),
    (401, body(1005), NotSignedIn),
    (401, body(1030), NotSignedIn),
    (401, HTML, NotSignedIn),
    (403, body(1004), PermissionDenied),
    (403, body(1013), PermissionDenied),
    (403, body(1039), PermissionDenied),
    (403, body(1050), PermissionDenied),
    (403, body(1092), PermissionDenied),
    (403, body(1212), PermissionDenied),
    (404, body(1006), NotFound),
    (404, body(9999), NotFound),
    (404, b"", NotFound),
    (410, body(4005), NotFound),
    (410, b"", NotFound),
    (413, HTML, LimitExceeded),
    (429, body(4003), RateLimited),
    (429, HTML, RateLimited),
    (503, body(4003), RateLimited),
    (400, body(1008), InvalidArguments),
    (400, body(1012), InvalidArguments),
    (400, body(1018), InvalidArguments),
    (400, body(1036), InvalidArguments),
    (400, body(1042), InvalidArguments),
    (400, body(1115), InvalidArguments),
    (400, body(1302), InvalidArguments),
    (400, b"", InvalidArguments),
    (405, body(1010), InvalidArguments),
    (500, body(4000), SheetsUnavailable),
    (500, body(4002), SheetsUnavailable),
    (500, body(4004), SheetsUnavailable),
    (503, body(4001), SheetsUnavailable),
    (400, body(4004), SheetsUnavailable),
    (404, body(4000), SheetsUnavailable),
    (500, b"", SheetsUnavailable),
    (502, HTML, SheetsUnavailable),
    (503, HTML, SheetsUnavailable),
    (504, HTML, SheetsUnavailable),
    (301, HTML, SheetsUnavailable),
    (407, HTML, SheetsUnavailable),
    (408, b"", SheetsUnavailable),
]


@pytest.mark.parametrize(("status", "raw", "expected"), ROWS)
def test_each_answer_becomes_its_error(status: int, raw: bytes, expected: type[SheetlineError]) -> None:
    """The errorCode decides where it is known, the HTTP status otherwise; every one has a sentence and a next step."""
    error = error_from(status, raw, {}, request="GET /sheets/1", now=NOW)
    assert type(error) is expected
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    assert f"status={status}" in error.detail


def test_the_log_gets_what_smartsheet_support_asks_for() -> None:
    """Request, status, errorCode and refId are in the detail; the vendor's text, which may quote cells, is not."""
    error = error_from(403, body(1004, "cell 'salary 90000'"), {}, request="GET /sheets/1")
    assert error.detail == "GET /sheets/1 status=403 errorCode=1004 refId=abc123"
    assert "salary" not in str(error)


def test_a_refused_request_says_why_in_the_words_of_smartsheet() -> None:
    """An InvalidArguments quotes the API's message on one line."""
    error = error_from(400, body(1036, "The columnId 5\n is invalid"), {})
    assert error.message == "Smartsheet refused the request: The columnId 5 is invalid."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("7", 7.0),
        (" 30 ", 30.0),
        ("0", 0.0),
        ("0.25", 0.25),
        ("Sun, 22 Nov 2026 12:00:45 GMT", 45.0),
        ("Sun, 22 Nov 2026 12:00:45", 45.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, expected: float | None) -> None:
    """A Retry-After that is neither says nothing."""
    headers = {} if value is None else {"Retry-After": value}
    error = error_from(429, body(4003), headers, now=NOW)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == expected


@pytest.mark.parametrize("raw", [body(4000), body(4002), body(4004), HTML])
def test_a_failed_write_never_claims_that_nothing_changed(raw: bytes) -> None:
    """After a server fault on a write the person is told to look first."""
    assert error_from(500, raw, {}, writing=True).hint == LOOK_FIRST
    assert "Nothing was changed" in error_from(500, raw, {}, writing=False).hint


def test_maintenance_turns_writes_away_unbegun() -> None:
    """A 4001 on a write did nothing, and says so."""
    assert "Nothing was changed" in error_from(503, body(4001), {}, writing=True).hint


@given(status=st.integers(300, 599), raw=st.binary(max_size=200))
def test_any_answer_at_all_becomes_an_error_of_ours(status: int, raw: bytes) -> None:
    """No status and no body makes the mapping itself fail."""
    error = error_from(status, raw, {}, now=NOW)
    assert isinstance(error, SheetlineError)
    assert error.message.endswith((".", "!", "?"))


@given(
    fault=st.fixed_dictionaries(
        {},
        optional={
            "errorCode": st.integers() | st.text(max_size=5) | st.none(),
            "message": st.text(max_size=400) | st.none(),
            "refId": st.text(max_size=5) | st.integers(),
        },
    ),
    value=st.text(max_size=40),
)
def test_any_error_body_and_header_becomes_an_error_of_ours(fault: dict[str, object], value: str) -> None:
    """Fields of the wrong type and headers of any text are read as absent."""
    assert isinstance(error_from(429, json.dumps(fault).encode(), {"Retry-After": value}, now=NOW), RateLimited)
    assert len(error_from(400, json.dumps(fault).encode(), {}, now=NOW).message) < 400


KEY = ConnectionKey("api.smartsheet.com", 443, True, None, None, None, None)
REFUSED = aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "refused"))
TRANSPORT = [
    (aiohttp.ConnectionTimeoutError("t"), TimedOut, False),
    (aiohttp.SocketTimeoutError("t"), TimedOut, True),
    (aiohttp.ServerDisconnectedError(), SheetsUnavailable, True),
    (aiohttp.ClientOSError(104, "reset"), SheetsUnavailable, True),
    (ConnectionResetError(104, "reset"), SheetsUnavailable, True),
    (REFUSED, SheetsUnavailable, False),
    (aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "Name not known")), SheetsUnavailable, False),
    (aiohttp.ClientPayloadError("cut short"), SheetsUnavailable, True),
    (aiohttp.ClientConnectorCertificateError(KEY, Exception("certificate")), SheetsUnavailable, False),
    (aiohttp.ClientProxyConnectionError(KEY, OSError("proxy")), SheetsUnavailable, False),
]


@pytest.mark.parametrize(("problem", "expected", "doubtful"), TRANSPORT)
def test_each_broken_connection_becomes_its_error(
    problem: Exception, expected: type[SheetlineError], doubtful: bool
) -> None:
    """Slow is TimedOut, everything else is SheetsUnavailable; a write that may have arrived is called doubtful."""
    error = error_from_transport(problem, request="POST /sheets/1/rows", writing=True)
    assert type(error) is expected
    assert error.retryable
    assert (error.hint == LOOK_FIRST) is doubtful


def test_the_detail_of_a_broken_connection_holds_no_query_string() -> None:
    """Some of aiohttp's texts hold the whole URL; what somebody searched for stays out of the log."""
    asked = aiohttp.RequestInfo(URL("https://x/2.0/search?query=layoffs"), "GET", CIMultiDictProxy(CIMultiDict()))
    problem = aiohttp.ClientResponseError(asked, (), status=400, message="bad")
    assert "layoffs" not in error_from_transport(problem, request="GET /search").detail
    assert "refused" in error_from_transport(REFUSED, request="GET /search").detail


def test_late_and_unreadable_answers_to_writes_are_doubtful_too() -> None:
    """Our own deadline and a 200 nobody can read leave a write undecided."""
    assert too_late(writing=True).hint == LOOK_FIRST
    assert unreadable(why="x", writing=True).hint == LOOK_FIRST
