"""Leases: whoever holds one is the only one, on any instance, who works on what it names.

Each claim has an owner of its own, so that nobody takes what another holds for theirs, and a fencing number: writes to
the store under the lease (`under`) fail once another has claimed it.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.errors import LeaseLost, StoreUnavailable
from bot.ports import Clock
from bot.ports.documents import Lease

log = structlog.get_logger(__name__)

INSTANCE: Final = uuid.uuid4().hex[:8]
LENGTH_S: Final = 60.0
_ASK_AGAIN_S: Final = 0.2


class LeaseStore(Protocol):
    """The part of a store that keeps leases."""

    async def claim(
        self, partition: str, identity: str = "lease", *, owner: str, until: datetime, now: datetime
    ) -> Lease | None: ...

    async def extend(self, lease: Lease, *, until: datetime) -> bool: ...

    async def release(self, lease: Lease) -> None: ...


@dataclass(frozen=True, slots=True)
class Leases:
    """Claims leases for `length_s` seconds, and keeps them while work goes on."""

    store: LeaseStore
    clock: Clock
    length_s: float = LENGTH_S

    async def claim(self, partition: str, identity: str = "lease") -> Lease | None:
        """The lease for a claim of its own; None while anybody else holds it, on this instance too."""
        owner, now = f"{INSTANCE}-{uuid.uuid4().hex[:12]}", self.clock.now()
        return await self.store.claim(partition, identity, owner=owner, until=self._until(), now=now)

    @contextlib.asynccontextmanager
    async def kept(self, lease: Lease) -> AsyncIterator[Lease]:
        """Extend the lease while the body runs, and give it back afterwards.

        When it is lost the body is cancelled where it waits, and LeaseLost raised.
        """
        body = asyncio.current_task()
        assert body is not None
        lost = False

        async def extend() -> None:
            nonlocal lost
            if await self._lost(lease):
                lost = True
                log.warning("lease_lost", lease=lease.id, partition=lease.partition)
                body.cancel()

        extending = asyncio.create_task(extend(), name=f"lease:{lease.id}")
        try:
            yield lease
        except asyncio.CancelledError:
            if not lost:
                raise
        finally:
            extending.cancel()
            await asyncio.gather(extending, return_exceptions=True)
            await self._give_back(lease)
        if lost:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0)  # a cancellation that came when the body had ended arrives here
            body.uncancel()
            raise LeaseLost("Another instance took this over.", detail=f"{lease}")

    @contextlib.asynccontextmanager
    async def all_of(self, partitions: Sequence[str]) -> AsyncIterator[None]:
        """Hold the lease of each, waiting for it. Everybody takes them in one order, so that of two who want the same
        ones neither holds what the other waits for."""
        async with contextlib.AsyncExitStack() as stack:
            for partition in sorted(partitions):
                while (lease := await self.claim(partition)) is None:
                    await self.clock.sleep(_ASK_AGAIN_S)
                await stack.enter_async_context(self.kept(lease))
            yield

    async def _lost(self, lease: Lease) -> bool:
        """Extend it every third of its length; return when it cannot be extended any more."""
        until = self._until()
        while True:
            await self.clock.sleep(self.length_s / 3)
            wanted = self._until()
            try:
                if not await self.store.extend(lease, until=wanted):
                    return True
                until = wanted
            except StoreUnavailable:
                if self.clock.now() >= until:
                    return True

    async def _give_back(self, lease: Lease) -> None:
        """As soon as the store takes it; not after the lease ended by itself."""
        until = self._until()
        while True:
            try:
                return await self.store.release(lease)
            except StoreUnavailable:
                if self.clock.now() >= until:
                    return None
            await self.clock.sleep(_ASK_AGAIN_S)

    def _until(self) -> datetime:
        return self.clock.now() + timedelta(seconds=self.length_s)
