"""Files that people send in Teams, as a conversation knows them: what they are called and hold, never their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.sheets import ColumnType

MOST_TITLES = 60
"""Titles that are remembered of a table."""

MOST_FILES = 5
"""Files a conversation knows at once; the one sent first makes room."""

KEPT_FOR = timedelta(hours=24)
"""How long a file can be used after it was sent; a change that attaches it waits eight hours at most."""

FileValue = str | float | bool | None
"""A cell of a file: a day is an ISO date, a percentage a number (0.45)."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file with the type it would get in a sheet; `options` are a dropdown's.

    `percent` says that its numbers show as percentages.
    """

    title: str
    type: ColumnType
    options: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class FileTable:
    """One table of a file; in a workbook `name` is its worksheet. `notes` say what to know about it."""

    name: str
    columns: tuple[FileColumn, ...]
    rows: tuple[tuple[FileValue, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What is said of a table without its rows; of many columns only the first have their titles here."""

    name: str
    rows: int
    columns: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file someone sent: kept under its hash until it is too old. `problem` says why it can only be attached."""

    name: str
    sha256: str
    size: int
    received_at: datetime
    tables: tuple[TableFacts, ...] = ()
    problem: str = ""

    def usable(self, now: datetime) -> bool:
        return now < self.received_at + KEPT_FOR


def said_size(size: int) -> str:
    """“12 KB”, as people read it."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:,.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


@dataclass(frozen=True, slots=True)
class FileCard:
    """Files that came without a word: what they hold. `open_sheet` names the current sheet."""

    files: tuple[SentFile, ...]
    open_sheet: str = ""
