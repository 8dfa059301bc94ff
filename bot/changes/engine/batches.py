"""A plan as the requests that carry it out: always the same ones in the same order, so that a journal can count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.changes.values.links import replacing
from bot.domain.live import CellContent, RowWrite
from bot.domain.outline import Place
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
    TransferRows,
    UpdateCells,
)
from bot.domain.record_changes import RecordChange
from bot.domain.row_orders import Order, OrderRows, SortBy

MOST = 500
"""Rows in one request (https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/scalability-options)."""


@dataclass(frozen=True, slots=True)
class UpdateBatch:
    rows: tuple[RowWrite, ...]


@dataclass(frozen=True, slots=True)
class AddBatch:
    """New rows that stand one after the other, the first at `place`."""

    rows: tuple[NewRow, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class MoveBatch:
    """Rows that go to one place, one after the other; `sheet_id` 0 is the plan's own sheet, here and below."""

    row_ids: tuple[int, ...]
    place: Place
    sheet_id: int = 0


@dataclass(frozen=True, slots=True)
class DeleteBatch:
    """The rows chosen; those under them go with them."""

    row_ids: tuple[int, ...]
    sheet_id: int = 0


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """One record, created, changed or deleted."""

    change: RecordChange


@dataclass(frozen=True, slots=True)
class SortBatch:
    """The whole sheet, sorted."""

    by: tuple[SortBy, ...]


@dataclass(frozen=True, slots=True)
class TransferBatch:
    """Rows named in one request to copy or move them to another sheet."""

    step: TransferRows
    row_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SettleBatch:
    """What transferred rows are to hold, as far as they do not hold it already."""

    step: TransferRows
    edits: tuple[CellEdit, ...]


@dataclass(frozen=True, slots=True)
class TidyBatch:
    """The columns that the transfer made and that are not to stay."""

    step: TransferRows


Batch = (
    UpdateBatch | AddBatch | MoveBatch | DeleteBatch | RecordBatch | SortBatch | TransferBatch | SettleBatch | TidyBatch
)


def batches(plan: Plan) -> tuple[Batch, ...]:
    """Every request of the plan, in order."""
    found: list[Batch] = []
    for step in plan.steps:
        match step:
            case UpdateCells():
                found += _updates(step)
            case AddRows():
                found += _additions(step)
            case MoveRows():
                found += _moves(step.moves)
            case DeleteRows():
                found.append(DeleteBatch(_roots(step.rows)))
            case DeleteCopies():
                found.append(DeleteBatch(_roots(step.rows), step.copied.target.id))
            case OrderRows():
                found += _reordered(step.before, step.after) if step.after else [SortBatch(step.by)]
            case TransferRows():
                found += _transfer(step)
            case ChangeRecords():
                found += [RecordBatch(change) for change in step.changes]
    return tuple(found)


def resolved_place(place: Place, created: Mapping[int, int]) -> Place:
    """The place with the ids of rows that the plan has created."""
    return Place(_resolved(place.parent_id, created), _resolved(place.after_id, created))


def resolved_id(row_id: int, created: Mapping[int, int]) -> int:
    """The id of a row or column, which stands for itself unless the plan has created it."""
    return created.get(row_id, row_id)


def resolved_content(content: CellContent, created: Mapping[int, int]) -> CellContent:
    """The content with the ids of created rows, which only predecessors name."""
    if '"rowId":-' not in content.raw:
        return content
    fields = json.loads(content.raw)
    for each in fields["objectValue"]["predecessors"]:
        each["rowId"] = resolved_id(each["rowId"], created)
    return replace(content, raw=json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def _resolved(row_id: int | None, created: Mapping[int, int]) -> int | None:
    return None if row_id is None else created.get(row_id, row_id)


def _updates(step: UpdateCells) -> list[Batch]:
    by_row: dict[int, list[tuple[int, CellContent]]] = {}
    for edit in step.edits:
        by_row.setdefault(edit.row_id, []).append((edit.column_id, replacing(edit.before, edit.after)))
    writes = [RowWrite(row_id, tuple(cells)) for row_id, cells in by_row.items()]
    return [UpdateBatch(tuple(writes[at : at + MOST])) for at in range(0, len(writes), MOST)]


def _additions(step: AddRows) -> list[Batch]:
    found: list[Batch] = []
    run: list[NewRow] = []
    for row in step.rows:
        if run and (row.place != Place(run[0].place.parent_id, run[-1].key) or len(run) == MOST):
            found.append(AddBatch(tuple(run), run[0].place))
            run = []
        run.append(row)
    return [*found, AddBatch(tuple(run), run[0].place)] if run else found


def _moves(moves: Sequence[RowMove], sheet_id: int = 0) -> list[Batch]:
    """Moves whose rows follow one another go together: what is sent for them is one place."""
    found: list[Batch] = []
    run: list[int] = []
    place = Place()
    for move in moves:
        if not run or move.after != Place(place.parent_id, run[-1]) or len(run) == MOST:
            if run:
                found.append(MoveBatch(tuple(run), place, sheet_id))
            run, place = [], move.after
        run.append(move.row_id)
    return [*found, MoveBatch(tuple(run), place, sheet_id)] if run else found


def _reordered(before: Order, after: Sequence[int]) -> list[Batch]:
    """Of each family the rows between those that stand right already, in runs: each behind the one before it."""
    parents = dict(before)
    was, wanted = _families(parents, parents), _families(after, parents)
    found: list[Batch] = []
    for parent, rows in wanted.items():
        first, last = 0, len(rows)
        while first < last and rows[first] == was[parent][first]:
            first += 1
        while first < last and rows[last - 1] == was[parent][last - 1 - len(rows)]:
            last -= 1
        behind = rows[first - 1] if first else None
        for at in range(first, last, MOST):
            run = tuple(rows[at : min(at + MOST, last)])
            found.append(MoveBatch(run, Place(parent or None, behind)))
            behind = run[-1]
    return found


def _families(row_ids: Iterable[int], parents: Mapping[int, int]) -> dict[int, list[int]]:
    families: dict[int, list[int]] = {}
    for row_id in row_ids:
        families.setdefault(parents[row_id], []).append(row_id)
    return families


def _transfer(step: TransferRows) -> list[Batch]:
    """The rows, then their places, then what they lack."""
    chosen = _roots(step.rows)
    found: list[Batch] = [TransferBatch(step, chosen[at : at + MOST]) for at in range(0, len(chosen), MOST)]
    found += _moves(step.moves, step.target.id)
    by_row: dict[int, list[CellEdit]] = {}
    for edit in step.values:
        by_row.setdefault(edit.row_id, []).append(edit)
    rows = list(by_row.values())
    for at in range(0, len(rows), MOST):
        found.append(SettleBatch(step, tuple(edit for edits in rows[at : at + MOST] for edit in edits)))
    return [*found, TidyBatch(step)] if step.spare else found


def _roots(rows: Iterable[RowImage]) -> tuple[int, ...]:
    return tuple(row.row_id for row in rows if row.level == 0)
