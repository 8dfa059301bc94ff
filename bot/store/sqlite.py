"""Documents in one SQLite file: the default, needing nothing but a disk. Several processes may share it."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.errors import Conflict, LeaseLost
from bot.ports import Clock
from bot.ports.documents import NEW, Delete, Document, Lease, Put, Span
from bot.store.limits import refuse_too_much
from bot.store.sqlite_file import SqliteFile, transaction
from bot.store.sqlite_schema import sweep

_PUT: Final = """
    INSERT INTO documents (partition, id, sort, across, etag, body, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (partition, id) DO UPDATE SET sort = excluded.sort, across = excluded.across, etag = excluded.etag,
        body = excluded.body, expires = excluded.expires"""
_CREATE: Final = f"{_PUT} WHERE documents.expires <= ?"
_REPLACE: Final = """
    UPDATE documents SET sort = ?, across = ?, etag = ?, body = ?, expires = ?
    WHERE partition = ? AND id = ? AND etag = ? AND (expires IS NULL OR expires > ?)"""
_DELETE: Final = "DELETE FROM documents WHERE partition = ? AND id = ?"
_GET: Final = """
    SELECT partition, id, body, sort, across, etag FROM documents
    WHERE partition = ? AND id = ? AND (expires IS NULL OR expires > ?)"""
_CLAIM: Final = """
    INSERT INTO claims (partition, id, owner, epoch, until) VALUES (?, ?, ?, 1, ?)
    ON CONFLICT (partition, id) DO UPDATE SET owner = excluded.owner, epoch = claims.epoch + 1, until = excluded.until
    WHERE claims.owner = excluded.owner OR claims.until <= ? RETURNING epoch"""
_EXTEND: Final = "UPDATE claims SET until = ? WHERE partition = ? AND id = ? AND owner = ? AND epoch = ?"
_RELEASE: Final = "UPDATE claims SET owner = '', until = 0 WHERE partition = ? AND id = ? AND owner = ? AND epoch = ?"
_HELD: Final = "SELECT 1 FROM claims WHERE partition = ? AND id = ? AND owner = ? AND epoch = ?"


class SqliteDocuments:
    """Documents on one file, created with its folder when missing.

    A write waits at most `busy_timeout_s` for another process, then raises StoreUnavailable; so does a file that
    cannot be opened, is damaged or was written by a newer version. Must not lie on a network share: SQLite's
    write-ahead log needs shared memory (https://sqlite.org/wal.html).
    """

    def __init__(self, path: Path, *, clock: Clock, busy_timeout_s: float = 3.0) -> None:
        self._clock = clock
        self._file = SqliteFile(path, busy_timeout_s=busy_timeout_s, tend=self._sweep)

    async def get(self, partition: str, identity: str) -> Document | None:
        values = (partition, identity, self._now())
        row = await self._file.read(lambda db: db.execute(_GET, values).fetchone())
        return _document(row) if row else None

    async def write(self, *changes: Put | Delete, fence: Lease | None = None) -> str:
        refuse_too_much(changes, fence, size=sum(len(c.document.body) for c in changes if isinstance(c, Put)))
        now, etag, alone = self._now(), secrets.token_hex(8), fence is None and len(changes) == 1
        steps = [_step(change, etag=etag, now=now, alone=alone) for change in changes]

        def work(db: sqlite3.Connection) -> None:
            with nullcontext() if alone else transaction(db):
                if fence is not None and db.execute(_HELD, _claim(fence)).fetchone() is None:
                    raise LeaseLost("Another instance took this over.", detail=f"{fence}")
                for sql, values, must in steps:
                    if db.execute(sql, values).rowcount != 1 and must:
                        raise Conflict("This was changed at the same moment.", detail=f"{changes[0]}"[:200])

        await self._file.write(work)
        return etag if isinstance(changes[0], Put) else ""

    async def query(
        self,
        span: Span,
        *,
        partition: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        bodies: bool = True,
    ) -> tuple[Document, ...]:
        key, where = ("across", "") if partition is None else ("sort", "partition = :partition AND ")
        body = "body" if bodies else "x''"
        sql = (
            f"SELECT partition, id, {body}, sort, across, etag FROM documents "  # noqa: S608 (constants)
            f"WHERE {where}{key} > :after AND {key} < :before AND (expires IS NULL OR expires > :now) "
            f"ORDER BY {key} {'DESC' if descending else 'ASC'} LIMIT :limit"
        )
        values = {"partition": partition, "after": span.after, "before": span.before, "now": self._now()}
        values["limit"] = -1 if limit is None else limit
        rows = await self._file.read(lambda db: db.execute(sql, values).fetchall())
        return tuple(map(_document, rows))

    async def claim(self, partition: str, identity: str, *, owner: str, until: datetime, now: datetime) -> Lease | None:
        values = (partition, identity, owner, until.timestamp(), now.timestamp())
        rows = await self._file.write(lambda db: db.execute(_CLAIM, values).fetchall())
        return Lease(partition, identity, owner, rows[0][0]) if rows else None

    async def extend(self, lease: Lease, *, until: datetime) -> bool:
        values = (until.timestamp(), *_claim(lease))
        return await self._file.write(lambda db: db.execute(_EXTEND, values).rowcount == 1)

    async def release(self, lease: Lease) -> None:
        await self._file.write(lambda db: db.execute(_RELEASE, _claim(lease)))

    async def tend(self, *, now: datetime) -> None:
        """Nothing to do: the file is tended along with the writes."""

    async def check(self) -> None:
        await self._file.check()

    async def aclose(self) -> None:
        await self._file.aclose()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _sweep(self, db: sqlite3.Connection) -> None:
        with transaction(db):
            sweep(db, now=self._now())


def _step(change: Put | Delete, *, etag: str, now: float, alone: bool) -> tuple[str, tuple[Any, ...], bool]:
    """The statement, its values, and whether it must find what it changes."""
    if isinstance(change, Delete):
        return _DELETE, (change.partition, change.id), not alone
    document = change.document
    expires = None if document.keep is None else now + document.keep.total_seconds()
    place = (document.partition, document.id)
    written = (document.sort or None, document.across or None, etag, document.body, expires)
    if change.etag is None:
        return _PUT, (*place, *written), True
    if change.etag == NEW:
        return _CREATE, (*place, *written, now), True
    return _REPLACE, (*written, *place, change.etag, now), True


def _document(row: tuple[Any, ...]) -> Document:
    partition, identity, body, sort, across, etag = row
    return Document(partition, identity, body, sort or "", across or "", etag=etag)


def _claim(lease: Lease) -> tuple[str, str, str, int]:
    return lease.partition, lease.id, lease.owner, lease.epoch
