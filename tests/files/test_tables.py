"""What is read out of a file: encodings, delimiters, titles, types, and why a file is no table."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from bot.domain.files import FileTable
from bot.domain.sheets import ColumnType
from bot.files.csv import decoded, delimiter_of
from bot.files.limits import NotATable
from bot.files.tables import tables_of
from tests.files.making import bomb_bytes, csv_bytes, xlsx_bytes, zip_bytes

ROWS = [["Task", "Owner", "Größe"], ["Übung", "ava@x.example", "5"], ["Ça va", "ben@x.example", "7"]]


def only(data: bytes, name: str = "plan.csv", *, locale: str = "en-US") -> FileTable:
    (table,) = tables_of(data, name, locale=locale)
    return table


def types(table: FileTable) -> dict[str, ColumnType]:
    return {column.title: column.type for column in table.columns}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_gives_the_same_table(encoding: str, delimiter: str) -> None:
    table = only(csv_bytes(ROWS, delimiter=delimiter, encoding=encoding))
    assert [column.title for column in table.columns] == ROWS[0]
    assert table.rows == (("Übung", "ava@x.example", 5.0), ("Ça va", "ben@x.example", 7.0))


def test_quoted_delimiters_quotes_and_line_breaks_stay_in_their_cell() -> None:
    table = only(csv_bytes([["A", "B"], ['say "hi", twice', "one\ntwo"], ["c;d", "e"]]))
    assert table.rows == (('say "hi", twice', "one\ntwo"), ("c;d", "e"))


def test_a_line_divided_within_a_quoted_text_shows_that_the_delimiter_is_another() -> None:
    table = only(csv_bytes([["0 x", "1 x,"], ["x", 'w, "";\nend']], delimiter=";"))
    assert [column.title for column in table.columns] == ["0 x", "1 x,"]


def test_a_file_may_say_its_delimiter_itself() -> None:
    assert only(b"sep=|\r\nA,x|B\r\na,b|1\r\n").rows == (("a,b", 1.0),)


def test_a_semicolon_in_texts_does_not_divide_what_commas_divide() -> None:
    assert delimiter_of("a,b,c\nx;y,2,3\nu,v;w,z\n") == ","


TYPED = [
    (["2026-01-31", "2026-02-01"], ColumnType.DATE, ["2026-01-31", "2026-02-01"]),
    (["31.01.2026", "01.02.2026"], ColumnType.DATE, ["2026-01-31", "2026-02-01"]),
    (["25/04/2026", "03/04/2026"], ColumnType.DATE, ["2026-04-25", "2026-04-03"]),
    (["04/03/2026", "04/25/2026"], ColumnType.DATE, ["2026-04-03", "2026-04-25"]),
    (["2026-01-31", "soon"], ColumnType.TEXT_NUMBER, ["2026-01-31", "soon"]),
    (["1,234.50", "$99.00"], ColumnType.TEXT_NUMBER, [1234.5, 99.0]),
    (["1.234,50", "99,00"], ColumnType.TEXT_NUMBER, [1234.5, 99.0]),
    (["45 %", "12.5%"], ColumnType.TEXT_NUMBER, [0.45, 0.125]),
    (["007", "008"], ColumnType.TEXT_NUMBER, ["007", "008"]),
    (["12345678901234567890", "1"], ColumnType.TEXT_NUMBER, ["12345678901234567890", 1.0]),
    (["TRUE", "false"], ColumnType.CHECKBOX, [True, None]),
    (["ava@x.example", "ben@x.example"], ColumnType.CONTACT_LIST, ["ava@x.example", "ben@x.example"]),
    (["Open", "Done", "Open", "Open"], ColumnType.PICKLIST, ["Open", "Done", "Open", "Open"]),
    (["Open", "Done", "Late", "Other"], ColumnType.TEXT_NUMBER, ["Open", "Done", "Late", "Other"]),
    (["=SUM(A1)", "=SUM(A1)", "x", "x"], ColumnType.TEXT_NUMBER, ["=SUM(A1)", "=SUM(A1)", "x", "x"]),
]


@pytest.mark.parametrize(("cells", "kind", "values"), TYPED, ids=[" ".join(cells) for cells, _, _ in TYPED])
def test_a_column_has_the_type_that_all_its_cells_fit(cells: list[str], kind: ColumnType, values: list[object]) -> None:
    table = only(csv_bytes([["Name", "It"], *[[f"row {n}", cell] for n, cell in enumerate(cells)]]))
    assert types(table)["It"] is kind
    assert [row[1] for row in table.rows] == values


def test_percentages_are_numbers_that_show_as_percentages() -> None:
    """Of a CSV file by their sign, of a workbook by their format; a column of both is none."""
    table = only(csv_bytes([["Name", "Share", "Both"], ["a", "45 %", "5%"], ["b", "12.5%", "5"]]))
    assert [(c.title, c.percent) for c in table.columns] == [("Name", False), ("Share", True), ("Both", False)]
    assert table.rows == (("a", 0.45, 0.05), ("b", 0.125, 5.0))
    book = Workbook()
    for row in (["Name", "Share"], ["a", 0.45], ["b", 1]):
        book.active.append(row)
    for line in (2, 3):
        book.active.cell(line, 2).number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    table = only(out.getvalue(), "book.xlsx")
    assert table.columns[1].percent
    assert table.rows == (("a", 0.45), ("b", 1.0))


def test_the_first_column_is_text_or_numbers_as_a_primary_column_must_be() -> None:
    assert types(only(b"When,What\n2026-01-31,a\n2026-02-01,b\n"))["When"] is ColumnType.TEXT_NUMBER


def test_titles_are_found_below_a_heading_and_made_unique_and_whole() -> None:
    data = csv_bytes([["Budget 2026"], [], ["Item", "", "Item", "x" * 70], ["a", "b", "c", "d"], ["e", "f", "g", "h"]])
    table = only(data)
    assert [c.title for c in table.columns] == ["Item", "Column 2", "Item (2)", "x" * 50]
    assert table.notes == ("1 line above the titles is left out.",)


def test_a_file_without_titles_keeps_its_first_line_as_a_row() -> None:
    table = only(b"a,1\nb,2\n")
    assert [c.title for c in table.columns] == ["Column 1", "Column 2"]
    assert table.rows == (("a", 1.0), ("b", 2.0))


def test_a_workbook_gives_days_marks_numbers_and_each_worksheet_that_holds_something() -> None:
    data = xlsx_bytes(
        {
            "Empty": [],
            "Tasks": [
                ["Name", "Due", "Done", "Cost", "At"],
                ["a", date(2026, 1, 31), True, 2.5, datetime(2026, 1, 2, 3)],  # noqa: DTZ001
            ],
            "People": [["Name", "Mail"], ["Ava", "ava@x.example"]],
        }
    )
    tasks, people = tables_of(data, "book.xlsx", locale="en-US")
    assert (tasks.name, people.name) == ("Tasks", "People")
    assert tasks.rows == (("a", "2026-01-31", True, 2.5, "2026-01-02 03:00"),)
    assert types(tasks) == {
        "Name": ColumnType.TEXT_NUMBER,
        "Due": ColumnType.DATE,
        "Done": ColumnType.CHECKBOX,
        "Cost": ColumnType.TEXT_NUMBER,
        "At": ColumnType.TEXT_NUMBER,
    }
    assert only(xlsx_bytes({"A": [["x", "y"], ["a", 1]]}), "b.xlsx").rows == (("a", 1.0),)
    (chosen,) = tables_of(data, "book.xlsx", locale="en-US", only="People")
    assert chosen.name == "People"


def test_hidden_worksheets_are_left_alone() -> None:
    book = Workbook()
    book.active.title, book.active.sheet_state = "Secret", "hidden"
    book.active.append(["A", "B"])
    book.active.append(["x", 1])
    shown = book.create_sheet("Shown")
    shown.append(["C", "D"])
    shown.append(["y", 2])
    out = io.BytesIO()
    book.save(out)
    assert only(out.getvalue(), "book.xlsx").name == "Shown"
    with pytest.raises(NotATable):
        tables_of(out.getvalue(), "book.xlsx", locale="en-US", only="Secret")


REFUSED = [
    (b"", "a.csv", "It is empty"),
    (b"Name,Due\n", "a.csv", "no rows below its titles"),
    (b"\x00\x01\x02binary\x00", "a.csv", "not text"),
    (b"%PDF-1.7", "a.pdf", "not a table"),
    (b"\xd0\xcf\x11\xe0rest", "a.xlsx", "save it as .xlsx"),
    (b"PK\x03\x04broken", "a.xlsx", "not a workbook that I can read"),
    (zip_bytes({"readme.txt": b"hello"}), "a.xlsx", "not a workbook that I can read"),
    (zip_bytes({"word/document.xml": b"<a/>"}), "a.docx", "not a table"),
    (bomb_bytes(), "a.xlsx", "unpacks to more"),
    (b"A,B\n" + b"1,2\n" * 20_100, "a.csv", "more than 20,000 rows"),
    (b",".join(b"c%d" % n for n in range(401)) + b"\n" + b",".join([b"1"] * 401), "a.csv", "400 columns"),
    (b'A,B\n"never closed' + b"x" * 1_000_001, "a.csv", "quotation marks"),
]


@pytest.mark.parametrize(("data", "name", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, name: str, why: str) -> None:
    with pytest.raises(NotATable, match=why):
        tables_of(data, name, locale="en-US")


def test_text_that_is_neither_utf_nor_windows_is_read_all_the_same() -> None:
    assert decoded(b"a\x81b") == "a\x81b"
