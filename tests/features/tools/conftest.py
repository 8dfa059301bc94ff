"""Workbenches over the sandbox: real adapters, cache and engine, one ctx a person."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.agent.tool_context import ToolContext
from bot.agent.toolbox import Toolbox
from bot.app.features import ALL
from bot.domain.model import ToolCall
from bot.domain.people import Actor, Person
from bot.sheets.cache import SheetCache
from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.smartsheet.calls import Calls
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.record_reader import SmartsheetLibrary
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.sheets_and_reports import SheetsAndReports
from bot.smartsheet.token_book import TokenBook
from bot.workers.thread import ThreadWorker
from infra.local.people import BY_KEY, PEOPLE
from infra.local.servers import start
from infra.local.smartsheet import World, build_app, sample_world
from tests.fakes import HeldClock

TODAY = date(2026, 11, 22)
MakeContext = Callable[..., ToolContext]


@dataclass(frozen=True, slots=True)
class Shop:
    """A served world and what benches are made of."""

    world: World
    ctx: MakeContext
    clock: HeldClock
    calls: Calls

    def clock_on(self) -> None:
        """Let so much time pass that Smartsheet is asked again."""
        self.clock.advance(60)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def loader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SnapshotLoader]:
    """One for all tests of this folder: starting its process is the slow part."""
    started = SnapshotLoader(tmp_path_factory.mktemp("snapshots"), ThreadWorker)
    await started.warm()
    yield started
    await started.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def shop(loader: SnapshotLoader) -> AsyncIterator[Shop]:
    """The sample world without its big inventory."""
    world = sample_world(TODAY)
    world.delete_sheet(world.sheet("Inventory").id)
    async for each in _shop(world, loader):
        yield each


@pytest_asyncio.fixture(loop_scope="session")
async def big_shop(loader: SnapshotLoader) -> AsyncIterator[Shop]:
    """The whole sample world, with 20,000 rows of inventory."""
    async for each in _shop(sample_world(TODAY), loader):
        yield each


async def _shop(world: World, loader: SnapshotLoader) -> AsyncIterator[Shop]:
    server = await start(build_app(world, rate_limit_per_minute=100_000))
    book = TokenBook({person.key: SecretStr(person.token) for person in PEOPLE})
    sheets = SmartsheetSheets(
        tokens=book,
        api_base=f"{server.url}/2.0",
        timeouts=Timeouts(read_s=5, total_s=15),
        retry_policy=RetryPolicy(attempts=2, first_pause_s=0.01, longest_pause_s=0.02),
        requests_per_minute=100_000,
    )
    library = SmartsheetLibrary(sheets.calls)
    readable = SheetsAndReports(sheets, library)
    clock = HeldClock()
    cache = SheetCache(readable, loader, clock, max_bytes=10**9, max_age_s=900)
    engine = QueryEngine(ThreadWorker)

    def ctx(key: str = "ava", *, email: str | None = None, own: bool = True) -> ToolContext:
        person = Person(id=f"29:{key}", name=BY_KEY[key].name, email=email)
        actor = Actor(key=key, own=own)
        return ToolContext(actor, readable, cache, engine, today=TODAY, person=person, library=library)

    yield Shop(world, ctx, clock, sheets.calls)
    await engine.aclose()
    await cache.aclose()
    await sheets.aclose()
    await server.aclose()


async def call(ctx: ToolContext, name: str, /, **arguments: Any) -> dict[str, Any]:
    """What the model reads after calling a tool, as decoded JSON."""
    outcome = await Toolbox(ALL, ctx).run(ToolCall(id="1", name=name, arguments=json.dumps(arguments)))
    body: dict[str, Any] = json.loads(outcome.content)
    assert body["ok"] == outcome.ok
    return body


async def data(ctx: ToolContext, name: str, **arguments: Any) -> dict[str, Any]:
    """The data of a call that must succeed."""
    body = await call(ctx, name, **arguments)
    assert body["ok"], body
    found: dict[str, Any] = body["data"]
    return found


def records(body: dict[str, Any]) -> list[dict[str, Any]]:
    """A table's rows by column."""
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]
