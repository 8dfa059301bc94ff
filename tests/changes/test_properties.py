"""For random sheets and random changes: what is applied is what was shown, once, and undo takes it back."""

from __future__ import annotations

import copy

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.plan_status import PlanState
from bot.domain.plans import UpdateCells
from bot.errors import SheetsUnavailable
from tests.changes.bench import Bench, Killed, kill_at
from tests.changes.random_plans import raw, sheets, steps


@given(st.data())
def test_undo_takes_back_what_apply_did_and_undoing_that_makes_it_again(data: st.DataObject) -> None:
    """Values, order and hierarchy are as before; and then as after."""
    sheet = data.draw(sheets())
    what = data.draw(steps(sheet))
    assume(what)
    bench, before = Bench(sheet), sheet.picture()
    plan = bench.plan(what)
    assert bench.apply(plan).state is PlanState.APPLIED
    changed = sheet.picture()

    back = bench.undo(plan)
    assert (back.state, back.outcome.moved) == (PlanState.APPLIED, ())
    assert sheet.picture() == before
    assert bench.undo(bench.plans[-1]).state is PlanState.APPLIED
    assert sheet.picture() == changed


@given(st.data())
def test_apply_writes_exactly_the_cells_shown(data: st.DataObject) -> None:
    """Each edit's after stands in its cell, and no other cell and no place changed."""
    sheet = data.draw(sheets())
    what = tuple(step for step in data.draw(steps(sheet)) if isinstance(step, UpdateCells))
    assume(what)
    before, order = copy.deepcopy(sheet.rows), list(sheet.outline.order())
    bench = Bench(sheet)
    bench.apply(bench.plan(what))
    shown = {(edit.row_id, edit.column_id): edit.after.raw for step in what for edit in step.edits}
    for row_id, cells in sheet.rows.items():
        for column_id in (1, 2, 3):
            held = cells.get(column_id)
            was = before[row_id].get(column_id)
            expected = shown.get((row_id, column_id), was.raw if was else "")
            assert (held.raw if held else "") == expected
    assert list(sheet.outline.order()) == order


@given(st.data())
@pytest.mark.trials
@settings(max_examples=12)
def test_killed_at_any_call_and_begun_again_the_effect_is_there_once(data: st.DataObject) -> None:
    """The process dies before or after the n-th call of store or Smartsheet, for every n; then another goes on."""
    sheet = data.draw(sheets())
    what = data.draw(steps(sheet))
    assume(what)
    smooth = Bench(copy.deepcopy(sheet))
    smooth.apply(smooth.plan(what))
    expected = smooth.sheet.picture()
    for at in range(200):
        bench = Bench(copy.deepcopy(sheet))
        plan, died = bench.plan(what), kill_at(bench, at)
        try:
            verdict = bench.apply(plan)
        except Killed:
            verdict = bench.apply(plan)
        assert verdict.state is PlanState.APPLIED
        assert bench.sheet.picture() == expected
        if not died:
            return
        assert bench.undo(plan).state is PlanState.APPLIED
        assert bench.sheet.picture() == sheet.picture()
    raise AssertionError("more calls than a small plan makes")


@given(st.data())
def test_a_lost_answer_adds_nothing_twice(data: st.DataObject) -> None:
    """Whether the request was done or not, the rows are there once."""
    sheet = data.draw(sheets())
    what = data.draw(steps(sheet))
    assume(what)
    smooth = Bench(copy.deepcopy(sheet))
    smooth.apply(smooth.plan(what))
    for side in ("before", "after"):
        bench = Bench(copy.deepcopy(sheet))
        lost: list[str] = []

        def drop(name: str, lost: list[str] = lost) -> None:
            if name == "add" and not lost:
                lost.append(name)
                raise SheetsUnavailable("dropped")

        setattr(bench.sheet, side, drop)
        plan = bench.plan(what)
        try:
            verdict = bench.apply(plan)
        except SheetsUnavailable:
            verdict = bench.apply(plan)
        assert verdict.state is PlanState.APPLIED
        assert bench.sheet.picture() == smooth.sheet.picture()


@given(st.data())
def test_a_cell_that_moved_is_named_and_the_rest_still_waits(data: st.DataObject) -> None:
    """Nothing is written; the conflict names who; the rest is the plan without that cell, and applies."""
    sheet = data.draw(sheets())
    what = tuple(step for step in data.draw(steps(sheet)) if isinstance(step, UpdateCells))
    assume(what)
    (step,) = what
    edit = data.draw(st.sampled_from(step.edits))
    bench = Bench(sheet)
    sheet.put(edit.row_id, edit.column_id, raw("someone else's"))
    before = sheet.picture()
    verdict = bench.apply(bench.plan(what))

    assert verdict.state is PlanState.CONFLICT
    assert sheet.picture() == before
    (moved,) = verdict.outcome.moved
    assert (moved.by, moved.what) == ("Ben Okafor", "is now “someone else's”")
    left = tuple(other for other in step.edits if other != edit)
    assert verdict.rest == ((UpdateCells(left),) if left else ())
    if left:
        assert bench.apply(bench.plan(verdict.rest)).state is PlanState.APPLIED


@given(st.data())
def test_undo_is_refused_where_cells_moved_on(data: st.DataObject) -> None:
    """What someone wrote after us is not overwritten by taking ours back."""
    sheet = data.draw(sheets())
    what = tuple(step for step in data.draw(steps(sheet)) if isinstance(step, UpdateCells))
    assume(what)
    bench = Bench(sheet)
    plan = bench.plan(what)
    bench.apply(plan)
    edit = data.draw(st.sampled_from(what[0].edits))
    sheet.put(edit.row_id, edit.column_id, raw("moved on"))
    before = sheet.picture()
    verdict = bench.undo(plan)
    assert (verdict.state, len(verdict.outcome.moved)) == (PlanState.CONFLICT, 1)
    assert sheet.picture() == before
