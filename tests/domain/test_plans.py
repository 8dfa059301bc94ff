"""A plan's hash and where it may go from where it stands."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.effects import Effect
from bot.domain.plan_status import OPEN, Outcome, PlanState, PlanStatus, approved, cancelled, expired, settled, undone
from bot.domain.plans import Plan, digest
from tests.builders import NOON, a_person
from tests.plans import a_plan

LATER = NOON + timedelta(minutes=5)


def variations(thing: Any) -> list[Any]:
    """The same thing with one leaf changed, each leaf in turn."""
    if isinstance(thing, tuple):
        return [(*thing[:n], other, *thing[n + 1 :]) for n, each in enumerate(thing) for other in variations(each)]
    if is_dataclass(thing) and not isinstance(thing, type):
        return [
            replace(thing, **{f.name: other}) for f in fields(thing) for other in variations(getattr(thing, f.name))
        ]
    if isinstance(thing, str):
        return [thing + "x"]
    return [1] if thing is None else [thing + 1]


def test_the_hash_covers_everything_that_would_be_executed() -> None:
    """Any change of any field of any step, of the sheet, the person or the authority breaks it."""
    plan = a_plan()
    changed: list[Plan] = [replace(plan, steps=steps) for steps in variations(plan.steps)]
    changed += [
        replace(plan, sheet_id=8),
        replace(plan, actor_key="ben"),
        replace(plan, asker=a_person("Ben")),
        replace(plan, conversation_id="x"),
        replace(plan, base_version=4),
        replace(plan, effect=Effect.DESTROY),
        replace(plan, effect=None),
        replace(plan, again=True),
        replace(plan, undo_of="p0"),
        replace(plan, id="p2"),
        replace(plan, steps=plan.steps[::-1]),
    ]
    assert len(changed) > 50
    assert plan.intact
    assert not any(other.intact for other in changed)
    assert len({digest(other) for other in changed}) == len(changed)


def taken_at(status: PlanStatus, *, now: Any = NOON) -> PlanStatus | None:
    return approved(status, a_plan(), by=a_person(), now=now)


def test_a_proposed_plan_is_taken_until_it_expires() -> None:
    """At the very moment of its expiry it is over."""
    plan = a_plan()
    found = taken_at(PlanStatus())
    assert found is not None
    assert (found.state, found.rev) == (PlanState.APPLYING, 1)
    assert taken_at(PlanStatus(), now=plan.expires_at) is None
    over = expired(PlanStatus(), plan, now=plan.expires_at)
    assert over is not None
    assert over.state is PlanState.EXPIRED
    assert expired(PlanStatus(), plan, now=NOON) is None


@pytest.mark.parametrize("state", [s for s in PlanState if s not in OPEN | {PlanState.APPLYING}])
def test_what_is_over_stays_over(state: PlanState) -> None:
    """No press and no expiry moves a plan that was decided."""
    over = PlanStatus(state=state)
    assert taken_at(over) is None
    assert cancelled(over, by=a_person(), now=LATER) is None
    assert expired(over, a_plan(), now=LATER + timedelta(days=9)) is None
    assert settled(over, PlanState.APPLIED, Outcome()) is None


def test_only_what_was_written_is_undone_and_once() -> None:
    """A plan that wrote nothing cannot be taken back; one taken back stays so, whoever presses."""
    wrote = PlanStatus(state=PlanState.APPLIED, outcome=Outcome(cells=1))
    back = undone(wrote, "p2")
    assert back is not None
    assert back.undone_by == "p2"
    assert undone(back, "p3") is None
    assert undone(PlanStatus(state=PlanState.APPLIED, outcome=Outcome()), "p2") is None
    assert undone(PlanStatus(), "p2") is None
    partly = undone(PlanStatus(state=PlanState.FAILED, outcome=Outcome(rows_added=2)), "p2")
    assert partly is not None
