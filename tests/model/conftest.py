"""The planner as the model's endpoint, and adapters that wait for nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.model.openai_client import ModelRetryPolicy, OpenAIModel
from infra.local.planner import build_app
from infra.local.planner.faults import FaultSwitch
from infra.local.planner.server import FAULTS, STATE, State
from infra.local.servers import start


@dataclass(slots=True)
class Endpoint:
    """The planner on loopback: its address, its faults and what it received."""

    url: str
    app: web.Application

    @property
    def faults(self) -> FaultSwitch:
        return self.app[FAULTS]

    @property
    def state(self) -> State:
        return self.app[STATE]


@dataclass(slots=True)
class Waits:
    """Stands for asyncio.sleep: remembers how long was waited, and does not."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@dataclass(slots=True)
class Stopwatch:
    """Seconds that pass only when a test lets them."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    app = build_app()
    running = await start(app)
    yield Endpoint(running.url, app)
    await running.aclose()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def retry_policy() -> ModelRetryPolicy:
    return ModelRetryPolicy(attempts=3, attempt_s=5, breaker_threshold=100, breaker_cooldown_s=30)


@pytest.fixture
async def model(
    endpoint: Endpoint, waits: Waits, stopwatch: Stopwatch, retry_policy: ModelRetryPolicy
) -> AsyncIterator[OpenAIModel]:
    adapter = OpenAIModel.compatible(
        base_url=f"{endpoint.url}/v1",
        api_key="any",
        model="offline-planner",
        retry_policy=retry_policy,
        sleep=waits,
        monotonic=stopwatch,
    )
    yield adapter
    await adapter.aclose()
