"""Where a turn's tools put the change they were asked for: a plan, stored before anyone sees its card."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.changes.engine.policy import refusal, second_needed
from bot.changes.engine.preview import Draft
from bot.domain import audit as events
from bot.domain.chat import Scope
from bot.domain.effects import Effect
from bot.domain.live import LiveSheet
from bot.domain.people import Person
from bot.domain.plan_status import PlanStatus
from bot.domain.plans import Plan
from bot.domain.policies import PlanPolicy, PolicyBook
from bot.errors import PermissionDenied
from bot.logs import correlation_id
from bot.ports.audit import AuditLog
from bot.ports.plans import PlanStore, RecordWriter, SheetWriter

GOOD_FOR = timedelta(hours=8)
"""A plan that nobody decides on for a working day is asked for again."""

ALONE = (
    "A second person must approve this, and nobody else is in this chat.",
    "Ask for it in a group chat or a channel, where someone else can approve it, too.",
)
"""What is said, and what to do, where policy wants two people and there is one."""

SECOND = "A second person, who can edit the sheet, must approve it, too."


@dataclass(slots=True)
class Planning:
    """One turn's way to propose changes in a conversation of this `scope`.

    `call_id` is the call being run, `effect` its tool's; `proposed` is the plan it led to.
    """

    writer: SheetWriter
    records: RecordWriter
    store: PlanStore
    conversation_id: str
    person: Person
    now: datetime
    locale: str = "en-US"
    audit: AuditLog | None = None
    book: PolicyBook = field(default_factory=PolicyBook)
    scope: Scope = Scope.PERSONAL
    effect: Effect = Effect.WRITE
    call_id: str = ""
    proposed: Plan | None = None

    @property
    def policy(self) -> PlanPolicy:
        """Of what is on no sheet."""
        return self.book.everywhere

    def policy_of(self, sheet_id: int) -> PlanPolicy:
        return self.book.of(sheet_id)

    async def propose(self, live: LiveSheet, draft: Draft, *, title: str, actor_key: str, selection: str = "") -> Plan:
        """Seal and store the plan. Raises PermissionDenied for what policy does not allow, StoreUnavailable; nothing
        is proposed then."""
        plan = Plan(
            id=uuid.uuid4().hex[:16],
            conversation_id=self.conversation_id,
            asker=self.person,
            actor_key=actor_key,
            sheet_id=live.id,
            sheet_name=live.name,
            permalink=live.permalink,
            base_version=live.version,
            title=title,
            steps=tuple(draft.steps),
            created_at=self.now,
            expires_at=self.now + GOOD_FOR,
            warnings=tuple(draft.warnings),
            refused=tuple(draft.refused),
            selection=selection,
            call_id=self.call_id,
            effect=self.effect,
        )
        plan = await asyncio.to_thread(plan.sealed)  # of 100,000 cells it takes a second
        if why := refusal(plan, self.book):
            raise PermissionDenied(why, hint="Ask your Sheetline admin, who sets what is allowed here.")
        if second_needed(plan, self.book):
            if self.scope is Scope.PERSONAL:
                raise PermissionDenied(ALONE[0], hint=ALONE[1])
            plan = replace(plan, warnings=(*plan.warnings, SECOND))
        await self.store.propose(plan, PlanStatus(), events.proposed(plan, reference=correlation_id()))
        self.proposed = plan
        return plan


def people_of(live: LiveSheet) -> tuple[tuple[str, str], ...]:
    """Everyone (name, email) whom a cell of the rows read names as a contact."""
    raws = {cell.raw for row in live.rows for cell in row.cells.values() if '"CONTACT"' in cell.raw}
    found: dict[tuple[str, str], None] = {}
    for raw in raws:
        for each in _contacts(json.loads(raw).get("objectValue")):
            if each.get("email"):
                found[(each.get("name") or each["email"], each["email"])] = None
    return tuple(found)


def _contacts(value: object) -> Iterable[dict[str, str]]:
    if not isinstance(value, dict):
        return ()
    return value.get("values", ()) if value.get("objectType") == "MULTI_CONTACT" else (value,)
