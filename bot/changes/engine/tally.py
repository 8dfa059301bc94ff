"""What came of a plan, counted from its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.changes.engine.batches import (
    AddBatch,
    Batch,
    DeleteBatch,
    MoveBatch,
    RecordBatch,
    TidyBatch,
    TransferBatch,
    UpdateBatch,
)
from bot.changes.steps.order import displaced, ordering
from bot.changes.values.trees import named, trees
from bot.domain.plan_journal import Journal, Mark
from bot.domain.plan_status import Made, Outcome
from bot.domain.plans import DeleteCopies, DeleteRows, Plan, Refused, RowImage, TransferRows, UpdateCells
from bot.domain.record_changes import RecordChange, Verb, opened
from bot.errors import OutcomeUnknown, SheetlineError

MOST_REFUSED = 50


def tally(plan: Plan, journal: Journal, sent: Sequence[Batch], *, error: SheetlineError | None = None) -> Outcome:
    """Counts of what was written, and the rows that were not, with the reason. `sent` are the plan's batches."""
    refused, created = journal.refused(), journal.created()
    order = ordering(plan)
    cells = added = moved = deleted = records = 0
    left: list[Refused] = []
    made: Made | None = None
    for number, batch in enumerate(sent):
        if not journal.has(Mark.DONE, number):
            continue
        match batch:
            case UpdateBatch():
                cells += sum(len(row.cells) for row in batch.rows if row.row_id not in refused)
            case AddBatch():
                added += len(batch.rows)
            case MoveBatch() if order is None and not batch.sheet_id:
                moved += len(batch.row_ids)
            case DeleteBatch():
                deleted += sum(len(tree) for tree in _deleted(plan) if tree[0].row_id not in refused)
            case TransferBatch():
                went = _went(batch, created)
                added, moved = (added + went, moved) if batch.step.keep else (added, moved + went)
            case TidyBatch():
                left += [Refused(batch.step.target.name, why) for why in journal.refused_by(number)]
            case RecordBatch():
                whys = journal.refused_by(number)
                records += not whys
                made = _made(batch.change, journal.record(number)) or made
                left += [Refused(batch.change.what, why) for why in whys]
    names = _names(plan)
    moved += displaced(order, journal) if order else 0
    message = "The rows stand in that order already." if order and not moved else ""
    unsure = isinstance(error, OutcomeUnknown)
    if error is not None:
        message = f"{error.message} {error.hint}" if unsure else error.message
    return Outcome(
        cells=cells,
        rows_added=added,
        rows_deleted=deleted,
        rows_moved=moved,
        records=records,
        refused=(*left, *(Refused(names.get(row, "A row"), why) for row, why in refused.items() if row))[:MOST_REFUSED],
        code=error.code if error else "",
        message=message,
        made=made,
        unsure=unsure,
    )


def _made(change: RecordChange, record: tuple[str, str] | None) -> Made | None:
    """The sheet that the request created, as it was read right afterwards."""
    if change.kind != "sheet" or change.verb is not Verb.CREATE or record is None:
        return None
    fields = opened(record[1])
    return Made(int(record[0]), str(fields.get("name", "")), str(fields.get("permalink", "")))


def _names(plan: Plan) -> dict[int, str]:
    """What the card calls the rows that cells are set in, or that go elsewhere."""
    names: dict[int, str] = {}
    for step in plan.steps:
        match step:
            case UpdateCells():
                names |= {edit.row_id: named(edit.row_number, edit.row_label) for edit in step.edits}
            case TransferRows():
                names |= {-row.row_id: named(row.number, row.label) for row in step.rows}
    return names


def _deleted(plan: Plan) -> list[list[RowImage]]:
    return [tree for step in plan.steps if isinstance(step, DeleteRows | DeleteCopies) for tree in trees(step.rows)]


def _went(batch: TransferBatch, created: Mapping[int, int]) -> int:
    """The rows of this request that are in the target."""
    listed = [tree for tree in trees(batch.step.rows) if tree[0].row_id in set(batch.row_ids)]
    return sum(-row.row_id in created for tree in listed for row in tree)
