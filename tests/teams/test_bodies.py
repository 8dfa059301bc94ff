"""What is not an activity: a 400 that says what is wrong, whoever sends it; never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Conflict, ConversationGone, StoreUnavailable, TimedOut
from bot.teams.wire import LIMIT_BYTES, BadActivity, WireActivity, parse_activity
from tests.edge import Edge

NOT_ACTIVITIES: dict[str, bytes] = {
    "nothing": b"",
    "not JSON": b"hello",
    "cut off": b'{"type": "message", ',
    "not UTF-8": b'{"type": "\xff\xfe"}',
    "array": b"[]",
    "array of activities": b'[{"type": "message"}]',
    "null": b"null",
    "number": b"1",
    "string": b'"message"',
    "empty object": b"{}",
    "very deep": b'{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("raw", NOT_ACTIVITIES.values(), ids=NOT_ACTIVITIES.keys())
async def test_a_body_that_is_no_activity_is_a_400(edge: Edge, raw: bytes) -> None:
    """The answer is 400 with a JSON body that says what is wrong."""
    status, body = await edge.answer(raw=raw)

    assert status == 400
    assert json.loads(body)["error"]["message"].startswith("Not ")


@pytest.mark.parametrize("missing", ["type", "serviceUrl", "conversation", "from", "recipient", "id"])
async def test_a_field_every_activity_has_is_named_when_it_is_missing(edge: Edge, missing: str) -> None:
    """The 400 names the field that is not there."""
    status, body = await edge.answer(edge.an_activity(**{missing: None}))

    assert status == 400
    assert f"`{missing}`" in json.loads(body)["error"]["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ""},
        {"type": 7},
        {"serviceUrl": ""},
        {"serviceUrl": ["http://x"]},
        {"conversation": "19:x"},
        {"conversation": {}},
        {"conversation": {"id": ""}},
        {"from": {"name": "nobody"}},
        {"from": []},
        {"text": {"a": 1}},
        {"entities": {}},
        {"entities": ["mention"]},
        {"attachments": [3]},
    ],
    ids=str,
)
async def test_a_field_of_the_wrong_kind_is_a_400(edge: Edge, changes: dict[str, Any]) -> None:
    """A field that is there but cannot be what it says is refused like a missing one."""
    assert await edge.status(edge.an_activity(**changes)) == 400
    assert edge.bot.messages == []


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": None},
        {"channelData": "x"},
        {"channelData": {"tenant": 5, "team": []}},
        {"timestamp": "yesterday"},
        {"timestamp": None},
        {"timestamp": "2026-11-22T10:00:00.1234567Z"},
        {"entities": [{"type": "mention"}, {"type": 5}, {}]},
        {"attachments": [{}, {"contentType": 5}, {"contentType": "image/png", "content": "x"}]},
        {"locale": None, "localTimezone": None, "entities": None, "attachments": None},
    ],
    ids=str,
)
async def test_what_clients_vary_in_is_taken(edge: Edge, changes: dict[str, Any]) -> None:
    """Odd or absent optional parts do not stop a message from being taken."""
    assert await edge.status(edge.an_activity(**changes)) == 200
    assert len(edge.bot.messages) == 1


async def test_more_than_a_megabyte_is_a_413(edge: Edge) -> None:
    """A body over the limit is refused with 413 and a JSON body."""
    status, body = await edge.answer(edge.an_activity(text="x" * LIMIT_BYTES))

    assert status == 413
    assert "error" in json.loads(body)


async def test_what_is_not_json_by_its_header_is_a_415(edge: Edge) -> None:
    """A form post is not read at all."""
    async with edge.teams.endpoint._session().post(f"{edge.url}/api/messages", data={"a": "b"}) as response:
        assert response.status == 415


@pytest.mark.parametrize("failure", [StoreUnavailable("Down."), TimedOut("Slow."), Conflict("Lost a race.")])
async def test_a_message_nobody_could_keep_is_a_503(edge: Edge, failure: Exception) -> None:
    """When the message could not be stored Teams is asked to deliver it again, by 503 with Retry-After."""
    edge.bot.failure = failure

    assert await edge.status() == 503


@pytest.mark.parametrize("failure", [RuntimeError("a bug"), ConversationGone("Never expected here.")])
async def test_only_a_bug_is_a_500_and_it_keeps_its_secrets(edge: Edge, failure: Exception) -> None:
    """An unexpected failure is a 500 whose body has a reference and none of the failure's words."""
    edge.bot.failure = failure
    status, body = await edge.answer()

    assert status == 500
    assert str(failure) not in body
    assert len(json.loads(body)["error"]["reference"]) == 16


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["type", "serviceUrl", "conversation", "from", "recipient", "id", "text", "entities", "value", "channelData"]


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=6), json_values) | json_values)
def test_parsing_takes_it_or_says_why_not(body: Any) -> None:
    """Any JSON whatever is an activity or a BadActivity; no other exception comes out."""
    outcome: object
    try:
        outcome = parse_activity(json.dumps(body).encode())
    except BadActivity as error:
        outcome = error

    assert isinstance(outcome, WireActivity) or str(outcome)


@given(st.binary(max_size=60))
def test_parsing_survives_any_bytes(raw: bytes) -> None:
    """Bytes that are no JSON are refused with BadActivity and nothing else."""
    with pytest.raises(BadActivity):
        parse_activity(raw)
