"""Measures loading and querying a sheet at Smartsheet's limit: 20,000 rows of 25 columns, every column type in it.

Loading is compared with `orjson.loads` of the same bytes in the same run, round by round, so that a slower machine
slows both. Memory is the resident memory of the bot and its child processes together, over what they have when idle.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import orjson

from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.workers.process import ProcessWorker
from infra.local.smartsheet.inventory import inventory_sheet_json

TODAY = date(2026, 11, 22)
QUESTIONS = (
    "SELECT count(*) FROM inventory",
    'SELECT "Category", count(*), sum("Stock Value") FROM inventory GROUP BY 1 ORDER BY 3 DESC',
    'SELECT "Site", "Status", avg("Unit Cost") FROM inventory WHERE "Quantity" < "Reorder Point" GROUP BY ALL',
    'SELECT "SKU", "Item", "Stock Value" FROM inventory ORDER BY "Stock Value" DESC NULLS LAST LIMIT 5',
    'SELECT "Owner", count(*) FROM inventory WHERE "Last Counted" < current_date - 90 GROUP BY 1 ORDER BY 2 DESC',
    'SELECT unnest("Tags") AS tag, count(*) FROM inventory GROUP BY 1 ORDER BY 2 DESC',
    "SELECT date_trunc('month', \"Last Counted\") AS month, count(*) FROM inventory GROUP BY 1 ORDER BY 1",
    'SELECT "Item", median("Unit Cost") FROM inventory WHERE "Item" ILIKE \'%sensor%\' GROUP BY 1 LIMIT 20',
    'SELECT "Supplier", count(*) FILTER ("Hazardous"), quantile_cont("Margin", 0.9) FROM inventory GROUP BY 1',
    'SELECT _row, "SKU", "Item", "Status" FROM inventory WHERE "Condition" = \'Red\' ORDER BY _row LIMIT 50',
)


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """`vs_orjson` compares medians; `peak_mib` is over idle; `stall_ms` the longest the event loop was held up."""

    vs_orjson: float
    load_s: float
    orjson_s: float
    peak_mib: float
    stall_ms: float


@dataclass(slots=True)
class _Watch:
    """Resident memory of some processes, sampled from a thread."""

    pids: tuple[int, ...]
    peak: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.wait(0.004):
            self.peak = max(self.peak, resident(self.pids))


def resident(pids: Sequence[int]) -> int:
    """Bytes of resident memory of these processes together (Linux)."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * resource.getpagesize()


@contextmanager
def peak_memory(pids: tuple[int, ...]) -> Iterator[_Watch]:
    """Watch the processes' memory while the block runs."""
    watch = _Watch(pids)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.done.set()
        thread.join()


async def longest_stall(stop: asyncio.Event) -> float:
    """The longest time, in seconds, that the event loop answered late until `stop` is set."""
    worst = 0.0
    while not stop.is_set():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        worst = max(worst, time.perf_counter() - before - 0.001)
    return worst


async def measure_load(*, rows: int = 20_000, columns: int = 25, rounds: int = 5) -> LoadFigures:
    """Raw bytes in a file → first query answered, by the warm loader and engine."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "inventory.json"
        path.write_bytes(inventory_sheet_json(rows, columns))
        loader, engine = SnapshotLoader(Path(directory), ProcessWorker), QueryEngine(ProcessWorker)
        await asyncio.gather(loader.warm(), engine.warm())
        gc.collect()
        peak, stall = await _memory_and_stall(loader, engine, path)
        body = path.read_bytes()
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(_time_orjson(body))
            ours.append(await _time_load(loader, engine, path))
        await engine.aclose()
        await loader.aclose()
    load_s, orjson_s = statistics.median(ours), statistics.median(theirs)
    return LoadFigures(load_s / orjson_s, load_s, orjson_s, peak / 2**20, stall * 1000)


async def _memory_and_stall(loader: SnapshotLoader, engine: QueryEngine, path: Path) -> tuple[int, float]:
    pids = (*loader.pids, *engine.pids, _own_pid())
    idle = resident(pids)
    stop = asyncio.Event()
    stalling = asyncio.create_task(longest_stall(stop))
    with peak_memory(pids) as watch:
        await _time_load(loader, engine, path)
    stop.set()
    return watch.peak - idle, await stalling


def _own_pid() -> int:
    return int(Path("/proc/self").resolve().name)


def _time_orjson(body: bytes) -> float:
    gc.collect()
    begun = time.perf_counter()
    parsed = orjson.loads(body)
    taken = time.perf_counter() - begun
    del parsed
    return taken


async def _time_load(loader: SnapshotLoader, engine: QueryEngine, path: Path) -> float:
    begun = time.perf_counter()
    snapshot = await loader.load(path)
    result = await engine.run("SELECT count(*) FROM inventory", {"inventory": snapshot}, today=TODAY)
    taken = time.perf_counter() - begun
    assert result.table.rows == ((snapshot.rows,),)
    return taken
