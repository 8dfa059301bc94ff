"""Instances of the bot, each with its own connection to the store, over one Smartsheet and one Teams."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiohttp import web

from bot.app.bootstrap import authority
from bot.app.changes_assembly import changes_over
from bot.app.files_assembly import file_box
from bot.app.teams_assembly import teams_edge
from bot.app.web_assembly import web_app
from bot.changes.engine.changes import Changes
from bot.conversation.services import Services
from bot.conversation.turns import TurnRunner
from bot.features.approval.execute import resume_abandoned
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local.servers import start
from tests.local_teams import LocalTeams
from tests.trials.faults.gate import Gate, Gated, Killed, TownClock


@dataclass(frozen=True, slots=True)
class Bot:
    """One instance; what it sends to Smartsheet, the store and Teams goes through its gate."""

    services: Services
    gate: Gate
    url: str

    @property
    def changes(self) -> Changes:
        assert self.services.changes is not None
        return self.services.changes

    async def sweep(self) -> None:
        """Take up what was left behind, as every instance does when it starts, and wait for its end."""
        await resume_abandoned(self.services)
        await self.idle()

    async def idle(self) -> None:
        """Until nothing is being made here."""
        while self.changes.tasks:
            await asyncio.gather(*self.changes.tasks)
            await asyncio.sleep(0)


def smartsheet_for(here: LocalTeams) -> SmartsheetSheets:
    """The way to Smartsheet that all instances share, with short pauses."""
    return SmartsheetSheets(
        tokens=authority(here.settings)[0],
        api_base=here.settings.smartsheet_api_base,
        retry_policy=RetryPolicy(first_pause_s=0.01, longest_pause_s=0.02),
        requests_per_minute=100_000,
        connections=4,
    )


@contextlib.asynccontextmanager
async def a_bot(
    here: LocalTeams, file: Path, clock: TownClock, sheets: SmartsheetSheets, *, gate: Gate | None = None
) -> AsyncIterator[Bot]:
    """Served while the body runs, and then gone without a word: nothing of it goes on."""
    gate, stack = gate or Gate(), contextlib.AsyncExitStack()
    documents, edge = SqliteDocuments(file, clock=clock), teams_edge(here.settings, clock, stack)
    gated_sheets = cast(Any, SimpleNamespace(calls=Gated(sheets.calls, gate)))
    changes = changes_over(documents, gated_sheets, clock=clock, settings=here.settings, files=file_box(here.settings))
    gated = {name: cast(Any, Gated(getattr(changes, name), gate)) for name in ("store", "audit")}
    changes = replace(changes, **gated)
    services = replace(
        here.services,
        store=cast(Any, Gated(Sessions(documents), gate)),
        messenger=cast(Any, Gated(edge.messenger, gate)),
        changes=changes,
        clock=clock,
    )
    app = web_app(services, edge, TurnRunner(services), readiness={})
    app.middlewares.insert(0, _hang_up)
    serving = await start(app)
    try:
        yield Bot(services, gate, f"{serving.url}/api/messages")
    finally:
        gate.shut.set()
        left = [*changes.tasks]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await serving.aclose()
        await documents.aclose()
        await stack.aclose()


@web.middleware
async def _hang_up(request: web.Request, handler: Any) -> web.StreamResponse:
    """The process is gone: its connections break."""
    try:
        return cast(web.StreamResponse, await handler(request))
    except Killed:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


def copy_store(source: Path, copy: Path) -> None:
    """What is in the file and in its log, as one file."""
    for each in copy.parent.glob(f"{copy.name}*"):
        each.unlink()
    with contextlib.closing(sqlite3.connect(source)) as here, contextlib.closing(sqlite3.connect(copy)) as there:
        here.backup(there)
