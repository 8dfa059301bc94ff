"""Cells that are not what their column is for: formula errors, text among numbers, nothing at all."""

from __future__ import annotations

import re

from infra.local.planner.columns import companion, is_empty, named
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader

_COLUMN = r"(?P<column>[\w%]+(?: [\w%]+)?)"
_ERROR = r"(?:(?:shows?|have|has|with|contains?|there are) )?(?:an? |any )?formula errors?"
_NOTHING = r"(?:empty|blank|missing|not (?:set|filled(?: in)?|given|known))"


def take_oddities(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“show a formula error in Payoff”, “an actual amount that is not a number”, “is the actual amount empty”."""
    if match := _take(reader, sheet, rf"{_ERROR} (?:in|instead of)(?: an?| the)? {_COLUMN}(?: column)?"):
        _add_text(sheet, found, match, "LIKE '#%'")
    if match := _take(
        reader,
        sheet,
        rf"(?:(?:have|has|with|where) )?(?:an? |the )?{_COLUMN} (?:that )?(?:is|are) not a (?:number|date)",
    ):
        _add_text(sheet, found, match, "NOT LIKE '#%'")
    for pattern in (rf"(?:is|are) (?:the )?{_COLUMN} {_NOTHING}", rf"(?:the )?{_COLUMN} (?:is|are) {_NOTHING}"):
        if column := _take(reader, sheet, pattern):
            other = companion(sheet, column, "text")
            also = f" AND {is_empty(other)}" if other is not None and column.is_number else ""
            found.add(f"({is_empty(column)}{also})", column)


def _take(reader: Reader, sheet: Sheet, pattern: str) -> Column | None:
    """The column a pattern names, its words taken; the longer of two names first."""
    for shorter in (False, True):
        tried = pattern.replace(_COLUMN, r"(?P<column>[\w%]+)") if shorter else pattern
        match = re.search(rf"(?<![\w%]){tried}(?![\w])", reader.left)
        column = named(sheet, match["column"]) if match else None
        if match is not None and column is not None and reader.take(re.escape(match[0])):
            reader.take(r"(?:amount|value|column)")
            return column
    return None


def _add_text(sheet: Sheet, found: Filters, column: Column, how: str) -> None:
    """The column's text beside it; a sheet in which every cell fits has none, and so no such row."""
    text = companion(sheet, column, "text")
    found.add(f"coalesce({text.sql}, '') <> '' AND {text.sql} {how}" if text else "false", column, text)
