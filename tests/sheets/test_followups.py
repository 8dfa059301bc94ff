"""What is offered to ask next after an answer."""

from __future__ import annotations

import pytest

from bot.domain.answers import CellValue, Table
from bot.domain.sheets import ColumnType
from bot.sheets.followups import LONGEST, follow_up
from bot.sheets.loader import SnapshotLoader
from bot.sheets.snapshot import Snapshot
from tests.sheets.raw_sheets import cell, column, row, sheet, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="session")
def plan(tasks: Snapshot) -> Snapshot:
    """Tasks with a status of three values; nothing else divides them."""
    assert [c.sql_name for c in tasks.columns if c.column.type is ColumnType.PICKLIST] == ["Status"]
    return tasks


def table(columns: str, *rows: tuple[CellValue, ...]) -> Table:
    return Table(tuple(columns.split("|")), rows, len(rows))


BY_STATUS = table("Status|Tasks", ("Complete", 4), ("In Progress", 9))


@pytest.mark.parametrize(
    ("question", "found", "expected"),
    [
        (
            "How many tasks are overdue, by Status?",
            BY_STATUS,
            ('Which tasks are overdue where Status is "In Progress"?', "Which tasks are overdue?"),
        ),
        ("how many rows by status", BY_STATUS, ('Show rows where Status is "In Progress"?',)),
        (
            "how many tasks are overdue?",
            table("n", (7,)),
            ("Which tasks are overdue?", "How many tasks are overdue, by Status?"),
        ),
        ("Which tasks are overdue?", table("Task Name", ("a",), ("b",)), ("How many tasks are overdue, by Status?",)),
        ("what is the total cost?", table("Total Cost", (12.5,)), ("Total cost by Status?",)),
        ("which 5 rows have the largest cost?", table("Task Name|Cost", ("a", 5), ("b", 4)), ()),
        ("Wie viele Aufgaben sind überfällig?", table("n", (7,)), ()),
        ("how many tasks are overdue?", table("n", (0,)), ()),
        ("how many tasks are overdue?", table("n"), ()),
    ],
)
async def test_the_next_question_is_made_from_the_last(
    plan: Snapshot, question: str, found: Table, expected: tuple[str, ...]
) -> None:
    """The largest part, the rows behind a count, the same by another column; nothing where nothing came out."""
    assert follow_up(question, found, plan) == expected


async def test_without_a_table_there_is_nothing_to_follow_up(plan: Snapshot) -> None:
    """An answer in words alone."""
    assert follow_up("how many tasks are overdue?", None, plan) == ()


@pytest.mark.parametrize("value", ["Unassigned", 'a "quoted" name', "line\nbreak", "long " * 20, "(empty)", None, 7])
async def test_a_value_that_makes_no_clean_question_is_not_offered(plan: Snapshot, value: CellValue) -> None:
    """What the column does not hold, a button cannot show whole, or would break out of its quotes is never asked."""
    asked = follow_up("How many tasks are overdue, by Status?", table("Status|n", (value, 9), ("x", 1)), plan)
    assert all(len(each) <= LONGEST and each.isprintable() and each.count('"') in (0, 2) for each in asked)
    assert not any(str(value) in each for each in asked)


async def test_an_owner_comes_before_a_category(
    loader: SnapshotLoader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """People ask first whose it is; hidden columns and ones with a single value divide nothing."""
    columns = [
        column(0, "Task"),
        column(1, "Phase", "PICKLIST", options=["a", "b"]),
        column(2, "Owner", "CONTACT_LIST"),
        column(3, "Only", "PICKLIST", options=["x"]),
        column(4, "Hidden", "PICKLIST", options=["y", "z"], hidden=True),
    ]
    rows = [
        row(
            n,
            [
                cell(0, f"T{n}"),
                cell(1, "ab"[n % 2]),
                cell(2, f"p{n % 3}@x.example", displayValue=f"Person {n % 3}"),
                cell(3, "x"),
                cell(4, "yz"[n % 2]),
            ],
        )
        for n in range(1, 9)
    ]
    snapshot = await loader.load(write(sheet(columns, rows), tmp_path_factory.mktemp("owners")))
    assert follow_up("how many tasks are late?", table("n", (3,)), snapshot) == (
        "Which tasks are late?",
        "How many tasks are late, by Owner?",
        "How many tasks are late, by Phase?",
    )
