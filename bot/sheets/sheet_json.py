"""The few fields of GET /sheets/{id} that a snapshot needs; everything else in the answer is skipped unread.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets/getsheet with level=2 and
include=objectValue,format,writerInfo. Rows are kept raw and decoded one chunk at a time, so that a sheet at
Smartsheet's limit never stands in memory as objects. Fields that vendors tend to vary are typed `Any`: one odd cell
must not make a sheet unreadable.
"""

from __future__ import annotations

from typing import Any

import msgspec

NOTHING = msgspec.Raw(b"")


class Hyperlink(msgspec.Struct, gc=False):
    url: str | None = None


class Cell(msgspec.Struct, gc=False, rename="camel"):
    """An empty cell has no `value`. `object_value` stays raw: only lists and durations are worth decoding."""

    column_id: int = 0
    value: Any = None
    display_value: Any = None
    object_value: msgspec.Raw = NOTHING
    hyperlink: Hyperlink | None = None
    format: str | None = None


EMPTY = Cell()


class Writer(msgspec.Struct, gc=False):
    email: str | None = None
    name: str | None = None


class Row(msgspec.Struct, gc=False, rename="camel"):
    id: int
    cells: list[Cell] = []
    row_number: int | None = None
    parent_id: int | None = None
    created_at: str | None = None
    modified_at: str | None = None
    created_by: Writer | None = None
    modified_by: Writer | None = None


class RawColumn(msgspec.Struct, rename="camel"):
    id: int
    index: int = 0
    title: str = ""
    type: str = "TEXT_NUMBER"
    system_column_type: str | None = None
    primary: bool = False
    hidden: bool = False
    locked: bool = False
    validation: bool = False
    formula: str | None = None
    symbol: str | None = None
    options: list[Any] = []
    format: str | None = None


class ProjectSettings(msgspec.Struct, rename="camel"):
    length_of_day: float | None = None
    working_days: list[str] | None = None


class Sheet(msgspec.Struct, rename="camel"):
    id: int
    name: str = ""
    version: int = 0
    permalink: str = ""
    access_level: str = ""
    columns: list[RawColumn] = []
    rows: list[msgspec.Raw] = []
    total_row_count: int | None = None
    project_settings: ProjectSettings | None = None


class ObjectValue(msgspec.Struct, rename="camel"):
    """The three kinds of objectValue that say more than value and displayValue do."""

    object_type: str = ""
    values: list[Any] = []
    negative: bool = False
    elapsed: bool = False
    weeks: float = 0.0
    days: float = 0.0
    hours: float = 0.0
    minutes: float = 0.0
    seconds: float = 0.0
    milliseconds: float = 0.0
