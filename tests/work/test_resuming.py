"""Plans that were left behind are gone on with by one instance at a time, however many find them."""

from __future__ import annotations

import asyncio
import copy
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.conversation.services import Services
from bot.domain.outline import Place
from bot.domain.plan_status import PlanState
from bot.domain.plans import AddRows, NewCell, NewRow, Plan
from bot.features.approval.execute import resume_abandoned
from bot.store.collections.plans import Plans
from tests.changes.bench import Bench
from tests.changes.random_plans import raw, sheets, steps
from tests.changes.sheet import MemorySheet
from tests.changes.test_orders import unsorted
from tests.changes.test_records import benches, record_changes
from tests.changes.test_transfers import pairs, transfers
from tests.changes.two_sheets import TwoBench
from tests.work.instances import Delay, an_instance, left_behind, run

SCHEDULES = 500
DELAYS = (0, 0, 0, 1, 6, 25, 61, 200)
LONGEST_S = 86_400


def one_row() -> tuple[Bench, Plan]:
    bench = Bench(MemorySheet.of([(11, None)], {11: {1: raw("a")}}))
    row = NewRow(-1, "new", Place(None, 11), (NewCell(1, "Task", raw("new")),))
    return bench, bench.plan((AddRows((row,)),))


async def settled(instances: list[Services], documents: Any, pauses: random.Random) -> None:
    """Every instance looks for what was left behind, at moments of its own, until nothing is."""

    async def sweeping(services: Services) -> None:
        while await Plans(documents).applying():
            assert asyncio.get_running_loop().time() < LONGEST_S, "the plan is stuck"
            await resume_abandoned(services)
            await asyncio.sleep(pauses.choice((0, 0.5, 1, 5, 30)))
        assert services.changes is not None
        await asyncio.gather(*services.changes.tasks)

    await asyncio.gather(*map(sweeping, instances))


def made_by(bench: Bench, plan: Plan, delay: Delay, *, instances: int, pauses: random.Random) -> PlanState:
    """How the plan stands after that many instances found it."""
    states = list[PlanState]()

    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            documents = await left_behind(Path(folder) / "s.db", plan)
            await settled([an_instance(documents, bench, delay) for _ in range(instances)], documents, pauses)
            found = await Plans(documents).load(plan.conversation_id, plan.id)
            await documents.aclose()
        assert found is not None
        states.append(found[1].state)

    run(work())
    return states[0]


def test_a_plan_taken_up_twice_while_its_request_is_slow_is_made_once() -> None:
    """One POST that answers after six seconds, two sweeps of one instance a second apart: one row."""
    bench, plan = one_row()

    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            documents = await left_behind(Path(folder) / "s.db", plan)
            services = an_instance(documents, bench, lambda call: 6 if call == "before add_rows" else 0)
            for _ in range(2):
                await resume_abandoned(services)
                await asyncio.sleep(1)
            assert services.changes is not None
            await asyncio.gather(*services.changes.tasks)
            await documents.aclose()

    run(work())

    assert bench.sheet.posts == 1
    assert len(bench.sheet.rows) == 2


def test_a_lease_is_kept_for_as_long_as_a_request_takes() -> None:
    """Ten minutes, while another instance looks again and again."""
    bench, plan = one_row()

    state = made_by(
        bench, plan, lambda call: 600 if call == "before add_rows" else 0, instances=2, pauses=random.Random(1)
    )

    assert (state, bench.sheet.posts, len(bench.sheet.rows)) == (PlanState.APPLIED, 1, 2)


@st.composite
def any_plan(draw: st.DrawFn) -> tuple[Bench, Plan]:
    """Of every kind of step: cells, added, deleted, moved, sorted, transferred rows, and records."""
    kind = draw(st.sampled_from(["rows", "rows", "order", "transfer", "records"]))
    if kind == "rows":
        sheet = draw(sheets())
        bench, what = Bench(sheet), draw(steps(sheet))
    elif kind == "order":
        sheet, what = draw(unsorted())
        bench = Bench(sheet)
    elif kind == "transfer":
        two = draw(pairs())
        bench, what = TwoBench(two), draw(transfers(two))
    else:
        bench, name = draw(benches())
        what = draw(record_changes(bench, name))
    assume(what)
    return bench, bench.plan(what)


def whole(bench: Bench) -> Any:
    """All that is there, in whatever holds it."""
    records = {where: sorted(map(str, found.values())) for where, found in bench.records.held.items()}
    return (bench.two.picture() if isinstance(bench, TwoBench) else bench.sheet.picture()), records


@pytest.mark.trials
@given(any_plan(), st.integers(2, 3), st.integers(0, 2**32))
@settings(
    max_examples=SCHEDULES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_however_many_sweep_at_once_a_plan_is_made_once(drawn: tuple[Bench, Plan], instances: int, seed: int) -> None:
    """Two or three instances, calls that are slow before and after their effect: none doubled, lost or stuck."""
    bench, plan = drawn
    chance = random.Random(seed)
    alone = copy.deepcopy(bench)
    expected = alone.apply(plan).state

    state = made_by(bench, plan, lambda call: chance.choice(DELAYS), instances=instances, pauses=chance)

    assert (state, whole(bench)) == (expected, whole(alone))
    assert bench.sheet.posts == alone.sheet.posts
