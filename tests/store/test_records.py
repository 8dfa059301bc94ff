"""Records come back as they were written, whatever a sheet or a person put into them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Answer, Table
from bot.domain.sessions import Session
from bot.domain.turns import Turn
from bot.errors import Internal, LimitExceeded
from bot.store.answer_records import decode_answer, encode_answer
from bot.store.collections.sessions import decode_turn
from bot.store.records import MAX_BYTES, Decoder, Record, decode, encode
from tests.builders import a_turn

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
CELLS = st.one_of(
    TEXT,
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(timezones=st.one_of(st.none(), ZONES)),
    st.lists(TEXT, max_size=3).map(tuple),
)
ROWS = st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=4).map(tuple)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), FINITE, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    float: FINITE,
    type(None): st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Any: JSON,
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a domain type, by its annotations; a field added later is covered without a word here."""
    if kind in PLAIN:
        return PLAIN[kind]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        cells = {"rows": ROWS} if kind is Table else {}
        others = {field.name: anything(hints[field.name]) for field in fields(kind) if field.name not in cells}
        return st.builds(kind, **others, **cells)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(TEXT, anything(get_args(kind)[1]), max_size=3)
    return st.one_of([anything(each) for each in get_args(kind)])


SESSION = Decoder(Record[Session])
ANSWERS, SESSIONS, TURNS = anything(Answer), anything(Session), anything(Turn)


def typed(value: object) -> object:
    """The value with its types spelled out: 1, 1.0 and True are equal, and must not be confused."""
    if isinstance(value, tuple):
        return tuple(typed(each) for each in value)
    if isinstance(value, float):
        return (float, math.copysign(1, value), value)
    if isinstance(value, datetime):
        return (datetime, value.isoformat())
    return (type(value), value)


@given(ANSWERS)
def test_an_answer_comes_back_with_every_cell_of_its_own_type(answer: Answer) -> None:
    """Text that looks like a date stays text, a date is no moment, 1 is not 1.0 nor true, no integer loses a digit."""
    decoded = decode_answer(encode_answer(answer))

    assert decoded == answer
    if answer.table is not None and decoded.table is not None:
        assert typed(decoded.table.rows) == typed(answer.table.rows)


@given(ANSWERS)
def test_an_answer_survives_a_store_of_double_precision_numbers(answer: Answer) -> None:
    """Cosmos DB gives 1.0 back as 1 and rounds integers above 2^53; neither changes a cell."""
    through = json.loads(encode_answer(answer), parse_int=lambda text: _as_cosmos(float(text)), parse_float=_as_cosmos)

    decoded = decode_answer(json.dumps(through).encode())

    assert decoded == answer
    if answer.table is not None and decoded.table is not None:
        assert typed(decoded.table.rows) == typed(answer.table.rows)


@given(SESSIONS)
def test_a_session_comes_back_whole(session: Session) -> None:
    """Conversation, sheets, problem, history with its calls."""
    assert decode(encode(session), SESSION) == session


@given(TURNS)
def test_a_turn_comes_back_whole(turn: Turn) -> None:
    """Message and replies, each card as the mapping it was."""
    assert decode_turn(encode(turn)) == turn


@pytest.mark.parametrize(
    "cell",
    [
        math.inf,
        -math.inf,
        math.nan,
        -0.0,
        2**64,
        -(2**200),
        date.min,
        datetime.fromisoformat("9999-12-31T23:59:59.999999"),
    ],
)
def test_a_cell_that_json_cannot_hold_is_kept(cell: float | date) -> None:
    """Infinities, not-a-number, minus zero, great integers and the ends of the calendar."""
    decoded = decode_answer(encode_answer(Answer("a", "", table=Table(("x",), ((cell,),), 1))))

    assert decoded.table is not None
    assert repr(decoded.table.rows[0][0]) == repr(cell)


def test_what_a_newer_version_added_is_passed_over() -> None:
    """During a rollout the old instances read what the new ones wrote."""
    turn = a_turn()
    record = json.loads(encode(turn))
    record["v"], record["new"], record["body"]["message"]["new"] = 9, 1, {"x": [1]}

    assert decode_turn(json.dumps(record).encode()) == turn


@pytest.mark.parametrize("data", [b"", b"{}", b'{"v":1,"body":{"id":3}}', b'{"v":1,"body":null}', b"\xff"])
def test_an_unreadable_record_says_what_to_do(data: bytes) -> None:
    """A damaged record is an error with a way out, not a session made up."""
    for read in (lambda data: decode(data, SESSION), decode_turn, decode_answer):
        with pytest.raises(Internal) as caught:
            read(data)
        assert "new chat" in caught.value.hint


def test_an_unknown_kind_of_cell_is_unreadable() -> None:
    """A cell of a kind this version does not know is not guessed at."""
    record = json.loads(encode_answer(Answer("a", "", table=Table(("x",), ((date.min,),), 1))))
    record["body"]["table"]["rows"] = [[{"q": "?"}]]

    with pytest.raises(Internal):
        decode_answer(json.dumps(record).encode())


def test_half_a_surrogate_pair_does_not_stop_a_turn() -> None:
    """JSON text can smuggle in what UTF-8 cannot hold; it is replaced, the rest is kept."""
    turn = a_turn("emoji \ud83d cut")

    assert decode_turn(encode(turn)).message.text == "emoji ? cut"


def test_a_record_above_the_limit_is_refused() -> None:
    """2 MB is what Cosmos DB takes, so no store takes more."""
    with pytest.raises(LimitExceeded):
        encode_answer(Answer("a", "x" * MAX_BYTES))


def _as_cosmos(number: float | str) -> float:
    value = float(number)
    return int(value) if value.is_integer() and abs(value) <= 2**53 else value
