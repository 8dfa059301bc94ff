"""For random records and columns: what is applied is what was shown, once, and undo takes it back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.plan_status import PlanState
from bot.domain.plans import ChangeRecords, Step
from bot.domain.record_changes import KINDS, HeldCell, RecordChange, canonical
from bot.errors import SheetsUnavailable
from tests.changes.bench import Bench, Killed, kill_at
from tests.changes.random_plans import raw, sheets
from tests.changes.sheet import MemorySheet

HOME = "sheets/7"
NEVER = 1_000_000
GENERIC = sorted(name for name, kind in KINDS.items() if not (kind.gone or kind.stays or name == "column"))
WORDS = st.sampled_from(["alpha", "beta", "gamma", "delta"])


@st.composite
def benches(draw: st.DrawFn) -> tuple[Bench, str]:
    """A sheet with up to four records of one kind, whose unique field differs."""
    sheet, kind = draw(sheets()), draw(st.sampled_from(GENERIC))
    bench = Bench(sheet)
    names = draw(st.lists(WORDS, max_size=4, unique=True))
    field = KINDS[kind].unique or "text"
    bench.records.held[(kind, HOME)] = {str(n): {field: name, "value": draw(WORDS)} for n, name in enumerate(names, 1)}
    return bench, kind


@st.composite
def record_changes(draw: st.DrawFn, bench: Bench, kind: str) -> tuple[Step, ...]:
    """Some of them changed or deleted, others created."""
    field, changes = KINDS[kind].unique or "text", list[RecordChange]()
    for record_id, body in bench.records.collection(kind, HOME).items():
        match draw(st.sampled_from(["leave", "change", "delete"])):
            case "change":
                after = draw(WORDS.filter(lambda word, now=body["value"]: word != now))
                before = canonical({"value": body["value"]})
                changes.append(_change(kind, record_id=record_id, before=before, after=canonical({"value": after})))
            case "delete":
                changes.append(_change(kind, record_id=record_id, before=canonical(body)))
    for number in range(draw(st.integers(0, 2))):
        changes.append(_change(kind, after=canonical({field: f"new {number}", "value": draw(WORDS)})))
    return (ChangeRecords(tuple(changes)),) if changes else ()


def _change(kind: str, **fields: Any) -> RecordChange:
    return RecordChange(kind=kind, home=HOME, what="It", **fields)


@given(st.data())
def test_undo_leaves_the_records_as_they_were_and_redo_as_they_became(data: st.DataObject) -> None:
    bench, kind = data.draw(benches())
    what = data.draw(record_changes(bench, kind))
    assume(what)
    before = bench.records.picture(kind, HOME)
    plan = bench.plan(what)
    assert bench.apply(plan).state is PlanState.APPLIED
    changed = bench.records.picture(kind, HOME)
    assert changed != before
    assert bench.undo(plan).state is PlanState.APPLIED
    assert bench.records.picture(kind, HOME) == before
    assert bench.undo(bench.plans[-1]).state is PlanState.APPLIED
    assert bench.records.picture(kind, HOME) == changed


@given(st.data())
@pytest.mark.trials
@settings(max_examples=12)
def test_killed_at_any_call_each_record_is_written_once(data: st.DataObject) -> None:
    first, kind = data.draw(benches())
    what = data.draw(record_changes(first, kind))
    assume(what)
    smooth = copy.deepcopy(first)
    smooth.apply(smooth.plan(what))
    for at in range(200):
        bench = copy.deepcopy(first)
        plan, died = bench.plan(what), kill_at(bench, at)
        try:
            verdict = bench.apply(plan)
        except Killed:
            verdict = bench.apply(plan)
        assert verdict.state is PlanState.APPLIED
        assert bench.records.picture(kind, HOME) == smooth.records.picture(kind, HOME)
        if not died:
            return
        assert bench.undo(plan).state is PlanState.APPLIED
        assert bench.records.picture(kind, HOME) == first.records.picture(kind, HOME)
    raise AssertionError("more calls than a small plan makes")


@given(st.data())
def test_a_lost_answer_creates_nothing_twice(data: st.DataObject) -> None:
    first, kind = data.draw(benches())
    what = (ChangeRecords((_change(kind, after=canonical({KINDS[kind].unique or "text": "new", "value": "x"})),)),)
    for side in ("before", "after"):
        bench = copy.deepcopy(first)
        lost: list[str] = []

        def drop(name: str, lost: list[str] = lost) -> None:
            if name == "create" and not lost:
                lost.append(name)
                raise SheetsUnavailable("dropped")

        setattr(bench.sheet, side, drop)
        plan = bench.plan(what)
        try:
            verdict = bench.apply(plan)
        except SheetsUnavailable:
            verdict = bench.apply(plan)
        assert lost
        assert verdict.state is PlanState.APPLIED
        assert len(bench.records.picture(kind, HOME)) == len(first.records.picture(kind, HOME)) + 1


@given(st.data())
def test_a_record_that_moved_on_is_named_and_the_rest_still_waits(data: st.DataObject) -> None:
    bench, kind = data.draw(benches())
    what = data.draw(record_changes(bench, kind))
    touched = [change for step in what for change in step.changes if change.record_id]  # type: ignore[union-attr]
    assume(touched)
    chosen = data.draw(st.sampled_from(touched))
    bench.records.collection(kind, HOME)[chosen.record_id]["value"] = "someone else's"
    before = bench.records.picture(kind, HOME)
    verdict = bench.apply(bench.plan(what))
    assert (verdict.state, len(verdict.outcome.moved)) == (PlanState.CONFLICT, 1)
    assert verdict.outcome.moved[0].by == "Carla Rossi"
    assert bench.records.picture(kind, HOME) == before
    if verdict.rest:
        assert bench.apply(bench.plan(verdict.rest)).state is PlanState.APPLIED
        assert bench.records.collection(kind, HOME)[chosen.record_id]["value"] == "someone else's"


def _deletion(sheet: MemorySheet, ids: list[int]) -> tuple[Step, ...]:
    live = sheet.live()
    changes = []
    for at, column in reversed([*enumerate(live.columns)]):
        if column.id in ids:
            held = tuple(
                HeldCell(row.id, row.number, live.label(row), row.cell(column.id))
                for row in live.rows
                if row.cell(column.id).raw
            )
            body = {"title": column.column.title, "type": str(column.column.type), "index": at}
            changes.append(
                RecordChange("column", HOME, "It", record_id=str(column.id), before=canonical(body), held=held)
            )
    return (ChangeRecords(tuple(changes)),)


def _picture(sheet: MemorySheet) -> list[tuple[int, dict[str, str]]]:
    """Every row's depth and cells by title, and the columns in order."""
    titles = {column.id: column.column.title for column in sheet.columns}
    rows = [(depth, {titles[c]: v for c, v in cells.items()}) for depth, cells in sheet.picture()]
    return [(0, {str(at): title for at, title in enumerate(titles.values())}), *rows]


@given(sheets(), st.sampled_from([[2], [3], [2, 3]]))
def test_deleted_columns_come_back_in_their_places_with_their_cells(sheet: MemorySheet, ids: list[int]) -> None:
    bench, before = Bench(sheet), _picture(sheet)
    plan = bench.plan(_deletion(sheet, ids))
    assert bench.apply(plan).state is PlanState.APPLIED
    changed = _picture(sheet)
    assert len(sheet.columns) == 3 - len(ids)
    assert bench.undo(plan).state is PlanState.APPLIED
    assert _picture(sheet) == before
    assert bench.undo(bench.plans[-1]).state is PlanState.APPLIED
    assert _picture(sheet) == changed


@given(sheets(), st.integers(0, 60))
def test_a_deletion_of_columns_survives_the_end_of_the_process(sheet: MemorySheet, at: int) -> None:
    """Killed while deleting, then while undoing; each is gone on with, and nothing is lost."""
    bench, before = Bench(sheet), _picture(sheet)
    plan = bench.plan(_deletion(sheet, [2, 3]))
    kill_at(bench, at)
    try:
        bench.apply(plan)
    except Killed:
        assert bench.apply(plan).state is PlanState.APPLIED
    assert len(sheet.columns) == 1
    kill_at(bench, NEVER)
    back = bench.inverse(plan)
    kill_at(bench, at)
    try:
        bench.apply(back)
    except Killed:
        assert bench.apply(back).state is PlanState.APPLIED
    assert _picture(sheet) == before


@given(sheets())
def test_a_value_written_after_the_card_keeps_its_column(sheet: MemorySheet) -> None:
    bench = Bench(sheet)
    plan = bench.plan(_deletion(sheet, [3]))
    sheet.put(next(iter(sheet.rows)), 3, raw("late"))
    verdict = bench.apply(plan)
    assert (verdict.state, verdict.outcome.moved[0].what) == (PlanState.CONFLICT, "is now “late”")
    assert len(sheet.columns) == 3
