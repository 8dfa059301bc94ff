"""Worksheets of an Excel workbook as rows of values. Formulas count by the value Excel last computed; nothing is run.

A workbook is a zip archive of XML (ECMA-376): what it would unpack to is looked at before it is opened.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.files.limits import MOST_TABLES, Cell, Grid, NotATable, Percent, limited

MOST_UNPACKED = 300 * 2**20
_MOST_PARTS = 2_000
_UNREADABLE = "It is not a workbook that I can read; save it again as .xlsx in Excel."


def read_xlsx(data: bytes, *, only: str | None = None) -> dict[str, Grid]:
    """Each worksheet's rows by its name, the first ten that are not hidden, or the one wanted. Raises NotATable."""
    _refuse_bombs(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations it passes over
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                shown = [each for each in book.worksheets if each.sheet_state == "visible"]
                sheets = [each for each in shown if only is None or each.title == only][:MOST_TABLES]
                return {each.title: limited(_rows(each)) for each in sheets}
            finally:
                book.close()
        except (zipfile.BadZipFile, InvalidFileException, ParseError) as error:
            raise NotATable(_UNREADABLE) from error
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError) as error:
            raise NotATable(_UNREADABLE) from error  # what openpyxl raises for parts that are missing or odd


def _refuse_bombs(data: bytes) -> None:
    """An archive's own list says what it unpacks to, and no part is read beyond that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise NotATable(_UNREADABLE) from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotATable("It unpacks to more than I read.")


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    sheet.reset_dimensions()  # what the file says of its size need not be so
    for row in sheet.iter_rows():
        yield [_value(cell) for cell in row]


def _value(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        number = float(value)
        if abs(number) >= 2**53:
            return str(value)
        return Percent(number) if "%" in str(cell.number_format or "") else number
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 3600:g} h"
    text = str(value)
    return text if text.strip() else None
