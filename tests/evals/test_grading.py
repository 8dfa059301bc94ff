"""The grader takes every form of a right answer and no wrong one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Table
from tests.evals.catalog import Question
from tests.evals.grading import Given, agree, passes
from tests.evals.oracle.book import Rows

COUNTS: Rows = [["Ava Chen", 3], ["Ben Okafor", 2], [None, 1]]
RANKING: Rows = [["moulds", 96.0], ["stand", 54.0], ["boards", 42.0], ["tests", 42.0], ["travel", 10.0]]
PLAIN = Question(id="q", ask="How many tasks does each person have?", category="", sheets=(), sql="SELECT", answer="q")
TOP = replace(PLAIN, top=3, rank=1, shown=(0,))


def table(rows: Rows, *, total: int | None = None) -> Table:
    width = len(rows[0]) if rows else 1
    columns = tuple(f"c{n}" for n in range(width))
    return Table(columns=columns, rows=tuple(tuple(row) for row in rows), total=len(rows) if total is None else total)


def graded(question: Question, wanted: Rows, rows: Rows | None, text: str = "") -> bool:
    return passes(question, wanted, Given(text, None if rows is None else table(rows)))


@pytest.mark.parametrize(
    "rows",
    [
        COUNTS,
        COUNTS[::-1],
        [[count, "x", name] for name, count in COUNTS],
        [["ava  chen", 3.0], ["BEN OKAFOR", 2], ["(unassigned)", 1]],
    ],
)
def test_a_right_table_passes_in_any_form(rows: Rows) -> None:
    """Order of rows and columns, further columns, case and the name for nobody do not matter."""
    assert graded(PLAIN, COUNTS, rows)


@pytest.mark.parametrize(
    "rows",
    [
        None,
        [],
        COUNTS[:2],
        [*COUNTS, ["Carla Rossi", 1]],
        [["Ava Chen", 2], ["Ben Okafor", 3], [None, 1]],
        [["Ava Chen"], ["Ben Okafor"], [None]],
        [["Ava Chen", 3], ["Ava Chen", 3], [None, 1]],
        [["Ava Chen", 3.4], ["Ben Okafor", 2], [None, 1]],
    ],
)
def test_a_wrong_table_fails(rows: Rows | None) -> None:
    """A row too many or too few, swapped or rounded counts, a column missing: wrong."""
    assert not graded(PLAIN, COUNTS, rows, text="Ava Chen has 3, Ben Okafor 2, and 1 has nobody.")


def test_the_row_for_nobody_may_be_optional() -> None:
    """Where the question lets it open, an answer may give or leave out what has no owner."""
    lenient = replace(PLAIN, nobody="optional")
    assert graded(lenient, COUNTS, COUNTS[:2])
    assert graded(lenient, COUNTS[:2], COUNTS)
    assert not graded(lenient, COUNTS, COUNTS[:1])


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([["moulds"], ["stand"], ["boards"]], True),
        ([["moulds", 96], ["stand", 54], ["tests", 42]], True),
        ([["moulds"], ["stand"], ["tests"], ["boards"]], True),
        ([["stand"], ["moulds"], ["boards"]], False),
        ([["moulds"], ["stand"]], False),
        ([["moulds"], ["stand"], ["travel"]], False),
        ([["moulds"], ["stand"], ["stand"]], False),
        ([["moulds"], ["stand"], ["boards"], ["travel"]], False),
        ([["moulds"], ["stand"], ["boards"], ["tests"], ["travel"]], False),
    ],
)
def test_a_ranking_needs_its_order_and_its_length(rows: Rows, right: bool) -> None:
    """Only lines of equal rank may change places; all that share the last place may be given."""
    assert graded(TOP, RANKING, rows) is right


def test_a_single_number_may_be_said_when_the_table_bears_it_out() -> None:
    """“9 tasks are overdue” is right over a table of 9 rows or of counts that add up to 9, not over any other."""
    nine: Rows = [[9]]
    assert graded(PLAIN, nine, [["Ava", 4], ["Ben", 5]], text="9 tasks are overdue.")
    assert graded(PLAIN, nine, [["a"]] * 9, text="There are 9.")
    assert not graded(PLAIN, nine, [["Ava", 4], ["Ben", 6]], text="9 tasks are overdue.")
    assert not graded(PLAIN, nine, None, text="9 tasks are overdue.")
    assert not graded(PLAIN, nine, [["a"]] * 9, text="There are 19.")


def test_the_first_of_a_ranking_may_be_said() -> None:
    """“Ava has the most” passes over the whole table; naming others as well does not."""
    first = replace(TOP, top=1)
    assert graded(first, RANKING, [list(line) for line in RANKING], text="moulds is the largest.")
    assert not graded(first, RANKING, [list(line) for line in RANKING], text="stand is the largest.")
    assert not graded(first, RANKING, [list(line) for line in RANKING], text="moulds, then stand.")


def test_percentages_and_dates_have_several_forms() -> None:
    """0.55 is 55 %, a due time is its date; an average may be rounded, a total may not."""
    percent = replace(PLAIN, unit="percent", about=True)
    assert graded(percent, [[55.4]], [[0.554]])
    assert graded(percent, [[55.4]], [[55]])
    assert not graded(percent, [[55.4]], [[54]])
    assert graded(PLAIN, [[date(2026, 11, 22)]], [[datetime(2026, 11, 22, 16, 59)]])  # noqa: DTZ001
    assert graded(PLAIN, [[date(2026, 11, 22)]], [["2026-11-22"]])
    assert not graded(PLAIN, [[240096.1]], [[240096]])
    assert not graded(PLAIN, [[55.4]], [[0.554]])


def test_nothing_must_have_been_looked_for() -> None:
    """When nothing is the answer, an empty table or a count of 0 is right, and no table is not."""
    assert graded(PLAIN, [], [])
    assert graded(PLAIN, [], [[0]])
    assert not graded(PLAIN, [], [["x"]])
    assert not graded(PLAIN, [], None, text="Nobody.")


@pytest.mark.parametrize(
    ("text", "rows", "right"),
    [
        ("The roster has no column for phone numbers.", None, True),
        ("The roster has no column for phone numbers.", [["Ben", "Leipzig"]], True),
        ("His phone is +31 6 1234.", [["+31 6 1234"]], False),
        ("I cannot answer that.", None, False),
        ("You asked: What is the phone number of Ben?", None, False),
    ],
)
def test_declining_names_what_is_missing(text: str, rows: Rows | None, right: bool) -> None:
    """The words must name the missing thing, and not by repeating the question."""
    asked = replace(PLAIN, ask="What is the phone number of Ben?", missing=("phone",))
    assert graded(asked, [], rows, text=text) is right


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.text("abc xyz", max_size=6), st.dates()
)


@given(data=st.data(), width=st.integers(1, 4))
def test_any_shuffle_of_the_wanted_lines_passes(data: st.DataObject, width: int) -> None:
    """Whatever the values, shuffled rows and columns are the same answer; one row more never is."""
    line = st.lists(VALUES, min_size=width, max_size=width)
    wanted = data.draw(st.lists(line, min_size=1, max_size=8))
    places = data.draw(st.permutations(range(width)))
    rows = [[row[at] for at in places] for row in data.draw(st.permutations(wanted))]
    assert graded(PLAIN, wanted, rows)
    if len(wanted) > 1:
        assert not graded(PLAIN, wanted, [*rows, rows[0]])


def test_gold_is_held_to_the_letter() -> None:
    """The gold SQL may not round, add columns or miss the ranking's end."""
    assert agree(PLAIN, COUNTS[::-1], COUNTS)
    assert not agree(PLAIN, [[name, count + 0.004] for name, count in COUNTS], COUNTS)
    assert not agree(PLAIN, [[*line, 1] for line in COUNTS], COUNTS)
    assert agree(TOP, [RANKING[0], RANKING[1], RANKING[3]], RANKING)
    assert not agree(TOP, RANKING[:2], RANKING)
