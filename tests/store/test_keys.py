"""Names become ids that Cosmos DB takes, each its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.turns import TurnState
from bot.store.collections.sessions import turn_document
from bot.store.records import MAX_ID_BYTES, micros, moment, named
from bot.store.retention import USUAL
from tests.builders import a_turn

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(NAMES)
def test_every_name_makes_a_legal_id(name: str) -> None:
    """Printable ASCII without the four forbidden characters, at most 1,023 bytes."""
    made = named("turn", name)

    assert made.isascii()
    assert made.isprintable()
    assert not set(made) & set("/\\?# ")
    assert len(made) <= MAX_ID_BYTES


@given(NAMES, NAMES)
def test_different_names_make_different_ids(one: str, other: str) -> None:
    """No two activities or answers share an item."""
    assert (named("turn", one) == named("turn", other)) == (one == other)


def test_long_names_are_told_apart_and_never_meet_readable_ones() -> None:
    """A name too long is hashed; no readable name yields such an id."""
    long, longer = "ä" * 400, "ä" * 401
    hashed = named("turn", long)

    assert hashed != named("turn", longer)
    assert len(hashed) < 100
    assert named("turn", hashed.removeprefix("turn:")) != hashed


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2255, 1, 1)))  # noqa: DTZ001
def test_moments_are_exact_in_double_precision(naive: datetime) -> None:
    """A lease's end is compared as a number, to the microsecond."""
    moment = naive.replace(tzinfo=UTC)

    assert int(float(micros(moment))) == micros(moment)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros(moment)) == moment


@given(st.datetimes(min_value=datetime(1970, 1, 1)), st.datetimes(min_value=datetime(1970, 1, 1)))  # noqa: DTZ001
def test_keys_sort_like_their_moments(one: datetime, other: datetime) -> None:
    """A key's text is compared, not its number."""
    first, second = one.replace(tzinfo=UTC), other.replace(tzinfo=UTC)

    assert (moment(first) < moment(second)) == (first < second)


def test_only_an_undelivered_turn_is_found_by_all_and_kept_for_ever() -> None:
    """The index over all partitions stays as small as the backlog."""
    waiting, done = a_turn(), replace(a_turn(), state=TurnState.DELIVERED)

    assert turn_document(waiting, USUAL).keep is None
    assert turn_document(waiting, USUAL).across.startswith("open/")
    assert turn_document(done, USUAL).keep == USUAL.turn
    assert turn_document(done, USUAL).across == ""
