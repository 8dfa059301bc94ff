"""The sandbox's sheets, columns, rows and cells. Plain state, no rules.

Times are UTC `datetime`s; people are named by their key in infra/local/people.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from infra.local.smartsheet.containers import Share

PROJECT_TYPES = frozenset({"ABSTRACT_DATETIME", "DURATION", "PREDECESSOR"})
MULTI_TYPES = frozenset({"MULTI_CONTACT_LIST", "MULTI_PICKLIST"})


@dataclass(slots=True)
class Column:
    """A column; `extra` holds fields shown as they are (symbol, systemColumnType, autoNumberFormat, tags, …)."""

    id: int
    title: str
    type: str
    primary: bool = False
    options: list[str] = field(default_factory=list)
    contact_options: list[dict[str, str]] = field(default_factory=list)
    validation: bool = False
    width: int = 150
    hidden: bool = False
    locked: bool = False
    formula: str | None = None
    format: str | None = None
    description: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def system_type(self) -> str | None:
        return self.extra.get("systemColumnType")


@dataclass(slots=True)
class Cell:
    """A cell's content. `object` is a structured objectValue (contact, multi, predecessors); `display` overrides."""

    value: Any = None
    object: Any = None
    display: str | None = None
    formula: str | None = None
    hyperlink: dict[str, Any] | None = None
    format: str | None = None
    link_in: dict[str, Any] | None = None

    @property
    def empty(self) -> bool:
        return self.value is None and self.object is None and self.formula is None and self.link_in is None


class Row:
    """A row; its cells may still lie in `raw`, the JSON they were rendered as, until someone asks for them."""

    __slots__ = (
        "_cells",
        "created_at",
        "created_by",
        "expanded",
        "format",
        "id",
        "locked",
        "modified_at",
        "modified_by",
        "parent_id",
        "raw",
        "rendered",
    )

    def __init__(self, row_id: int, *, at: datetime, by: str, parent_id: int | None = None) -> None:
        self.id = row_id
        self.parent_id = parent_id
        self.created_at = self.modified_at = at
        self.created_by = self.modified_by = by
        self.expanded = True
        self.locked = False
        self.format: str | None = None
        self.raw: bytes | None = None
        self.rendered: tuple[Any, bytes] | None = None
        self._cells: dict[int, Cell] | None = None

    @property
    def cells(self) -> dict[int, Cell]:
        if self._cells is None:
            self._cells = {} if self.raw is None else _parse_cells(self.raw)
        return self._cells

    def touch(self, *, at: datetime, by: str) -> None:
        """The row changed: who and when, and nothing rendered before is valid."""
        self.modified_at, self.modified_by = at, by
        self.forget_rendering()

    def forget_rendering(self) -> None:
        if self.raw is not None:
            _ = self.cells
            self.raw = None
        self.rendered = None


def _parse_cells(raw: bytes) -> dict[int, Cell]:
    return {
        cell["columnId"]: Cell(
            value=cell.get("value"),
            object=found if isinstance(found := cell.get("objectValue"), dict) else None,
            display=cell.get("displayValue"),
            formula=cell.get("formula"),
            hyperlink=cell.get("hyperlink"),
            format=cell.get("format"),
        )
        for cell in orjson.loads(raw)["cells"]
        if len(cell) > 1
    }


@dataclass(slots=True, eq=False)
class Sheet:
    """A sheet. `rows` are in display order; children follow their parent. `load` brings a big sheet's rows on demand.

    `layout` counts changes of the columns, after which no row rendered before is valid.
    """

    id: int
    name: str
    owner: str
    created_at: datetime
    modified_at: datetime
    columns: list[Column] = field(default_factory=list)
    version: int = 1
    layout: int = 0
    workspace_id: int | None = None
    folder_id: int | None = None
    project: bool = False
    shares: list[Share] = field(default_factory=list)
    row_count: int = 0
    load: Callable[[], list[Row]] | None = None
    stored_rows: list[Row] | None = None
    by_id: dict[int, Row] | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        if self.stored_rows is None:
            self.stored_rows = self.load() if self.load else []
        return self.stored_rows

    @property
    def total_rows(self) -> int:
        return self.row_count if self.stored_rows is None else len(self.stored_rows)

    @property
    def permalink(self) -> str:
        return f"https://app.smartsheet.com/sheets/{self.id:x}"

    def column(self, title: str) -> Column:
        """The column with this title. Raises KeyError."""
        for column in self.columns:
            if column.title == title:
                return column
        raise KeyError(title)

    def column_by_id(self, column_id: object) -> Column | None:
        return next((column for column in self.columns if column.id == column_id), None)

    @property
    def nested(self) -> bool:
        """Some row has a parent; a flat sheet is spared the search for children."""
        return any(row.parent_id is not None for row in self.rows)

    @property
    def primary(self) -> Column:
        return next(column for column in self.columns if column.primary)

    def row(self, row_id: object) -> Row | None:
        if self.by_id is None:
            self.by_id = {row.id: row for row in self.rows}
        return self.by_id.get(row_id) if isinstance(row_id, int) else None

    def insert(self, at: int, rows: list[Row]) -> None:
        """Put rows in at a display position; the caller keeps children behind their parent."""
        self.rows[at:at] = rows
        self.by_id = None

    def remove(self, row_ids: set[int]) -> None:
        self.stored_rows = [row for row in self.rows if row.id not in row_ids]
        self.by_id = None

    def find(self, title: str, value: object) -> Row:
        """The first row whose cell under `title` has this value. Raises KeyError."""
        column = self.column(title)
        for row in self.rows:
            if (cell := row.cells.get(column.id)) is not None and cell.value == value:
                return row
        raise KeyError(value)

    def value(self, row: Row, title: str) -> Any:
        """What the cell's `value` key would hold; None when empty."""
        cell = row.cells.get(self.column(title).id)
        return None if cell is None else cell.value

    def children(self, parent_id: int | None) -> Iterator[Row]:
        return (row for row in self.rows if row.parent_id == parent_id)

    def subtree(self, row: Row) -> list[Row]:
        """The row and everything under it, in display order."""
        within = {row.id}
        found = [row]
        for other in self.rows[self.rows.index(row) + 1 :]:
            if other.parent_id not in within:
                break
            within.add(other.id)
            found.append(other)
        return found
