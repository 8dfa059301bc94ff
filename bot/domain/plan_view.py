"""A plan as its card shows it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.plan_status import PlanStatus
from bot.domain.plans import Plan


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan, where it stands, the plan for the rest after a conflict, and which page of its changes is shown.

    `undone` is where the plan stands that takes it back, once there is one; `undone_for_good` that this cannot be taken
    back in its turn.
    """

    plan: Plan
    status: PlanStatus
    rest: Plan | None = None
    undone: PlanStatus | None = None
    page: int = 1
    undone_for_good: bool = False
