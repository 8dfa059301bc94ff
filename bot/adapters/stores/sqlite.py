"""The session store on one SQLite file: the default, needing nothing but a disk. Several processes may share it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bot.adapters.stores import codec
from bot.adapters.stores.retention import Retention
from bot.adapters.stores.sqlite_file import SqliteFile, transaction
from bot.adapters.stores.sqlite_schema import sweep
from bot.domain.answers import Answer
from bot.domain.chat import Feedback
from bot.domain.model import Usage
from bot.domain.sessions import Session
from bot.domain.turns import Turn, TurnState
from bot.errors import Conflict
from bot.ports import Clock

_ACCEPT: Final = """
    INSERT INTO turns (conversation, id, sort, since, open, body, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO UPDATE SET sort = excluded.sort, since = excluded.since, open = excluded.open,
        body = excluded.body, expires = excluded.expires
    WHERE turns.expires <= ?"""
_PUT_TURN: Final = """
    INSERT INTO turns (conversation, id, sort, since, open, body, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO UPDATE
    SET open = excluded.open, body = excluded.body, expires = excluded.expires"""
_CLAIM: Final = """
    INSERT INTO leases (conversation, owner, until) VALUES (?, ?, ?)
    ON CONFLICT (conversation) DO UPDATE SET owner = excluded.owner, until = excluded.until
    WHERE leases.owner = excluded.owner OR leases.until <= ?"""
_RELEASE: Final = "DELETE FROM leases WHERE conversation = ? AND owner = ?"
_PENDING: Final = "SELECT body FROM turns WHERE conversation = ? AND open = 1 ORDER BY sort"
_LOAD: Final = "SELECT body, etag FROM sessions WHERE conversation = ? AND expires > ?"
_CREATE: Final = """
    INSERT INTO sessions (conversation, etag, body, expires) VALUES (?, ?, ?, ?)
    ON CONFLICT (conversation) DO UPDATE SET etag = excluded.etag, body = excluded.body, expires = excluded.expires
    WHERE sessions.expires <= ?"""
_REPLACE: Final = """
    UPDATE sessions SET etag = ?, body = ?, expires = ? WHERE conversation = ? AND etag = ? AND expires > ?"""
_PUT_ANSWER: Final = """
    INSERT INTO answers (conversation, id, body, expires) VALUES (?, ?, ?, ?)
    ON CONFLICT (conversation, id) DO UPDATE SET body = excluded.body, expires = excluded.expires"""
_ANSWER: Final = "SELECT body FROM answers WHERE conversation = ? AND id = ? AND expires > ?"
_ADD_USAGE: Final = """
    INSERT INTO usage (scope, day, prompt, completion, cached, calls, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (scope, day) DO UPDATE SET prompt = prompt + excluded.prompt,
        completion = completion + excluded.completion, cached = cached + excluded.cached,
        calls = calls + excluded.calls, expires = excluded.expires"""
_USAGE: Final = "SELECT prompt, completion, cached, calls FROM usage WHERE scope = ? AND day = ? AND expires > ?"
_MENTIONING: Final = "SELECT body FROM turns WHERE conversation = ? AND instr(body, ?) > 0 ORDER BY sort DESC"
_UNFINISHED: Final = """
    SELECT conversation FROM turns WHERE open = 1 GROUP BY conversation ORDER BY min(since) LIMIT ?"""


class SqliteStore:
    """A SessionStore on one file, created with its folder when missing.

    A write waits at most `busy_timeout_s` for another process, then raises StoreUnavailable; so does a file that
    cannot be opened, is damaged or was written by a newer version. Must not lie on a network share: SQLite's
    write-ahead log needs shared memory (https://sqlite.org/wal.html).
    """

    def __init__(
        self, path: Path, *, clock: Clock, retention: Retention | None = None, busy_timeout_s: float = 3.0
    ) -> None:
        self._clock = clock
        self._kept = Retention() if retention is None else retention
        self._file = SqliteFile(path, busy_timeout_s=busy_timeout_s, tend=self._sweep)

    @property
    def file(self) -> SqliteFile:
        """The open file, for a second adapter to share; closed with this one."""
        return self._file

    async def accept(self, turn: Turn) -> bool:
        values = (*self._turn_row(turn), self._now())
        return await self._file.write(lambda db: db.execute(_ACCEPT, values).rowcount == 1)

    async def claim(self, conversation_id: str, *, owner: str, until: datetime, now: datetime) -> bool:
        values = (conversation_id, owner, until.timestamp(), now.timestamp())
        return await self._file.write(lambda db: db.execute(_CLAIM, values).rowcount == 1)

    async def release(self, conversation_id: str, *, owner: str) -> None:
        await self._file.write(lambda db: db.execute(_RELEASE, (conversation_id, owner)))

    async def pending(self, conversation_id: str) -> tuple[Turn, ...]:
        rows = await self._file.read(lambda db: db.execute(_PENDING, (conversation_id,)).fetchall())
        return tuple(codec.decode_turn(body) for (body,) in rows)

    async def load(self, conversation_id: str) -> tuple[Session, str] | None:
        values = (conversation_id, self._now())
        row = await self._file.read(lambda db: db.execute(_LOAD, values).fetchone())
        return None if row is None else (codec.decode_session(row[0]), row[1])

    async def save(
        self, session: Session, *, etag: str | None, turn: Turn | None = None, answers: Sequence[Answer] = ()
    ) -> str:
        now = self._now()
        new_etag = secrets.token_hex(8)
        written = (new_etag, codec.encode(session), now + self._kept.session.total_seconds())
        turn_row = None if turn is None else self._turn_row(turn)
        until = now + self._kept.answer.total_seconds()
        answer_rows = [(session.id, answer.id, codec.encode(answer), until) for answer in answers]
        codec.refuse_above_limit(
            len(written[1]) + (len(turn_row[5]) if turn_row else 0) + sum(len(row[2]) for row in answer_rows)
        )

        def work(db: sqlite3.Connection) -> None:
            with transaction(db):
                if etag is None:
                    saved = db.execute(_CREATE, (session.id, *written, now))
                else:
                    saved = db.execute(_REPLACE, (*written, session.id, etag, now))
                if saved.rowcount != 1:
                    raise Conflict("This conversation changed at the same moment.", detail=f"etag {etag}")
                if turn_row is not None:
                    db.execute(_PUT_TURN, turn_row)
                db.executemany(_PUT_ANSWER, answer_rows)

        await self._file.write(work)
        return new_etag

    async def mark(self, turn: Turn) -> None:
        values = self._turn_row(turn)
        await self._file.write(lambda db: db.execute(_PUT_TURN, values))

    async def answer(self, conversation_id: str, answer_id: str) -> Answer | None:
        values = (conversation_id, answer_id, self._now())
        row = await self._file.read(lambda db: db.execute(_ANSWER, values).fetchone())
        return None if row is None else codec.decode_answer(row[0])

    async def add_usage(self, scopes: Sequence[str], used: Usage, *, day: date) -> None:
        expires = self._now() + self._kept.usage.total_seconds()
        counts = (used.prompt, used.completion, used.cached, used.calls)
        rows = [(scope, day.isoformat(), *counts, expires) for scope in dict.fromkeys(scopes)]

        def work(db: sqlite3.Connection) -> None:
            with transaction(db):
                db.executemany(_ADD_USAGE, rows)

        await self._file.write(work)

    async def usage(self, scopes: Sequence[str], *, day: date) -> tuple[Usage, ...]:
        keys = [(scope, day.isoformat(), self._now()) for scope in scopes]

        def work(db: sqlite3.Connection) -> list[tuple[int, int, int, int] | None]:
            return [db.execute(_USAGE, key).fetchone() for key in keys]

        return tuple(Usage(*row) if row else Usage() for row in await self._file.read(work))

    async def react(self, conversation_id: str, feedback: Feedback) -> Turn | None:
        values = (conversation_id, feedback.activity_id.encode())

        def work(db: sqlite3.Connection) -> Turn | None:
            with transaction(db):
                turns = [codec.decode_turn(body) for (body,) in db.execute(_MENTIONING, values)]
                said_of = feedback.activity_id
                turn = next((each for each in turns if each.posted and said_of in (*each.posted, "")), None)
                if turn is None:
                    return None
                turn = turn.reacted(feedback)
                db.execute(_PUT_TURN, self._turn_row(turn))
                return turn

        return await self._file.write(work)

    async def unfinished(self, *, limit: int = 100) -> tuple[str, ...]:
        rows = await self._file.read(lambda db: db.execute(_UNFINISHED, (limit,)).fetchall())
        return tuple(conversation for (conversation,) in rows)

    async def check(self) -> None:
        await self._file.check()

    async def aclose(self) -> None:
        await self._file.aclose()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _turn_row(self, turn: Turn) -> tuple[str, str, str, float, int, bytes, float | None]:
        """A turn's columns; only a delivered one expires."""
        delivered = turn.state is TurnState.DELIVERED
        expires = self._now() + self._kept.turn.total_seconds() if delivered else None
        since = turn.accepted_at.timestamp()
        return turn.conversation_id, turn.id, turn.order, since, int(not delivered), codec.encode(turn), expires

    def _sweep(self, db: sqlite3.Connection) -> None:
        with transaction(db):
            sweep(db, now=self._now())
