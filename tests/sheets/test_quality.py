"""What the quality check finds in small sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.sheets.loader import SnapshotLoader
from bot.sheets.quality import check_quality
from bot.sheets.quality_findings import Check, QualityFinding, Severity
from bot.sheets.roles import roles_of
from tests.sheets.raw_sheets import cell, column, row, sheet, write

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = date(2026, 11, 22)
STATUSES = ["Open", "In Progress", "Done"]
COLUMNS = [
    column(0, "Task"),
    column(1, "Status", "PICKLIST", options=STATUSES),
    column(2, "Due", "DATE"),
    column(3, "Owner", "CONTACT_LIST"),
    column(4, "Cost"),
    column(5, "Unused"),
    column(6, "Flag", "CHECKBOX"),
]


def task(number: int, *values: Any, **more: Any) -> dict[str, Any]:
    """A row of the columns above: task, status, due, owner, cost, flag."""
    places = (0, 1, 2, 3, 4, 6)
    cells = [cell(i, v, **({"displayValue": str(v)} if i in (0, 1, 3, 4) and v is not None else {}))
             for i, v in zip(places, values, strict=False)]  # fmt: skip
    return row(number, cells, **more)


async def checked(
    loader: SnapshotLoader,
    folder: Path,
    rows: list[dict[str, Any]],
    columns: list[dict[str, Any]] = COLUMNS,
    **options: Any,
) -> dict[tuple[Check, str], QualityFinding]:
    """The findings of a sheet with these rows, by check and column; none comes twice."""
    snapshot = await loader.load(write(sheet(columns, rows), folder))
    found = check_quality(snapshot, today=TODAY, **options)
    assert len({(f.check, f.column) for f in found}) == len(found)
    return {(f.check, f.column): f for f in found}


async def test_late_and_lost_work_is_found_among_the_unfinished(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Past dates, missing dates and missing people, each only in rows that are not done; today is not late."""
    rows = [
        task(1, "A", "Open", "2026-11-21", "ava@x.example"),
        task(2, "B", "Open", "2026-11-22", "ava@x.example"),
        task(3, "C", "Done", "2026-11-01", None),
        task(4, "D", "In Progress", None, "ben@x.example"),
        task(5, "E", None, "2026-10-01", None),
    ]
    found = await checked(loader, tmp_path, rows)
    assert found[Check.OVERDUE, "Due"].rows == (1, 5)
    assert found[Check.OVERDUE, "Due"].sentence == "“Due” is past in 2 unfinished rows."
    assert found[Check.NO_DATE, "Due"].rows == (4,)
    assert found[Check.NO_OWNER, "Owner"].rows == (5,)
    assert found[Check.NO_OWNER, "Owner"].sentence == "“Owner” is empty in 1 unfinished row."


async def test_parents_and_blank_rows_are_no_work(loader: SnapshotLoader, tmp_path: Path) -> None:
    """A phase above its tasks and a row in which nothing is filled are not late, lost or incomplete."""
    rows = [
        task(1, "Phase", None, "2026-01-01", None),
        task(2, "A", "Open", "2026-01-02", None, parentId=1001),
        task(3, None),
    ]
    found = await checked(loader, tmp_path, rows)
    assert found[Check.OVERDUE, "Due"].rows == found[Check.NO_OWNER, "Owner"].rows == (2,)
    assert (Check.GAP, "Task") not in found


async def test_a_ticked_box_or_a_whole_progress_is_done_too(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Any of status, box and progress may say it."""
    percent = ",,,,,,,,,,,,,0,3,,"
    columns = [
        column(0, "Task"),
        column(1, "Deadline", "DATE"),
        column(2, "Done", "CHECKBOX"),
        column(3, "% Complete", format=percent),
    ]
    rows = [
        row(n, [cell(0, f"T{n}"), cell(1, "2026-01-01"), cell(2, done), cell(3, share, format=percent)])
        for n, done, share in ((1, True, 0.1), (2, False, 1.0), (3, False, 0.9), (4, None, None))
    ]
    found = await checked(loader, tmp_path, rows, columns)
    assert found[Check.OVERDUE, "Deadline"].rows == (3, 4)


async def test_nothing_is_late_where_nothing_says_done(loader: SnapshotLoader, tmp_path: Path) -> None:
    """A list of invoices has past dates and that is fine."""
    columns = [column(0, "Invoice"), column(1, "Due", "DATE")]
    rows = [row(n, [cell(0, f"I{n}"), cell(1, "2026-01-01")]) for n in range(1, 8)]
    assert await checked(loader, tmp_path, rows, columns) == {}


async def test_errors_and_texts_among_numbers_are_told_apart(loader: SnapshotLoader, tmp_path: Path) -> None:
    """A formula error is grave; a “TBD” among amounts is mixed types; both name their rows."""
    values = [1, 2, 3, 4, "TBD", "#DIVIDE BY ZERO", "#REF"]
    rows = [task(n, f"T{n}", "Done", None, None, value) for n, value in enumerate(values, start=1)]
    found = await checked(loader, tmp_path, rows)
    error, misfit = found[Check.FORMULA_ERROR, "Cost"], found[Check.MISFIT, "Cost"]
    assert (error.rows, error.severity) == ((6, 7), Severity.HIGH)
    assert (misfit.rows, misfit.sentence) == ((5,), "“Cost” has text that is not a number in 1 row.")


async def test_values_outside_a_dropdown_are_found(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Of single and of multiple choice."""
    columns = [
        column(0, "Task"),
        column(1, "Status", "PICKLIST", options=STATUSES),
        column(2, "Tags", "MULTI_PICKLIST", options=["a", "b"]),
    ]

    def tags(*values: str) -> dict[str, Any]:
        return {
            "objectValue": {"objectType": "MULTI_PICKLIST", "values": list(values)},
            "displayValue": ", ".join(values),
        }

    rows = [
        row(1, [cell(0, "A"), cell(1, "Open", displayValue="Open"), cell(2, **tags("a", "b"))]),
        row(2, [cell(0, "B"), cell(1, "Opne", displayValue="Opne"), cell(2, **tags("a", "z"))]),
        row(3, [cell(0, "C"), cell(1), cell(2)]),
    ]
    found = await checked(loader, tmp_path, rows, columns)
    assert found[Check.NOT_AN_OPTION, "Status"].rows == found[Check.NOT_AN_OPTION, "Tags"].rows == (2,)


async def test_duplicates_are_looked_for_where_they_matter(loader: SnapshotLoader, tmp_path: Path) -> None:
    """A task's name may repeat under another parent, not under its own, whatever its case; a chosen key nowhere."""
    rows = [
        task(1, "Phase 1"),
        task(2, "Design", "Done", None, None, 7, parentId=1001),
        task(3, "Phase 2"),
        task(4, "Design", "Done", None, None, 7.0, parentId=1003),
        task(5, " DESIGN", "Done", None, None, 8, parentId=1003),
    ]
    found = await checked(loader, tmp_path, rows)
    assert found[Check.DUPLICATE, "Task"].rows == (4, 5)
    assert found[Check.DUPLICATE, "Task"].sentence == "“Task” repeats under one parent: 1 value in 2 rows."
    keyed = await checked(loader, tmp_path, rows, key="Cost")
    assert (keyed[Check.DUPLICATE, "Cost"].rows, keyed[Check.DUPLICATE, "Cost"].severity) == ((2, 4), Severity.HIGH)
    with pytest.raises(KeyError):
        await checked(loader, tmp_path, rows, key="No such")


async def test_columns_nearly_all_fill_and_columns_nobody_does(loader: SnapshotLoader, tmp_path: Path) -> None:
    """One empty cell among ten looks forgotten, five do not; a column without a value, or a tick, is unused."""
    rows = [task(n, f"T{n}", "Done", None, None, None if n == 4 else n, False) for n in range(1, 11)]
    found = await checked(loader, tmp_path, rows)
    assert found[Check.GAP, "Cost"].rows == (4,)
    assert found[Check.GAP, "Cost"].sentence == "“Cost” is empty in 1 row of 10."
    assert {column for check, column in found if check is Check.UNUSED} == {"Due", "Owner", "Unused", "Flag"}
    half = [task(n, f"T{n}", "Done", None, None, n if n % 2 else None, True) for n in range(1, 11)]
    assert (Check.GAP, "Cost") not in await checked(loader, tmp_path, half)


async def test_titles_in_other_languages_and_odd_titles_are_understood(loader: SnapshotLoader, tmp_path: Path) -> None:
    """German titles have their roles; braces in a title are only text."""
    columns = [
        column(0, "{n} Aufgabe {0}"),
        column(1, "Zustand", "PICKLIST"),
        column(2, "Fällig am", "DATE"),
        column(3, "Verantwortlich", "CONTACT_LIST"),
    ]
    rows = [
        row(1, [cell(0, "A"), cell(1, "erledigt", displayValue="Erledigt"), cell(2, "2026-01-01")]),
        row(2, [cell(0, "A"), cell(1, "offen", displayValue="offen"), cell(2, "2026-01-01")]),
    ]
    found = await checked(loader, tmp_path, rows, columns)
    assert found[Check.OVERDUE, "Fällig am"].rows == found[Check.NO_OWNER, "Verantwortlich"].rows == (2,)
    assert found[Check.DUPLICATE, "{n} Aufgabe {0}"].sentence.startswith("“{n} Aufgabe {0}” repeats: 1 value in 2 rows")


async def test_a_start_date_is_never_a_deadline(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Without a word for it there is no due column, and no guess."""
    columns = [column(0, "Task"), column(1, "Start Date", "DATE"), column(2, "Status", "PICKLIST")]
    snapshot = await loader.load(write(sheet(columns, [row(1, [cell(0, "A"), cell(1, "2026-01-01")])]), tmp_path))
    assert roles_of(snapshot).due is None


async def test_an_empty_sheet_has_nothing_wrong(loader: SnapshotLoader, tmp_path: Path) -> None:
    """No rows, no findings, no failure."""
    assert await checked(loader, tmp_path, []) == {}


async def test_only_the_first_rows_are_named_and_all_are_counted(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Twenty numbers, whatever the count; gravest first, then the most frequent."""
    rows = [task(n, f"T{n}", "Open", "2026-01-01", None, "#REF" if n < 4 else n) for n in range(1, 61)]
    snapshot = await loader.load(write(sheet(COLUMNS, rows), tmp_path))
    findings = check_quality(snapshot, today=TODAY)
    assert (findings[0].check, findings[0].count, findings[0].rows) == (Check.OVERDUE, 60, tuple(range(1, 21)))
    assert [f.severity for f in findings] == sorted((f.severity for f in findings), key=list(Severity).index)
