"""Rows of text as an aligned table that fits a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[-+−]?[\d.,   ]*\d\s?[%€$£]?|[€$£]\s?[-+−]?[\d.,]*\d|")
_GAP = 2
_NARROWEST = 4


def table_lines(rows: Sequence[Sequence[str]], *, headed: bool, width: int) -> list[str]:
    """The rows as lines no wider than `width`; numbers to the right, cells that do not fit cut with “…”."""
    if not rows:
        return []
    count = max(map(len, rows))
    full = [[*(" ".join(cell.split()) for cell in row), *[""] * (count - len(row))] for row in rows]
    widths = _fit([max(len(row[column]) for row in full) for column in range(count)], width=width)
    body = full[1:] if headed else full
    right = [bool(body) and all(_NUMBER.fullmatch(row[column]) for row in body) for column in range(count)]
    lines = [_line(row, widths, right) for row in full]
    if headed:
        lines.insert(1, (" " * _GAP).join("-" * size for size in widths))
    return lines


def _fit(widths: list[int], *, width: int) -> list[int]:
    """Take from the widest column, one character at a time, until the row fits or every column is at its narrowest."""
    sizes = [max(size, 1) for size in widths]
    while sum(sizes) + _GAP * (len(sizes) - 1) > width and max(sizes) > _NARROWEST:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, size, to_the_right in zip(row, widths, right, strict=True):
        shown = text if len(text) <= size else f"{text[: size - 1]}…"
        cells.append(shown.rjust(size) if to_the_right else shown.ljust(size))
    return (" " * _GAP).join(cells).rstrip()
