"""Whether the session store takes a write and gives it back."""

from __future__ import annotations

import uuid
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.app.bootstrap import open_documents
from bot.app.settings import Settings
from bot.doctor.findings import Problem
from bot.doctor.network import explaining
from bot.ports import Clock
from bot.ports.documents import Document, Documents, Put
from bot.store.records import encode

PROBE = "doctor"
"""Begins the names of what the doctor leaves in the store."""


async def check_store(settings: Settings, clock: Clock) -> str:
    """A lease taken and given back, and a document written and read: a conditional write, a write and a read.

    What stays is one small item that expires by itself.
    """
    async with AsyncExitStack() as stack:
        store = open_documents(settings, clock, stack)
        stack.push_async_callback(store.aclose)
        if settings.cosmos_endpoint is None:
            await _probe(store, clock)
            return f"SQLite {settings.database_path}: wrote, read and leased a probe."
        async with explaining(settings.cosmos_endpoint, setting="COSMOS_ENDPOINT"):
            await _probe(store, clock)
        return f"Cosmos DB {settings.cosmos_database}/{settings.cosmos_container}: wrote, read and leased a probe."


async def _probe(store: Documents, clock: Clock) -> None:
    await store.check()
    now, owner, partition = clock.now(), uuid.uuid4().hex[:12], f"{PROBE}:{uuid.uuid4().hex[:12]}"
    lease = await store.claim(partition, "lease", owner=owner, until=now + timedelta(seconds=30), now=now)
    if lease is not None:
        await store.release(lease)
    written = encode({"probe": owner})
    await store.write(Put(Document(partition, "probe", written, keep=timedelta(days=1))))
    found = await store.get(partition, "probe")
    if lease is None or found is None or found.body != written:
        raise Problem("The store does not give back what was written.", todo="Check that nothing else clears it.")
