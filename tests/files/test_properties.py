"""Any table, written as CSV or XLSX and read back, is the same table; any bytes are a table or a stated problem."""

from __future__ import annotations

import contextlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.files import FileTable
from bot.domain.sheets import ColumnType
from bot.files.limits import NotATable
from bot.files.tables import tables_of
from tests.files.making import csv_bytes, xlsx_bytes

signs = st.characters(codec="cp1252", exclude_categories=["C", "Z"], exclude_characters=",;|")
words = st.text(signs, max_size=12).map(lambda s: f"x{s}")
prose = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20).map(lambda s: f'w, "{s}";\nend')
numbers = st.one_of(st.integers(-(2**40), 2**40).map(float), st.floats(-1e9, 1e9).map(lambda x: round(x, 3)))
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
KINDS = {
    "text": (st.one_of(words, prose), ColumnType.TEXT_NUMBER),
    "number": (numbers, ColumnType.TEXT_NUMBER),
    "day": (days, ColumnType.DATE),
    "mark": (st.booleans(), ColumnType.CHECKBOX),
}
Drawn = tuple[list[str], list[str], list[list[object]]]


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    """Titles, kinds and rows; the first column is text and filled, so that no line is empty."""
    kinds = ["text", *draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5))]
    titles = [f"{n} {draw(words)}" for n in range(len(kinds))]
    rows = [
        [draw(words), *(draw(st.one_of(st.none(), KINDS[kind][0])) for kind in kinds[1:])]
        for _ in range(draw(st.integers(1, 8)))
    ]
    return titles, kinds, rows


def plain(value: object) -> object:
    """As the bot hands cells on: days as ISO dates, an unchecked box like an empty one."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value is False else value


def assert_same(found: FileTable, drawn: Drawn) -> None:
    titles, kinds, rows = drawn
    assert [column.title for column in found.columns] == titles
    assert [[plain(value) for value in row] for row in found.rows] == [[plain(value) for value in row] for row in rows]
    for number, kind in enumerate(kinds):
        if any(row[number] is not None for row in rows) and kind != "text":
            assert found.columns[number].type is KINDS[kind][1]


@given(tables(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_csv_comes_back(drawn: Drawn, delimiter: str, encoding: str) -> None:
    titles, _, rows = drawn
    written = [["" if cell is None else _said(cell) for cell in row] for row in rows]
    (found,) = tables_of(csv_bytes([titles, *written], delimiter=delimiter, encoding=encoding), "a.csv", locale="en-US")
    assert_same(found, drawn)


def _said(cell: object) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


@given(tables())
def test_xlsx_comes_back(drawn: Drawn) -> None:
    titles, _, rows = drawn
    (found,) = tables_of(xlsx_bytes({"Sheet": [titles, *rows]}), "a.xlsx", locale="en-US")
    assert_same(found, drawn)


@given(
    st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.pdf", ""]), st.sampled_from([b"", b"PK\x03\x04"])
)
def test_any_bytes_are_a_table_or_a_stated_problem(data: bytes, name: str, head: bytes) -> None:
    found: tuple[FileTable, ...] = ()
    with contextlib.suppress(NotATable):
        found = tables_of(head + data, name, locale="de-DE")
    for table in found:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len({column.title.casefold() for column in table.columns}) == len(table.columns)
