"""What a plan that was interrupted finds: rows it has already added, and cells that others changed meanwhile."""

from __future__ import annotations

from datetime import timedelta

from bot.changes.engine.batches import (
    AddBatch,
    DeleteBatch,
    UpdateBatch,
    batches,
    resolved_content,
    resolved_id,
    resolved_place,
)
from bot.changes.engine.checks import same
from bot.changes.engine.current_state import CurrentState, record_changes
from bot.changes.values.trees import tree_moved, trees
from bot.domain.live import LiveRow, LiveSheet
from bot.domain.outline import Place
from bot.domain.plan_journal import Entry, Journal, Mark
from bot.domain.plans import DeleteCopies, DeleteRows, NewRow, Plan

_CLOCKS_DIFFER = timedelta(minutes=2)


def following(live: LiveSheet, place: Place, journal: Journal) -> int | None:
    """The row that stands at the place before anything is added there; none where rows of this plan are around it."""
    made = set(journal.created().values())
    if place.parent_id in made or place.after_id in made:
        return None
    outline = live.outline()
    return outline.following(place) if outline.accepts(place) else None


def find_added(live: LiveSheet, batch: AddBatch, intent: Entry, created: dict[int, int]) -> tuple[int, ...]:
    """The ids of the batch's rows when they are in the sheet; empty when they are not.

    Between the row they go after and the row that followed it there was nothing when the intent was noted, so what
    stands there now, made since then and holding the same, is ours.
    """
    place = resolved_place(batch.place, created)
    outline, rows = live.outline(), live.by_id()
    if not outline.accepts(place):
        return ()
    siblings = outline.children(place.parent_id)
    start = 0 if place.after_id is None else siblings.index(place.after_id) + 1
    end = siblings.index(intent.following, start) if intent.following in siblings[start:] else len(siblings)
    between = [
        rows[each] for each in siblings[start:end] if _is_new(rows[each], intent) and each not in created.values()
    ]
    for at in range(len(between) - len(batch.rows) + 1):
        run = between[at : at + len(batch.rows)]
        if all(_is(row, wanted, created) for row, wanted in zip(run, batch.rows, strict=True)):
            return tuple(row.id for row in run)
    return ()


def moved_since(plan: Plan, journal: Journal, now: CurrentState) -> frozenset[tuple[int, int]]:
    """Cells still to be set that hold neither what they held nor what they are to hold: someone else wrote them.

    A row still to be deleted that is not as it was is (row, 0). Cells of a column whose type or formula the plan itself
    changes are not compared: they are not as they were because of the plan.
    """
    rows = now.live.by_id()
    altered = {change.column_id for change in record_changes(plan) if change.column_id > 0}
    before = {
        (edit.row_id, edit.column_id): edit
        for step in plan.steps
        for edit in getattr(step, "edits", ())
        if edit.row_id in rows
    }
    found = set()
    for number, batch in enumerate(batches(plan)):
        if isinstance(batch, UpdateBatch) and not journal.has(Mark.DONE, number):
            for row in batch.rows:
                for column, _ in row.cells:
                    edit = before.get((row.row_id, column))
                    if edit is None or column in altered:
                        continue
                    held = rows[row.row_id].cell(column)
                    if held.raw != edit.before.raw and not same(held, edit.after):
                        found.add((row.row_id, column))
        if isinstance(batch, DeleteBatch) and not journal.has(Mark.DONE, number):
            found |= {(row_id, 0) for row_id in _deletions_moved(plan, now)}
    return frozenset(found)


def _deletions_moved(plan: Plan, now: CurrentState) -> list[int]:
    found: list[int] = []
    for step in plan.steps:
        if isinstance(step, DeleteRows | DeleteCopies):
            live = now.sheet(step.copied.target.id) if isinstance(step, DeleteCopies) else now.live
            rows, outline = live.by_id(), live.outline()
            listed = [tree for tree in trees(step.rows) if tree[0].row_id in rows]
            found += [tree[0].row_id for tree in listed if tree_moved(tree, live, rows, outline) is not None]
    return found


def _is_new(row: LiveRow, intent: Entry) -> bool:
    return row.created_at is None or intent.at is None or row.created_at >= intent.at - _CLOCKS_DIFFER


def _is(row: LiveRow, wanted: NewRow, created: dict[int, int]) -> bool:
    return all(
        same(row.cell(resolved_id(c.column_id, created)), resolved_content(c.content, created)) for c in wanted.cells
    )
