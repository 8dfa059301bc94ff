"""Builders of plans and what belongs to them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.effects import Effect
from bot.domain.live import CellContent
from bot.domain.outline import Place
from bot.domain.plan_journal import Entry, Mark
from bot.domain.plans import (
    AddRows,
    CellEdit,
    DeleteCopies,
    DeleteRows,
    MoveRows,
    NewCell,
    NewRow,
    Plan,
    Refused,
    RowImage,
    RowMove,
    Step,
    TransferRows,
    UpdateCells,
)
from bot.domain.row_orders import Carried, OrderRows, SheetName, SortBy
from tests.builders import NOON, a_person


def content(value: Any = None) -> CellContent:
    return CellContent() if value is None else CellContent(json.dumps({"value": value}), str(value))


def an_edit(row_id: int = 11, *, before: Any = "Open", after: Any = "Done", column_id: int = 2) -> CellEdit:
    return CellEdit(row_id, row_id - 10, f"Task {row_id}", column_id, "Status", content(before), content(after))


def a_transfer(*, keep: bool = False) -> TransferRows:
    """Two rows to another sheet, every field in use."""
    cell = NewCell(1, "Task Name", CellContent('{"value":"Venue"}', "Venue"))
    rows = (RowImage(15, 5, "Venue", Place(None, 14), 0, (cell,)), RowImage(16, 6, "Chairs", Place(15), 1, ()))
    return TransferRows(
        source=SheetName(7, "Launch plan"),
        target=SheetName(8, "Archive"),
        keep=keep,
        rows=rows,
        columns=(Carried("Task Name", 1, 101), Carried("Status", 2, 0, same=False)),
        included=("attachments", "children", "discussions"),
        moves=() if keep else (RowMove(-15, 5, "Venue", Place(), Place(None, 14), 0, "back to where it was"),),
        values=() if keep else (replace(an_edit(-15), row_number=5, row_label="Venue"),),
        spare=() if keep else ("Archived",),
        dependents=() if keep else (an_edit(17),),
    )


def a_sort() -> OrderRows:
    by = (SortBy(3, "Due Date", said="earliest first"), SortBy(1, "Task Name", descending=True, said="Z to A"))
    return OrderRows(by, ((11, 0), (12, 11), (13, 0)))


def every_step() -> tuple[Step, ...]:
    """One of each kind, every field in use."""
    cell = NewCell(1, "Task Name", CellContent('{"value":"Ä 🚀"}', "Ä 🚀", ",,1"))
    return (
        UpdateCells((an_edit(), an_edit(12, before=None, after=5.0))),
        AddRows((NewRow(-1, "New", Place(11, 12), (cell,), "under Task 11", '{"locked":true}'),)),
        DeleteRows((RowImage(13, 3, "Old", Place(None, 12), 0, (cell,), '{"expanded":false}'),)),
        MoveRows((RowMove(14, 4, "Moved", Place(), Place(11), 2, "under Task 11"),)),
        a_sort(),
        replace(a_sort(), after=(13, 11, 12)),
        a_transfer(),
        DeleteCopies(a_transfer(keep=True), a_transfer().rows),
    )


def a_plan(identity: str = "p1", *, steps: tuple[Step, ...] | None = None, **changes: Any) -> Plan:
    fields: dict[str, Any] = {
        "id": identity,
        "conversation_id": "a:personal-ava",
        "asker": a_person(),
        "actor_key": "ava",
        "sheet_id": 7,
        "sheet_name": "Launch plan",
        "permalink": "https://app.smartsheet.com/sheets/7",
        "base_version": 3,
        "title": "Set Status to Done",
        "steps": every_step() if steps is None else steps,
        "created_at": NOON,
        "expires_at": NOON + timedelta(hours=1),
        "warnings": ("Look.",),
        "refused": (Refused("Row 5", "It is locked."),),
        "selection": "SELECT _row_id FROM launch_plan",
        "call_id": "call-1",
        "effect": Effect.WRITE,
    }
    return Plan(**{**fields, **changes}).sealed()


def an_entry(batch: int = 0, *, mark: Mark = Mark.DONE, **changes: Any) -> Entry:
    return Entry(mark, batch, at=NOON + timedelta(seconds=batch), **changes)
