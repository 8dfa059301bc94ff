"""One SQLite file, shared by several processes, that never makes the event loop wait.

Measured: a statement on a warm WAL file takes about 10 µs, handing it to a thread and back 60 to 180 µs. So a statement
runs where it is asked for, on a connection that refuses to wait; only what would wait goes to the one worker thread:
a write while another process or the worker writes, opening and migrating the file, checkpoints, sweeping. Commits do
not sync in WAL mode with synchronous=NORMAL (https://sqlite.org/wal.html#performance_considerations): the file survives
a crash of the process at any line; a power cut may lose the last moments, never the file's integrity. The two syncs
there are, a checkpoint's and that of the write-ahead log's new header after it, happen in the worker thread.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import structlog

from bot.errors import StoreUnavailable
from bot.store.sqlite_schema import migrate

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

TEND_EVERY_WRITES: Final = 500
"""How many writes the write-ahead log takes before a checkpoint; about 8 MB of log in ordinary use."""

_log = structlog.get_logger(__name__)


class SqliteFile:
    """Runs work on the file; every failure is a StoreUnavailable. `tend` sweeps it, now and then, in the worker."""

    def __init__(self, path: Path, *, busy_timeout_s: float, tend: Work[None]) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._tend = tend
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._opening = asyncio.Lock()
        self._here: sqlite3.Connection | None = None  # belongs to the event loop's thread
        self._there: sqlite3.Connection | None = None  # belongs to the worker thread
        self._tending: asyncio.Task[None] | None = None
        self._writes = 0
        self._closed = False

    async def read(self, work: Work[T]) -> T:
        """The result of `work`, which only reads."""
        here = self._here or await self._open()
        try:
            return work(here)
        except sqlite3.Error as error:
            if not _is_busy(error):
                raise self._unavailable(error) from error
        return await self._in_worker(work)

    async def write(self, work: Work[T]) -> T:
        """The result of `work`, which writes one statement or one `transaction`; it may run twice if it did nothing."""
        here = self._here or await self._open()
        self._count_write()
        if self._tending is None:
            try:
                return work(here)
            except sqlite3.Error as error:
                if not _is_busy(error):
                    raise self._unavailable(error) from error
        return await self._in_worker(work)

    async def check(self) -> None:
        """Return when the file takes a write; raise StoreUnavailable otherwise, also when it was deleted under us."""
        await self.write(_write_a_page)
        if not self._path.exists():
            raise StoreUnavailable("The session store's file is gone.", hint=f"Restore {self._path} and restart.")

    async def aclose(self) -> None:
        """Finish what runs, fold the log into the file and close it, for good."""
        if self._tending is not None:
            await self._tending
        self._closed = True
        if self._here is not None:
            self._here.close()
            self._here = None
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._worker, self._close_there)
        self._worker.shutdown(wait=False)

    async def _open(self) -> sqlite3.Connection:
        async with self._opening:
            if self._here is None:
                await self._in_worker(_write_a_page)  # opens and migrates there, where it may wait
                try:
                    self._here = _connect(self._path, busy_timeout_s=0)
                except sqlite3.Error as error:
                    raise self._unavailable(error) from error
            return self._here

    async def _in_worker(self, work: Work[T]) -> T:
        if self._closed:
            raise StoreUnavailable("The session store is closed.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, self._work_there, work)
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(error) from error

    def _work_there(self, work: Work[T]) -> T:
        if self._there is None:
            self._there = _create(self._path, busy_timeout_s=self._busy_timeout_s)
        return work(self._there)

    def _close_there(self) -> None:
        if self._there is not None:
            self._there.close()
            self._there = None

    def _count_write(self) -> None:
        self._writes += 1
        if self._writes % TEND_EVERY_WRITES == 1 and self._tending is None:
            self._tending = asyncio.create_task(self._tend_file())

    async def _tend_file(self) -> None:
        """Writes go to the worker meanwhile, so that the log's new header is written, and synced, there."""
        try:
            await self._in_worker(_checkpoint)
            await self._in_worker(self._tend)
        except StoreUnavailable as error:  # a busy file is tended next time
            _log.warning("store_tending_failed", detail=error.detail)
        finally:
            self._tending = None

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            "The session store is not available.",
            detail=f"{self._path}: {type(error).__name__}: {error}",
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, holding the file's one write lock from the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back already
            connection.execute("ROLLBACK")
        raise


def _connect(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, cached_statements=64)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def _create(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # conversations are nobody else's to read
    connection = _connect(path, busy_timeout_s=busy_timeout_s)
    try:
        _switch_to_wal(connection, until=time.monotonic() + busy_timeout_s)
        with transaction(connection):
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _switch_to_wal(connection: sqlite3.Connection, *, until: float) -> None:
    """Two processes that create the file at once: SQLite does not wait for this lock by itself."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _write_a_page(connection: sqlite3.Connection) -> None:
    """Change a value by a millisecond: SQLite writes no page that stays the same, so that a full disk went unseen."""
    with transaction(connection):
        connection.execute("UPDATE upkeep SET tended = tended + 0.001")


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
