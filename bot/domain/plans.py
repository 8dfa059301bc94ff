"""A plan: what a person is shown before anything is written, and exactly what their click then does.

A Plan never changes. Where it stands is told by bot/domain/plan_status.py, what was really written by
bot/domain/plan_journal.py.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.effects import Effect
from bot.domain.people import Person
from bot.domain.plan_rows import CellEdit as CellEdit
from bot.domain.plan_rows import NewCell as NewCell
from bot.domain.plan_rows import NewRow as NewRow
from bot.domain.plan_rows import RowImage as RowImage
from bot.domain.plan_rows import RowMove as RowMove
from bot.domain.record_changes import RecordChange, Verb
from bot.domain.row_orders import Carried, OrderRows, SheetName


@dataclass(frozen=True, slots=True)
class UpdateCells:
    """Set cells of rows that exist."""

    edits: tuple[CellEdit, ...]


@dataclass(frozen=True, slots=True)
class AddRows:
    """Add rows, each after those before it."""

    rows: tuple[NewRow, ...]


@dataclass(frozen=True, slots=True)
class DeleteRows:
    """Delete rows with everything under them; `rows` are all of them in display order, those chosen at level 0."""

    rows: tuple[RowImage, ...]


@dataclass(frozen=True, slots=True)
class MoveRows:
    """Move rows, one after the other."""

    moves: tuple[RowMove, ...]


@dataclass(frozen=True, slots=True)
class ChangeRecords:
    """Create, change or delete what is no row, one after the other."""

    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True)
class TransferRows:
    """Copy rows (`keep`) or move them to the bottom of another sheet; `rows` as in DeleteRows, whole.

    Within the plan a row is known in the target by its key, its id here below zero. `included` are the elements beside
    the cells that go along (attachments, children, discussions). Afterwards `moves` put rows at their places, the rows
    get the cells of `values` that they do not have, and columns titled as in `spare` go, if they were made by it.
    `dependents` are predecessors of rows that stay, which lose the rows that are moved.
    """

    source: SheetName
    target: SheetName
    keep: bool
    rows: tuple[RowImage, ...]
    columns: tuple[Carried, ...] = ()
    included: tuple[str, ...] = ()
    moves: tuple[RowMove, ...] = ()
    values: tuple[CellEdit, ...] = ()
    spare: tuple[str, ...] = ()
    dependents: tuple[CellEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class DeleteCopies:
    """Delete the rows that a plan copied to another sheet; `copied` is how, should they be copied again."""

    copied: TransferRows
    rows: tuple[RowImage, ...]


Step = UpdateCells | AddRows | DeleteRows | MoveRows | ChangeRecords | OrderRows | TransferRows | DeleteCopies
STEPS: dict[str, type[Any]] = {
    "update_cells": UpdateCells,
    "add_rows": AddRows,
    "delete_rows": DeleteRows,
    "move_rows": MoveRows,
    "change_records": ChangeRecords,
    "order_rows": OrderRows,
    "transfer_rows": TransferRows,
    "delete_copies": DeleteCopies,
}
"""Every kind of step by the name it is stored under; another operation joins by standing here."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell or row of the request that cannot be written, and why; said before the click."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed change. `selection` is the query that chose the rows, empty when they were named.

    A `sheet_id` below zero is the key of the sheet it creates (bot/domain/plan_keys.py).

    `call_id` is the model's open call that waits for the decision. `effect` is the proposing tool's; None on plans kept
    from before it was. `again` tells that it makes a change once more that had been taken back (`undo_of` names the
    taking back). `hash` covers everything that would be executed, and what policy decides by.
    """

    id: str
    conversation_id: str
    asker: Person
    actor_key: str
    sheet_id: int
    sheet_name: str
    permalink: str
    base_version: int
    title: str
    steps: tuple[Step, ...]
    created_at: datetime
    expires_at: datetime
    warnings: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    selection: str = ""
    call_id: str = ""
    undo_of: str = ""
    rest_of: str = ""
    effect: Effect | None = None
    again: bool = False
    hash: str = ""

    def sealed(self) -> Plan:
        """The plan with the hash of what it would execute."""
        return replace(self, hash=digest(self))

    @property
    def takes_back(self) -> bool:
        """Whether it undoes a change, and does not make one."""
        return bool(self.undo_of) and not self.again

    @property
    def final(self) -> tuple[str, ...]:
        """Why it cannot be taken back once it is made; empty when it can."""
        return tuple(dict.fromkeys(change.final for change in self._changes if change.final))

    @property
    def makes_sheet(self) -> bool:
        """Whether its steps go into a sheet that it creates itself."""
        return self.sheet_id < 0

    @property
    def moves_sheets(self) -> bool:
        """Whether it concerns whole sheets, whose names its title says."""
        return any(change.kind == "sheet" for change in self._changes)

    @property
    def deletes_sheet(self) -> bool:
        """Whether a whole sheet goes."""
        return any(change.kind == "sheet" and change.verb is Verb.DELETE for change in self._changes)

    @property
    def _changes(self) -> list[RecordChange]:
        return [change for step in self.steps if isinstance(step, ChangeRecords) for change in step.changes]

    @property
    def sheet_ids(self) -> tuple[int, ...]:
        """Every sheet whose rows it concerns, always in the same order."""
        transfers = [s.copied if isinstance(s, DeleteCopies) else s for s in self.steps]
        both = [sheet for each in transfers if isinstance(each, TransferRows) for sheet in (each.source, each.target)]
        return tuple(sorted({self.sheet_id, *(sheet.id for sheet in both)}))

    @property
    def intact(self) -> bool:
        return self.hash == digest(self)


def digest(plan: Plan) -> str:
    """SHA-256 over whose plan it is, on which sheet, what policy decides by, and every step in its order."""
    head: list[Any] = [plan.id, plan.conversation_id, plan.asker.id, plan.actor_key, plan.sheet_id, plan.base_version]
    if plan.effect is not None:  # a plan kept from before has neither, and its hash still holds
        head += [plan.effect, plan.undo_of, plan.again]
    text = json.dumps([head, list(plan.steps)], separators=(",", ":"), ensure_ascii=True, default=_plainly)
    return hashlib.sha256(text.encode()).hexdigest()


def _plainly(thing: Any) -> list[Any]:
    """A dataclass under its name, its fields in their order."""
    return [type(thing).__name__, *(getattr(thing, name) for name in thing.__dataclass_fields__)]
