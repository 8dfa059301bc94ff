"""For random sheets and criteria: sorted is what was shown, and undo puts every row back where it stood."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.changes.engine.batches import MOST, MoveBatch, batches
from bot.changes.steps.sorting import preview_sort
from bot.domain.outline import Outline, Place
from bot.domain.plan_status import PlanState
from bot.domain.plans import Step
from bot.domain.row_orders import OrderRows
from tests.changes.bench import Bench, Killed, kill_at
from tests.changes.random_plans import raw, sheets
from tests.changes.sheet import MemorySheet
from tests.plans import a_plan


@st.composite
def sorts(draw: st.DrawFn, sheet: MemorySheet) -> tuple[Step, ...]:
    """By one or two columns; nothing where the rows stand so already."""
    columns = draw(st.lists(st.sampled_from(sheet.columns), min_size=1, max_size=2, unique=True))
    return tuple(preview_sort(sheet.live(), [(column, draw(st.booleans())) for column in columns]).steps)


@st.composite
def unsorted(draw: st.DrawFn) -> tuple[MemorySheet, tuple[Step, ...]]:
    sheet = draw(sheets())
    what = draw(sorts(sheet))
    if not what:  # one row more, which sorts before all others
        sheet.outline.insert(99, Place(None, sheet.outline.children(None)[-1]))
        sheet.rows[99] = {1: raw("a")}
        sheet.rows[sheet.outline.children(None)[0]][1] = raw("z")
        what = tuple(preview_sort(sheet.live(), [(sheet.columns[0], False)]).steps)
    return sheet, what


@given(unsorted())
def test_undo_puts_every_row_back_and_redo_sorts_again(drawn: tuple[MemorySheet, tuple[Step, ...]]) -> None:
    """Cells stay with their rows, rows with their parents."""
    sheet, what = drawn
    bench, before = Bench(sheet), list(sheet.outline.order())
    plan = bench.plan(what)
    verdict = bench.apply(plan)
    after = list(sheet.outline.order())
    assert verdict.state is PlanState.APPLIED
    assert verdict.outcome.rows_moved == sum(one != other for one, other in zip(before, after, strict=True)) > 0
    assert dict(after) == dict(before)

    assert bench.undo(plan).state is PlanState.APPLIED
    assert list(sheet.outline.order()) == before
    assert bench.undo(bench.plans[-1]).state is PlanState.APPLIED
    assert list(sheet.outline.order()) == after


@given(unsorted())
@pytest.mark.trials
@settings(max_examples=12)
def test_killed_at_any_call_the_order_is_the_one_shown(drawn: tuple[MemorySheet, tuple[Step, ...]]) -> None:
    """And undo, killed at any call too, ends with the order before."""
    first, what = drawn
    smooth = Bench(copy.deepcopy(first))
    smooth.apply(smooth.plan(what))
    for at in range(200):
        bench = Bench(copy.deepcopy(first))
        plan = bench.plan(what)
        died: list[str] = []
        for each, expected in ((plan, smooth.sheet), (None, first)):
            doing = each or bench.inverse(plan)
            died += (fatal := kill_at(bench, at))
            try:
                bench.apply(doing)
            except Killed:
                bench.apply(doing)
            died += fatal
            for part in (bench.sheet, bench.store):
                part.before = part.after = lambda name: None
            assert bench.sheet.picture() == expected.picture()
        if not died:
            return
    raise AssertionError("more calls than a small plan makes")


@given(unsorted(), st.data())
def test_a_row_that_moved_stops_it_and_sorting_what_is_there_now_is_offered(
    drawn: tuple[MemorySheet, tuple[Step, ...]], data: st.DataObject
) -> None:
    """Taking it back is then refused, and offers nothing."""
    sheet, what = drawn
    bench = Bench(sheet)
    new = 77
    sheet.outline.insert(new, Place(None, None))
    sheet.rows[new] = {1: raw("came meanwhile")}
    before = sheet.picture()
    verdict = bench.apply(bench.plan(what))
    assert (verdict.state, sheet.picture()) == (PlanState.CONFLICT, before)
    assert "row 1 “came meanwhile” is new" in verdict.outcome.moved[0].what

    rest = bench.plan(verdict.rest)
    if bench.apply(rest).state is not PlanState.APPLIED:
        return  # with the new row first, the rows stand in that order already
    sheet.outline.remove(new)
    del sheet.rows[new]
    refused = bench.undo(rest)
    assert (refused.state, refused.rest) == (PlanState.CONFLICT, ())
    assert "1 row is gone" in refused.outcome.moved[0].what


@pytest.mark.trials
def test_twenty_thousand_rows_are_put_back_in_forty_requests() -> None:
    """Each of up to 500 rows; few rows out of place take one."""
    rows = tuple((number, 0) for number in range(1, 20_001))
    step = OrderRows((), rows[::-1], tuple(number for number, _ in rows))
    sent = batches(a_plan(steps=(step,)))
    assert len(sent) == 40
    assert all(isinstance(batch, MoveBatch) and len(batch.row_ids) <= MOST for batch in sent)

    outline = Outline((row_id, None) for row_id, _ in rows[::-1])
    assert list(_moved(outline, sent).order()) == [(row_id, None) for row_id, _ in rows]
    swapped = OrderRows((), (*rows[:7], rows[8], rows[7], *rows[9:]), tuple(number for number, _ in rows))
    (one,) = batches(a_plan(steps=(swapped,)))
    assert isinstance(one, MoveBatch)
    assert (one.row_ids, one.place) == ((8, 9), Place(None, 7))


def _moved(outline: Outline, sent: tuple[object, ...]) -> Outline:
    for batch in sent:
        assert isinstance(batch, MoveBatch)
        place = batch.place
        for row_id in batch.row_ids:
            outline.move(row_id, place)
            place = Place(place.parent_id, row_id)
    return outline
