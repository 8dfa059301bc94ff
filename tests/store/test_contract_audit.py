"""What every AuditLog promises, and every PlanStore of the events it is given."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import audit
from bot.domain.audit import Event, Happening
from bot.domain.exports import GOOD_FOR, Export
from bot.domain.plan_status import Moved, Outcome, PlanState, PlanStatus, approved, cancelled, settled
from bot.domain.plans import Plan, Refused
from bot.errors import StoreUnavailable
from tests.builders import NOON, a_conversation, a_person
from tests.plans import a_plan
from tests.store.worlds import World

BEGINNING = NOON - timedelta(days=400)


@pytest.fixture(autouse=True)
def _whole(world: World) -> None:
    """These need transactions and partitions that are kept apart."""
    world.needs("batches")


def an_event(number: int = 1, *, plan: Plan | None = None, minutes: int = 0) -> Event:
    now = NOON + timedelta(minutes=minutes)
    why = "Only Ava Chen can approve this. Ä 🚀"
    return audit.refused(plan or a_plan(), by=a_person("Ben"), why=why, press=f"{number}", now=now, reference="ref-1")


def take(status: PlanStatus, by: str = "Ava Chen") -> PlanStatus:
    found = approved(status, a_plan(), by=a_person(by), now=NOON)
    assert found is not None
    return found


def decided(before: PlanStatus, after: PlanStatus, plan: Plan | None = None) -> Event:
    found = audit.decided(plan or a_plan(), before, after, now=NOON, reference="ref-2")
    assert found is not None
    return found


async def test_an_event_comes_back_as_it_was(world: World) -> None:
    """Every field, what was refused and what had moved included."""
    outcome = Outcome(cells=2, refused=(Refused("Row 1", "locked"),), moved=(Moved("Row 2", "is now “x”", "Ben"),))
    event = replace(an_event(), outcome=outcome, undo_of="p0", rest_of="p9")
    await world.here.audit.note(event)

    assert await world.beside().audit.of(event.conversation_id, since=BEGINNING) == (event,)


async def test_noting_again_changes_nothing(world: World) -> None:
    """A press that Teams delivers twice was refused once, and the first word stands."""
    event = an_event()
    await world.here.audit.note(event)
    await world.beside().audit.note(replace(event, why="Something else."))

    assert await world.here.audit.of(event.conversation_id, since=BEGINNING) == (event,)


async def test_a_conversation_sees_its_own_events_since_then_in_order(world: World) -> None:
    """The oldest first; what was before, and what is elsewhere, is left out."""
    events = [an_event(n, minutes=n) for n in range(5)]
    elsewhere = an_event(9, plan=a_plan("p9", conversation_id="elsewhere"))
    for event in (*events[::-1], elsewhere):
        await world.here.audit.note(event)

    assert await world.here.audit.of(events[0].conversation_id, since=NOON + timedelta(minutes=2)) == tuple(events[2:])
    assert await world.here.audit.of("elsewhere", since=BEGINNING) == (elsewhere,)


async def test_everything_is_told_in_order_across_conversations(world: World) -> None:
    """Also what happened at the same moment, and more than a page of it."""
    plans = [a_plan(f"p{n:04d}", conversation_id=f"c{n % 7}") for n in range(1_100)]
    events = [an_event(n, plan=plan, minutes=n // 400) for n, plan in enumerate(plans)]
    for start in range(0, len(events), 50):
        await asyncio.gather(*(world.here.audit.note(event) for event in events[start : start + 50]))

    told = [event async for event in world.here.audit.everything(since=BEGINNING)]
    assert sorted(event.id for event in told) == sorted(event.id for event in events)
    assert [event.at for event in told] == sorted(event.at for event in events)
    later = [event async for event in world.here.audit.everything(since=NOON + timedelta(minutes=2))]
    assert len(later) == 300


async def test_a_proposal_and_its_event_are_kept_together_and_once(world: World) -> None:
    plan = a_plan()
    event = audit.proposed(plan, reference="ref-1")
    for _ in range(2):
        await world.here.plans.propose(plan, PlanStatus(), event)

    assert await world.here.audit.of(plan.conversation_id, since=BEGINNING) == (event,)
    assert (event.what, event.by, event.at, event.reference) == (
        Happening.PROPOSED,
        plan.asker,
        plan.created_at,
        "ref-1",
    )


async def test_of_many_who_decide_at_once_one_is_told_of(world: World) -> None:
    """Twenty presses on two instances, half of them cancelling: one event, of the one that won."""
    plan = a_plan()
    await world.here.plans.propose(plan, PlanStatus())
    gone = cancelled(PlanStatus(), by=a_person(), now=NOON)
    assert gone is not None
    stores = [world.here.plans, world.beside().plans]
    steps = [take(PlanStatus(), f"owner-{n}") if n % 2 else gone for n in range(20)]
    won = await asyncio.gather(
        *(
            stores[n % 2].advance(plan.conversation_id, plan.id, step, decided(PlanStatus(), step))
            for n, step in enumerate(steps)
        )
    )

    assert won.count(True) == 1
    told = await world.here.audit.of(plan.conversation_id, since=BEGINNING)
    expected = Happening.APPROVED if won.index(True) % 2 else Happening.CANCELLED
    assert [event.what for event in told] == [expected]


async def test_what_is_not_the_next_leaves_no_event(world: World) -> None:
    plan, step = a_plan(), take(PlanStatus())
    await world.here.plans.propose(plan, PlanStatus())

    assert not await world.here.plans.advance(
        plan.conversation_id, plan.id, replace(step, rev=5), decided(PlanStatus(), step)
    )
    assert not await world.here.plans.advance(plan.conversation_id, "unknown", step, decided(PlanStatus(), step))
    assert await world.here.audit.of(plan.conversation_id, since=BEGINNING) == ()


async def test_events_go_when_their_time_is_over(world: World) -> None:
    """After Retention.audit, a year unless told otherwise."""
    await world.here.audit.note(an_event())
    world.clock.advance(timedelta(days=364))
    assert len(await world.here.audit.of(a_plan().conversation_id, since=BEGINNING)) == 1
    world.clock.advance(timedelta(days=2))
    assert await world.here.audit.of(a_plan().conversation_id, since=BEGINNING) == ()
    assert [event async for event in world.here.audit.everything(since=BEGINNING)] == []


async def test_what_a_link_stands_for_is_kept_for_its_hour(world: World) -> None:
    """By the link's hash, on every instance; another hash knows nothing, and afterwards nobody does."""
    export = Export(a_conversation(), a_person(), NOON.date(), NOON + GOOD_FOR, 7, "Europe/Berlin")
    await world.here.exports.offer("hash", export)
    assert await world.beside().exports.offered("hash") == export
    assert await world.here.exports.offered("hash2") is None
    world.clock.advance(timedelta(minutes=61))
    assert await world.here.exports.offered("hash") is None


@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
async def test_a_decision_that_lost_its_answer_is_ours_and_told_once(double: World, fault: str) -> None:
    """The connection breaks before or after the service has done it."""
    plan, step = a_plan(), take(PlanStatus())
    await double.here.plans.propose(plan, PlanStatus())
    double.faults.add(fault, on="batch")  # type: ignore[arg-type]

    assert await double.here.plans.advance(plan.conversation_id, plan.id, step, decided(PlanStatus(), step))
    assert len(await double.here.audit.of(plan.conversation_id, since=BEGINNING)) == 1


async def test_when_the_store_is_down_nothing_is_decided_and_nothing_told(double: World) -> None:
    plan, step = a_plan(), take(PlanStatus())
    await double.here.plans.propose(plan, PlanStatus())
    double.faults.add("fail", times=1_000, on="batch")

    with pytest.raises(StoreUnavailable):
        await double.here.plans.advance(plan.conversation_id, plan.id, step, decided(PlanStatus(), step))

    double.faults.clear()
    assert await double.here.plans.load(plan.conversation_id, plan.id) == (plan, PlanStatus())
    assert await double.here.audit.of(plan.conversation_id, since=BEGINNING) == ()


def test_an_end_is_told_under_the_reference_of_the_press_that_began_it() -> None:
    """An instance that took it up has no request of its own."""
    began = replace(take(PlanStatus()), reference="press")
    ended = settled(began, PlanState.APPLIED, Outcome(cells=1))
    assert ended is not None
    event = audit.decided(a_plan(), began, ended, now=NOON, reference="")
    assert event is not None
    assert (event.what, event.reference, event.by) == (Happening.APPLIED, "press", began.by)
    assert audit.decided(a_plan(), began, replace(began, rev=9), now=NOON, reference="x") is None
