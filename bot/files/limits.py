"""What of a file is read at most, as much as a sheet of Smartsheet can hold, and why a file is no table."""

from __future__ import annotations

from collections.abc import Iterable

MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_CELLS = 500_000
MOST_TABLES = 10

Cell = str | float | bool | None
Grid = list[list[Cell]]


class Percent(float):
    """A number that its file shows as a percentage."""


class NotATable(Exception):
    """The file holds no table that can be read; the message is a sentence for the person who sent it."""


def limited(rows: Iterable[list[Cell]]) -> Grid:
    """The rows without what is empty at their ends. Raises NotATable for more than a sheet can hold."""
    grid: Grid = []
    cells = filled = 0
    for row in rows:
        while row and row[-1] is None:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise NotATable(f"It has more than {MOST_COLUMNS} columns, which no sheet can hold.")
        cells += len(row)
        filled = len(grid) + 1 if row else filled
        if filled > MOST_ROWS + 20 or cells > MOST_CELLS:
            raise NotATable(f"It has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, which no sheet can hold.")
        if len(grid) <= MOST_ROWS + 1_000:  # a worksheet may have a million empty rows
            grid.append(row)
    return grid[:filled]
