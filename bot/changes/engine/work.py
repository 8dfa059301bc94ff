"""One plan being carried out: what its journal says so far, and where it is noted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plans import Plan
from bot.ports import Clock
from bot.ports.plans import PlanStore, RecordWriter, SheetWriter


@dataclass(slots=True)
class Work:
    """`journal` is as the store has it; `note` is the only way it grows. `resumed` tells that it was begun before."""

    plan: Plan
    actor: Actor
    journal: Journal
    store: PlanStore
    writer: SheetWriter
    records: RecordWriter
    clock: Clock
    resumed: bool = False

    @property
    def sheet_id(self) -> int:
        """The plan's sheet; of one that the plan creates, its id once it is there."""
        return self.journal.created().get(self.plan.sheet_id, self.plan.sheet_id)

    async def note(self, entry: Entry) -> None:
        await self.store.note(self.plan.conversation_id, self.plan.id, entry)
        self.journal = Journal((*self.journal.entries, entry))
