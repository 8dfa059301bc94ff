"""Where a plan may go, whatever is pressed, by whom and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import audit
from bot.domain.people import Person
from bot.domain.plan_status import (
    OPEN,
    Outcome,
    PlanState,
    PlanStatus,
    approved,
    cancelled,
    expired,
    same,
    settled,
    undone,
)
from tests.builders import NOON
from tests.plans import a_plan

PEOPLE = [Person(f"29:{name}", name, f"aad-{name}") for name in ("Ava", "Ben", "Carla")]
SAME_PERSON = Person("29:other-id", "Ava", "aad-Ava")
ENDS = (PlanState.APPLIED, PlanState.CONFLICT, PlanState.FAILED)

Move = tuple[str, int, bool, int]
MOVES = st.tuples(
    st.sampled_from(["approve", "cancel", "expire", "settle", "undo"]),
    st.integers(0, 3),
    st.booleans(),
    st.integers(0, 90),
)


def made(status: PlanStatus, move: Move) -> PlanStatus | None:
    """What the press makes of it, `minutes` after the proposal; the plan is good for an hour."""
    name, who, second, minutes = move
    plan, now = a_plan(), NOON + timedelta(minutes=minutes)
    person = (*PEOPLE, SAME_PERSON)[who]
    match name:
        case "approve":
            return approved(status, plan, by=person, now=now, second=second)
        case "cancel":
            return cancelled(status, by=person, now=now)
        case "expire":
            return expired(status, plan, now=now)
        case "settle":
            return settled(status, ENDS[who % 3], Outcome(cells=who))
        case _:
            return undone(status, f"p{who}")


@given(st.lists(MOVES, max_size=12))
def test_whatever_is_pressed_two_approve_where_two_must_and_the_end_is_final(moves: list[Move]) -> None:
    """Every step counts one up; what waited for a second person was approved by two; what is over stays over.

    Each change of state is one event of the audit, and nothing else is.
    """
    status, told = PlanStatus(), list[audit.Event]()
    for move in moves:
        after = made(status, move)
        if after is None:
            continue
        assert after.rev == status.rev + 1
        if after.state is not status.state:
            assert status.state in OPEN | {PlanState.APPLYING}
        if after.state is PlanState.WAITING:
            assert (move[0], move[2], status.state) == ("approve", True, PlanState.PROPOSED)
        if status.state is PlanState.WAITING and after.state is PlanState.APPLYING:
            assert after.first is not None
            assert after.by is not None
            assert not same(after.first, after.by)
        if after.state is PlanState.APPLYING and status.state in OPEN:
            assert move[3] < 60
        event = audit.decided(a_plan(), status, after, now=NOON, reference="r")
        assert (event is not None) == (after.state is not status.state)
        if event is not None:
            told.append(event)
        status = after
    assert len({event.id for event in told}) == len(told)


@pytest.mark.parametrize("who", [PEOPLE[0], SAME_PERSON], ids=["the same id", "the same Entra id"])
def test_nobody_is_their_own_second_person(who: Person) -> None:
    """Neither under the id they approved with nor under another of theirs."""
    waiting = made(PlanStatus(), ("approve", 0, True, 1))
    assert waiting is not None
    assert approved(waiting, a_plan(), by=who, now=NOON, second=True) is None
    assert approved(waiting, a_plan(), by=who, now=NOON, second=False) is None
