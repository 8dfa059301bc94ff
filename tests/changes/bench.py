"""A sheet, its records and a store in memory, plans applied to them, and ends at any call."""

from __future__ import annotations

import asyncio

from bot.changes.engine.apply import Applier, Verdict
from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.undo import inverse
from bot.domain.people import Actor
from bot.domain.plan_journal import Journal
from bot.domain.plans import Plan, Step
from bot.ports.plans import SheetWriter
from tests.changes.records import MemoryRecords
from tests.changes.sheet import MemorySheet
from tests.changes.store import MemoryPlans
from tests.fakes import HeldClock
from tests.plans import a_plan

AVA = Actor("ava")


class Killed(BaseException):
    """The process ends here."""


class QuickClock(HeldClock):
    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


class Bench:
    """A sheet, a store and the plans applied to it, one after the other."""

    def __init__(self, sheet: MemorySheet) -> None:
        self.sheet, self.store, self.plans = sheet, MemoryPlans(), list[Plan]()
        self.records = MemoryRecords(sheet)

    def plan(self, what: tuple[Step, ...]) -> Plan:
        self.plans.append(a_plan(f"p{len(self.plans)}", steps=what))
        return self.plans[-1]

    def apply(self, plan: Plan) -> Verdict:
        return asyncio.run(Applier(self.store, self.writer, self.records, QuickClock()).apply(plan, actor=AVA))

    @property
    def writer(self) -> SheetWriter:
        return self.sheet

    def journal(self, plan: Plan) -> Journal:
        """As the store has it; nobody dies while a test looks."""
        return Journal(tuple(self.store.entries.get(plan.id, {}).values()))

    def inverse(self, plan: Plan) -> Plan:
        """The plan that takes it back."""
        return self.plan(inverse(plan, self.journal(plan), CurrentState(self.sheet.live())))

    def undo(self, plan: Plan) -> Verdict:
        return self.apply(self.inverse(plan))


def kill_at(bench: Bench, at: int) -> list[str]:
    """Raise Killed at the `at`-th point between calls, once; the list says where."""
    died: list[str] = []
    seen = [0]

    def point(name: str) -> None:
        seen[0] += 1
        if seen[0] == at + 1 and not died:
            died.append(name)
            raise Killed(name)

    for part in (bench.writer, bench.store):
        part.before = part.after = point
    return died
