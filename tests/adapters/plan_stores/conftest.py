"""`kept`: a plan store over each session store in turn, on the connection that store has open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.stores.cosmos import CosmosStore
from bot.adapters.stores.cosmos_plans import CosmosPlans
from bot.adapters.stores.sqlite import SqliteStore
from bot.adapters.stores.sqlite_plans import SqlitePlans
from bot.ports.plans import PlanStore
from tests.adapters.stores.worlds import World, double_world, sqlite_world


@dataclass
class Kept:
    """`beside` is another instance on the same data."""

    plans: PlanStore
    beside: Callable[[], PlanStore]
    world: World


def plans_of(world: World, store: object) -> PlanStore:
    if isinstance(store, SqliteStore):
        return SqlitePlans(store.file, clock=world.clock)
    assert isinstance(store, CosmosStore)
    return CosmosPlans(store.container)


@pytest.fixture(params=["sqlite", "cosmos_double"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    opening = sqlite_world(tmp_path) if request.param == "sqlite" else double_world(timeout_s=5)
    async with opening as world:
        yield Kept(plans_of(world, world.store), lambda: plans_of(world, world.beside()), world)
