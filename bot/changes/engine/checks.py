"""Is the sheet still as the plan's card showed it? What is not is named, and what is left of the plan is worked out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.changes.engine.current_state import CurrentState, needs_whole
from bot.changes.engine.record_checks import check_records
from bot.changes.steps.order import check_order
from bot.changes.steps.transfer_checks import check_copies, check_transfer
from bot.changes.values.trees import is_now, named, tree_moved, trees
from bot.domain.live import CellContent, LiveRow, LiveSheet
from bot.domain.outline import Outline
from bot.domain.plan_status import Moved
from bot.domain.plans import (
    AddRows,
    CellEdit,
    ChangeRecords,
    DeleteCopies,
    DeleteRows,
    MoveRows,
    NewRow,
    Plan,
    RowImage,
    RowMove,
    Step,
    TransferRows,
    UpdateCells,
)
from bot.domain.row_orders import OrderRows

MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """What moved on since the card, and the steps that it does not concern."""

    moved: tuple[Moved, ...]
    rest: tuple[Step, ...]


def check(plan: Plan, now: CurrentState) -> Checked:
    """Compare every step with what is there, one after the other, as each changes where rows stand for the next."""
    live = now.live
    moved: list[Moved] = []
    rest: list[Step] = []
    rows, outline = live.by_id(), live.outline() if needs_whole(plan) else Outline([])
    kept: Step | None
    for step in plan.steps:
        match step:
            case UpdateCells():
                kept = _check_edits(step, live, rows, moved)
            case AddRows():
                kept = _check_additions(step, outline, moved)
            case DeleteRows():
                kept = _check_deletions(step, live, rows, outline, moved)
            case MoveRows():
                kept = _check_moves(step, rows, outline, moved)
            case ChangeRecords():
                kept = check_records(step, now, moved)
            case OrderRows():
                kept = check_order(step, live, moved)
            case TransferRows():
                kept = check_transfer(step, now, moved)
            case DeleteCopies():
                kept = check_copies(step, now, moved)
        if kept is not None:
            rest.append(kept)
    return Checked(tuple(moved[:MOST_NAMED]), _without_cells_of_missing_columns(rest))


def _without_cells_of_missing_columns(steps: list[Step]) -> tuple[Step, ...]:
    """The steps without the cells of columns that the plan was to create and now will not."""
    made = {change.key for step in steps if isinstance(step, ChangeRecords) for change in step.changes}
    kept: list[Step] = []
    for step in steps:
        if not isinstance(step, UpdateCells):
            kept.append(step)
        elif edits := tuple(edit for edit in step.edits if edit.column_id > 0 or edit.column_id in made):
            kept.append(UpdateCells(edits))
    return tuple(kept)


def same(one: CellContent, other: CellContent) -> bool:
    """Whether two cells hold the same; a date that was sent comes back with a time, and shows alike."""
    return one.raw == other.raw or (bool(one.raw) and bool(other.raw) and one.shown == other.shown)


def _check_edits(
    step: UpdateCells, live: LiveSheet, rows: dict[int, LiveRow], moved: list[Moved]
) -> UpdateCells | None:
    kept: list[CellEdit] = []
    columns = {column.id for column in live.columns}
    for edit in step.edits:
        row = rows.get(edit.row_id)
        if edit.row_id < 0 or (edit.column_id < 0 and row is not None):
            kept.append(edit)
        elif row is None or edit.column_id not in columns:
            moved.append(Moved(_cell(edit), "is no longer there"))
        elif row.cell(edit.column_id).raw != edit.before.raw:
            moved.append(Moved(_cell(edit), is_now(row.cell(edit.column_id)), row.modified_by))
        else:
            kept.append(edit)
    return UpdateCells(tuple(kept)) if kept else None


def _check_additions(step: AddRows, outline: Outline, moved: list[Moved]) -> AddRows | None:
    kept: list[NewRow] = []
    for row in step.rows:
        if outline.accepts(row.place):
            outline.insert(row.key, row.place)
            kept.append(row)
        else:
            moved.append(Moved(f"New row “{row.label}”", "the place it was to go to is no longer there"))
    return AddRows(tuple(kept)) if kept else None


def _check_deletions(
    step: DeleteRows, live: LiveSheet, rows: dict[int, LiveRow], outline: Outline, moved: list[Moved]
) -> DeleteRows | None:
    kept: list[RowImage] = []
    for tree in trees(step.rows):
        found = tree_moved(tree, live, rows, outline)
        if found is None:
            kept += tree
        else:
            moved.append(found)
    for each in kept:
        if each.level == 0:
            outline.remove(each.row_id)
    return DeleteRows(tuple(kept)) if kept else None


def _check_moves(step: MoveRows, rows: dict[int, LiveRow], outline: Outline, moved: list[Moved]) -> MoveRows | None:
    kept: list[RowMove] = []
    for move in step.moves:
        name = named(move.number, move.label)
        if move.row_id not in outline:
            moved.append(Moved(name, "is no longer there"))
        elif outline.place(move.row_id) != move.before:
            moved.append(Moved(name, "stands elsewhere now", _by(rows.get(move.row_id))))
        elif not outline.accepts(move.after, moving=move.row_id):
            moved.append(Moved(name, "the place it was to go to is no longer there"))
        else:
            kept.append(move)
            outline.move(move.row_id, move.after)
    return MoveRows(tuple(kept)) if kept else None


def _cell(edit: CellEdit) -> str:
    return f"{named(edit.row_number, edit.row_label)}, {edit.column}"


def _by(row: LiveRow | None) -> str:
    return row.modified_by if row else ""
