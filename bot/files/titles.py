"""Where a table's titles stand, and what its columns are called. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

from bot.files.limits import Cell, Grid

LONGEST_TITLE = 50
"""Characters of a column's title (https://developers.smartsheet.com/api/smartsheet/openapi/columns)."""

_LOOKED_AT = 20


def title_row(grid: Grid, is_value: Callable[[Cell], bool]) -> int | None:
    """The number of the row that holds the titles, None when the first row is data already.

    It is the first one as wide as the table, when all of it is text. `is_value` tells numbers and days.
    """
    widths = [_filled(row) for row in grid[:200] if _filled(row)]
    if not widths:
        return None
    wide = max(1, round(median(widths) * 0.6))
    for number, row in enumerate(grid[:_LOOKED_AT]):
        if _filled(row) < wide:
            continue
        return None if any(is_value(cell) for cell in row if cell is not None) else number
    return None


def titles_of(row: Sequence[Cell], width: int) -> tuple[str, ...]:
    """A title for each column: printable, at most 50 characters, none twice, none empty."""
    taken: set[str] = set()
    titles = []
    for number in range(width):
        cell = row[number] if number < len(row) else None
        said = " ".join(re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f]", " ", str(cell if cell is not None else "")).split())
        said = "".join(c for c in said if c.isprintable())[:LONGEST_TITLE].strip() or f"Column {number + 1}"
        title, again = said, 2
        while title.casefold() in taken:
            suffix = f" ({again})"
            title, again = said[: LONGEST_TITLE - len(suffix)] + suffix, again + 1
        taken.add(title.casefold())
        titles.append(title)
    return tuple(titles)


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in row)
