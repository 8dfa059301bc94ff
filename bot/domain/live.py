"""A sheet as it is in Smartsheet right now, close enough to the API that what is read can be written back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.outline import Outline
from bot.domain.sheets import Column

COMMENTERS = frozenset({"COMMENTER", "EDITOR", "EDITOR_SHARE", "ADMIN", "OWNER"})
EDITORS = frozenset({"EDITOR", "EDITOR_SHARE", "ADMIN", "OWNER"})
ADMINS = frozenset({"ADMIN", "OWNER"})


@dataclass(frozen=True, slots=True)
class CellContent:
    """What a cell holds. `raw` is canonical JSON of the fields a write sends (`{"value":5.0}`), "" for an empty cell.

    `shown` is how Smartsheet shows it, `format` its own format. Two cells hold the same when their `raw` is the same.
    """

    raw: str = ""
    shown: str = ""
    format: str = ""

    @property
    def linked(self) -> bool:
        """Whether it is a cell link, which Smartsheet takes apart from other cells."""
        return '"linkInFromCell":{' in self.raw


NOTHING = CellContent()


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column with what else decides whether it can be written. `role` is its part in a project (`GANTT_END_DATE`)."""

    column: Column
    role: str = ""
    contacts: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> int:
        return self.column.id


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A row; `cells` holds what was asked for and is not empty. `flags` are its own settings as a write sends them.

    `modified_by` names who last changed the row.
    """

    id: int
    number: int
    parent_id: int | None = None
    cells: Mapping[int, CellContent] = field(default_factory=dict)
    locked: bool = False
    flags: str = ""
    created_at: datetime | None = None
    modified_at: datetime | None = None
    modified_by: str = ""

    def cell(self, column_id: int) -> CellContent:
        return self.cells.get(column_id, NOTHING)


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """A sheet with the rows asked for, in display order. `project` says that dependencies are enabled."""

    id: int
    name: str
    permalink: str
    version: int
    access_level: str
    columns: tuple[LiveColumn, ...]
    rows: tuple[LiveRow, ...]
    project: bool = False

    def outline(self) -> Outline:
        """Order and hierarchy; only of a sheet read whole."""
        return Outline((row.id, row.parent_id) for row in self.rows)

    def by_id(self) -> dict[int, LiveRow]:
        return {row.id: row for row in self.rows}

    def column(self, column_id: int) -> LiveColumn | None:
        return next((column for column in self.columns if column.id == column_id), None)

    @property
    def primary(self) -> LiveColumn | None:
        return next((column for column in self.columns if column.column.primary), None)

    def label(self, row: LiveRow) -> str:
        """The row's primary value as Smartsheet shows it."""
        return row.cell(self.primary.id).shown if self.primary else ""


@dataclass(frozen=True, slots=True)
class RowWrite:
    """A row of one bulk request: the cells to set and, of a new row, its own settings. `row_id` 0 is a new row."""

    row_id: int
    cells: tuple[tuple[int, CellContent], ...] = ()
    flags: str = ""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a bulk request did: the rows' ids in the order sent, and the rows refused with Smartsheet's reason."""

    row_ids: tuple[int, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
