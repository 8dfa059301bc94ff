"""For random new sheets: what is shown is created once, wherever the process ends, and goes whole when taken back."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.changes.engine.preview import Draft
from bot.changes.values.values import Reading
from bot.domain.plan_status import PlanState
from bot.domain.plans import AddRows, ChangeRecords
from bot.errors import InvalidArguments, SheetsUnavailable
from bot.features.sheets.sheet_preview import Destination, preview_sheet
from tests.changes.bench import Killed, kill_at
from tests.changes.new_sheet import NewBench, NewSheet

HOME = "workspaces/9"
PLACE = Destination(HOME, "the workspace “Launch”", "ADMIN")
TITLES = ("Site", "Visit", "Status")
COLUMNS = [{"title": title, "type": "TEXT_NUMBER"} for title in TITLES]
VALUES = st.one_of(st.none(), st.integers(0, 9), st.sampled_from(["alpha", "beta"]))


@st.composite
def drafts(draw: st.DrawFn, *, most: int = 6) -> Draft:
    rows = draw(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=most))
    return preview_sheet("Visits", COLUMNS, rows, destination=PLACE, reading=Reading(date(2026, 11, 23)))


def benches() -> st.SearchStrategy[NewBench]:
    """Also where sheets are already, one of them of the same name."""
    others = st.sampled_from([{}, {"1": {"name": "Budget"}}, {"1": {"name": "Visits"}, "2": {"name": "Budget"}}])
    return others.map(lambda held: NewBench(copy.deepcopy(held), HOME))


def shown(draft: Draft) -> list[list[str]]:
    steps = [step for step in draft.steps if isinstance(step, AddRows)]
    return [[cell.content.raw for cell in row.cells] for step in steps for row in step.rows]


@given(benches(), drafts())
def test_exactly_what_is_shown_is_created_and_undo_deletes_the_sheet(bench: NewBench, draft: Draft) -> None:
    """Undo is one deletion, whatever is in the sheet, and cannot itself be taken back."""
    before, plan = bench.there(), bench.plan(tuple(draft.steps))
    verdict = bench.apply(plan)
    assert verdict.state is PlanState.APPLIED
    names, titles, rows = bench.there()
    assert (names.count("Visits"), titles) == (before[0].count("Visits") + 1, list(TITLES))
    assert [cells for _, cells in rows] == shown(draft)
    assert isinstance(bench.sheet, NewSheet)
    assert verdict.outcome.made is not None
    assert (verdict.outcome.made.sheet_id, verdict.outcome.rows_added) == (bench.sheet.own, len(rows))

    back = bench.inverse(plan)
    (step,) = back.steps
    assert isinstance(step, ChangeRecords)
    assert (len(step.changes), bool(back.final)) == (1, True)
    assert bench.apply(back).state is PlanState.APPLIED
    assert bench.there()[0] == before[0]


@given(benches(), drafts(most=4))
@pytest.mark.trials
@settings(max_examples=8)
def test_killed_at_any_call_the_sheet_and_its_rows_are_there_once(first: NewBench, draft: Draft) -> None:
    smooth = copy.deepcopy(first)
    smooth.apply(smooth.plan(tuple(draft.steps)))
    for at in range(200):
        bench = copy.deepcopy(first)
        plan, died = bench.plan(tuple(draft.steps)), kill_at(bench, at)
        try:
            verdict = bench.apply(plan)
        except Killed:
            verdict = bench.apply(plan)
        assert verdict.state is PlanState.APPLIED
        assert bench.there() == smooth.there()
        if not died:
            return
        assert bench.undo(plan).state is PlanState.APPLIED
        assert bench.there()[0] == first.there()[0]
    raise AssertionError("more calls than a small plan makes")


@given(benches(), drafts(), st.sampled_from(["create", "add"]), st.sampled_from(["before", "after"]))
def test_a_lost_answer_creates_nothing_twice(bench: NewBench, draft: Draft, call: str, side: str) -> None:
    """Whether the request was done or not; also beside another sheet of the same name."""
    smooth = copy.deepcopy(bench)
    smooth.apply(smooth.plan(tuple(draft.steps)))
    lost: list[str] = []

    def drop(name: str) -> None:
        if name == call and not lost:
            lost.append(name)
            raise SheetsUnavailable("dropped")

    setattr(bench.sheet, side, drop)
    plan = bench.plan(tuple(draft.steps))
    try:
        verdict = bench.apply(plan)
    except SheetsUnavailable:
        verdict = bench.apply(plan)
    assert verdict.state is PlanState.APPLIED
    assert bench.there() == smooth.there()


def test_more_rows_than_one_request_takes_go_in_several_in_their_order() -> None:
    bench = NewBench({}, HOME)
    rows = [(f"Site {n}", n, None) for n in range(1_203)]
    draft = preview_sheet("Visits", COLUMNS, rows, destination=PLACE, reading=Reading(date(2026, 11, 23)))
    assert bench.apply(bench.plan(tuple(draft.steps))).outcome.rows_added == 1_203
    assert bench.sheet.posts == 3
    assert [cells for _, cells in bench.there()[2]] == shown(draft)


@given(benches(), drafts())
def test_a_sheet_that_somebody_worked_in_is_not_deleted_by_undo(bench: NewBench, draft: Draft) -> None:
    plan = bench.plan(tuple(draft.steps))
    bench.apply(plan)
    bench.sheet.version += 1
    before = bench.there()
    verdict = bench.undo(plan)
    assert verdict.state is PlanState.CONFLICT
    assert [moved.what for moved in verdict.outcome.moved] == ["has been worked in since"]
    assert bench.there() == before


def test_a_column_formula_is_set_once_the_sheet_is_there_and_goes_with_it() -> None:
    """Its column stands where it was said to; undo is still one deletion."""
    bench = NewBench({}, HOME)
    columns = [COLUMNS[0], {"title": "Double", "type": "TEXT_NUMBER", "formula": "=[Visit]@row * 2"}, COLUMNS[1]]
    draft = preview_sheet("Visits", columns, [("A", None, 1)], destination=PLACE, reading=Reading(date(2026, 11, 23)))
    plan = bench.plan(tuple(draft.steps))
    assert bench.apply(plan).outcome.records == 2
    assert bench.there()[1] == ["Site", "Double", "Visit"]
    assert [len(step.changes) for step in bench.inverse(plan).steps if isinstance(step, ChangeRecords)] == [1]


def test_rows_that_smartsheet_refuses_leave_a_sheet_that_undo_deletes() -> None:
    """The second request of three is refused: what is there is told, and goes whole."""
    bench = NewBench({}, HOME)
    rows = [(f"Site {n}", n, None) for n in range(1_200)]
    draft = preview_sheet("Visits", COLUMNS, rows, destination=PLACE, reading=Reading(date(2026, 11, 23)))

    def refuse(name: str) -> None:
        if name == "add" and bench.sheet.posts == 1:
            raise InvalidArguments("Smartsheet takes no more.")

    bench.sheet.before = refuse
    plan = bench.plan(tuple(draft.steps))
    verdict = bench.apply(plan)
    assert (verdict.state, verdict.outcome.rows_added, verdict.outcome.records) == (PlanState.FAILED, 500, 1)
    assert verdict.outcome.made is not None
    bench.sheet.before = lambda name: None
    assert bench.undo(plan).state is PlanState.APPLIED
    assert bench.there()[0] == []
