"""How cells become SQL columns, one rule a test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from bot.sheets.load_wire import LoadReply
from bot.sheets.loader import map_table
from bot.sheets.snapshot import SnapshotColumn
from tests.sheets.raw_sheets import ERROR, cell, column, contact, convert, one_column, row, sheet

USD, PERCENT, ZAR = ",,,,,,,,,,,13,2,1,2,,", ",,,,,,,,,,,,0,,3,,", ",,,,,,,,,,,14,2,1,2,,"


def load(raw: dict[str, Any], directory: Path) -> tuple[LoadReply, pa.Table]:
    reply, path = convert(raw, directory)
    assert reply.problem == ""
    return reply, map_table(path)


def load_column(raw: dict[str, Any], directory: Path) -> tuple[SnapshotColumn, dict[str, list[Any]]]:
    """The one column's description and every column's values."""
    reply, table = load(raw, directory)
    return reply.columns[0], table.to_pydict()


def texts(*values: Any) -> list[dict[str, Any]]:
    return [{"value": value, "displayValue": str(value)} for value in values]


def test_half_numbers_make_a_number_column(tmp_path: Path) -> None:
    """At exactly half the column is DOUBLE; the texts are NULL there and stand beside it."""
    described, values = load_column(one_column("TEXT_NUMBER", texts(1, 2.5, "n/a", "tbd")), tmp_path)
    assert (described.sql_type, described.misfits) == ("DOUBLE", 2)
    assert values["X"] == [1.0, 2.5, None, None]
    assert values["X (text)"] == [None, None, "n/a", "tbd"]


def test_fewer_numbers_make_a_text_column(tmp_path: Path) -> None:
    """Below half it is VARCHAR and numbers read as Smartsheet shows them."""
    cells = [{"value": 1250, "displayValue": "$1,250.00"}, *texts("n/a", "tbd")]
    described, values = load_column(one_column("TEXT_NUMBER", cells), tmp_path)
    assert (described.sql_type, described.misfits, described.companions) == ("VARCHAR", 0, ())
    assert values["X"] == ["$1,250.00", "n/a", "tbd"]


def test_formula_errors_have_no_vote_and_are_no_values(tmp_path: Path) -> None:
    """One number among three formula errors is a number column with three misfits."""
    described, values = load_column(one_column("TEXT_NUMBER", texts(7, ERROR, "#REF", "#NO MATCH")), tmp_path)
    assert (described.sql_type, described.misfits) == ("DOUBLE", 3)
    assert values["X (text)"] == [None, ERROR, "#REF", "#NO MATCH"]


def test_a_text_that_begins_like_an_error_is_text(tmp_path: Path) -> None:
    """“#42” and “#REFUND” are what people write."""
    described, values = load_column(one_column("TEXT_NUMBER", texts("#42", "#REFUND")), tmp_path)
    assert described.misfits == 0
    assert values["X"] == ["#42", "#REFUND"]


def test_an_untouched_checkbox_is_unchecked(tmp_path: Path) -> None:
    """A cell without a value is false; text in a checkbox column is a misfit."""
    described, values = load_column(one_column("CHECKBOX", [{"value": True}, {}, {"value": "maybe"}]), tmp_path)
    assert values["X"] == [True, False, None]
    assert (values["X (text)"], described.misfits) == ([None, None, "maybe"], 1)


def test_dates_are_dates_and_other_text_is_kept(tmp_path: Path) -> None:
    """Only a real calendar day is a date; an impossible one is text."""
    cells = texts("2026-02-28", "2026-02-30", "next week", 0)
    described, values = load_column(one_column("DATE", cells), tmp_path)
    assert values["X"] == [date(2026, 2, 28), None, None, None]
    assert values["X (text)"] == [None, "2026-02-30", "next week", "0"]
    assert described.misfits == 3


def test_system_times_are_utc_and_project_times_are_wall_clock(tmp_path: Path) -> None:
    """DATETIME has a zone; ABSTRACT_DATETIME has none."""
    system, values = load_column(one_column("DATETIME", texts("2026-01-05T09:00:00+02:00")), tmp_path)
    assert (system.sql_type, values["X"]) == ("TIMESTAMP WITH TIME ZONE", [datetime(2026, 1, 5, 7, tzinfo=UTC)])
    project, values = load_column(one_column("ABSTRACT_DATETIME", texts("2026-01-05T09:00:00")), tmp_path)
    assert (project.sql_type, values["X"]) == ("TIMESTAMP", [datetime(2026, 1, 5, 9)])  # noqa: DTZ001


def test_a_contact_has_a_name_and_an_email(tmp_path: Path) -> None:
    """The name is what is shown; the email stands beside it; a role without an email has none."""
    cells = [
        {"value": "ava@x.example", "displayValue": "Ava Chen"},
        {"value": "TBD", "displayValue": "TBD"},
        {"value": "Ben Okafor", "displayValue": "Ben Okafor", "objectValue": contact("ben@x.example", "Ben Okafor")},
        {},
    ]
    _, values = load_column(one_column("CONTACT_LIST", cells), tmp_path)
    assert values["X"] == ["Ava Chen", "TBD", "Ben Okafor", None]
    assert values["X (email)"] == ["ava@x.example", None, "ben@x.example", None]


def test_several_contacts_and_choices_are_lists(tmp_path: Path) -> None:
    """Their values come from objectValue, which may be all there is."""
    people = [contact("ava@x.example", "Ava Chen"), {"objectType": "CONTACT", "name": "Vendor"}]
    cells = [{"objectValue": {"objectType": "MULTI_CONTACT", "values": people}, "displayValue": "Ava Chen, Vendor"}, {}]
    described, values = load_column(one_column("MULTI_CONTACT_LIST", cells), tmp_path)
    assert described.sql_type == "VARCHAR[]"
    assert values["X"] == [["Ava Chen", "Vendor"], None]
    assert values["X (emails)"] == [["ava@x.example"], None]
    chosen = [{"objectValue": {"objectType": "MULTI_PICKLIST", "values": ["A", "B, C"]}}, *texts("free")]
    _, values = load_column(one_column("MULTI_PICKLIST", chosen), tmp_path)
    assert values["X"] == [["A", "B, C"], ["free"]]


@pytest.mark.parametrize(
    ("written", "days"),
    [("4d", 4.0), ("1w 2d", 7.0), ("4d 6h 30m", 4.8125), ("90m", 0.1875), ("e36h", 1.5), ("-2d", -2.0), ("3", 3.0)],
)
def test_a_duration_is_working_days(tmp_path: Path, written: str, days: float) -> None:
    """A week is five days and a day eight hours, but of elapsed time seven and 24; the text is kept beside it."""
    _, values = load_column(one_column("DURATION", texts(written)), tmp_path)
    assert (values["X"], values["X (text)"]) == ([pytest.approx(days)], [written])


def test_a_duration_follows_the_projects_working_day(tmp_path: Path) -> None:
    """Its objectValue and the sheet's settings decide, not the text."""
    cells = [{"value": "1T", "displayValue": "1T", "objectValue": {"objectType": "DURATION", "days": 1, "hours": 3}}]
    settings = {"lengthOfDay": 6, "workingDays": ["MONDAY"], "nonWorkingDays": []}
    _, values = load_column(one_column("DURATION", cells) | {"projectSettings": settings}, tmp_path)
    assert values["X"] == [1.5]


def test_a_text_among_durations_is_a_misfit(tmp_path: Path) -> None:
    """It counts as one and is in the text column that durations always have."""
    described, values = load_column(one_column("DURATION", texts("soon", "2d")), tmp_path)
    assert (described.misfits, values["X"], values["X (text)"]) == (1, [None, 2.0], ["soon", "2d"])


def test_a_hyperlink_has_a_column_of_its_own(tmp_path: Path) -> None:
    """Only where there is one; links inside Smartsheet without a URL are none."""
    cells = [
        {"value": "Spec", "hyperlink": {"url": "https://x.example/spec"}},
        {"value": "Plan", "hyperlink": {"sheetId": 5}},
    ]
    _, values = load_column(one_column("TEXT_NUMBER", cells), tmp_path)
    assert values["X (url)"] == ["https://x.example/spec", None]


def test_auto_numbers_are_text(tmp_path: Path) -> None:
    """“007” is not 7."""
    raw = one_column("TEXT_NUMBER", texts("007", "008"), systemColumnType="AUTO_NUMBER")
    assert load_column(raw, tmp_path)[1]["X"] == ["007", "008"]
    raw = one_column("TEXT_NUMBER", [{"value": 7, "displayValue": "007"}], systemColumnType="AUTO_NUMBER")
    assert load_column(raw, tmp_path)[1]["X"] == ["007"]


@pytest.mark.parametrize(
    ("own", "cells", "expected"),
    [
        (USD, None, "currency USD"),
        (ZAR, USD, "currency ZAR"),
        (None, PERCENT, "percent"),
        (None, USD, "currency USD"),
        (",,1,1,,,,,,,,,,,,,", None, ""),
        (",,,,,,,,,,,99,2,1,2,,", None, "currency"),
        ("nonsense", None, ""),
    ],
)
def test_a_number_column_says_how_it_is_shown(tmp_path: Path, own: str, cells: str, expected: str) -> None:
    """The column's own format decides, else that of most of its cells; an unknown currency has no name."""
    shown = [content | ({"format": cells} if cells else {}) for content in texts(1, 2)]
    described, _ = load_column(one_column("TEXT_NUMBER", shown, format=own), tmp_path)
    assert described.number_format == expected


def test_titles_are_unique_whatever_their_case_and_never_taken_for_ours(tmp_path: Path) -> None:
    """Duplicates, blanks, control characters and our own names; a real title wins over a companion."""
    names = ["Status", "STATUS", "", "_row", "Line\nbreak", "Owner", "Owner (email)"]
    types = ["TEXT_NUMBER"] * 5 + ["CONTACT_LIST", "TEXT_NUMBER"]
    columns = [column(n, title, type_) for n, (title, type_) in enumerate(zip(names, types, strict=True))]
    reply, table = load(sheet(columns, [row(1, [])]), tmp_path)
    assert [c.sql_name for c in reply.columns] == [
        *("Status", "STATUS (2)", "Column 3", "_row (2)", "Line break", "Owner", "Owner (email)"),
    ]
    assert reply.columns[5].companions[0].sql_name == "Owner (email) (2)"
    assert len({name.casefold() for name in table.column_names}) == len(table.column_names)


def test_cells_are_found_by_column_id_not_by_position(tmp_path: Path) -> None:
    """In any order, some missing, some of columns that are not there."""
    columns = [column(0, "A"), column(1, "B"), column(2, "C")]
    cells = [cell(2, "c"), cell(9, "stray"), cell(0, "a")]
    _, table = load(sheet(columns, [row(1, cells)]), tmp_path)
    assert table.select(["A", "B", "C"]).to_pylist() == [{"A": "a", "B": None, "C": "c"}]


def test_columns_stand_in_the_order_of_their_index(tmp_path: Path) -> None:
    """Whatever the order in the JSON."""
    reply, _ = load(sheet([column(1, "B"), column(0, "A")], []), tmp_path)
    assert [c.sql_name for c in reply.columns] == ["A", "B"]


def test_many_rows_are_read_as_few_are(tmp_path: Path) -> None:
    """Beyond one chunk positions go on: misfits and links stay with their rows."""
    cells = [{"value": n} if n % 700 else {"value": f"text {n}", "hyperlink": {"url": f"u{n}"}} for n in range(1, 2001)]
    described, values = load_column(one_column("TEXT_NUMBER", cells), tmp_path)
    assert described.misfits == 2
    assert [n for n, text in enumerate(values["X (text)"], start=1) if text] == [700, 1400]
    assert values["X (url)"][1399] == "u1400"
    assert values["X"][1998] == 1999.0


def test_a_mostly_text_start_does_not_hide_the_numbers(tmp_path: Path) -> None:
    """A whole chunk of texts in a number column: every text is a misfit."""
    cells = [{"value": "-"}] * 600 + [{"value": 1}] * 1400
    described, values = load_column(one_column("TEXT_NUMBER", cells), tmp_path)
    assert (described.sql_type, described.misfits) == ("DOUBLE", 600)
    assert values["X (text)"].count("-") == 600
