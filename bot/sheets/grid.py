"""Walks a sheet's raw rows in chunks and hands each column its cells.

Smartsheet usually sends every row's cells in column order, so a chunk is turned on its side as a whole; cells are
mapped by columnId all the same, never by position (FACTS).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from bot.sheets import readers
from bot.sheets.number_reader import NumberReader
from bot.sheets.object_readers import ContactReader, ContactsReader, DurationReader, ListReader, WorkingTime
from bot.sheets.readers import Reader, TextReader, shifted
from bot.sheets.row_facts import RowFacts
from bot.sheets.sheet_json import EMPTY, Cell, RawColumn, Row

CHUNK_ROWS = 500


@dataclass(slots=True)
class Lane:
    """A column while it is read: its cells' reader, where hyperlinks point (by row), how numbers are shown."""

    column: RawColumn
    reader: Reader
    links: dict[int, str] = field(default_factory=dict)
    formats: Counter[str | None] = field(default_factory=Counter)

    def take(self, cells: Sequence[Cell], start: int) -> None:
        """Take one chunk, whose first row stands at `start`."""
        self.reader.take(cells)
        if [cell.hyperlink for cell in cells].count(None) != len(cells):
            for row, cell in enumerate(cells, start=start):
                if cell.hyperlink is not None and cell.hyperlink.url:
                    self.links[row] = cell.hyperlink.url
        if start == 0 and self.column.type == "TEXT_NUMBER":
            self.formats.update(cell.format for cell in cells if cell.format)

    def absorb(self, later: Lane, start: int) -> None:
        """Append a later part of the column, whose first row stands at `start`."""
        self.reader.absorb(later.reader)
        self.links |= shifted(later.links, start)


@dataclass(slots=True)
class Grid:
    """Some rows of a sheet, read; the parts of a sheet join in row order."""

    lanes: tuple[Lane, ...]
    facts: RowFacts

    def absorb(self, later: Grid) -> None:
        """Append a later part of the same sheet."""
        start = len(self.facts.ids)
        for lane, more in zip(self.lanes, later.lanes, strict=True):
            lane.absorb(more, start)
        self.facts.absorb(later.facts)


def read_grid(columns: Sequence[RawColumn], raw_rows: Sequence[msgspec.Raw], working: WorkingTime) -> Grid:
    """Decode these rows, a chunk at a time; raises msgspec.MsgspecError when one is not a row."""
    grid = Grid(tuple(Lane(column, _reader(column, working)) for column in columns), RowFacts())
    ids = [column.id for column in columns]
    remaining: Iterator[Row] = map(msgspec.json.Decoder(Row).decode, raw_rows)
    while chunk := list(islice(remaining, CHUNK_ROWS)):
        start = len(grid.facts.ids)
        for lane, cells in zip(grid.lanes, _columns(ids, chunk), strict=True):
            lane.take(cells, start)
        grid.facts.take(chunk)
    return grid


def _columns(ids: Sequence[int], chunk: Sequence[Row]) -> list[Sequence[Cell]]:
    """The chunk's cells by column, in the order of `ids`; cells of unknown columns are dropped."""
    width, height = len(ids), len(chunk)
    if all([len(row.cells) == width for row in chunk]):  # noqa: C419 - a list is twice as fast here
        sideways: list[Sequence[Cell]] = list(zip(*[row.cells for row in chunk], strict=True))
        if all(
            [cell.column_id for cell in cells].count(id_) == height for id_, cells in zip(ids, sideways, strict=True)
        ):
            return sideways
    by_id: list[Mapping[int, Cell]] = [{cell.column_id: cell for cell in row.cells} for row in chunk]
    return [[cells.get(id_, EMPTY) for cells in by_id] for id_ in ids]


def _reader(column: RawColumn, working: WorkingTime) -> Reader:
    """The reader for a column's type; a type Smartsheet may add later is read as text."""
    match column.type:
        case "TEXT_NUMBER" if column.system_column_type != "AUTO_NUMBER":
            return NumberReader()
        case "CHECKBOX":
            return readers.BooleanReader()
        case "DATE":
            return readers.date_reader()
        case "DATETIME":
            return readers.moment_reader()
        case "ABSTRACT_DATETIME":
            return readers.wall_time_reader()
        case "CONTACT_LIST":
            return ContactReader()
        case "MULTI_CONTACT_LIST":
            return ContactsReader()
        case "MULTI_PICKLIST":
            return ListReader()
        case "DURATION":
            return DurationReader(working)
        case _:
            return TextReader()
