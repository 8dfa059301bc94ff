"""Measures a change of 20,000 rows: the calls it takes in all, and its time over that of its writes alone."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.agent.tool_context import ToolContext
from bot.agent.toolbox import Toolbox
from bot.changes.engine.apply import Applier
from bot.changes.engine.batches import UpdateBatch, batches
from bot.changes.engine.planning import Planning
from bot.clock import SystemClock
from bot.domain.live import RowWrite
from bot.domain.model import ToolCall
from bot.domain.people import Actor
from bot.domain.plan_status import PlanState
from bot.domain.plans import Plan
from bot.domain.policies import PlanPolicy, PolicyBook
from bot.features.rows.changing import CATALOG
from bot.sheets.cache import SheetCache
from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.smartsheet.row_writer import SmartsheetWriter
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import TokenBook
from bot.store.collections.plans import Plans
from bot.store.sqlite import SqliteDocuments
from bot.workers.process import ProcessWorker
from infra.local.people import DEFAULT
from tests.benchmarks.processes import free_port, process
from tests.benchmarks.sheets import TODAY
from tests.builders import a_person

ROWS = 20_000


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything a change needs, over a sandbox that is a process of its own."""

    bench: ToolContext
    applier: Applier
    url: str

    async def calls(self) -> int:
        """How many calls Smartsheet has had since the last time this was asked."""
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{self.url}/_control/calls") as answer:
                count = len(await answer.json())
            await http.delete(f"{self.url}/_control/calls")
        return count


async def measure_bulk_plan() -> dict[str, float]:
    """`bulk_plan_20000_rows_calls`: from the model's call, over the card, to the last read after the writes.

    `bulk_plan_20000_rows_seconds_vs_writes_alone`: applying it, over the same PUTs sent one after the other.
    """
    async with _desk() as desk:
        await desk.calls()
        plan = await _proposed(desk, "Reserved")
        begun = time.perf_counter()
        verdict = await desk.applier.apply(plan, actor=desk.bench.actor)
        applied = time.perf_counter() - begun
        assert (verdict.state, verdict.outcome.cells) == (PlanState.APPLIED, ROWS)
        calls = await desk.calls()
        again = await _proposed(desk, "Ordered")
        begun = time.perf_counter()
        for batch in batches(again):
            assert isinstance(batch, UpdateBatch)
            rows = [RowWrite(row.row_id, row.cells) for row in batch.rows]
            await desk.applier.writer.update_rows(desk.bench.actor, again.sheet_id, rows)
        alone = time.perf_counter() - begun
    return {
        "bulk_plan_20000_rows_calls": float(calls),
        "bulk_plan_20000_rows_seconds_vs_writes_alone": applied / alone,
        "bulk_plan_20000_rows_s": applied,
    }


async def _proposed(desk: _Desk, value: str) -> Plan:
    setting = [{"column": "Bin", "value": value}]
    arguments = {"sheet": "Inventory", "where_sql": "true", "row_numbers": None, "set": setting, "references": None}
    outcome = await Toolbox(CATALOG, desk.bench).run(ToolCall("c1", "update_rows", json.dumps(arguments)))
    planning = desk.bench.planning
    assert planning is not None
    assert planning.proposed is not None, outcome.content
    return planning.proposed


@asynccontextmanager
async def _desk() -> AsyncIterator[_Desk]:
    async with AsyncExitStack() as stack:
        folder, port = Path(stack.enter_context(tempfile.TemporaryDirectory())), free_port()
        command = [sys.executable, "-m", "tests.benchmarks.sandbox", str(port)]
        await stack.enter_async_context(process(command, {}, port))
        url, actor, clock = f"http://127.0.0.1:{port}", Actor(key="ava"), SystemClock()
        tokens = TokenBook({"ava": SecretStr(DEFAULT.token)})
        sheets = SmartsheetSheets(tokens=tokens, api_base=f"{url}/2.0", requests_per_minute=1_000_000)
        stack.push_async_callback(sheets.aclose)
        loader, engine = SnapshotLoader(folder, ProcessWorker), QueryEngine(ProcessWorker)
        stack.push_async_callback(loader.aclose)
        stack.push_async_callback(engine.aclose)
        documents = SqliteDocuments(folder / "plans.sqlite", clock=clock)
        stack.push_async_callback(documents.aclose)
        store = Plans(documents)
        writer, records = SmartsheetWriter(sheets.calls), SmartsheetRecords(sheets.calls)
        planning = Planning(
            writer=writer,
            records=records,
            store=store,
            conversation_id="bench",
            person=a_person(),
            now=clock.now(),
            book=PolicyBook(PlanPolicy(rows=ROWS)),
        )
        cache = SheetCache(sheets, loader, clock, max_bytes=10**9, max_age_s=3600)
        bench = ToolContext(actor=actor, sheets=sheets, cache=cache, engine=engine, today=TODAY, planning=planning)
        await bench.open_sheet("inventory")
        yield _Desk(bench, Applier(store, writer, records, clock), url)
