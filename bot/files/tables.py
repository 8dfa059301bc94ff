"""From the bytes of a file to its tables: titles, types, values. Pure; done in a child process (file_worker.py)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.files import MOST_TITLES, FileTable, TableFacts
from bot.files.csv import read_csv
from bot.files.limits import MOST_ROWS, Cell, Grid, NotATable
from bot.files.titles import title_row, titles_of
from bot.files.types import is_value, numbers_locale, typed
from bot.files.xlsx import read_xlsx

_TEXTS = ("csv", "tsv", "tab", "txt")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class _Cut:
    """A table with its titles apart from its rows; `usual` is the locale as which its numbers are written."""

    name: str
    titles: tuple[str, ...]
    rows: Grid
    notes: tuple[str, ...]
    usual: str


def tables_of(data: bytes, name: str, *, locale: str, only: str | None = None) -> tuple[FileTable, ...]:
    """Every table that holds something, or the one wanted. Raises NotATable with what to say to the person."""
    return tuple(_typed(each) for each in _cuts(data, name, locale, only))


def facts_of(data: bytes, name: str, *, locale: str) -> tuple[TableFacts, ...]:
    """What the tables are, without looking at their values. Raises NotATable."""
    return tuple(
        TableFacts(each.name, len(each.rows), len(each.titles), each.titles[:MOST_TITLES])
        for each in _cuts(data, name, locale, None)
    )


def _cuts(data: bytes, name: str, locale: str, only: str | None) -> list[_Cut]:
    grids = _grids(data, name, only)
    cuts = [cut for each, grid in grids.items() if (cut := _cut(grid, each, locale)) is not None]
    if not cuts:
        raise NotATable("It holds no rows below its titles." if any(grids.values()) else "It is empty.")
    return cuts


def _cut(grid: Grid, name: str, locale: str) -> _Cut | None:
    """The titles and the rows below them, None when there are none."""
    while grid and not grid[-1]:
        grid.pop()
    width = max((len(row) for row in grid), default=0)
    if not width:
        return None
    usual = numbers_locale(grid, locale)
    at = title_row(grid, lambda cell: is_value(cell, usual))
    start = 0 if at is None else at + 1
    while start < len(grid) and not grid[start]:
        start += 1
    body = grid[start:]
    if not body:
        return None
    if len(body) > MOST_ROWS:
        raise NotATable(f"It has more than {MOST_ROWS:,} rows, which no sheet can hold.")
    kept = [row for row in body if row]
    titles = titles_of([] if at is None else grid[at], width)
    return _Cut(name, titles, kept, _notes(grid, at, kept, body), usual)


def _typed(cut: _Cut) -> FileTable:
    columns, values = [], []
    for number, title in enumerate(cut.titles):
        cells: list[Cell] = [row[number] if number < len(row) else None for row in cut.rows]
        column, typed_cells = typed(title, cells, cut.usual, primary=number == 0)
        columns.append(column)
        values.append(typed_cells)
    return FileTable(cut.name, tuple(columns), tuple(zip(*values, strict=True)), cut.notes)


def _notes(grid: Grid, at: int | None, kept: Grid, body: Grid) -> tuple[str, ...]:
    notes = []
    above = sum(1 for row in grid[: at or 0] if row)
    if at is None:
        notes.append("Its first line holds values already, so its columns have no titles.")
    if above:
        notes.append(
            f"{above} line{'s' if above > 1 else ''} above the titles {'are' if above > 1 else 'is'} left out."
        )
    if len(kept) < len(body):
        notes.append("Empty lines are left out.")
    return tuple(notes)


def _grids(data: bytes, name: str, only: str | None) -> dict[str, Grid]:
    """What it is by its own bytes; its name decides only whether text is a table."""
    if data.startswith(_ZIP):
        if name.lower().endswith((".docx", ".pptx", ".zip", ".odt", ".jar")):
            raise NotATable("It is not a table.")
        return read_xlsx(data, only=only)
    if data.startswith(_OLE):
        raise NotATable("It is an old or a protected Excel file; save it as .xlsx without a password.")
    if name.rpartition(".")[2].lower() not in _TEXTS:
        raise NotATable("It is not a table.")
    return {"": read_csv(data)}
