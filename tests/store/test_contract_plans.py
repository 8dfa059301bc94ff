"""What every PlanStore promises."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.plan_journal import Mark
from bot.domain.plan_status import Outcome, PlanState, PlanStatus, approved, cancelled, settled, shown_on
from bot.domain.plans import Refused, UpdateCells
from tests.builders import NOON, a_person
from tests.plans import a_plan, an_edit, an_entry, content
from tests.store.worlds import World

SOON = NOON + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _whole(world: World) -> None:
    """These need transactions and partitions that are kept apart."""
    world.needs("batches")


def take(status: PlanStatus, by: str = "Ava Chen") -> PlanStatus:
    found = approved(status, a_plan(), by=a_person(by), now=NOON)
    assert found is not None
    return found


async def test_a_plan_comes_back_as_it_was(world: World) -> None:
    """Every field of every kind of step, and the hash still holds."""
    plan, status = a_plan(), shown_on(PlanStatus(), "activity-1")
    await world.here.plans.propose(plan, status)

    assert await world.beside().plans.load(plan.conversation_id, plan.id) == (plan, status)
    assert plan.intact
    assert await world.here.plans.load(plan.conversation_id, "other") is None
    assert await world.here.plans.load("elsewhere", plan.id) is None


async def test_proposing_again_changes_nothing(world: World) -> None:
    """A plan that was decided in between stays decided."""
    plan = a_plan()
    await world.here.plans.propose(plan, PlanStatus())
    gone = cancelled(PlanStatus(), by=a_person(), now=NOON)
    assert gone is not None
    assert await world.here.plans.advance(plan.conversation_id, plan.id, gone)
    await world.here.plans.propose(plan, PlanStatus())

    assert await world.here.plans.load(plan.conversation_id, plan.id) == (plan, gone)


async def test_of_many_who_take_it_at_once_one_gets_it(world: World) -> None:
    """Two instances, twenty presses."""
    plan = a_plan()
    await world.here.plans.propose(plan, PlanStatus())
    stores = [world.here.plans, world.beside().plans]

    won = await asyncio.gather(
        *(stores[n % 2].advance(plan.conversation_id, plan.id, take(PlanStatus(), f"owner-{n}")) for n in range(20))
    )

    assert won.count(True) == 1
    loaded = await world.here.plans.load(plan.conversation_id, plan.id)
    assert loaded is not None
    assert loaded[1].by == a_person(f"owner-{won.index(True)}")


async def test_a_standing_that_is_not_the_next_is_refused(world: World) -> None:
    """Neither a stale one nor one from the future replaces what is stored, nor one of an unknown plan."""
    plan = a_plan()
    await world.here.plans.propose(plan, PlanStatus())

    assert not await world.here.plans.advance(plan.conversation_id, plan.id, PlanStatus())
    assert not await world.here.plans.advance(plan.conversation_id, plan.id, replace(take(PlanStatus()), rev=5))
    assert not await world.here.plans.advance(plan.conversation_id, "unknown", take(PlanStatus()))


async def test_plans_being_applied_are_found_until_settled(world: World) -> None:
    """What an instance left behind is found by another, from any conversation."""
    for number in range(3):
        await world.here.plans.propose(a_plan(f"p{number}", conversation_id=f"c{number}"), PlanStatus())
    applying = take(PlanStatus())
    for number in (0, 2):
        assert await world.here.plans.advance(f"c{number}", f"p{number}", applying)
    assert set(await world.beside().plans.applying()) == {("c0", "p0"), ("c2", "p2")}

    done = settled(applying, PlanState.APPLIED, Outcome(cells=2, refused=(Refused("Row 1", "locked"),)))
    assert done is not None
    assert await world.here.plans.advance("c0", "p0", done)
    assert await world.here.plans.applying() == (("c2", "p2"),)


async def test_the_journal_keeps_every_entry_once(world: World) -> None:
    """Written twice it is there once; another plan's entries stay apart."""
    plan = a_plan()
    await world.here.plans.propose(plan, PlanStatus())
    entries = [
        an_entry(0, mark=Mark.INTENT, following=12),
        an_entry(1, created=((-1, 99), (-2, 100)), refused=((11, "It is locked."),)),
        an_entry(2, mark=Mark.WRITTEN, written=((11, 2, content("Done")), (12, 2, content()))),
    ]
    for entry in (*entries, entries[1]):
        await world.here.plans.note(plan.conversation_id, plan.id, entry)
    await world.here.plans.note(plan.conversation_id, "p2", an_entry(7))

    journal = await world.beside().plans.journal(plan.conversation_id, plan.id)
    assert journal.entries == tuple(entries)
    assert journal.created() == {-1: 99, -2: 100}
    assert journal.written() == {(11, 2): content("Done"), (12, 2): content()}


async def test_history_lists_what_was_planned_since(world: World) -> None:
    """Newest first, of this conversation only."""
    plans = [a_plan(f"p{n}", created_at=NOON + timedelta(days=n)) for n in range(3)]
    for plan in (*plans, a_plan("other", conversation_id="elsewhere")):
        await world.here.plans.propose(plan, PlanStatus())

    found = await world.here.plans.history(plans[0].conversation_id, since=NOON + timedelta(days=1))
    assert [plan for plan, _ in found] == [plans[2], plans[1]]


async def test_a_plan_too_large_for_one_item_is_kept_whole(world: World) -> None:
    """Twenty thousand cells of text that does not compress."""
    noise = random.Random(4)
    edits = tuple(an_edit(n, after=f"{noise.getrandbits(800):x}") for n in range(11, 12_011))
    plan = a_plan(steps=(UpdateCells(edits),))
    await world.here.plans.propose(plan, PlanStatus())

    assert await world.here.plans.load(plan.conversation_id, plan.id) == (plan, PlanStatus())
