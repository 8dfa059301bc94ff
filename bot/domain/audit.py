"""What happened to changes, event by event: who, what, when, on which sheet, and how it ended.

An event is never changed. It holds no cells: what a plan changes, and from what, is in the plan and its journal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.effects import Effect
from bot.domain.people import Person
from bot.domain.plan_sheets import sheets_of
from bot.domain.plan_status import Outcome, PlanState, PlanStatus
from bot.domain.plans import Plan

MOST_LISTED = 20
"""What was refused or had moved is listed up to so many; the plan keeps all of it."""


class Happening(StrEnum):
    """REFUSED is a press that did nothing: somebody else's, or one that policy did not allow."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SECONDED = "seconded"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    APPLIED = "applied"
    CONFLICT = "conflict"
    FAILED = "failed"


class Way(StrEnum):
    """Whether a plan makes a change, takes one back, or makes it once more."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a plan. `id` is the same whenever the same thing is noted again.

    `reference` is the correlation id of the request or turn it happened in, `actor_key` the plan's authority, `why`
    what a refused press was told. `sheets` are all that the plan concerns.
    """

    id: str
    what: Happening
    at: datetime
    conversation_id: str
    plan_id: str
    title: str
    sheet_id: int
    sheet_name: str
    actor_key: str
    by: Person | None = None
    effect: Effect | None = None
    way: Way = Way.CHANGE
    undo_of: str = ""
    rest_of: str = ""
    outcome: Outcome | None = None
    why: str = ""
    reference: str = ""
    sheets: tuple[int, ...] = ()

    @property
    def concerns(self) -> tuple[int, ...]:
        """Every sheet that whoever is shown the event must be able to read."""
        return self.sheets or (self.sheet_id,)


_ENDS = {
    PlanState.CANCELLED: Happening.CANCELLED,
    PlanState.EXPIRED: Happening.EXPIRED,
    PlanState.APPLIED: Happening.APPLIED,
    PlanState.CONFLICT: Happening.CONFLICT,
    PlanState.FAILED: Happening.FAILED,
}


def proposed(plan: Plan, *, reference: str) -> Event:
    return _event(plan, Happening.PROPOSED, plan.created_at, plan.asker, name="0000", reference=reference)


def decided(plan: Plan, before: PlanStatus, after: PlanStatus, *, now: datetime, reference: str) -> Event | None:
    """What the step from one status to the next is; None when nobody decided anything by it.

    What ended in another request than it began in, because an instance died, is told under the first one's reference.
    """
    if after.state is before.state:
        return None
    what, by = _ENDS.get(after.state, Happening.APPROVED), after.by
    if after.state is PlanState.WAITING:
        by = after.first
    elif after.state is PlanState.APPLYING and before.state is PlanState.WAITING:
        what = Happening.SECONDED
    ended = before.state is PlanState.APPLYING
    told_as = (after.reference or reference) if ended else reference
    event = _event(plan, what, now, by, name=f"{after.rev:04d}", reference=told_as)
    return replace(event, outcome=_shortened(after.outcome)) if after.outcome else event


def refused(plan: Plan, *, by: Person, why: str, press: str, now: datetime, reference: str) -> Event:
    """A press that did nothing; `press` names it."""
    event = _event(plan, Happening.REFUSED, now, by, name=f"refused-{press}", reference=reference)
    return replace(event, why=why)


def _event(plan: Plan, what: Happening, at: datetime, by: Person | None, *, name: str, reference: str) -> Event:
    return Event(
        id=f"{plan.id}-{name}",
        what=what,
        at=at,
        conversation_id=plan.conversation_id,
        plan_id=plan.id,
        title=plan.title,
        sheet_id=plan.sheet_id,
        sheet_name=plan.sheet_name,
        actor_key=plan.actor_key,
        by=by,
        effect=plan.effect,
        way=Way.UNDO if plan.takes_back else Way.REDO if plan.again else Way.CHANGE,
        undo_of=plan.undo_of,
        rest_of=plan.rest_of,
        reference=reference,
        sheets=sheets_of(plan),
    )


def _shortened(outcome: Outcome) -> Outcome:
    return replace(outcome, refused=outcome.refused[:MOST_LISTED], moved=outcome.moved[:MOST_LISTED])
