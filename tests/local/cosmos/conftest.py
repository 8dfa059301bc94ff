"""A container of the double, and of the npm server for what that gets right too."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient

from infra.local import servers
from infra.local.cosmos import KEY, build_app
from tests.store.conftest import NPM_KEY, npm_server
from tests.store.worlds import HeldClock

__all__ = ["npm_server"]


@dataclass
class Double:
    """The double with an empty container `things`, partitioned by `/team`, TTL switched on."""

    url: str
    app: web.Application
    clock: HeldClock
    client: CosmosClient
    things: ContainerProxy


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    clock = HeldClock()
    app = build_app(clock=lambda: clock.now().timestamp(), ranges=3)
    server = await servers.start(app)
    async with CosmosClient(server.url, KEY) as client:
        database = await client.create_database("tests")
        things = await database.create_container("things", PartitionKey("/team"), default_ttl=-1)
        yield Double(server.url, app, clock, client, things)
    await server.aclose()


@pytest.fixture(params=["double", pytest.param("npm", marks=pytest.mark.trials)])
async def container(request: pytest.FixtureRequest) -> AsyncIterator[ContainerProxy]:
    """The same container on either server: where both agree, neither is alone in its opinion."""
    url, key, running = "", KEY, None
    if request.param == "npm":
        url, key = request.getfixturevalue("npm_server"), NPM_KEY
    else:
        running = await servers.start(build_app(ranges=3))
        url = running.url
    async with CosmosClient(url, key, enable_endpoint_discovery=False) as client:
        database = await client.create_database(uuid.uuid4().hex)
        yield await database.create_container("things", PartitionKey("/team"))
    if running is not None:
        await running.aclose()
