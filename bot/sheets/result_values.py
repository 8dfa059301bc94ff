"""Brings a result's Arrow columns into the few kinds of value an answer may hold."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from bot.sheets.query_wire import Dates, Lists, Plain, Times

MAX_TEXT = 8000
_FIRST_DAY, _LAST_DAY = (date.min - date(1970, 1, 1)).days, (date.max - date(1970, 1, 1)).days
_FIRST_MOMENT, _LAST_MOMENT = _FIRST_DAY * 86_400_000_000, (_LAST_DAY + 1) * 86_400_000_000 - 1


def column_values(column: pa.ChunkedArray) -> Plain | Dates | Times | Lists:
    """The column's values: text, number, truth, date, time (aware UTC if it has a zone), list of texts; else text.

    NaN, infinities and dates outside years 1 to 9999 become None; texts beyond 8,000 characters end in “…”.
    """
    type_ = column.type
    if pa.types.is_dictionary(type_):
        return column_values(column.cast(type_.value_type))
    if pa.types.is_date32(type_):
        return Dates(pc.if_else(_within(column.cast(pa.int32()), _FIRST_DAY, _LAST_DAY), column, None).to_pylist())
    if pa.types.is_timestamp(type_):
        return Times(_moments(column))
    if pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_):
        return Lists([None if row is None else tuple(_text(item) for item in row) for row in column.to_pylist()])
    return Plain([_plain(value) for value in _readable(column).to_pylist()])


def _readable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Types that Arrow would turn into objects of its own are turned into text first."""
    return column if not pa.types.is_duration(column.type) else column.cast(pa.int64())


def _within(numbers: pa.ChunkedArray, low: int, high: int) -> pa.ChunkedArray:
    return pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high))


def _moments(column: pa.ChunkedArray) -> list[datetime | None]:
    """Aware UTC times where the column has a zone; a time without one stays on the wall clock it was written on."""
    zoned = column.type.tz is not None
    naive = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False).cast(pa.int64())
    kept = pc.if_else(_within(naive, _FIRST_MOMENT, _LAST_MOMENT), naive, None)
    moments: list[datetime | None] = kept.cast(pa.timestamp("us", tz="UTC" if zoned else None)).to_pylist()
    return moments


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or type(value) is bool:
        return value
    if type(value) is str:
        return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else float(value)
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _plain(int(value) if value == value.to_integral_value() else float(value))
    return _plain(_text(value))


def _text(value: Any) -> str:
    """Any value as text: what has no better form is written as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, pa.MonthDayNano):
        return _interval(value)
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return msgspec.json.encode(value, enc_hook=str).decode()[:MAX_TEXT]
    return str(value)


def _interval(value: Any) -> str:
    """An interval in words: `1 year 2 months`, `3 days`, `04:05:06`."""
    years, months = divmod(abs(value.months), 12)
    sign = "-" if value.months < 0 else ""
    parts = [f"{sign}{n} {unit}{'s' * (n != 1)}" for n, unit in ((years, "year"), (months, "month")) if n]
    if value.days:
        parts.append(f"{value.days} day{'s' * (abs(value.days) != 1)}")
    if value.nanoseconds or not parts:
        seconds, minus = abs(value.nanoseconds) // 10**9, "-" if value.nanoseconds < 0 else ""
        parts.append(f"{minus}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}")
    return " ".join(parts)
