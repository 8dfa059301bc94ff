"""Delimited text as rows of texts: whatever encoding and delimiter its maker used. Pure.

https://www.rfc-editor.org/rfc/rfc4180 , and what spreadsheets write beside it: semicolons where the comma is the
decimal sign, tabs, a byte order mark, UTF-16, the Windows code page.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from bot.files.limits import Cell, Grid, NotATable, limited

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 64 * 1024
_SAID = re.compile(r"\ufeff?sep=([,;\t|])\r?\n", re.IGNORECASE)
"""A first line with which Excel is told the delimiter."""

_LONGEST_CELL = 1_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(data: bytes) -> Grid:
    """The rows; an empty cell is None. Raises NotATable."""
    text = decoded(data)
    if not text.strip():
        raise NotATable("It is empty.")
    if said := _SAID.match(text):
        return limited(_rows(text[said.end() :], said[1]))
    return limited(_rows(text, delimiter_of(text[:_SAMPLE])))


def decoded(data: bytes) -> str:
    """The text. Raises NotATable for what is none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise NotATable("It is not text that I can read.") from None
    guessed = _wide(data)
    if guessed is None and b"\0" in data[:_SAMPLE]:
        raise NotATable("It is not text.")
    for encoding in (guessed,) if guessed else ("utf-8", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable("It is not text that I can read.")


def delimiter_of(sample: str) -> str:
    """The sign that divides the most lines alike; a comma where none does."""
    scores = {sign: _evenness(sample, sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: scores[sign])
    return best if scores[best] else ","


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    head = data[:512]
    if len(head) < 4 or head.count(0) < len(head) / 3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _evenness(sample: str, sign: str) -> float:
    """How many columns the lines have under this delimiter, weighed by how many lines have that many.

    A cell with one quotation mark is a sign that the line was divided within a quoted text.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row][:200]
    except csv.Error:
        return 0.0
    if len(rows) > 2:
        rows = rows[:-1]  # the sample may end within a line
    width, lines = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
    if width < 2:
        return 0.0
    torn = sum(any(cell.count('"') % 2 for cell in row) for row in rows)
    return (lines - torn / 2) / len(rows) * (1 + width / 1_000)


def _rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell if cell.strip() else None for cell in row]
    except csv.Error:
        raise NotATable("Its quotation marks do not match, so I cannot tell its cells apart.") from None
