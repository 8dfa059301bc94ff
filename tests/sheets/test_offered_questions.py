"""Which columns the questions offered for a sheet speak of, read off a sheet described by hand: no process, no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from bot.agent.library import Role, prompts_for
from bot.agent.prompt_columns import words_for
from bot.domain.answers import Table
from bot.domain.sheets import Column, ColumnType
from bot.sheets.followups import follow_up
from bot.sheets.snapshot import ColumnProfile, Snapshot, SnapshotColumn, SnapshotFile
from bot.sheets.suggestions import suggest
from tests.builders import NOON

TEXT, DATE, CHOICE, BOX = ColumnType.TEXT_NUMBER, ColumnType.DATE, ColumnType.PICKLIST, ColumnType.CHECKBOX
PERSON, PEOPLE = ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST
SQL: Mapping[ColumnType, str] = {DATE: "DATE", BOX: "BOOLEAN", PEOPLE: "VARCHAR[]"}
Described = tuple[SnapshotColumn, ColumnProfile]


def titled(
    title: str, kind: ColumnType = TEXT, *values: str, sql: str = "", format: str = "", filled: int = 9, **more: Any
) -> Described:
    """A column of ten rows with these distinct values."""
    column = Column(1, 0, title, kind, **more)
    described = SnapshotColumn(column, title, sql or SQL.get(kind, "VARCHAR"), number_format=format)
    return described, ColumnProfile(title, filled, tuple((value, 3) for value in values))


def number(title: str, format: str = "", **more: Any) -> Described:
    return titled(title, sql="DOUBLE", format=format, **more)


def a_sheet(*columns: Described) -> Snapshot:
    table, file = pa.table({}), SnapshotFile.__new__(SnapshotFile)
    described, profiles = tuple(c for c, _ in columns), tuple(p for _, p in columns)
    return Snapshot("k", 7, "Launch plan", "", 3, "EDITOR", 10, described, profiles, table, file, 0, NOON, NOON)


TASK = titled("Task Name", primary=True)
STATUS = titled("Status", CHOICE, "Open", "Blocked", "In Progress", "Complete")
OWNER, DUE, COST = titled("Assigned To", PERSON), titled("Due Date", DATE), number("Cost", "currency USD")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            (TASK, STATUS, OWNER, DUE, COST),
            [
                "How many tasks are overdue, by Assigned To?",
                "How many rows by Status?",
                "Which 5 rows have the largest Cost?",
            ],
        ),
        (
            (TASK, STATUS, OWNER, DUE),
            [
                "How many tasks are overdue, by Assigned To?",
                "How many rows by Status?",
                "How many rows by Assigned To?",
            ],
        ),
        ((TASK, OWNER, DUE), ["How many rows by Assigned To?", "What is due in the next 7 days?"]),
        ((TASK, STATUS, DUE), ["How many rows by Status?", "What is due in the next 7 days?"]),
        ((TASK, titled("Size", CHOICE, "S", "L"), STATUS), ["How many rows by Status?"]),
        ((TASK, titled("Size", CHOICE, "S", "L")), ["How many rows by Size?"]),
        (
            (TASK, titled("Start", DATE), titled("Review", DATE), titled("Deadline", DATE)),
            ["What is due in the next 7 days?"],
        ),
        ((TASK, titled("Start", DATE)), []),
        ((TASK, titled("Due Date")), []),
        ((TASK, number("Row height"), number("Total score")), ["Which 5 rows have the largest Total score?"]),
        ((TASK, titled("Total score")), []),
        ((TASK, titled("Status", CHOICE, hidden=True), titled("Owner", PERSON, system_type="CREATED_BY")), []),
    ],
)
def test_an_opened_sheet_is_asked_by_its_own_columns(columns: tuple[Described, ...], expected: list[str]) -> None:
    """Up to three questions; of dates the one that says when it is due, of numbers one that is an amount."""
    assert list(suggest(a_sheet(*columns))) == expected


def test_the_words_of_a_prompt_are_the_sheets_titles() -> None:
    """One column for each part; values of the status where it has them; what the rows are called."""
    columns = (
        titled("Risk", primary=True),
        STATUS,
        OWNER,
        DUE,
        number("Unit price", "currency USD"),
        number("Exposure", "currency USD"),
        number("Quantity"),
        number("Share", "percent"),
        titled("Impact", CHOICE, "High", "Low"),
        titled("Area", CHOICE, "North", "South"),
        titled("Approved", BOX),
        titled("Mitigation", filled=4),
    )
    assert words_for(a_sheet(*columns)) == {
        "owner": "Assigned To",
        "due": "Due Date",
        "status": "Status",
        "category": "Area",
        "priority": "Impact",
        "amount": "Exposure",
        "number": "Quantity",
        "flag": "Approved",
        "detail": "Mitigation",
        "blocked": "blocked",
        "under_way": "in progress",
        "done": "done",
        "rows": "risks",
        "sheet": "Launch plan",
    }


@pytest.mark.parametrize(
    ("column", "part"),
    [
        (titled("Area", CHOICE, "North"), "category"),
        (titled("Approved", BOX, hidden=True), "flag"),
        (titled("Done", BOX), "flag"),
        (titled("Notes", filled=10), "detail"),
        (titled("Notes", filled=0), "detail"),
        (number("Rate", "currency USD"), "amount"),
        (number("Cost", filled=0), "amount"),
        (number("Cost", "percent"), "number"),
        (titled('The "odd" status', CHOICE, "Open", "Done"), "status"),
        (titled("S" * 40, PERSON), "owner"),
    ],
)
def test_a_column_that_answers_nothing_is_not_spoken_of(column: Described, part: str) -> None:
    """One value, hidden, full, empty, a price of each, a share, a title that would not read as words."""
    assert part not in words_for(a_sheet(TASK, column))


def test_an_amount_is_chosen_by_its_title_and_else_by_its_currency() -> None:
    """A number without a currency needs a title that says so; the earlier word wins over the earlier column."""
    actual, planned = number("Actual", "currency USD"), number("Planned", "currency USD")
    assert words_for(a_sheet(TASK, actual, planned))["amount"] == "Planned"
    assert words_for(a_sheet(TASK, number("Revenue")))["amount"] == "Revenue"
    assert words_for(a_sheet(TASK, number("Fee", "currency EUR")))["amount"] == "Fee"
    assert "amount" not in words_for(a_sheet(TASK, number("Fee")))
    assert words_for(a_sheet(TASK, planned))["number"] == "Planned"


def test_what_says_done_is_a_box_a_share_or_a_value_of_the_status() -> None:
    """Without any of them nothing is asked of what is done."""
    for says in (
        titled("Done", BOX),
        number("% Complete", "percent"),
        STATUS,
        titled("Stage", CHOICE, "Open", options=("Closed",)),
    ):
        assert words_for(a_sheet(TASK, says))["done"] == "done"
    assert "done" not in words_for(a_sheet(TASK, titled("Status", CHOICE, "Open", "New")))
    assert words_for(a_sheet(TASK))["rows"] == "tasks"
    assert words_for(a_sheet(titled("Name", primary=True)))["rows"] == "rows"


def test_a_role_is_offered_the_questions_its_sheet_can_answer() -> None:
    """In the sheet's words, each with its place in the role's list."""
    asked = {p.target: p.text for p in prompts_for(Role.FINANCE, a_sheet(TASK, COST, STATUS))}
    assert (
        asked
        == {
            "finance.0": "What is the total Cost?",
            "finance.1": "Total Cost by Status",
            "finance.2": "Which 5 tasks have the largest Cost?",
            "finance.3": "Average Cost by Status",
            "finance.5": "Which tasks have no Cost?",
            "finance.6": "Check the data quality of Launch plan",
        }
        or "finance.1" not in asked
    )


NEVER = {"Only", "Hidden", "Empty", "Made by", "Lead"}


def test_the_next_question_leaves_out_columns_already_spoken_of() -> None:
    """Owners first, then categories; hidden ones, ones Smartsheet fills, empty ones and those of one value never."""
    sheet = a_sheet(
        TASK,
        STATUS,
        titled("Phase", CHOICE, "a", "b"),
        titled("Only", CHOICE, "a"),
        titled("Hidden", CHOICE, "a", "b", hidden=True),
        titled("Empty", CHOICE, "a", "b", filled=0),
        titled("Made by", PERSON, system_type="CREATED_BY"),
        OWNER,
        titled("Lead", PERSON, "Ava"),
    )
    counted = Table(("n",), ((3,),), 1)
    assert follow_up("how many tasks are late?", counted, sheet) == (
        "Which tasks are late?",
        "How many tasks are late, by Assigned To?",
        "How many tasks are late, by Status?",
    )
    nothing = a_sheet(*(c for c in zip(sheet.columns, sheet.profiles, strict=True) if c[0].sql_name in NEVER))
    assert follow_up("how many tasks are late?", counted, nothing) == ("Which tasks are late?",)
    by_status = Table(("Status", "n"), (("Open", 3), ("Blocked", 5)), 2)
    assert follow_up("how many tasks are late, by status?", by_status, sheet) == (
        'Which tasks are late where Status is "Blocked"?',
        "Which tasks are late?",
        "How many tasks are late, by Assigned To?",
    )
    total = Table(("Status", "cost"), (("Open", 3.5), ("Blocked", 2.5)), 2)
    assert follow_up("Total cost by Status", total, sheet) == (
        'Total cost by Assigned To where Status is "Open"?',
        "Total cost by Assigned To?",
        "Total cost by Phase?",
    )
