"""An engine that serves two people at once, and traps around it: a folder, a file, a port, an environment variable."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.sheets.snapshot import Snapshot
from bot.workers.process import ProcessWorker
from infra.local.servers import start
from tests.sheets.conftest import TODAY, task_sheet
from tests.sheets.raw_sheets import write

THEIRS = "seen-only-by-the-other-person"
CANARY = "canary-of-the-host"
ROWS = 3000


@dataclass(frozen=True, slots=True)
class Traps:
    """What a statement must leave alone. `called` are the paths asked of the loopback server."""

    leak: Path
    canary: Path
    port: int
    called: list[str]

    def laid_in(self, sql: str) -> str:
        """The statement with the traps' places in it."""
        named = {"{leak}": str(self.leak), "{canary}": str(self.canary), "{port}": str(self.port)}
        for placeholder, place in named.items():
            sql = sql.replace(placeholder, place)
        return sql

    def assert_untouched(self) -> None:
        assert list(self.leak.iterdir()) == []
        assert self.canary.read_text() == CANARY
        assert self.called == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def traps(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Traps]:
    called: list[str] = []

    async def note(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response(text="a,b\n1,2\n")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", note)
    server = await start(app)
    folder = tmp_path_factory.mktemp("traps")
    (folder / "leak").mkdir()
    (folder / "canary.csv").write_text(CANARY)
    os.environ["SHEETLINE_CANARY"] = CANARY
    yield Traps(folder / "leak", folder / "canary.csv", int(server.url.rpartition(":")[2]), called)
    del os.environ["SHEETLINE_CANARY"]
    await server.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(traps: Traps) -> AsyncIterator[QueryEngine]:
    """Little of everything, started while the canary is in the environment."""
    started = QueryEngine(ProcessWorker, time_limit_s=1.0, memory_mib=64, hard_memory_mib=512)
    await started.warm()
    yield started
    await started.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mine(engine: QueryEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Snapshot]:
    """My sheet; another person's of the same view name was asked in the same process just before."""
    loader = SnapshotLoader(tmp_path_factory.mktemp("snapshots"), ProcessWorker)
    folder = tmp_path_factory.mktemp("raw")
    snapshot = await loader.load(write(task_sheet(ROWS), folder))
    secret = task_sheet(20)
    secret["name"] = THEIRS
    for row in secret["rows"]:  # type: ignore[attr-defined]
        row["cells"][0] |= {"value": THEIRS, "displayValue": THEIRS}
    theirs = await loader.load(write(secret, folder))
    asked = await engine.run('SELECT "Task Name" FROM tasks LIMIT 1', {"tasks": theirs}, today=TODAY)
    assert asked.table.rows == ((THEIRS,),)
    yield snapshot
    await loader.aclose()
