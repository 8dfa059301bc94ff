"""A plan as the requests that carry it out: always the same ones in the same order, so that a journal can count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.live import CellContent, RowWrite
from bot.domain.outline import Place
from bot.domain.plans import AddRows, ChangeRecords, DeleteRows, MoveRows, NewRow, Plan, UpdateCells
from bot.domain.record_changes import RecordChange
from bot.sheets.plan_links import replacing

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
    """Rows that go to one place, one after the other."""

    row_ids: tuple[int, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DeleteBatch:
    """The rows chosen; those under them go with them."""

    row_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """One record, created, changed or deleted."""

    change: RecordChange


Batch = UpdateBatch | AddBatch | MoveBatch | DeleteBatch | RecordBatch


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
                found += _moves(step)
            case DeleteRows():
                found.append(DeleteBatch(tuple(row.row_id for row in step.rows if row.level == 0)))
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


def _moves(step: MoveRows) -> list[Batch]:
    """Moves whose rows follow one another go together: what is sent for them is one place."""
    found: list[Batch] = []
    run: list[int] = []
    place = Place()
    for move in step.moves:
        if not run or move.after != Place(place.parent_id, run[-1]) or len(run) == MOST:
            if run:
                found.append(MoveBatch(tuple(run), place))
            run, place = [], move.after
        run.append(move.row_id)
    return [*found, MoveBatch(tuple(run), place)] if run else found
