"""A stretch of time as people say it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.periods import LONGEST_DAYS, since

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("", date(2026, 10, 27)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 25)),
        ("this week", date(2026, 11, 23)),
        ("last week", date(2026, 11, 16)),
        ("this month", date(2026, 11, 1)),
        ("last month", date(2026, 10, 1)),
        ("this year", date(2026, 1, 1)),
        ("1 day", TODAY),
        ("the last 7 days", date(2026, 11, 20)),
        ("2 weeks", date(2026, 11, 13)),
        ("since 2026-11-01", date(2026, 11, 1)),
        ("2026-02-30", None),
        ("whenever", None),
    ],
)
def test_the_first_day_of_what_is_said(said: str, first: date | None) -> None:
    """Weeks begin on Monday; a month is the usual."""
    assert since(said, TODAY) == first


@given(st.one_of(st.text(max_size=30), st.from_regex(r"(last )?\d{1,4} (days?|weeks?|months?)", fullmatch=True)))
def test_any_words_are_a_day_within_ten_years_or_nothing(said: str) -> None:
    """No number of days, however large, leaves the calendar."""
    first = since(said, TODAY)
    assert first is None or 0 <= (TODAY - first).days <= LONGEST_DAYS
