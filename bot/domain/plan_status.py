"""Where a plan stands, as a pure state machine.

    PROPOSED ──approved──▶ APPLYING ──▶ APPLIED ──undone──▶ (undone_by)
     │ │  │                 ▲   ├─────▶ CONFLICT   something moved; nothing was written
     │ │  └─approved, and   │   └─────▶ FAILED     Smartsheet refused, or only a part was written
     │ │    two must─▶ WAITING
     │ │                │ │ approved by another
     │ └──▶ EXPIRED ◀───┘ │
     └────▶ CANCELLED ◀───┘

WAITING is for a second person, where policy wants one: whoever approved already does not approve again. A PlanStatus is
replaced under its `rev`, so that of two who press at once one wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.people import Person
from bot.domain.plans import Plan, Refused


class PlanState(StrEnum):
    PROPOSED = "proposed"
    WAITING = "waiting"
    APPLYING = "applying"
    APPLIED = "applied"
    CONFLICT = "conflict"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"


OPEN = frozenset({PlanState.PROPOSED, PlanState.WAITING})
"""Nothing is decided, or not by everybody who must."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that is not as the plan's card showed it: where, what it is now, and who changed the row last."""

    where: str
    what: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet that was created, for the card to lead to."""

    sheet_id: int
    name: str
    permalink: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: what was written, what Smartsheet refused, what had moved, and the plan made for the rest.

    `records` counts what is no row: columns, shares, comments, …. `unsure` tells that nobody knows whether the last
    request was done.
    """

    cells: int = 0
    rows_added: int = 0
    rows_deleted: int = 0
    rows_moved: int = 0
    records: int = 0
    refused: tuple[Refused, ...] = ()
    moved: tuple[Moved, ...] = ()
    rest: str = ""
    code: str = ""
    message: str = ""
    made: Made | None = None
    unsure: bool = False

    @property
    def wrote(self) -> bool:
        return bool(self.cells or self.rows_added or self.rows_deleted or self.rows_moved or self.records)


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """Where a plan stands. `rev` counts its changes. Who applies it holds the plan's lease.

    `by` is who decided, `first` who approved before a second person did. `cards` are the activities that show the plan,
    all kept up to date. `reference` is the correlation id of the press that approved.
    """

    state: PlanState = PlanState.PROPOSED
    rev: int = 0
    by: Person | None = None
    at: datetime | None = None
    outcome: Outcome | None = None
    undone_by: str = ""
    cards: tuple[str, ...] = ()
    first: Person | None = None
    reference: str = ""


def approved(status: PlanStatus, plan: Plan, *, by: Person, now: datetime, second: bool = False) -> PlanStatus | None:
    """What this approval makes of it: WAITING for a `second` person where one is needed, else APPLYING.

    None when it is decided or expired, or when the same person approved it already.
    """
    if status.state not in OPEN or now >= plan.expires_at:
        return None
    if status.state is PlanState.PROPOSED and second:
        return _next(status, state=PlanState.WAITING, first=by, at=now)
    if status.state is PlanState.WAITING and (status.first is None or same(status.first, by)):
        return None
    return _next(status, state=PlanState.APPLYING, by=by, at=now)


def same(one: Person, other: Person) -> bool:
    """Whether they are one person: by the channel's id, or by the Entra id."""
    return one.id == other.id or (one.aad_object_id is not None and one.aad_object_id == other.aad_object_id)


def cancelled(status: PlanStatus, *, by: Person, now: datetime) -> PlanStatus | None:
    """CANCELLED, which only an open plan can be."""
    if status.state not in OPEN:
        return None
    return _next(status, state=PlanState.CANCELLED, by=by, at=now)


def expired(status: PlanStatus, plan: Plan, *, now: datetime) -> PlanStatus | None:
    """EXPIRED, when its time is over and nobody decided."""
    if status.state not in OPEN or now < plan.expires_at:
        return None
    return _next(status, state=PlanState.EXPIRED, at=plan.expires_at)


def settled(status: PlanStatus, state: PlanState, outcome: Outcome) -> PlanStatus | None:
    """APPLIED, CONFLICT or FAILED with what came of it; only from APPLYING."""
    if status.state is not PlanState.APPLYING:
        return None
    return _next(status, state=state, outcome=outcome)


def undone(status: PlanStatus, plan_id: str) -> PlanStatus | None:
    """Being taken back by the plan with that id, and by no other: said before that plan writes anything."""
    wrote = status.outcome is not None and status.outcome.wrote
    if status.state not in (PlanState.APPLIED, PlanState.FAILED) or not wrote:
        return None
    if status.undone_by and status.undone_by != plan_id:
        return None
    return _next(status, undone_by=plan_id)


def not_undone(status: PlanStatus, plan_id: str) -> PlanStatus | None:
    """Free to be taken back again: the plan that was to do it wrote nothing."""
    return _next(status, undone_by="") if status.undone_by == plan_id else None


def shown_on(status: PlanStatus, activity_id: str) -> PlanStatus:
    """Also shown by that activity; the last four are kept up to date."""
    if activity_id in status.cards:
        return status
    return _next(status, cards=(*status.cards, activity_id)[-4:])


def _next(status: PlanStatus, **changes: Any) -> PlanStatus:
    return replace(status, rev=status.rev + 1, **changes)
