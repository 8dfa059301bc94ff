"""Reads a TEXT_NUMBER column: numbers where at least half of its filled cells are numbers, else text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import pyarrow as pa

from bot.sheets.cell_text import text_of
from bot.sheets.readers import Read, finished_text, joined, shifted, show_cells, text_array
from bot.sheets.sheet_json import Cell

DOUBLE = pa.float64()
_NUMERIC = (int, float)


class NumberReader:
    """DOUBLE or VARCHAR, decided at the end; formula errors have no vote. Texts among numbers are misfits.

    Both forms are kept until then: the numbers, and what Smartsheet shows.
    """

    def __init__(self) -> None:
        self._numbers: list[pa.Array | None] = []
        self._texts: list[pa.Array] = []
        self._misfits: dict[int, str] = {}
        self._numeric = self._filled = self._rows = 0

    def take(self, cells: Sequence[Cell]) -> None:
        values = [cell.value for cell in cells]
        if "" in values:  # what a formula without a result leaves behind
            values = [None if value == "" else value for value in values]
        filled = len(values) - values.count(None)
        numbers, numeric = _numbers(values)
        self._texts.append(text_array(show_cells(cells) if numeric else values))
        self._numbers.append(numbers)
        self._numeric += numeric
        self._filled += filled
        if 0 < numeric < filled:
            self._note_misfits(values)
        self._rows += len(values)

    def _note_misfits(self, values: list[Any]) -> None:
        for offset, value in enumerate(values):
            if value is not None and type(value) not in _NUMERIC:
                self._misfits[self._rows + offset] = text_of(value)

    def absorb(self, later: Self) -> None:
        self._misfits |= shifted(later._misfits, self._rows)
        self._numbers += later._numbers
        self._texts += later._texts
        self._numeric += later._numeric
        self._filled += later._filled
        self._rows += later._rows

    def finish(self) -> Read:
        texts, errors = finished_text(self._texts)
        if not self._numeric or self._numeric * 2 < self._filled - len(errors):
            return Read(texts, "VARCHAR", errors)
        numbers = [
            pa.nulls(len(text), DOUBLE) if chunk is None else chunk
            for chunk, text in zip(self._numbers, self._texts, strict=True)
        ]
        return Read(joined(numbers, DOUBLE), "DOUBLE", self._all_misfits())

    def _all_misfits(self) -> dict[int, str]:
        """Every cell with text and no number; chunks without any number were not looked at before."""
        found = dict(self._misfits)
        start = 0
        for numbers, texts in zip(self._numbers, self._texts, strict=True):
            if numbers is None:
                found |= {start + n: text for n, text in enumerate(texts.to_pylist()) if text is not None}
            start += len(texts)
        return {row: text for row, text in sorted(found.items()) if text}


def _numbers(values: list[Any]) -> tuple[pa.Array | None, int]:
    """The numbers among the values (None when there is none) and how many they are."""
    kinds = set(map(type, values))
    if kinds <= {float, int, type(None)}:
        numeric = len(values) - values.count(None)
        return (pa.array(values, DOUBLE), numeric) if numeric else (None, 0)
    if not kinds & {float, int}:
        return None, 0
    only = [float(value) if type(value) in _NUMERIC else None for value in values]
    return pa.array(only, DOUBLE), len(only) - only.count(None)
