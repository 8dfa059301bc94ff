"""A sheet and the answers to its writes as the API sends them, turned into what plans work with."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.domain.live import LiveColumn, LiveRow, LiveSheet, WriteResult
from bot.domain.sheets import Column, ColumnType
from bot.smartsheet.cell_wire import Contents, WireCell

_GANTT = "GANTT_"


class WireContact(msgspec.Struct):
    name: str | None = None
    email: str | None = None


class WireColumn(msgspec.Struct, rename="camel"):
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
    contact_options: list[WireContact] = []
    tags: list[str] = []

    def column(self) -> LiveColumn:
        kind = ColumnType(self.type) if self.type in ColumnType.__members__ else ColumnType.TEXT_NUMBER
        column = Column(
            id=self.id,
            index=self.index,
            title=self.title,
            type=kind,
            system_type=self.system_column_type,
            primary=self.primary,
            hidden=self.hidden,
            locked=self.locked,
            validation=self.validation,
            formula=self.formula,
            symbol=self.symbol,
            options=tuple(str(option) for option in self.options),
        )
        role = next((tag for tag in self.tags if tag.startswith(_GANTT)), "")
        contacts = tuple((c.name or c.email or "", c.email) for c in self.contact_options if c.email)
        return LiveColumn(column, role, contacts)


class WireRow(msgspec.Struct, rename="camel"):
    id: int
    cells: list[WireCell] = []
    row_number: int = 0
    parent_id: int | None = None
    locked: bool = False
    expanded: bool = True
    format: str | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    modified_by: WireContact | None = None

    def row(self, columns: dict[int, Column], contents: Contents) -> LiveRow:
        cells = {
            cell.column_id: content
            for cell in self.cells
            if (column := columns.get(cell.column_id)) is not None
            and ((content := contents.of(cell, column)).raw or content.shown or content.format)
        }
        flags: dict[str, Any] = {}
        if self.locked or self.format or not self.expanded:
            flags = {} if self.expanded else {"expanded": False}
            flags |= ({"locked": True} if self.locked else {}) | ({"format": self.format} if self.format else {})
        by = self.modified_by
        return LiveRow(
            id=self.id,
            number=self.row_number,
            parent_id=self.parent_id,
            cells=cells,
            locked=self.locked,
            flags=json.dumps(flags, sort_keys=True) if flags else "",
            created_at=_aware(self.created_at),
            modified_at=_aware(self.modified_at),
            modified_by=(by.name or by.email or "") if by else "",
        )


class WireSheet(msgspec.Struct, rename="camel"):
    id: int
    name: str = ""
    permalink: str = ""
    version: int = 0
    access_level: str = ""
    dependencies_enabled: bool = False
    columns: list[WireColumn] = []
    rows: list[WireRow] = []

    def live(self, columns: tuple[LiveColumn, ...]) -> LiveSheet:
        """The sheet with these columns: an answer limited to some cells describes only their columns."""
        by_id, contents = {column.id: column.column for column in columns}, Contents()
        return LiveSheet(
            id=self.id,
            name=self.name,
            permalink=self.permalink,
            version=self.version,
            access_level=self.access_level,
            columns=columns,
            rows=tuple([row.row(by_id, contents) for row in self.rows]),
            project=self.dependencies_enabled,
        )


class WireColumns(msgspec.Struct):
    data: list[WireColumn]


class WireFailure(msgspec.Struct, frozen=True):
    message: str = ""


class WireFailed(msgspec.Struct, rename="camel"):
    index: int = 0
    row_id: int | None = None
    error: WireFailure = WireFailure()


class WireId(msgspec.Struct):
    id: int


class WireWritten(msgspec.Struct, rename="camel"):
    """`result` lists the rows done, `failed_items` those refused."""

    result: list[WireId] = []
    failed_items: list[WireFailed] = []

    def outcome(self) -> WriteResult:
        refused = tuple((f.row_id or 0, f.error.message or "Smartsheet gave no reason") for f in self.failed_items)
        return WriteResult(tuple(row.id for row in self.result), refused)


class WirePair(msgspec.Struct):
    source: int = msgspec.field(name="from")
    to: int


class WireTransferred(msgspec.Struct, rename="camel"):
    """Where rows that were copied or moved are now."""

    row_mappings: list[WirePair] = []


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
