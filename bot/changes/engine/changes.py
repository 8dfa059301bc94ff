"""The part of a running Sheetline that makes changes: a plan at a time per sheet, outliving the press that began it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.domain import audit
from bot.domain.people import Person
from bot.domain.plan_status import PlanStatus
from bot.domain.plans import Plan
from bot.domain.policies import PolicyBook
from bot.errors import StoreUnavailable
from bot.logs import correlation_id
from bot.ports import Clock
from bot.ports.audit import AuditLog, ExportStore
from bot.ports.plans import PlanStore, RecordWriter, SheetWriter

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Changes:
    """Where plans are kept, how sheets are written, by which policy; `tasks` are the plans being applied here.

    `address` is where this bot is reached over HTTP, “” when that is not known.

    Whatever is decided on a plan goes through `propose` and `advance`, which keep the event of it with it.
    """

    store: PlanStore
    writer: SheetWriter
    records: RecordWriter
    audit: AuditLog
    exports: ExportStore
    clock: Clock
    address: str = ""
    book: PolicyBook = field(default_factory=PolicyBook)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def propose(self, plan: Plan, status: PlanStatus) -> None:
        """Keep a new plan. Raises StoreUnavailable with nothing proposed."""
        await self.store.propose(plan, status, audit.proposed(plan, reference=correlation_id()))

    async def advance(self, plan: Plan, before: PlanStatus, after: PlanStatus) -> bool:
        """Replace the status; False when somebody else did before."""
        event = audit.decided(plan, before, after, now=self.clock.now(), reference=correlation_id())
        return await self.store.advance(plan.conversation_id, plan.id, after, event)

    async def refused(self, plan: Plan, *, by: Person, press: str, why: str) -> None:
        """Note that a press did nothing. It is answered all the same when that cannot be kept."""
        now, reference = self.clock.now(), correlation_id()
        try:
            await self.audit.note(audit.refused(plan, by=by, why=why, press=press, now=now, reference=reference))
        except StoreUnavailable as error:
            log.warning("refusal_not_kept", plan=plan.id, detail=error.detail)

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run it whether or not whoever asked still waits."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def aclose(self) -> None:
        """Let plans under way end; one that is cut off goes on at the next start."""
        if self.tasks:
            _, late = await asyncio.wait([*self.tasks], timeout=20)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
