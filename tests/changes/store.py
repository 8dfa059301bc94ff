"""A plan store in memory; `before` and `after` are called around every call with its name, and may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.audit import Event
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_standing import PlanState, Standing
from bot.domain.plans import Plan
from bot.ports.documents import Lease


@dataclass
class MemoryPlans:
    plans: dict[str, Plan] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda name: None
    after: Callable[[str], None] = lambda name: None

    def under(self, lease: Lease) -> MemoryPlans:
        return self

    async def propose(self, plan: Plan, standing: Standing, event: Event | None = None) -> None:
        self.plans.setdefault(plan.id, plan)
        self.standings.setdefault(plan.id, standing)

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, Standing] | None:
        return (self.plans[plan_id], self.standings[plan_id]) if plan_id in self.plans else None

    async def advance(self, conversation_id: str, plan_id: str, standing: Standing, event: Event | None = None) -> bool:
        if self.standings[plan_id].rev != standing.rev - 1:
            return False
        self.standings[plan_id] = standing
        return True

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        self.before("note")
        self.entries.setdefault(plan_id, {})[entry.name] = entry
        self.after("note")

    async def journal(self, conversation_id: str, plan_id: str) -> Journal:
        self.before("journal")
        return Journal(tuple(self.entries.get(plan_id, {}).values()))

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        found = [i for i, s in self.standings.items() if s.state is PlanState.APPLYING]
        return tuple((self.plans[i].conversation_id, i) for i in found[:limit])

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, Standing], ...]:
        return tuple((self.plans[i], self.standings[i]) for i in reversed(self.plans))
