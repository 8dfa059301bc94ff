"""Are the rows that go to another sheet, and that sheet, still as the plan's card showed them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.changes.engine.current_state import CurrentState
from bot.changes.values.trees import is_now, named, tree_moved, trees
from bot.domain.live import LiveSheet
from bot.domain.outline import Place
from bot.domain.plan_status import Moved
from bot.domain.plans import CellEdit, DeleteCopies, RowImage, RowMove, TransferRows

MOST_ROWS = 20_000
MOST_CELLS = 500_000
MOST_COLUMNS = 400
"""What a sheet holds (https://help.smartsheet.com/articles/1155160-smartsheet-system-requirements-guidelines)."""


def check_transfer(step: TransferRows, now: CurrentState, moved: list[Moved]) -> TransferRows | None:
    """The transfer of the rows that are as they were, when the target takes them as it was said."""
    source, target = now.sheet(step.source.id), now.sheet(step.target.id)
    left = [edit for edit in step.values if edit.row_id > 0]
    found = _target_moved(step, target) or _cells_moved(left, target) or _cells_moved(step.dependents, source)
    if found is not None:
        moved.append(found)
        return None
    kept = trees(_unmoved(step.rows, source, moved, alone=alone(step), anywhere=step.keep))
    moves = _moves(step, target, kept, moved)
    lost = {move.row_id for move in step.moves} - {move.row_id for move in moves}
    rows = tuple(row for tree in kept if -tree[0].row_id not in lost for row in tree)
    return _limited(step, rows, moves) if rows else None


def check_copies(step: DeleteCopies, now: CurrentState, moved: list[Moved]) -> DeleteCopies | None:
    """The deletion of the copies that are as they were made."""
    kept = _unmoved(step.rows, now.sheet(step.copied.target.id), moved)
    return replace(step, rows=tuple(kept)) if kept else None


def alone(step: TransferRows) -> bool:
    """Whether rows go without those under them, which only copies can."""
    return step.keep and "children" not in step.included


def _unmoved(
    rows: tuple[RowImage, ...], live: LiveSheet, moved: list[Moved], *, alone: bool = False, anywhere: bool = False
) -> list[RowImage]:
    by_id, outline, kept = live.by_id(), live.outline(), list[RowImage]()
    for tree in trees(rows):
        found = tree_moved(tree, live, by_id, outline, alone=alone, anywhere=anywhere)
        if found is None:
            kept += tree
        else:
            moved.append(replace(found, where=f"{found.where} in {live.name}"))
    return kept


def _target_moved(step: TransferRows, target: LiveSheet) -> Moved | None:
    """A column that takes values is gone or called otherwise, one that was to be made is there, or there is no room."""
    titles = {column.id: column.column.title for column in target.columns}
    for each in step.columns:
        if each.target_id and titles.get(each.target_id) != each.title:
            return Moved(f"Column {each.title} in {target.name}", "is no longer there")
        if not each.target_id and each.title in titles.values():
            return Moved(f"Column {each.title} in {target.name}", "is there now")
    missing = next((edit for edit in step.values if edit.column_id not in titles), None)
    if missing is not None:
        return Moved(f"Column {missing.column} in {target.name}", "is no longer there")
    if len(target.rows) + len(step.rows) > MOST_ROWS:
        return Moved(target.name, f"has {len(target.rows):,} rows now, too many to take these")
    return None


def _cells_moved(edits: Sequence[CellEdit], live: LiveSheet) -> Moved | None:
    """The first of the cells, of rows that stay, that is not as it was."""
    rows = live.by_id()
    for edit in edits:
        row, where = rows.get(edit.row_id), f"{named(edit.row_number, edit.row_label)}, {edit.column} in {live.name}"
        if row is None:
            return Moved(where, "is no longer there")
        if row.cell(edit.column_id).raw != edit.before.raw:
            return Moved(where, is_now(row.cell(edit.column_id)), row.modified_by)
    return None


def _moves(
    step: TransferRows, target: LiveSheet, kept: list[list[RowImage]], moved: list[Moved]
) -> tuple[RowMove, ...]:
    """The moves to places that are still there, tried one after the other once the rows are at the bottom."""
    parents = dict(target.outline().order()) | {
        -row.row_id: None if row.level == 0 or row.place.parent_id is None else -row.place.parent_id
        for tree in kept
        for row in tree
    }
    possible: list[RowMove] = []
    passed: dict[int | None, int | None] = {}
    for move in step.moves:
        after = move.after
        while after.after_id in passed:  # the row it was to follow stays where it is: the one before that, then
            after = replace(after, after_id=passed[after.after_id])
        if move.row_id not in parents:
            passed[move.row_id] = after.after_id
        elif _takes(parents, after, move.row_id):
            parents[move.row_id] = after.parent_id
            possible.append(replace(move, after=after))
        else:
            name = named(move.number, move.label)
            moved.append(Moved(f"{name} in {target.name}", "the place it was to go to is no longer there"))
    return tuple(possible)


def _takes(parents: Mapping[int, int | None], place: Place, moving: int) -> bool:
    """Whether the row can be put there: parent and sibling are there, and neither is the row or under it."""
    above = place.parent_id
    while above is not None:
        if above == moving or above not in parents:
            return False
        above = parents[above]
    sibling = place.after_id
    return sibling is None or (sibling != moving and sibling in parents and parents[sibling] == place.parent_id)


def _limited(step: TransferRows, rows: tuple[RowImage, ...], moves: tuple[RowMove, ...]) -> TransferRows:
    """The step for these rows only."""
    keys = {-row.row_id for row in rows}
    values = tuple(edit for edit in step.values if edit.row_id in keys or edit.row_id > 0)
    return replace(step, rows=rows, moves=moves, values=values)
