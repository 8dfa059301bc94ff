"""A write is sent once, as it was given, and an undecided one is told as undecided."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import (
    SheetlineError,
    SheetsUnavailable,
)
from bot.smartsheet.calls import Calls
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.wire import DROP, Reply, Wire, answer, refusal

SHORT = Reply((b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"version":',))


WRITES = {
    "dropped": DROP,
    "cut short": SHORT,
    "429": refusal(429, 4003),
    "503": refusal(503, 4001),
    "4004": refusal(500, 4004),
}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("fault", WRITES.values(), ids=WRITES)
async def test_a_write_is_sent_once_whatever_happens(wire: Wire, calls: Calls, method: str, fault: Reply) -> None:
    """No write is resent unless it is marked idempotent: a dropped response may have added the rows already."""
    wire.script.append(fault)
    with pytest.raises(SheetlineError):
        await calls.call(SERVICE, method, "/sheets/5/rows", into=dict[str, Any], body=[{"toBottom": True}])
    assert [request.method for request in wire.received] == [method]


async def test_a_dropped_write_is_told_as_undecided(wire: Wire, calls: Calls) -> None:
    """The hint says to look, not that nothing was changed."""
    wire.script.append(DROP)
    with pytest.raises(SheetsUnavailable) as caught:
        await calls.call(SERVICE, "POST", "/sheets/5/rows", into=dict[str, Any], body=[{"toBottom": True}])
    assert "look at the sheet" in caught.value.hint


async def test_a_write_marked_idempotent_is_resent(wire: Wire, calls: Calls) -> None:
    """Setting a name twice is setting it once."""
    wire.script.append(DROP)
    wire.otherwise = answer(200, {"resultCode": 0})
    await calls.call(SERVICE, "PUT", "/sheets/5", into=dict[str, Any], body={"name": "B"}, idempotent=True)
    assert [request.body for request in wire.received] == [b'{"name":"B"}'] * 2


async def test_a_body_is_sent_as_it_was_given(wire: Wire, calls: Calls) -> None:
    """Empty lists, nulls and letters of every script survive; the SDK's serializer would drop some."""
    body = {"options": [], "value": None, "title": "Größe 尺寸", "flag": False}
    await calls.call(SERVICE, "POST", "/sheets/5/columns", into=dict[str, Any], body=body)
    assert json.loads(wire.received[0].body) == body
    assert wire.received[0].headers["content-type"] == "application/json"
