"""A sheet as it stood at one version: typed columns in an Arrow file, described well enough to be queried and shown."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from bot.domain.sheets import Column

META_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "_row": "INTEGER",
        "_row_id": "BIGINT",
        "_parent_id": "BIGINT",
        "_level": "INTEGER",
        "_children": "INTEGER",
        "_path": "VARCHAR",
        "_created_at": "TIMESTAMP WITH TIME ZONE",
        "_modified_at": "TIMESTAMP WITH TIME ZONE",
        "_created_by": "VARCHAR",
        "_modified_by": "VARCHAR",
    }
)
"""The columns every snapshot has besides the sheet's own, with their DuckDB types, in order."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A further column derived from a sheet's column: its email, its text, its link."""

    sql_name: str
    sql_type: str
    kind: str


@dataclass(frozen=True, slots=True)
class SnapshotColumn:
    """A sheet's column as SQL sees it.

    `sql_type` is DuckDB's name for the type. `misfits` counts the cells that do not fit it (NULL there, their text in
    the companion of kind `text`). `number_format` is `percent`, `currency USD` or empty.
    """

    column: Column
    sql_name: str
    sql_type: str
    misfits: int = 0
    companions: tuple[Companion, ...] = ()
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a column holds. `distinct` is set (value, count; commonest first) when there are at most 12 values.

    `minimum` and `maximum` are set for numbers, dates and times; `samples` for texts of many values. `filled` counts
    the cells that are not empty; of a checkbox column, the checked ones.
    """

    sql_name: str
    filled: int
    distinct: tuple[tuple[str, int], ...] = ()
    minimum: float | date | datetime | None = None
    maximum: float | date | datetime | None = None
    samples: tuple[str, ...] = ()


class SnapshotFile:
    """The Arrow file behind a snapshot; it is deleted when nothing refers to this object any more."""

    __slots__ = ("__weakref__", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        weakref.finalize(self, _discard, path)


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # Windows refuses while the file is mapped; the loader removes its directory when it closes.
        return


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows of a sheet at one version, as one actor sees them.

    `key` is unique to this snapshot's data; `nbytes` is the size of its file. `loaded_at` is when the data was read,
    `confirmed_at` when Smartsheet last said that this version is current (both aware UTC). `stale` marks a snapshot
    that was given because Smartsheet could not be asked.
    """

    key: str
    sheet_id: int
    name: str
    permalink: str
    version: int
    access_level: str
    rows: int
    columns: tuple[SnapshotColumn, ...]
    profiles: tuple[ColumnProfile, ...]
    table: pa.Table = field(repr=False, compare=False)
    file: SnapshotFile = field(repr=False, compare=False)
    nbytes: int
    loaded_at: datetime
    confirmed_at: datetime
    stale: bool = False

    def confirmed(self, now: datetime) -> Snapshot:
        """The same data, known to be current at `now`."""
        return replace(self, confirmed_at=now, stale=False)

    def aged(self) -> Snapshot:
        """The same data, marked as given without asking Smartsheet."""
        return replace(self, stale=True)

    def schema(self) -> tuple[tuple[str, str], ...]:
        """Every SQL column (name, DuckDB type): the sheet's own with their companions, then the `_…` ones."""
        own: list[tuple[str, str]] = []
        for column in self.columns:
            own.append((column.sql_name, column.sql_type))
            own.extend((companion.sql_name, companion.sql_type) for companion in column.companions)
        return (*own, *META_COLUMNS.items())


def describe(snapshot: Snapshot) -> Mapping[str, Any]:
    """What may be logged about a snapshot: never its cells."""
    return {"sheet_id": snapshot.sheet_id, "version": snapshot.version, "rows": snapshot.rows, "bytes": snapshot.nbytes}
