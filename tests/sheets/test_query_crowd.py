"""Many conversations with sheets of their own, one querying process."""

from __future__ import annotations

from pathlib import Path

from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.workers.process import ProcessWorker
from tests.sheets.conftest import TODAY, task_sheet
from tests.sheets.raw_sheets import write


async def test_many_sheets_are_asked_in_turn_by_one_process(tmp_path: Path) -> None:
    """The process keeps the sheets last asked for and never outgrows its memory: the one that began also ends."""
    loader, engine = SnapshotLoader(tmp_path, ProcessWorker), QueryEngine(ProcessWorker)
    processes = set()
    for _ in range(40):
        snapshot = await loader.load(write(task_sheet(5), tmp_path))
        result = await engine.run("SELECT count(*) FROM tasks", {"tasks": snapshot}, today=TODAY)
        assert result.table.rows == ((snapshot.rows,),)
        processes |= set(engine.pids)
    await engine.aclose()
    await loader.aclose()
    assert len(processes) == 1
