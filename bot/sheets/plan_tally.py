"""What came of a plan, counted from its journal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.plan_journal import Journal, Mark
from bot.domain.plan_standing import Made, Outcome
from bot.domain.plans import DeleteRows, Plan, Refused
from bot.domain.record_changes import RecordChange, Verb, opened
from bot.errors import SheetlineError
from bot.sheets.plan_batches import AddBatch, Batch, DeleteBatch, MoveBatch, RecordBatch, UpdateBatch
from bot.sheets.plan_checks import trees

MOST_REFUSED = 50


def tally(plan: Plan, journal: Journal, sent: Sequence[Batch], *, error: SheetlineError | None = None) -> Outcome:
    """Counts of what was written, and the rows that were not, with the reason. `sent` are the plan's batches."""
    refused = journal.refused()
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
            case MoveBatch():
                moved += len(batch.row_ids)
            case DeleteBatch():
                listed = [tree for step in plan.steps if isinstance(step, DeleteRows) for tree in trees(step)]
                deleted += sum(len(tree) for tree in listed if tree[0].row_id not in refused)
            case RecordBatch():
                whys = journal.refused_by(number)
                records += not whys
                made = _made(batch.change, journal.record(number)) or made
                left += [Refused(batch.change.what, why) for why in whys]
    names = {
        edit.row_id: f"Row {edit.row_number} “{edit.row_label}”"
        for step in plan.steps
        for edit in getattr(step, "edits", ())
    }
    return Outcome(
        cells=cells,
        rows_added=added,
        rows_deleted=deleted,
        rows_moved=moved,
        records=records,
        refused=(*left, *(Refused(names.get(row, "A row"), why) for row, why in refused.items() if row))[:MOST_REFUSED],
        code=error.code if error else "",
        message=error.message if error else "",
        made=made,
    )


def _made(change: RecordChange, record: tuple[str, str] | None) -> Made | None:
    """The sheet that the request created, as it was read right afterwards."""
    if change.kind != "sheet" or change.verb is not Verb.CREATE or record is None:
        return None
    fields = opened(record[1])
    return Made(int(record[0]), str(fields.get("name", "")), str(fields.get("permalink", "")))
