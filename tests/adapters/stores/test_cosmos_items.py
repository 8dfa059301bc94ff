"""Names become ids that Cosmos DB takes, each its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.stores.cosmos_items import MAX_ID_BYTES, item_id, micros, turn_item
from bot.adapters.stores.retention import Retention
from tests.builders import a_turn

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(NAMES)
def test_every_name_makes_a_legal_id(name: str) -> None:
    """Printable ASCII without the four forbidden characters, at most 1,023 bytes."""
    made = item_id("turn", name)

    assert made.isascii()
    assert made.isprintable()
    assert not set(made) & set("/\\?# ")
    assert len(made) <= MAX_ID_BYTES


@given(NAMES, NAMES)
def test_different_names_make_different_ids(one: str, other: str) -> None:
    """No two activities or answers share an item."""
    assert (item_id("turn", one) == item_id("turn", other)) == (one == other)


def test_long_names_are_told_apart_and_never_meet_readable_ones() -> None:
    """A name too long is hashed; no readable name yields such an id."""
    long, longer = "ä" * 400, "ä" * 401
    hashed = item_id("turn", long)

    assert hashed != item_id("turn", longer)
    assert len(hashed) < 100
    assert item_id("turn", hashed.removeprefix("turn:")) != hashed


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2255, 1, 1)))  # noqa: DTZ001
def test_moments_are_exact_in_double_precision(naive: datetime) -> None:
    """A lease's end is compared as a number, to the microsecond."""
    moment = naive.replace(tzinfo=UTC)

    assert int(float(micros(moment))) == micros(moment)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros(moment)) == moment


def test_only_an_undelivered_turn_is_indexed_and_kept_for_ever() -> None:
    """The one indexed field stands on open turns alone, so the index stays as small as the backlog."""
    item = turn_item(a_turn(), Retention())

    assert item["ttl"] == -1
    assert item["since"] == micros(a_turn().accepted_at)
