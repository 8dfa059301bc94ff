"""A change as lines of a table for an auditor: one a cell, row or record that was really written. Pure.

What was written is taken from the journal: a request that was not done, or a row that Smartsheet refused, is no line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.changes.engine.batches import AddBatch, DeleteBatch, MoveBatch, RecordBatch, SortBatch, UpdateBatch, batches
from bot.domain.live import CellContent
from bot.domain.plan_journal import Journal, Mark
from bot.domain.plans import (
    AddRows,
    ChangeRecords,
    DeleteCopies,
    DeleteRows,
    MoveRows,
    NewCell,
    Plan,
    RowImage,
    TransferRows,
    UpdateCells,
)
from bot.domain.record_changes import RecordChange
from bot.domain.row_orders import OrderRows

DELETED, ADDED, MOVED, SET = "delete row", "add row", "move row", "set cell"


@dataclass(frozen=True, slots=True)
class Written:
    """One line: what was done, to which row (its number and name, its id) and column or record, before and after."""

    did: str
    row: str
    row_id: str
    what: str
    before: str
    after: str


def written(plan: Plan, journal: Journal) -> Iterator[Written]:
    """Every cell, row and record that the plan wrote, in its order."""
    done = _Done(plan, journal)
    for step in plan.steps:
        match step:
            case UpdateCells():
                for edit in step.edits:
                    if edit.row_id in done.rows:
                        row = f"{edit.row_number} {edit.row_label}".strip()
                        before, after = held(edit.before), held(edit.after)
                        yield Written(SET, row, done.id_of(edit.row_id), edit.column, before, after)
            case AddRows():
                for new in step.rows:
                    if new.key in done.rows:
                        yield from _cells(ADDED, new.label, done.id_of(new.key), new.cells, added=True)
            case DeleteRows():
                yield from _deleted(DELETED, step.rows, done)
            case DeleteCopies():
                yield from _deleted(f"{DELETED} in {step.copied.target.name}", step.rows, done)
            case TransferRows():
                did = f"{'copy' if step.keep else 'move'} row to {step.target.name}"
                for image in step.rows:
                    if done.made(-image.row_id):
                        yield from _cells(did, _name(image), str(image.row_id), image.cells, added=True)
            case OrderRows():
                if done.sorted:
                    said = ", then ".join(f"{by.column} ({by.said})" if by.said else by.column for by in step.by)
                    yield Written("sort sheet", "", "", "order of rows", "", "as it was before" if step.after else said)
            case MoveRows():
                for move in step.moves:
                    if move.row_id in done.rows:
                        row = f"{move.number} {move.label}".strip()
                        yield Written(MOVED, row, str(move.row_id), "place", "", move.where)
            case ChangeRecords():
                for change in step.changes:
                    if change in done.records:
                        yield from _record(change)


class _Done:
    """The rows (by id or key) and records of the plan whose requests were done."""

    def __init__(self, plan: Plan, journal: Journal) -> None:
        refused, self._created = journal.refused(), journal.created()
        self.rows: set[int] = set()
        self.records: list[RecordChange] = []
        self.sorted = False
        for number, batch in enumerate(batches(plan)):
            if not journal.has(Mark.DONE, number):
                continue
            match batch:
                case UpdateBatch():
                    self.rows |= {row.row_id for row in batch.rows}
                case AddBatch():
                    self.rows |= {row.key for row in batch.rows}
                case MoveBatch() | DeleteBatch():
                    self.rows |= set(batch.row_ids)
                case SortBatch():
                    self.sorted = True
                case RecordBatch():
                    self.records += [batch.change] if not journal.refused_by(number) else []
            self.sorted = self.sorted or isinstance(batch, MoveBatch)
        self.rows -= set(refused)

    def made(self, key: int) -> bool:
        """Whether the row with that key came to be."""
        return key in self._created

    def id_of(self, row_id: int) -> str:
        return str(self._created.get(row_id, row_id))


def _deleted(did: str, rows: Sequence[RowImage], done: _Done) -> Iterator[Written]:
    """The rows chosen that were deleted, each with those under it."""
    gone = False
    for image in rows:
        gone = image.row_id in done.rows if image.level == 0 else gone
        if gone:
            yield from _cells(did, _name(image), str(image.row_id), image.cells, added=False)


def _name(image: RowImage) -> str:
    return f"{image.number} {image.label}".strip()


def _cells(did: str, row: str, row_id: str, cells: tuple[NewCell, ...], *, added: bool) -> Iterator[Written]:
    if not cells:
        yield Written(did, row, row_id, "", "", "")
    for cell in cells:
        value = held(cell.content)
        yield Written(did, row, row_id, cell.column, "" if added else value, value if added else "")


def _record(change: RecordChange) -> Iterator[Written]:
    did = f"{change.verb} {change.kind.replace('_', ' ')}"
    yield Written(did, "", "", change.what, change.said_before, change.said_after)
    for cell in change.held:
        row = f"{cell.row_number} {cell.row_label}".strip()
        yield Written(did, row, str(cell.row_id), change.what, held(cell.content), "")


def held(content: CellContent) -> str:
    """What the cell holds in words; of a formula, the formula."""
    if content.raw.startswith('{"formula"'):
        return str(json.loads(content.raw)["formula"])
    return content.shown
