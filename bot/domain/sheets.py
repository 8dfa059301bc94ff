"""Sheets as Smartsheet describes them; row data lives in snapshots (bot/sheets/snapshot.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ColumnType(StrEnum):
    """Smartsheet's column types (https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/column-types)."""

    TEXT_NUMBER = "TEXT_NUMBER"
    DATE = "DATE"
    DATETIME = "DATETIME"
    ABSTRACT_DATETIME = "ABSTRACT_DATETIME"
    CHECKBOX = "CHECKBOX"
    PICKLIST = "PICKLIST"
    MULTI_PICKLIST = "MULTI_PICKLIST"
    CONTACT_LIST = "CONTACT_LIST"
    MULTI_CONTACT_LIST = "MULTI_CONTACT_LIST"
    DURATION = "DURATION"
    PREDECESSOR = "PREDECESSOR"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `options` are a dropdown's choices; `formula` is set for a column formula."""

    id: int
    index: int
    title: str
    type: ColumnType
    system_type: str | None = None
    primary: bool = False
    hidden: bool = False
    locked: bool = False
    validation: bool = False
    formula: str | None = None
    symbol: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet as a listing shows it: enough to choose it, not to answer from it."""

    id: int
    name: str
    permalink: str = ""
    access_level: str = ""
    workspace: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet a conversation works with, as it stood when last read; `opened_by` is the key of the actor who did."""

    id: int
    name: str
    permalink: str = ""
    version: int = 0
    rows: int = 0
    opened_by: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The Smartsheet user behind an actor."""

    id: int
    email: str
    name: str = ""
