"""For random rows of two sheets: what is copied or moved is there once, and undo leaves both sheets as they were."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.changes.engine.batches import MOST
from bot.changes.engine.rules import PlanPolicy
from bot.changes.engine.runs import in_fewest_runs
from bot.changes.steps.transfers import preview_transfer
from bot.domain.live import LiveRow
from bot.domain.outline import Outline, Place
from bot.domain.plan_status import PlanState
from bot.domain.plans import RowMove, Step
from bot.errors import SheetsUnavailable
from tests.changes.bench import Killed, kill_at
from tests.changes.random_plans import raw, sheets
from tests.changes.sheet import MemorySheet
from tests.changes.two_sheets import HERE, THERE, TwoBench, TwoSheets

ALL = ("attachments", "children", "discussions")


@st.composite
def pairs(draw: st.DrawFn) -> TwoSheets:
    """Two small sheets, some columns of one title; comments on some rows of the first."""
    here, there = draw(sheets()), draw(sheets())
    moved = {row_id + 500: cells for row_id, cells in there.rows.items()}
    order = [(row_id + 500, parent and parent + 500) for row_id, parent in there.outline.order()]
    columns = {1: 101, 2: 102, 3: 104}
    far = MemorySheet.of(order, {r: {columns[c]: v for c, v in cells.items()} for r, cells in moved.items()})
    two = TwoSheets.of(here, far, tells_all=draw(st.booleans()))
    two.comments = {row_id: f"about {row_id}" for row_id in here.rows if draw(st.booleans())}
    return two


@st.composite
def transfers(draw: st.DrawFn, two: TwoSheets) -> tuple[Step, ...]:
    """Some rows of the first sheet, copied or moved to the second."""
    ids = list(two.sheets[HERE].rows)
    some = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    keep = draw(st.booleans())
    included = draw(st.sampled_from([ALL, ()])) if keep else ("attachments", "discussions")
    draft = preview_transfer(two.live(HERE), two.live(THERE), some, keep=keep, included=included, policy=PlanPolicy())
    return tuple(draft.steps)


@given(st.data())
def test_undo_leaves_both_sheets_as_they_were_and_redo_as_they_became(data: st.DataObject) -> None:
    """Values, formulas, order, hierarchy and, where rows move, their comments; columns that were made stay, empty."""
    two = data.draw(pairs())
    what = data.draw(transfers(two))
    bench, before = TwoBench(two), two.picture()
    plan = bench.plan(what)
    verdict = bench.apply(plan)
    assert (verdict.state, verdict.outcome.moved) == (PlanState.APPLIED, ())
    assert verdict.outcome.rows_added + verdict.outcome.rows_moved == len(what[0].rows)  # type: ignore[union-attr]
    changed = two.picture()
    assert changed != before

    titles = [column.column.title for column in two.sheets[HERE].columns]
    back = bench.undo(plan)
    assert (back.state, back.outcome.moved, back.outcome.refused) == (PlanState.APPLIED, (), ())
    assert two.picture() == before
    assert [column.column.title for column in two.sheets[HERE].columns] == titles
    assert bench.undo(bench.plans[-1]).state is PlanState.APPLIED
    assert two.picture() == changed


@given(st.data())
@pytest.mark.trials
@settings(max_examples=12)
def test_killed_at_any_call_the_rows_go_once(data: st.DataObject) -> None:
    """The process dies before or after the n-th call, for every n, on the way there and on the way back."""
    first = data.draw(pairs())
    what = data.draw(transfers(first))
    smooth = TwoBench(copy.deepcopy(first))
    smooth.apply(smooth.plan(what))
    expected = smooth.two.picture()
    for at in range(200):
        bench = TwoBench(copy.deepcopy(first))
        plan = bench.plan(what)
        died = _survive(bench, plan, at)
        assert bench.two.picture() == expected
        died += _survive(bench, bench.inverse(plan), at)
        assert bench.two.picture() == first.picture()
        if not died:
            return
    raise AssertionError("more calls than a small plan makes")


def _survive(bench: TwoBench, plan: object, at: int) -> list[str]:
    died = kill_at(bench, at)
    try:
        verdict = bench.apply(plan)  # type: ignore[arg-type]
    except Killed:
        verdict = bench.apply(plan)  # type: ignore[arg-type]
    assert verdict.state is PlanState.APPLIED
    for part in (bench.writer, bench.store):
        part.before = part.after = lambda name: None
    return died


@pytest.mark.parametrize("side", ["before", "after"])
@given(data=st.data())
def test_a_lost_answer_takes_nothing_twice(data: st.DataObject, side: str) -> None:
    """Whether the request was done or not, the rows are there once."""
    first = data.draw(pairs())
    what = data.draw(transfers(first))
    smooth = TwoBench(copy.deepcopy(first))
    smooth.apply(smooth.plan(what))
    bench, lost = TwoBench(copy.deepcopy(first)), list[str]()

    def drop(name: str) -> None:
        if name == "transfer" and not lost:
            lost.append(name)
            raise SheetsUnavailable("dropped")

    setattr(bench.two, side, drop)
    plan = bench.plan(what)
    try:
        verdict = bench.apply(plan)
    except SheetsUnavailable:
        verdict = bench.apply(plan)
    assert (verdict.state, bool(lost)) == (PlanState.APPLIED, True)
    assert bench.two.picture() == smooth.two.picture()
    assert bench.undo(plan).state is PlanState.APPLIED
    assert bench.two.picture() == first.picture()


@given(st.data())
def test_a_row_that_moved_on_stops_it_and_is_named(data: st.DataObject) -> None:
    """Nothing goes; the others wait for a new click, and go then."""
    two = data.draw(pairs())
    what = data.draw(transfers(two))
    (step,) = what
    image = data.draw(st.sampled_from(step.rows))  # type: ignore[union-attr]
    bench = TwoBench(two)
    two.sheets[HERE].put(image.row_id, 2, raw("someone else's"))
    before = two.picture()
    verdict = bench.apply(bench.plan(what))
    assert verdict.state is PlanState.CONFLICT
    assert two.picture() == before
    (moved,) = verdict.outcome.moved
    assert (moved.by, moved.what) == ("Ben Okafor", "is now “someone else's”")
    assert "in Plan" in moved.where
    if verdict.rest:
        assert bench.apply(bench.plan(verdict.rest)).state is PlanState.APPLIED


@given(st.data())
def test_undo_is_refused_where_the_rows_moved_on_over_there(data: st.DataObject) -> None:
    """What someone wrote into a row that went is not lost by taking it back."""
    two = data.draw(pairs())
    what = data.draw(transfers(two))
    bench = TwoBench(two)
    plan = bench.plan(what)
    bench.apply(plan)
    row_id = data.draw(st.sampled_from(sorted(bench.journal(plan).created().values())))
    two.sheets[THERE].put(row_id, 102, raw("moved on"))
    before = two.picture()
    verdict = bench.undo(plan)
    assert verdict.state is PlanState.CONFLICT
    assert [moved.what for moved in verdict.outcome.moved] == ["is now “moved on”"]
    assert two.picture() == before


@given(st.data())
def test_a_column_that_came_meanwhile_stops_it(data: st.DataObject) -> None:
    """The card said that Budget would be made in the other sheet; it is there now."""
    two = data.draw(pairs())
    what = data.draw(transfers(two))
    assume(any(not each.target_id for each in what[0].columns))  # type: ignore[union-attr]
    there = two.sheets[THERE]
    there.columns += (two.sheets[HERE].columns[2],)
    bench = TwoBench(two)
    verdict = bench.apply(bench.plan(what))
    assert [moved.where for moved in verdict.outcome.moved] == ["Column Budget in Archive"]


def test_rows_from_all_over_a_sheet_come_back_in_a_few_requests() -> None:
    """Every second of 3,000 rows: the whole stretch in runs of 500, in the order before; a locked row forbids that."""
    order = list(range(1, 3_001))
    gone = set(order[::2])
    stay = tuple(LiveRow(row_id, number) for number, row_id in enumerate((n for n in order if n not in gone), start=1))
    live = replace(MemorySheet.of([], {}).live(), rows=stay, access_level="ADMIN")
    keys = {row_id: -row_id for row_id in gone}
    moves = [
        RowMove(-row_id, row_id, "", Place(), Place(None, keys.get(row_id - 1, row_id - 1) or None))
        for row_id in order
        if row_id in gone
    ]
    back = in_fewest_runs(moves, live, live.outline())
    outline = Outline([*((row.id, None) for row in stay), *((key, None) for key in keys.values())])
    for move in back:
        outline.move(move.row_id, move.after)
    assert [abs(row_id) for row_id, _ in outline.order()] == order
    runs = [move for move, before in zip(back, [None, *back], strict=False) if before is None or _apart(before, move)]
    assert len(runs) == 1
    assert len(back) <= 6 * MOST

    locked = replace(live, rows=(replace(stay[0], locked=True), *stay[1:]), access_level="EDITOR")
    assert in_fewest_runs(moves, locked, locked.outline()) == moves


def _apart(before: RowMove, move: RowMove) -> bool:
    return move.after != Place(None, before.row_id)
