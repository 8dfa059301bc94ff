"""What goes to the querying child process and what comes back; msgpack, typed, no pickles."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec


class Outcome(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"


class WireView(msgspec.Struct, frozen=True):
    """A snapshot under its view's name: its key and the path of its Arrow file."""

    name: str
    key: str
    path: str


class QueryRequest(msgspec.Struct):
    """One statement. `now` is aware UTC; `today` is its date where the asker is.

    `formats` are the number formats of the views' columns, all columns in order; see `lineage.Formats`.
    """

    sql: str
    views: list[WireView]
    today: date
    now: datetime
    timezone: str
    row_cap: int
    time_limit_s: float
    memory_mib: int
    threads: int
    formats: dict[str, dict[str, str]] = {}


class Plain(msgspec.Struct, tag="plain"):
    values: list[str | int | float | bool | None]


class Dates(msgspec.Struct, tag="dates"):
    values: list[date | None]


class Times(msgspec.Struct, tag="times"):
    values: list[datetime | None]


class Lists(msgspec.Struct, tag="lists"):
    values: list[tuple[str, ...] | None]


class QueryReply(msgspec.Struct):
    """A result by column, or why there is none. `message` is the engine's own, cleaned of data.

    `unknown_view`, `unknown_column` and `unknown_function` hold the name that was not there, if that was the fault.
    """

    outcome: Outcome
    columns: list[str] = []
    types: list[str] = []
    data: list[Plain | Dates | Times | Lists] = []
    formats: list[str] = []
    row_ids: list[int] = []
    total: int = 0
    message: str = ""
    unknown_view: str = ""
    unknown_column: str = ""
    unknown_function: str = ""
