"""What changes need from the outside: a place where plans are kept, and Smartsheet as something that can be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import Event
from bot.domain.live import LiveSheet, RowWrite, WriteResult
from bot.domain.outline import Place
from bot.domain.people import Actor
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_status import PlanStatus
from bot.domain.plans import Plan
from bot.domain.record_changes import Record
from bot.domain.row_orders import SortBy
from bot.ports.documents import Lease


class PlanStore(Protocol):
    """Plans, where they stand and what was written; a plan lies in its conversation's partition.

    Raises StoreUnavailable when the store cannot be reached.
    """

    def under(self, lease: Lease) -> PlanStore:
        """The store for whoever holds the lease: its writes raise LeaseLost once another instance has claimed it."""
        ...

    async def propose(self, plan: Plan, status: PlanStatus, event: Event | None = None) -> None:
        """Keep a new plan, before its card is sent, and the event of it. Keeping the same one again changes nothing."""
        ...

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, PlanStatus] | None: ...

    async def advance(self, conversation_id: str, plan_id: str, status: PlanStatus, event: Event | None = None) -> bool:
        """Replace the status by its successor (`rev` one higher) and keep the event of it, in one transaction.

        False, with nothing changed and nothing kept, when it was not the successor.
        """
        ...

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        """Append to the plan's journal; an entry of the same name is replaced."""
        ...

    async def journal(self, conversation_id: str, plan_id: str) -> Journal: ...

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        """(conversation id, plan id) of plans being applied, the longest waiting first."""
        ...

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, PlanStatus], ...]:
        """The conversation's plans proposed since then, the newest first."""
        ...


class SheetWriter(Protocol):
    """Smartsheet's rows, read as they can be written back, and written, as an Actor.

    Every request carries our change agent. Raises what `Sheets` raises, InvalidArguments when Smartsheet refuses, and
    OutcomeUnknown when a request that must not be sent twice may or may not have been done.
    """

    async def read(
        self,
        actor: Actor,
        sheet_id: int,
        *,
        row_ids: Sequence[int] | None = None,
        column_ids: Sequence[int] | None = None,
        only: bool = False,
    ) -> LiveSheet:
        """The sheet as it is now; with all columns, but of the rows only the cells asked for; None means all.

        With `only`, other columns are not described, nor who changed a row: a request less, and half the bytes.
        """
        ...

    async def update_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite]) -> WriteResult:
        """Set cells of up to 500 rows; rows that Smartsheet refuses are named, the others are done."""
        ...

    async def add_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite], place: Place) -> WriteResult:
        """Add up to 500 rows at one place, in their order, all or none; sent once, whatever happens."""
        ...

    async def move_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int], place: Place) -> None:
        """Move rows, each with all under it, to one place, in their order."""
        ...

    async def delete_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int]) -> None:
        """Delete rows with all under them; rows that are gone already are passed over."""
        ...

    async def sort_rows(self, actor: Actor, sheet_id: int, by: Sequence[SortBy]) -> None:
        """Sort the rows under each row among themselves; doing it twice has the effect of doing it once."""
        ...

    async def transfer_rows(
        self,
        actor: Actor,
        sheet_id: int,
        row_ids: Sequence[int],
        target_id: int,
        *,
        keep: bool,
        included: Sequence[str] = (),
    ) -> tuple[tuple[int, int], ...]:
        """Copy (`keep`) or move up to 5,000 rows to the bottom of another sheet, all or none; sent once.

        Pairs (id here, id there) of the rows named and, as far as Smartsheet tells, of those under them.
        """
        ...


class RecordWriter(Protocol):
    """What is no row — columns, sheets, shares, comments, … — read and written as an Actor.

    `kind` is a name in KINDS, `home` where the records lie (“sheets/12”). Raises what `SheetWriter` raises.
    """

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        """All of the collection, each with every field the kind has."""
        ...

    async def record(self, actor: Actor, kind: str, home: str, record_id: str) -> Record | None:
        """One of the collection; None when it is not there."""
        ...

    async def create(self, actor: Actor, kind: str, home: str, body: str) -> str:
        """Create one and return its id; sent once, whatever happens (OutcomeUnknown)."""
        ...

    async def change(self, actor: Actor, kind: str, home: str, record_id: str, body: str) -> None:
        """Set the fields of the body; may be sent again."""
        ...

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        """Delete one; one that is gone already is passed over."""
        ...
