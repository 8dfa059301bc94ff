"""`kept`: an audit log with the plan store it belongs to, over each session store in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.adapters.stores.cosmos import CosmosStore
from bot.adapters.stores.plans import audit_beside, plans_beside
from bot.adapters.stores.sqlite import SqliteStore
from bot.ports.audit import AuditLog
from bot.ports.plans import PlanStore
from tests.adapters.stores.worlds import World, double_world, sqlite_world


@dataclass
class Kept:
    """`again` opens what another instance would have on the same data."""

    plans: PlanStore
    audit: AuditLog
    world: World

    def again(self) -> Kept:
        return opened(self.world, self.world.beside())


def opened(world: World, store: object) -> Kept:
    own = cast(SqliteStore | CosmosStore, store)
    return Kept(plans_beside(own, clock=world.clock), audit_beside(own, clock=world.clock), world)


@pytest.fixture(params=["sqlite", "cosmos_double"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    opening = sqlite_world(tmp_path) if request.param == "sqlite" else double_world(timeout_s=5)
    async with opening as world:
        yield opened(world, world.store)


@pytest.fixture
async def double() -> AsyncIterator[Kept]:
    async with double_world(timeout_s=2) as world:
        yield opened(world, world.store)
