"""One loading and one querying process for all tests of this folder; starting them is the slow part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.sheets.snapshot import Snapshot
from bot.workers.thread import ThreadWorker
from tests.sheets.raw_sheets import cell, column, row, sheet, write

TODAY = date(2026, 11, 22)
STATUSES = ("Not Started", "In Progress", "Complete")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def loader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SnapshotLoader]:
    started = SnapshotLoader(tmp_path_factory.mktemp("snapshots"), ThreadWorker)
    await started.warm()
    yield started
    await started.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine() -> AsyncIterator[QueryEngine]:
    started = QueryEngine(ThreadWorker, time_limit_s=1.5, memory_mib=128, hard_memory_mib=640)
    await started.warm()
    yield started
    await started.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tasks(loader: SnapshotLoader, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A sheet of 3,000 tasks."""
    return await loader.load(write(task_sheet(3000), tmp_path_factory.mktemp("raw")))


def task_sheet(rows: int) -> dict[str, object]:
    """“Task Name”, “Status” (three in turn), “Due Date”, “Cost” (the row number, every 100th a text), “Done”."""
    columns = [
        column(0, "Task Name"),
        column(1, "Status", "PICKLIST", options=list(STATUSES)),
        column(2, "Due Date", "DATE"),
        column(3, "Cost", format=",,,,,,,,,,,13,2,1,2,,"),
        column(4, "Done", "CHECKBOX"),
    ]
    return sheet(columns, [row(n, _cells(n)) for n in range(1, rows + 1)])


def _cells(n: int) -> list[dict[str, object]]:
    cost = {"value": "tbd", "displayValue": "tbd"} if n % 100 == 0 else {"value": n, "displayValue": f"${n}.00"}
    return [
        cell(0, f"Task {n}", displayValue=f"Task {n}"),
        cell(1, STATUSES[n % 3], displayValue=STATUSES[n % 3]),
        cell(2, f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}"),
        cell(3, **cost),
        cell(4, n % 3 == 2),
    ]


@pytest.fixture
def raw_path(tmp_path: Path) -> Path:
    return write(task_sheet(5), tmp_path)
