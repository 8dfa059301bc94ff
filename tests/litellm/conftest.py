"""One proxy for all tests here, in front of an offline planner that runs beside the tests."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import web

from infra.local import planner
from infra.local.planner.faults import FaultSwitch
from infra.local.planner.server import FAULTS, STATE, State
from infra.local.servers import start
from tests.litellm.proxy import MODEL, VIRTUAL_KEY, Proxy, litellm_proxy


@dataclass(frozen=True, slots=True)
class Gateway:
    """The proxy and the planner behind it; `settings` are the bot's."""

    proxy: Proxy
    planner: web.Application

    @property
    def faults(self) -> FaultSwitch:
        return self.planner[FAULTS]

    @property
    def behind(self) -> State:
        """What the planner received."""
        return self.planner[STATE]

    @property
    def settings(self) -> dict[str, str | None]:
        direct = {"openai_base_url": None, "openai_api_key": None, "openai_model": ""}
        return {
            **direct,
            "litellm_base_url": self.proxy.url,
            "litellm_api_key": VIRTUAL_KEY,
            "litellm_model": MODEL,
        }


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gateway]:
    app = planner.build_app()
    served = await start(app)
    async with (
        contextlib.aclosing(served),
        litellm_proxy(tmp_path_factory.mktemp("litellm"), backend=f"{served.url}/v1") as proxy,
    ):
        yield Gateway(proxy, app)


@pytest.fixture
def gateway(running_gateway: Gateway) -> Gateway:
    """The gateway with no fault set."""
    running_gateway.faults.set(None)
    running_gateway.behind.received.clear()
    return running_gateway
