"""Plans in the SQLite store's file: one row a plan, one a journal entry."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from typing import Any, Final

from bot.adapters.stores import codec_plans as codec
from bot.adapters.stores.retention import Retention
from bot.adapters.stores.sqlite_audit import keep
from bot.adapters.stores.sqlite_file import SqliteFile, transaction
from bot.domain.audit import Event
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_standing import PlanState, Standing
from bot.domain.plans import Plan
from bot.ports import Clock

_PROPOSE: Final = """
    INSERT INTO plans (conversation, id, rev, applying, created, standing, body, expires)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO NOTHING"""
_LOAD: Final = "SELECT body, standing FROM plans WHERE conversation = ? AND id = ? AND expires > ?"
_ADVANCE: Final = """
    UPDATE plans SET rev = ?, applying = ?, standing = ? WHERE conversation = ? AND id = ? AND rev = ?"""
_NOTE: Final = """
    INSERT INTO plan_entries (conversation, plan, name, body, expires) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (conversation, plan, name) DO UPDATE SET body = excluded.body"""
_JOURNAL: Final = "SELECT body FROM plan_entries WHERE conversation = ? AND plan = ? ORDER BY rowid"
_APPLYING: Final = "SELECT conversation, id FROM plans WHERE applying IS NOT NULL ORDER BY applying LIMIT ?"
_HISTORY: Final = """
    SELECT body, standing FROM plans WHERE conversation = ? AND created >= ? AND expires > ? ORDER BY created DESC"""


class SqlitePlans:
    """A PlanStore in the file of a SqliteStore, which closes it."""

    def __init__(self, file: SqliteFile, *, clock: Clock, retention: Retention | None = None) -> None:
        self._file = file
        self._clock = clock
        self._kept = Retention() if retention is None else retention

    async def propose(self, plan: Plan, standing: Standing, event: Event | None = None) -> None:
        values = (
            plan.conversation_id,
            plan.id,
            standing.rev,
            _applying(standing),
            plan.created_at.timestamp(),
            codec.encode(standing),
            await asyncio.to_thread(codec.encode, plan),
            self._until(),
        )
        await self._file.write(lambda db: self._decide(db, _PROPOSE, values, event))

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, Standing] | None:
        values = (conversation_id, plan_id, self._clock.now().timestamp())
        row = await self._file.read(lambda db: db.execute(_LOAD, values).fetchone())
        return None if row is None else (await _plan(row[0]), codec.decode_standing(row[1]))

    async def advance(self, conversation_id: str, plan_id: str, standing: Standing, event: Event | None = None) -> bool:
        values = (standing.rev, _applying(standing), codec.encode(standing), conversation_id, plan_id, standing.rev - 1)
        return await self._file.write(lambda db: self._decide(db, _ADVANCE, values, event))

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        values = (conversation_id, plan_id, entry.name, codec.encode(entry), self._until())
        await self._file.write(lambda db: db.execute(_NOTE, values))

    async def journal(self, conversation_id: str, plan_id: str) -> Journal:
        rows = await self._file.read(lambda db: db.execute(_JOURNAL, (conversation_id, plan_id)).fetchall())
        return Journal(await asyncio.to_thread(lambda: tuple(codec.decode_entry(body) for (body,) in rows)))

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        rows = await self._file.read(lambda db: db.execute(_APPLYING, (limit,)).fetchall())
        return tuple((conversation, plan) for conversation, plan in rows)

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, Standing], ...]:
        values = (conversation_id, since.timestamp(), self._clock.now().timestamp())
        rows = await self._file.read(lambda db: db.execute(_HISTORY, values).fetchall())
        return tuple([(await _plan(body), codec.decode_standing(standing)) for body, standing in rows])

    def _decide(self, db: sqlite3.Connection, sql: str, values: tuple[Any, ...], event: Event | None) -> bool:
        """The standing and its event, both or neither; whether the standing was the next."""
        if event is None:
            return db.execute(sql, values).rowcount == 1
        with transaction(db):
            done = db.execute(sql, values).rowcount == 1
            if done:
                keep(db, event, self._kept)
        return done

    def _until(self) -> float:
        return self._clock.now().timestamp() + self._kept.plan.total_seconds()


def _applying(standing: Standing) -> float | None:
    return standing.at.timestamp() if standing.state is PlanState.APPLYING and standing.at else None


async def _plan(body: bytes) -> Plan:
    """Off the loop: a plan of 100,000 cells takes a second."""
    return await asyncio.to_thread(codec.decode_plan, body)
