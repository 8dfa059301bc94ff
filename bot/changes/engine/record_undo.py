"""The steps that take a change of records back: what was created goes, what was changed or deleted is as it was."""

from __future__ import annotations

from bot.changes.engine.batches import RecordBatch, batches
from bot.domain.live import NOTHING, CellContent, LiveSheet
from bot.domain.plan_journal import Journal, Mark
from bot.domain.plan_keys import FIRST_COLUMN, in_new_sheet
from bot.domain.plans import CellEdit, ChangeRecords, Plan, Step, UpdateCells
from bot.domain.record_changes import KINDS, HeldCell, RecordChange, Verb, canonical, lost, opened


def records_back(step: ChangeRecords, plan: Plan, journal: Journal, live: LiveSheet) -> list[Step]:
    """The last change first; a column that is made again gets its cells back."""
    back: list[RecordChange] = []
    edits: list[CellEdit] = []
    for number, change in reversed(_done(step, plan, journal)):
        record_id, body = journal.record(number) or (change.record_id, change.after)
        body = journal.left(record_id) or body
        match change.verb:
            case Verb.CREATE if not KINDS[change.kind].stays:
                back.append(_gone(change, record_id, body, journal, live))
            case Verb.CHANGE:
                back.append(_as_before(change, body, journal, live))
                edits += _cells_back(change, change.column_id, journal)
            case Verb.DELETE if not change.final:
                key = FIRST_COLUMN - len(back) if change.kind == "column" else 0
                back.append(_again(change, key))
                edits += [_edit(change, key, cell) for cell in change.held if _written_by_people(change)]
    steps: list[Step] = [ChangeRecords(tuple(back))] if back else []
    present = {row.id for row in live.rows}
    kept = tuple(edit for edit in edits if edit.row_id in present)
    return [*steps, UpdateCells(kept)] if kept else steps


def _done(step: ChangeRecords, plan: Plan, journal: Journal) -> list[tuple[int, RecordChange]]:
    wanted = {id(change) for change in step.changes}
    return [
        (number, batch.change)
        for number, batch in enumerate(batches(plan))
        if isinstance(batch, RecordBatch)
        and id(batch.change) in wanted
        and not in_new_sheet(batch.change.home)
        and journal.has(Mark.DONE, number)
        and not journal.refused_by(number)
    ]


def _gone(change: RecordChange, record_id: str, body: str, journal: Journal, live: LiveSheet) -> RecordChange:
    """Delete what was created, with the cells that the same plan put there. What only we know of it stays known."""
    ours = {n: value for n, value in opened(change.after).items() if n in KINDS[change.kind].loose}
    body = canonical({**ours, **opened(body)}) if ours else body
    return RecordChange(
        kind=change.kind,
        home=change.home,
        what=change.what,
        record_id=record_id,
        before=body,
        said_before=change.said_after,
        held=_written(int(record_id), journal, live) if change.kind == "column" else (),
        final=lost(change.kind, body),
        parts=change.parts,
    )


def _as_before(change: RecordChange, body: str, journal: Journal, live: LiveSheet) -> RecordChange:
    wanted, written = opened(change.before), opened(body)
    return RecordChange(
        kind=change.kind,
        home=change.home,
        what=change.what,
        record_id=change.record_id,
        before=canonical({name: written.get(name) for name in wanted}),
        after=change.before,
        said_before=change.said_after,
        said_after=change.said_before,
        held=_written(change.column_id, journal, live) if change.held else (),
    )


def _again(change: RecordChange, key: int) -> RecordChange:
    return RecordChange(
        kind=change.kind,
        home=change.home,
        what=change.what,
        key=key,
        after=change.before,
        said_after=change.said_before,
    )


def _cells_back(change: RecordChange, column_id: int, journal: Journal) -> list[CellEdit]:
    """Cells that the change of type has altered."""
    written = journal.written()
    edits = []
    for cell in change.held:
        now = written.get((cell.row_id, column_id), NOTHING)
        if now.raw != cell.content.raw:
            edits.append(_edit(change, column_id, cell, before=now))
    return edits


def _edit(change: RecordChange, column_id: int, cell: HeldCell, *, before: CellContent = NOTHING) -> CellEdit:
    title = str(opened(change.before).get("title", change.what))
    return CellEdit(cell.row_id, cell.row_number, cell.row_label, column_id, title, before, cell.content)


def _written_by_people(change: RecordChange) -> bool:
    """A column that computes itself, or that Smartsheet fills, needs no cells back."""
    fields = opened(change.before)
    return not fields.get("formula") and not fields.get("systemColumnType")


def _written(column_id: int, journal: Journal, live: LiveSheet) -> tuple[HeldCell, ...]:
    rows = live.by_id()
    found = {row: content for (row, column), content in journal.written().items() if column == column_id}
    return tuple(
        HeldCell(row_id, rows[row_id].number, live.label(rows[row_id]), content)
        for row_id, content in found.items()
        if row_id in rows and content.raw
    )
