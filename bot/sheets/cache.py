"""Snapshots kept warm: one per sheet and authority, loaded once however many ask, validated by one cheap call."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.domain.people import Actor
from bot.errors import NotFound, NotSignedIn, PermissionDenied, RateLimited, SheetlineError, TimedOut, Unavailable
from bot.ports import Clock, Sheets
from bot.sheets.loader import SnapshotLoader
from bot.sheets.snapshot import Snapshot, describe

_Key = tuple[int, str]
_LOST = (PermissionDenied, NotFound, NotSignedIn)
_PASSING = (Unavailable, RateLimited, TimedOut)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A snapshot and whether someone said that its sheet has changed since."""

    snapshot: Snapshot
    changed: bool = False


class SheetCache:
    """Gives the current snapshot of a sheet as an actor sees it.

    Keyed by sheet and `actor.key`: nobody is answered from data that another authority could see. `max_bytes` bounds
    the snapshots kept, the least recently used go first. A snapshot loaded longer than `max_age_s` seconds ago is
    loaded again even if its version stands (a rename may not move it, FACTS), and one not confirmed for that long is
    no longer given when Smartsheet is away. Within `trust_s` seconds of a confirmation Smartsheet is not asked again.
    Who can be given a kept one waits at most `patience_s` seconds for a newer; the load goes on for whoever comes next.
    """

    def __init__(
        self,
        sheets: Sheets,
        loader: SnapshotLoader,
        clock: Clock,
        *,
        max_bytes: int,
        max_age_s: float,
        trust_s: float = 2.0,
        patience_s: float = 10.0,
    ) -> None:
        self._sheets, self._loader, self._clock = sheets, loader, clock
        self._max_bytes = max_bytes
        self._max_age, self._trust = timedelta(seconds=max_age_s), timedelta(seconds=trust_s)
        self._patience_s = patience_s
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._flights: dict[_Key, asyncio.Task[Snapshot]] = {}

    async def get(self, actor: Actor, sheet_id: int) -> Snapshot:
        """The sheet's snapshot, current, or marked `stale` when Smartsheet cannot be asked just now.

        Raises NotFound, PermissionDenied and NotSignedIn (what was kept is dropped then), and what the download
        raises when nothing usable is kept. Failures are not remembered. Cancelling one who waits cancels nobody else.
        """
        key = (sheet_id, actor.key)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            if not kept.changed and self._clock.now() - kept.snapshot.confirmed_at <= self._trust:
                return kept.snapshot
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._refresh(actor, sheet_id))
            flight.add_done_callback(lambda done: self._landed(key, done))
        if kept is None or self._clock.now() - kept.snapshot.confirmed_at > self._max_age:
            return await asyncio.shield(flight)
        try:
            async with asyncio.timeout(self._patience_s):
                return await asyncio.shield(flight)
        except TimeoutError:
            return self._stand_in(kept, TimedOut("Smartsheet did not answer in time.", detail="the cache's patience"))

    def invalidate(self, sheet_id: int) -> None:
        """The sheet has changed: the next `get` of anyone loads it again; loads under way are not kept."""
        for key in [key for key in self._flights if key[0] == sheet_id]:
            del self._flights[key]
        for key, kept in self._kept.items():
            if key[0] == sheet_id:
                self._kept[key] = replace(kept, changed=True)

    async def aclose(self) -> None:
        """Stop the loads under way and let every snapshot go."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        self._kept.clear()

    def _landed(self, key: _Key, flight: asyncio.Task[Snapshot]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # looked at here, as all who waited may have gone

    async def _refresh(self, actor: Actor, sheet_id: int) -> Snapshot:
        key = (sheet_id, actor.key)
        kept = self._kept.get(key)
        try:
            if kept is None:
                return await self._load(actor, sheet_id)
            return await self._validated(actor, kept)
        except _LOST:
            self._kept.pop(key, None)
            raise
        except _PASSING as error:
            return self._stand_in(kept, error)

    async def _validated(self, actor: Actor, kept: _Kept) -> Snapshot:
        asked_at = self._clock.now()
        snapshot = kept.snapshot
        if not kept.changed and asked_at - snapshot.loaded_at <= self._max_age:
            version = await self._sheets.version(actor, snapshot.sheet_id)
            if version == snapshot.version:
                return self._keep(actor, snapshot.confirmed(asked_at))
        return await self._load(actor, snapshot.sheet_id)

    async def _load(self, actor: Actor, sheet_id: int) -> Snapshot:
        asked_at = self._clock.now()
        raw = self._loader.scratch()
        try:
            await self._sheets.download(actor, sheet_id, raw)
            loaded = await self._loader.load(raw)
        finally:
            raw.unlink(missing_ok=True)
        snapshot = replace(loaded, loaded_at=asked_at, confirmed_at=asked_at)
        _log.info("snapshot_loaded", actor=actor.key, **describe(snapshot))
        return self._keep(actor, snapshot)

    def _keep(self, actor: Actor, snapshot: Snapshot) -> Snapshot:
        """Keep it, unless the sheet was said to have changed while it was on its way."""
        key = (snapshot.sheet_id, actor.key)
        if self._flights.get(key) is not asyncio.current_task():
            return snapshot
        self._kept[key] = _Kept(snapshot)
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(kept.snapshot.nbytes for kept in self._kept.values()) > self._max_bytes:
            self._kept.popitem(last=False)
        return snapshot

    def _stand_in(self, kept: _Kept | None, error: SheetlineError) -> Snapshot:
        """What was kept, marked stale, unless it is too old to be an answer; then the error stands."""
        if kept is None or self._clock.now() - kept.snapshot.confirmed_at > self._max_age:
            raise error
        _log.warning("snapshot_stale", code=error.code, **describe(kept.snapshot))
        return kept.snapshot.aged()
