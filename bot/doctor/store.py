"""Whether the session store takes a write and gives it back."""

from __future__ import annotations

import uuid
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.bootstrap import session_store
from bot.doctor.findings import Problem
from bot.doctor.network import explaining
from bot.domain.model import Usage
from bot.ports import Clock, SessionStore
from bot.settings import Settings

PROBE = "doctor"
"""Begins the names of what the doctor leaves in the store."""


async def check_store(settings: Settings, clock: Clock) -> str:
    """A lease taken and given back, and a tally written and read: a conditional write, a write and a read.

    What stays is one small item that expires by itself.
    """
    async with AsyncExitStack() as stack:
        store = session_store(settings, clock, stack)
        stack.push_async_callback(store.aclose)
        if settings.cosmos_endpoint is None:
            await _probe(store, clock)
            return f"SQLite {settings.database_path}: wrote, read and leased a probe."
        async with explaining(settings.cosmos_endpoint, setting="COSMOS_ENDPOINT"):
            await _probe(store, clock)
        return f"Cosmos DB {settings.cosmos_database}/{settings.cosmos_container}: wrote, read and leased a probe."


async def _probe(store: SessionStore, clock: Clock) -> None:
    await store.check()
    now, owner, scope = clock.now(), uuid.uuid4().hex[:12], f"{PROBE}:{uuid.uuid4().hex[:12]}"
    claimed = await store.claim(scope, owner=owner, until=now + timedelta(seconds=30), now=now)
    await store.release(scope, owner=owner)
    written = Usage(prompt=1, completion=2, cached=3, calls=4)
    await store.add_usage((scope,), written, day=now.date())
    (found,) = await store.usage((scope,), day=now.date())
    if not claimed or found != written:
        raise Problem("The store does not give back what was written.", todo="Check that nothing else clears it.")
