"""What each column holds, in a few values: computed once with the snapshot, so that it is there when it is needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bot.sheets.snapshot import ColumnProfile, Snapshot

MAX_DISTINCT = 12
SAMPLES = 3


def profile(snapshot: Snapshot) -> tuple[ColumnProfile, ...]:
    """One profile for each of the sheet's own columns, in their order; free of cost, it came with the snapshot."""
    return snapshot.profiles


def profile_array(sql_name: str, array: pa.Array) -> ColumnProfile:
    """Profile one column: values where there are at most 12, else a range or samples in row order."""
    type_ = array.type
    if pa.types.is_boolean(type_):
        checked = array.true_count
        counts = [("true", checked), ("false", len(array) - array.null_count - checked)]
        return ColumnProfile(sql_name, filled=checked, distinct=tuple(pair for pair in counts if pair[1]))
    filled = len(array) - array.null_count
    if pa.types.is_list(type_) or pa.types.is_string(type_):
        return _profile_texts(sql_name, filled, pc.list_flatten(array) if pa.types.is_list(type_) else array)
    if not filled:
        return ColumnProfile(sql_name, filled=0)
    bounds = pc.min_max(array).as_py()
    return ColumnProfile(sql_name, filled=filled, minimum=bounds["min"], maximum=bounds["max"])


def _profile_texts(sql_name: str, filled: int, texts: pa.Array) -> ColumnProfile:
    counts = pc.value_counts(texts.drop_null())
    if len(counts) > MAX_DISTINCT:
        samples: list[str] = counts.field(0)[:SAMPLES].to_pylist()
        return ColumnProfile(sql_name, filled=filled, samples=tuple(samples))
    pairs = zip(counts.field(0).to_pylist(), counts.field(1).to_pylist(), strict=True)
    return ColumnProfile(sql_name, filled=filled, distinct=tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))))


def bound_to_wire(value: Any) -> float | str | None:
    """A minimum or maximum as msgpack can carry it without losing what it is."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def bound_from_wire(value: float | str | None, sql_type: str) -> float | date | datetime | None:
    """The inverse of `bound_to_wire` for a column of `sql_type`."""
    if not isinstance(value, str):
        return value
    return date.fromisoformat(value) if sql_type == "DATE" else datetime.fromisoformat(value)
