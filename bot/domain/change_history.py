"""What was changed from here, folded out of the audit's events: a line a change, with its undoing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.audit import Event, Happening, Way
from bot.domain.plan_status import Outcome

PAGE_LINES = 6


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change. `plan_id` is the plan whose card shows how it is now, `at` when that came about.

    `approved_by` are those who approved it; `taken_back` says who took it back, “” when it stands; `made_again` that it
    was taken back and then made once more. `last` is what happened last to the change itself.
    """

    plan_id: str
    title: str
    sheet_id: int
    sheet_name: str
    actor_key: str
    asker: str
    at: datetime
    last: Happening
    approved_by: tuple[str, ...] = ()
    taken_back: str = ""
    made_again: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    overdue: bool = False

    @property
    def made(self) -> bool:
        """Whether something was written that has not been taken back."""
        return self.outcome.wrote and not self.taken_back


@dataclass(frozen=True, slots=True)
class ChangeHistory:
    """A page of the changes of a conversation since a day, the newest first, as one person may see them.

    `total` counts those they may see, `made` those of them that stand; `hidden` tells that there are others.
    `sheet_id` is the only sheet they are of, 0 for all.
    """

    lines: tuple[ChangeLine, ...]
    since: date
    total: int
    made: int = 0
    page: int = 1
    sheet_id: int = 0
    sheet_name: str = ""
    hidden: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_LINES))

    def target(self, page: int) -> str:
        """What a button carries to show another page."""
        return f"{self.since:%Y%m%d}.{self.sheet_id}.{page}"


def lines_of(events: Sequence[Event], *, overdue_before: datetime) -> tuple[ChangeLine, ...]:
    """The changes that the events (the oldest first) tell of, the newest first.

    Undo and redo belong to the change they are of, as far as that is among the events. What was proposed before
    `overdue_before` and never decided is overdue.
    """
    by_plan: dict[str, list[Event]] = {}
    for event in events:
        by_plan.setdefault(event.plan_id, []).append(event)
    roots: dict[str, list[list[Event]]] = {}
    for plan_id, told in by_plan.items():
        roots.setdefault(_root(plan_id, by_plan), []).append(told)
    found = [_line(plans, overdue_before) for plans in roots.values()]
    return tuple(sorted(found, key=lambda line: line.at, reverse=True))


def _root(plan_id: str, by_plan: dict[str, list[Event]]) -> str:
    """The first plan of a chain of undo and redo."""
    seen = {plan_id}
    while (before := by_plan[plan_id][0].undo_of) in by_plan and before not in seen:
        seen.add(before)
        plan_id = before
    return plan_id


def _line(plans: list[list[Event]], overdue_before: datetime) -> ChangeLine:
    """`plans` are the events of the change and of what took it back or made it again, in their order."""
    told, last = plans[0], _last(plans[0])
    wrote = [each for each in plans if (end := _last(each)).outcome is not None and end.outcome.wrote]
    latest = wrote[-1] if wrote else told
    end, first = _last(latest), told[0]
    back = end.way is Way.UNDO and latest is not told
    return ChangeLine(
        plan_id=end.plan_id,
        title=first.title,
        sheet_id=first.sheet_id,
        sheet_name=first.sheet_name,
        actor_key=first.actor_key,
        asker=_asker(told),
        at=end.at,
        last=last.what,
        approved_by=_approvers(told),
        taken_back=_name(end) if back else "",
        made_again=end.way is Way.REDO and latest is not told,
        outcome=last.outcome or Outcome(),
        overdue=last.what in (Happening.PROPOSED, Happening.APPROVED, Happening.SECONDED) and last.at < overdue_before,
    )


def _last(told: list[Event]) -> Event:
    """What happened last to a plan; a press that did nothing is not it."""
    return next((event for event in reversed(told) if event.what is not Happening.REFUSED), told[-1])


def _asker(told: list[Event]) -> str:
    return next((_name(event) for event in told if event.what is Happening.PROPOSED), "")


def _approvers(told: list[Event]) -> tuple[str, ...]:
    return tuple(_name(event) for event in told if event.what in (Happening.APPROVED, Happening.SECONDED))


def _name(event: Event) -> str:
    return event.by.name if event.by else ""
