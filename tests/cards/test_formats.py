"""Values as a reader writes them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from cards.formats import decimals_of, reader

MOMENT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "number", "day"),
    [
        ("en-US", "-1,234,567.50", "Nov 22, 2026"),
        ("de-DE", "-1.234.567,50", "22.11.2026"),
        ("fr-FR", "-1\u202f234\u202f567,50", "22 nov. 2026"),
        ("en-IN", "-12,34,567.50", "22 Nov 2026"),
        ("sv-SE", "−1\u00a0234\u00a0567,50", "22 nov. 2026"),
    ],
)
def test_numbers_and_dates_follow_the_locale(locale: str, number: str, day: str) -> None:
    """Separators, minus sign and order of the date are the reader's; India groups by lakh."""
    assert reader(locale, "UTC").number(-1234567.5, decimals=2) == number
    assert reader(locale, "UTC").cell(date(2026, 11, 22)) == day


@pytest.mark.parametrize(
    ("timezone", "shown"),
    [
        ("UTC", "Nov 22, 2026, 2:05 PM UTC"),
        ("America/New_York", "Nov 22, 2026, 9:05 AM EST"),
        ("Asia/Riyadh", "Nov 22, 2026, 5:05 PM UTC+03"),
        ("No/Such", "Nov 22, 2026, 2:05 PM UTC"),
    ],
)
def test_a_time_that_others_may_read_names_its_zone(timezone: str, shown: str) -> None:
    """An unknown zone reads as UTC, and says so."""
    assert reader("en-US", timezone).as_of(MOMENT) == shown


@pytest.mark.parametrize("locale", ["", "xx", "klingon-KL", "en_US", "../../x", "zh-Hant-TW"])
def test_an_unknown_locale_still_reads(locale: str) -> None:
    """Teams may send anything; a card comes out all the same."""
    assert reader(locale, "UTC").number(1234) == "1,234"


def test_a_time_without_a_zone_stays_on_its_clock() -> None:
    """A project sheet's 8:00 is 8:00 wherever it is read; a moment moves to the reader's zone."""
    berlin = reader("de-DE", "Europe/Berlin")
    assert berlin.cell(datetime(2026, 11, 22, 8, 0)) == "22.11.2026, 08:00"  # noqa: DTZ001
    assert berlin.cell(datetime(2026, 11, 22, 23, 5, tzinfo=UTC)) == "23.11.2026, 00:05"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.004, "-0.004"),
        (0.00001234, "1.234e-05"),
        (1e20, "1e+20"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (True, "Yes"),
        (None, "–"),
        ("", "–"),
        (("a", "b"), "a, b"),
        (12.0, "12"),
        (12.345, "12.35"),
        (2**53, "9,007,199,254,740,992"),
    ],
)
def test_each_kind_of_value_has_one_way_to_be_shown(value: object, shown: str) -> None:
    """A tiny number is not rounded to nothing, and what is not a number is a gap."""
    assert reader("en-US", "UTC").cell(value) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "places"), [((1, 2), 0), ((1.0, 2.0), 0), ((1.5, 2), 1), ((1.25, 2.5), 2), ((1.23456, 1), 2), ((), 0)]
)
def test_a_column_shows_as_many_places_as_its_values_need(values: tuple[float, ...], places: int) -> None:
    """None for whole numbers, at most two."""
    assert decimals_of(values) == places


def test_the_first_and_the_last_day_are_shown_in_any_zone() -> None:
    """A date at the edge of what Python can hold does not fail the card."""
    far = reader("en-US", "America/New_York")
    assert far.cell(datetime.min.replace(tzinfo=UTC)).startswith("Jan 1, 1")
    assert reader("en-US", "Asia/Tokyo").cell(datetime.max.replace(tzinfo=UTC)).startswith("Dec 31, 9999")


@pytest.mark.parametrize(("number", "shown"), [(0, "0 rows"), (1, "1 row"), (12431, "12,431 rows")])
def test_one_of_a_thing_is_singular(number: int, shown: str) -> None:
    """Counts read as English."""
    assert reader("en-US", "UTC").count(number, "row") == shown
