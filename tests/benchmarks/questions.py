"""Measures a question's tool call end to end, and what a prompt costs, over sheets of very different sizes."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import smartsheet as vendor
from pydantic import SecretStr

from bot.agent.prompt import assemble, context_message
from bot.agent.tokens import TokenCounter
from bot.agent.tool import offered
from bot.agent.tool_context import ToolContext
from bot.agent.toolbox import Toolbox
from bot.app.features import ALL
from bot.clock import SystemClock
from bot.domain.chat import Scope
from bot.domain.model import ToolCall
from bot.domain.people import Actor
from bot.features.reading import CATALOG
from bot.sheets.cache import SheetCache
from bot.sheets.context import sheet_context
from bot.sheets.loader import SnapshotLoader
from bot.sheets.profile import profile
from bot.sheets.query import QueryEngine
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import TokenBook
from bot.workers.process import ProcessWorker
from infra.local import smartsheet
from infra.local.people import DEFAULT
from infra.local.servers import start
from infra.local.smartsheet.inventory import inventory_sheet_json
from tests.benchmarks.sheets import QUESTIONS, TODAY

QUESTION = "Which five items have the highest stock value, and who owns them?"
ROUNDS = 20


async def measure_tool_calls() -> dict[str, float]:
    """`query_p95_ms`: a query tool call over 500,000 cells, from the model's JSON to the JSON it reads.

    `answer_calls_warm`: Smartsheet calls of one question over a warm sheet, after its last confirmation has aged.
    """
    async with _bench(trust_s=2.0) as (bench, _):
        times = await _ask_all(Toolbox(CATALOG, bench))
    async with _bench(trust_s=0.0) as (bench, world):
        next_turn = ToolContext(
            actor=bench.actor,
            sheets=bench.sheets,
            cache=bench.cache,
            engine=bench.engine,
            today=TODAY,
            open=list(bench.open),
        )
        world.calls.clear()
        await next_turn.query(QUESTIONS[0], title="warm")
        calls = len(world.calls)
    return {"query_p95_ms": statistics.quantiles(times, n=20)[-1] * 1000, "answer_calls_warm": float(calls)}


async def _ask_all(toolbox: Toolbox) -> list[float]:
    times = []
    for number, sql in enumerate(QUESTIONS * ROUNDS):
        arguments = msgspec.json.encode({"sql": sql, "title": "measured"}).decode()
        begun = time.perf_counter()
        outcome = await toolbox.run(ToolCall(id=str(number), name="query", arguments=arguments))
        times.append(time.perf_counter() - begun)
        assert outcome.ok, outcome.content
    return times[len(QUESTIONS) :]  # the first round warms


@asynccontextmanager
async def _bench(*, trust_s: float) -> AsyncIterator[tuple[ToolContext, smartsheet.World]]:
    """A tool context with the inventory open, over the sandbox."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        world = smartsheet.sample_world(datetime.now(UTC).date())
        sandbox = await start(smartsheet.build_app(world, rate_limit_per_minute=1_000_000))
        stack.push_async_callback(sandbox.aclose)
        actor = Actor(key="ava")
        sheets = SmartsheetSheets(
            tokens=TokenBook({"ava": SecretStr(DEFAULT.token)}),
            api_base=f"{sandbox.url}/2.0",
            requests_per_minute=1_000_000,
        )
        stack.push_async_callback(sheets.aclose)
        loader, engine = SnapshotLoader(folder, ProcessWorker), QueryEngine(ProcessWorker)
        stack.push_async_callback(loader.aclose)
        stack.push_async_callback(engine.aclose)
        cache = SheetCache(sheets, loader, SystemClock(), max_bytes=10**9, max_age_s=3600, trust_s=trust_s)
        bench = ToolContext(actor=actor, sheets=sheets, cache=cache, engine=engine, today=TODAY)
        await bench.open_sheet("inventory")
        yield bench, world


async def measure_prompts() -> dict[str, float]:
    """Tokens of a whole prompt, tools included, with a 25-column sheet of 100 and of 20,000 rows open."""
    return {f"prompt_tokens_{rows}_rows": float(await _prompt_tokens(rows)) for rows in (100, 20_000)}


async def _prompt_tokens(rows: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.json"
        path.write_bytes(inventory_sheet_json(rows, 25))
        loader = SnapshotLoader(Path(folder), ProcessWorker)
        snapshot = await loader.load(path)
        block = sheet_context("inventory", snapshot, profile(snapshot), current=True)
        await loader.aclose()
    context = context_message(
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
        timezone="Europe/Berlin",
        person_name="Ava Chen",
        locale="en-US",
        scope=Scope.PERSONAL,
        sheets=[block],
    )
    utterances = assemble(context=context, history=(), question=QUESTION)
    return TokenCounter().prompt(utterances, offered(ALL))


async def measure_sdk() -> float:
    """Seconds the vendor SDK's own `get_sheet` takes for the same 500,000 cells: its object model, once."""
    world = smartsheet.sample_world(datetime.now(UTC).date())
    sandbox = await start(smartsheet.build_app(world))
    try:
        client = vendor.Smartsheet(DEFAULT.token, api_base=f"{sandbox.url}/2.0")
        client.errors_as_exceptions(True)
        include = "objectValue,format,writerInfo"
        sheet_id = world.sheet("Inventory").id

        def read(level: int) -> float:
            begun = time.perf_counter()
            client.Sheets.get_sheet(sheet_id, include=include, level=level)
            return time.perf_counter() - begun

        return await asyncio.to_thread(read, 2)
    finally:
        await sandbox.aclose()
