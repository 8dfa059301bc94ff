"""What the columns of a file are: days, numbers, checkboxes, choices, people, or text. Pure.

A column has a type when every cell that is not empty fits it. How days and numbers are written is decided for the
column, or the file, as a whole: “03.04.2026” beside “25.04.2026” begins with the day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice

from bot.domain.files import FileColumn, FileValue
from bot.domain.sheets import ColumnType
from bot.domain.written_dates import day_order
from bot.domain.written_numbers import read_number
from bot.files.limits import Cell, Grid, Percent

MOST_OPTIONS = 12
_LONGEST_OPTION = 60
_SAMPLE = 3_000
_LOCALES = ("en-US", "de-DE", "fr-FR")
_DIGITS = re.compile(r"[-+($€£¥₹ ]*\d[\d.,'  ]*\s*[%€$£)]?")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00(?::00)?(?:\.0+)?Z?)?")
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})
_LARGEST = 2**53


def numbers_locale(grid: Grid, locale: str) -> str:
    """The locale as which most numbers of the file can be read: the person's own unless another reads more."""
    texts = (cell.strip() for row in grid for cell in row if isinstance(cell, str))
    cells = list(islice((text for text in texts if _DIGITS.fullmatch(text)), _SAMPLE))
    candidates = dict.fromkeys((locale, *_LOCALES))
    return max(candidates, key=lambda each: sum(read_number(cell, each) is not None for cell in cells))


def is_value(cell: Cell, locale: str) -> bool:
    """Whether a cell is a number, a day or a mark, as no title is."""
    if not isinstance(cell, str):
        return cell is not None
    said = cell.strip()
    return read_number(said, locale) is not None or _ISO.fullmatch(said) is not None or _DAY.fullmatch(said) is not None


def typed(title: str, cells: Sequence[Cell], locale: str, *, primary: bool) -> tuple[FileColumn, list[FileValue]]:
    """The column with its cells' values. A sheet's primary column is always text or numbers."""
    present = [cell for cell in cells if cell is not None]
    if present and not primary:
        if (days := _days(cells, locale)) is not None:
            return FileColumn(title, ColumnType.DATE), [*days]
        if all(_mark(cell) is not None for cell in present):
            return FileColumn(title, ColumnType.CHECKBOX), [_mark(cell) or None for cell in cells]
        if all(isinstance(cell, str) and _EMAIL.fullmatch(cell.strip()) for cell in present):
            return FileColumn(title, ColumnType.CONTACT_LIST), [
                str(c).strip() if c is not None else None for c in cells
            ]
    values = [_value(cell, locale) for cell in cells]
    if options := () if primary else _options(values):
        return FileColumn(title, ColumnType.PICKLIST, options), values
    percent = bool(present) and all(isinstance(value, float) for value in values if value is not None)
    percent = percent and all(isinstance(cell, Percent) or str(cell).rstrip().endswith("%") for cell in present)
    return FileColumn(title, ColumnType.TEXT_NUMBER, percent=percent), values


def _value(cell: Cell, locale: str) -> FileValue:
    if not isinstance(cell, str):
        return float(cell) if isinstance(cell, Percent) else cell
    said = cell.strip()
    number = read_number(said, locale)
    return said if number is None or abs(number) > _LARGEST else number


def _mark(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    said = cell.strip().casefold() if isinstance(cell, str) else ""
    return True if said in _TRUE else False if said in _FALSE else None


def _options(values: Sequence[FileValue]) -> tuple[str, ...]:
    """The choices of a column that holds few texts, each on average twice."""
    said = [value for value in values if value is not None]
    counted = Counter(value for value in said if isinstance(value, str) and len(value) <= _LONGEST_OPTION)
    if sum(counted.values()) != len(said) or not 2 <= len(counted) <= MOST_OPTIONS or len(said) < 2 * len(counted):
        return ()
    return () if any(value.startswith("=") or "\n" in value for value in counted) else tuple(counted)


def _days(cells: Sequence[Cell], locale: str) -> list[str | None] | None:
    """The cells as ISO dates, None when one of them is no day."""
    texts = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    orders = list(dict.fromkeys((_usual(locale), "dmy", "mdy")))
    for order in orders:
        found: list[str | None] = []
        for text in texts:
            day = None if text is None else _day(text, order)
            if text is not None and day is None:
                break
            found.append(day)
        else:
            return found
    return None


def _usual(locale: str) -> str:
    return "mdy" if day_order(locale).startswith("m") else "dmy"


def _day(cell: Cell, order: str) -> str | None:
    if not isinstance(cell, str):
        return None
    try:
        if match := _ISO.fullmatch(cell):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _DAY.fullmatch(cell):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (second, first) if order == "mdy" and match[2] != "." else (first, second)
            return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None
    return None
