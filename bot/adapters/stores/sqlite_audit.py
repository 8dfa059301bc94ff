"""What happened to changes, in the SQLite store's file: one row an event, which the file itself lets nobody change."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from bot.adapters.stores import codec_plans as codec
from bot.adapters.stores.retention import Retention
from bot.adapters.stores.sqlite_file import SqliteFile
from bot.domain.audit import Event
from bot.domain.exports import Export
from bot.ports import Clock

PAGE: Final = 500
_KEEP: Final = """
    INSERT INTO audit (conversation, id, at, body, expires) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO NOTHING"""
_OF: Final = "SELECT body FROM audit WHERE conversation = ? AND at >= ? AND expires > ? ORDER BY at, rowid"
_EVERYTHING: Final = """
    SELECT at, rowid, body FROM audit WHERE (at, rowid) > (?, ?) AND expires > ? ORDER BY at, rowid LIMIT ?"""

_OFFER: Final = "INSERT INTO exports (key, body, expires) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING"
_OFFERED: Final = "SELECT body FROM exports WHERE key = ? AND expires > ?"


class SqliteAudit:
    """An AuditLog in the file of a SqliteStore, which closes it."""

    def __init__(self, file: SqliteFile, *, clock: Clock, retention: Retention | None = None) -> None:
        self._file = file
        self._clock = clock
        self._kept = Retention() if retention is None else retention

    async def note(self, event: Event) -> None:
        await self._file.write(lambda db: keep(db, event, self._kept))

    async def of(self, conversation_id: str, *, since: datetime) -> tuple[Event, ...]:
        values = (conversation_id, since.timestamp(), self._now())
        rows = await self._file.read(lambda db: db.execute(_OF, values).fetchall())
        return tuple(codec.decode_event(body) for (body,) in rows)

    async def everything(self, *, since: datetime) -> AsyncIterator[Event]:
        place = (since.timestamp(), -1)
        while True:
            values = (*place, self._now(), PAGE)
            rows = await self._file.read(lambda db: db.execute(_EVERYTHING, values).fetchall())  # noqa: B023
            for at, number, body in rows:
                place = (at, number)
                yield codec.decode_event(body)
            if len(rows) < PAGE:
                return

    async def offer(self, key: str, export: Export) -> None:
        values = (key, codec.encode(export), export.until.timestamp())
        await self._file.write(lambda db: db.execute(_OFFER, values))

    async def offered(self, key: str) -> Export | None:
        row = await self._file.read(lambda db: db.execute(_OFFERED, (key, self._now())).fetchone())
        return None if row is None else codec.decode_export(row[0])

    def _now(self) -> float:
        return self._clock.now().timestamp()


def keep(db: sqlite3.Connection, event: Event, kept: Retention) -> None:
    """Add the event, inside the caller's transaction if there is one."""
    at = event.at.timestamp()
    expires = at + kept.audit.total_seconds()
    db.execute(_KEEP, (event.conversation_id, event.id, at, codec.encode(event), expires))
