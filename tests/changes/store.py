"""A plan store in memory; `before` and `after` are called around every call with its name, and may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.audit import Event
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_status import PlanState, PlanStatus
from bot.domain.plans import Plan
from bot.ports.documents import Lease


@dataclass
class MemoryPlans:
    plans: dict[str, Plan] = field(default_factory=dict)
    statuses: dict[str, PlanStatus] = field(default_factory=dict)
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda name: None
    after: Callable[[str], None] = lambda name: None

    def under(self, lease: Lease) -> MemoryPlans:
        return self

    async def propose(self, plan: Plan, status: PlanStatus, event: Event | None = None) -> None:
        self.plans.setdefault(plan.id, plan)
        self.statuses.setdefault(plan.id, status)

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, PlanStatus] | None:
        return (self.plans[plan_id], self.statuses[plan_id]) if plan_id in self.plans else None

    async def advance(self, conversation_id: str, plan_id: str, status: PlanStatus, event: Event | None = None) -> bool:
        if self.statuses[plan_id].rev != status.rev - 1:
            return False
        self.statuses[plan_id] = status
        return True

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        self.before("note")
        self.entries.setdefault(plan_id, {})[entry.name] = entry
        self.after("note")

    async def journal(self, conversation_id: str, plan_id: str) -> Journal:
        self.before("journal")
        return Journal(tuple(self.entries.get(plan_id, {}).values()))

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        found = [i for i, s in self.statuses.items() if s.state is PlanState.APPLYING]
        return tuple((self.plans[i].conversation_id, i) for i in found[:limit])

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, PlanStatus], ...]:
        return tuple((self.plans[i], self.statuses[i]) for i in reversed(self.plans))
