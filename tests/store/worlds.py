"""The stores under contract, each with a held clock, a second instance beside the first, and a way to take it down."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.chat import Conversation, Scope
from bot.ports.documents import Documents
from bot.store.collections.audit import Audit
from bot.store.collections.exports import Exports
from bot.store.collections.plans import Plans
from bot.store.collections.sessions import Sessions
from bot.store.collections.usage import Tallies
from bot.store.cosmos import CosmosDocuments
from bot.store.sqlite import SqliteDocuments
from infra.local import servers
from infra.local.cosmos import FAULTS, KEY, Faults, build_app
from tests.builders import NOON


class HeldClock:
    """Stands still until told."""

    def __init__(self, at: datetime = NOON) -> None:
        self._now = at

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta) -> None:
        self._now += by


@dataclass(frozen=True)
class Collections:
    """Every collection over one store of documents."""

    documents: Documents

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.documents)

    @property
    def usage(self) -> Tallies:
        return Tallies(self.documents)

    @property
    def plans(self) -> Plans:
        return Plans(self.documents)

    @property
    def audit(self) -> Audit:
        return Audit(self.documents)

    @property
    def exports(self) -> Exports:
        return Exports(self.documents)


@dataclass
class World:
    """`beside` opens what another instance has on the same data.

    `lacks` names what this server gets wrong or cannot be asked, with the reason.
    """

    documents: Documents
    open_beside: Callable[[], Documents]
    take_down: Callable[[], Awaitable[None]]
    clock: HeldClock = field(default_factory=HeldClock)
    lacks: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    @property
    def here(self) -> Collections:
        return Collections(self.documents)

    def beside(self) -> Collections:
        return Collections(self.open_beside())

    def needs(self, what: str) -> None:
        """Skip the running test where the server lacks this."""
        if what in self.lacks:
            pytest.skip(self.lacks[what])

    def conversation(self, identity: str = "a:personal") -> Conversation:
        """One of this test's own, also in a container that outlives it."""
        return Conversation(
            id=f"{identity}~{uuid.uuid4().hex[:8]}", scope=Scope.PERSONAL, service_url="http://x", bot_id="28:b"
        )


@asynccontextmanager
async def sqlite_world(folder: Path) -> AsyncIterator[World]:
    clock, path, opened = HeldClock(), folder / "sessions.db", list[SqliteDocuments]()

    def beside() -> SqliteDocuments:
        opened.append(SqliteDocuments(path, clock=clock, busy_timeout_s=0.2))
        return opened[-1]

    blocker = sqlite3.connect(path, isolation_level=None)

    async def take_down() -> None:
        blocker.execute("BEGIN EXCLUSIVE")

    try:
        yield World(beside(), beside, take_down, clock=clock)
    finally:
        blocker.close()
        for store in opened:
            await store.aclose()


@asynccontextmanager
async def double_world(*, timeout_s: float = 1.0) -> AsyncIterator[World]:
    clock, opened = HeldClock(), list[CosmosDocuments]()
    app = build_app(clock=lambda: clock.now().timestamp())
    server = await servers.start(app)

    def beside() -> CosmosDocuments:
        opened.append(CosmosDocuments(server.url, credential=KEY, timeout_s=timeout_s, create_if_missing=True))
        return opened[-1]

    try:
        yield World(beside(), beside, server.aclose, clock=clock, faults=app[FAULTS])
    finally:
        for store in opened:
            await store.aclose()
        await server.aclose()


@asynccontextmanager
async def cosmos_world(
    endpoint: str, key: str, *, lacks: dict[str, str], discovery: bool, database: str = "sheetline-tests"
) -> AsyncIterator[World]:
    """A server that is not ours to stop or to turn the clock of."""
    opened = list[CosmosDocuments]()

    def beside() -> CosmosDocuments:
        opened.append(
            CosmosDocuments(
                endpoint, credential=key, database=database, create_if_missing=True, endpoint_discovery=discovery
            )
        )
        return opened[-1]

    async def take_down() -> None:
        await asyncio.sleep(0)

    try:
        yield World(beside(), beside, take_down, lacks=lacks)
    finally:
        for store in opened:
            await store.aclose()
