"""Durations of a result in words, and what of a column an answer may not hold; no query is run."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from bot.sheets.query_wire import Plain
from bot.sheets.result_values import column_values

SECOND = 10**9


def only(value: Any, kind: pa.DataType) -> Any:
    """What the one value of a column becomes."""
    found = column_values(pa.chunked_array([pa.array([value], kind)]))
    assert isinstance(found, Plain)
    (one,) = found.values
    return one


@pytest.mark.parametrize(
    ("months", "days", "nanoseconds", "said"),
    [
        (14, 0, 0, "1 year 2 months"),
        (24, 0, 0, "2 years"),
        (1, 0, 0, "1 month"),
        (12, 1, 0, "1 year 1 day"),
        (0, 3, 0, "3 days"),
        (0, -1, 0, "-1 day"),
        (-14, 0, 0, "-1 year -2 months"),
        (0, 0, (4 * 3600 + 5 * 60 + 6) * SECOND, "04:05:06"),
        (0, 0, -61 * SECOND, "-00:01:01"),
        (0, 0, 100 * 3600 * SECOND, "100:00:00"),
        (0, 2, 30 * SECOND, "2 days 00:00:30"),
        (0, 0, 0, "00:00:00"),
    ],
)
def test_a_duration_is_said_in_words(months: int, days: int, nanoseconds: int, said: str) -> None:
    """Years and months, days, hours with minutes and seconds; one of each is not “1 years”."""
    assert only(pa.MonthDayNano([months, days, nanoseconds]), pa.month_day_nano_interval()) == said


@pytest.mark.parametrize(
    ("value", "kind", "held"),
    [
        (Decimal("3.00"), pa.decimal128(9, 2), 3),
        (Decimal("1.50"), pa.decimal128(9, 2), 1.5),
        (float("nan"), pa.float64(), None),
        (float("-inf"), pa.float64(), None),
        (True, pa.bool_(), True),
        (None, pa.string(), None),
        (b"\x0f", pa.binary(), "0f"),
        ("x" * 8000, pa.string(), "x" * 8000),
        ("x" * 8001, pa.string(), "x" * 7999 + "…"),
        ({"a": 1}, pa.struct([("a", pa.int64())]), '{"a":1}'),
    ],
)
def test_a_value_is_one_that_an_answer_may_hold(value: Any, kind: pa.DataType, held: Any) -> None:
    """Whole decimals are whole numbers; what has no better form is text, and a long text ends in “…”."""
    assert only(value, kind) == held
