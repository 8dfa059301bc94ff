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

from bot.adapters.stores.cosmos import CosmosStore
from bot.adapters.stores.sqlite import SqliteStore
from bot.domain.chat import Conversation, Scope
from bot.ports import SessionStore
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


@dataclass
class World:
    """`lacks` names what this server gets wrong or cannot be asked, with the reason."""

    store: SessionStore
    beside: Callable[[], SessionStore]
    take_down: Callable[[], Awaitable[None]]
    clock: HeldClock = field(default_factory=HeldClock)
    lacks: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

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
    clock, path, opened = HeldClock(), folder / "sessions.db", list[SqliteStore]()

    def beside() -> SqliteStore:
        opened.append(SqliteStore(path, clock=clock, busy_timeout_s=0.2))
        return opened[-1]

    blocker = sqlite3.connect(path, isolation_level=None)

    async def take_down() -> None:
        blocker.execute("BEGIN EXCLUSIVE")

    try:
        yield World(store=beside(), beside=beside, take_down=take_down, clock=clock)
    finally:
        blocker.close()
        for store in opened:
            await store.aclose()


@asynccontextmanager
async def double_world(*, timeout_s: float = 1.0) -> AsyncIterator[World]:
    clock, opened = HeldClock(), list[CosmosStore]()
    app = build_app(clock=lambda: clock.now().timestamp())
    server = await servers.start(app)

    def beside() -> CosmosStore:
        opened.append(CosmosStore(server.url, credential=KEY, timeout_s=timeout_s, create_if_missing=True))
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
    opened = list[CosmosStore]()

    def beside() -> CosmosStore:
        opened.append(
            CosmosStore(
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
