"""The steps that take a plan back, made from its journal; whether the sheet still allows it is checked as always."""

from __future__ import annotations

from dataclasses import replace

from bot.changes.engine.batches import Batch, UpdateBatch, batches, resolved_id
from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.images import images_of, place_back
from bot.changes.engine.record_undo import records_back
from bot.changes.engine.rules import creatable
from bot.changes.steps.order import order_back
from bot.changes.steps.transfer_undo import copied_again, transfer_back
from bot.domain.live import LiveSheet
from bot.domain.outline import Place
from bot.domain.plan_journal import Journal, Mark
from bot.domain.plans import (
    AddRows,
    CellEdit,
    ChangeRecords,
    DeleteCopies,
    DeleteRows,
    MoveRows,
    NewCell,
    NewRow,
    Plan,
    RowImage,
    RowMove,
    Step,
    TransferRows,
    UpdateCells,
)
from bot.domain.row_orders import OrderRows


def inverse(plan: Plan, journal: Journal, now: CurrentState) -> tuple[Step, ...]:
    """What was written, backwards: the last step first. `now` are the whole sheets as they are."""
    live = now.live
    done = _done(plan, journal)
    steps: list[Step] = []
    for step in reversed(plan.steps):
        match step:
            case _ if plan.makes_sheet and not isinstance(step, ChangeRecords):
                continue  # what is in a sheet goes with it
            case UpdateCells():
                steps += _restore(step, journal, done)
            case AddRows():
                steps += _remove(step, journal, live)
            case DeleteRows():
                steps += _recreate(step, live) if done else []
            case MoveRows():
                steps += _move_back(step, journal, done)
            case ChangeRecords():
                steps += records_back(step, plan, journal, live)
            case OrderRows():
                steps += order_back(step, journal)
            case TransferRows():
                steps += transfer_back(step, journal, now)
            case DeleteCopies():
                steps += copied_again(step, now) if done else []
    return tuple(steps)


def _done(plan: Plan, journal: Journal) -> list[Batch]:
    return [batch for number, batch in enumerate(batches(plan)) if journal.has(Mark.DONE, number)]


def _restore(step: UpdateCells, journal: Journal, done: list[Batch]) -> list[Step]:
    """Each cell that was set, from what it held afterwards to what it held before."""
    written, refused, created = journal.written(), journal.refused(), journal.created()
    sent = {row.row_id for batch in done if isinstance(batch, UpdateBatch) for row in batch.rows}
    edits = []
    for edit in step.edits:
        row_id = resolved_id(edit.row_id, created)
        if edit.row_id in sent and row_id not in refused and edit.row_id > 0 and edit.column_id > 0:
            now = written.get((row_id, edit.column_id), edit.after)
            edits.append(replace(edit, before=now, after=edit.before))
    return [UpdateCells(tuple(edits))] if edits else []


def _remove(step: AddRows, journal: Journal, live: LiveSheet) -> list[Step]:
    """The rows that were added, as they were right afterwards; those under another of them go with it."""
    created = journal.created()
    images = images_of([created[row.key] for row in step.rows if row.key in created], journal, live)
    rows = live.by_id()
    gone = [row for row in step.rows if created.get(row.key) not in rows and row.key in created]
    images += [
        RowImage(created[row.key], 0, row.label, Place(), 0, row.cells) for row in gone
    ]  # the check says that they are no longer there
    return [DeleteRows(tuple(images))] if images else []


def _recreate(step: DeleteRows, live: LiveSheet) -> list[Step]:
    """The rows that were deleted, level by level so that each run of siblings is one request, at their places."""
    keys = {row.row_id: -number for number, row in enumerate(step.rows, start=1)}
    parents = {row.place.parent_id for row in step.rows}
    outline = live.outline()
    later: list[CellEdit] = []
    added: list[NewRow] = []
    for row in _by_family(step):
        cells = []
        for cell in row.cells:
            column = live.column(cell.column_id)
            if column is None or not creatable(live, column, parent=row.row_id in parents):
                continue
            raw = cell.content.raw
            if '"PREDECESSOR_LIST"' in raw:
                for old, key in keys.items():
                    raw = raw.replace(f'"rowId":{old},', f'"rowId":{key},')
            content = replace(cell.content, raw=raw)
            if '"rowId":-' in raw or content.linked:  # names a row made later, or goes only into one that exists
                before = replace(content, raw="", shown="")
                later.append(CellEdit(keys[row.row_id], row.number, row.label, column.id, cell.column, before, content))
            else:
                cells.append(NewCell(cell.column_id, cell.column, content))
        place = place_back(row.place, keys, outline)
        added.append(NewRow(keys[row.row_id], row.label, place, tuple(cells), f"as row {row.number}", row.flags))
    again: list[Step] = [AddRows(tuple(added))]
    return [*again, UpdateCells(tuple(later))] if later else again


def _by_family(step: DeleteRows) -> list[RowImage]:
    """Parents before their children, children of one parent together, each in their order."""
    families: dict[int | None, list[RowImage]] = {}
    for row in step.rows:
        families.setdefault(row.place.parent_id if row.level else None, []).append(row)
    found: list[RowImage] = []
    waiting: list[int | None] = [None]
    while waiting:
        family = families.get(waiting.pop(0), [])
        found += family
        waiting += [row.row_id for row in family]
    return found


def _move_back(step: MoveRows, journal: Journal, done: list[Batch]) -> list[Step]:
    sent = {row_id for batch in done for row_id in getattr(batch, "row_ids", ())}
    moves = tuple(
        RowMove(m.row_id, m.number, m.label, m.after, m.before, m.below, "back to where it was")
        for m in reversed(step.moves)
        if m.row_id in sent
    )
    return [MoveRows(moves)] if moves else []
