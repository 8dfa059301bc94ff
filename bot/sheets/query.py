"""Answers SQL over snapshots: exactly one SELECT, locked away from everything but the given views.

The queries run in a child process. DuckDB's memory limit and interrupts hold for most statements, but not for all:
`repeat`, `lpad` or `printf` allocate outside the one and do not hear the other [M]. The process has a hard memory
limit, knows no secret, and is killed when a statement outlives its time; the queries beside it are run again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog

from bot.domain.answers import Table
from bot.errors import Internal, InvalidArguments, LimitExceeded, TimedOut, Unavailable
from bot.ports.workers import StartWorker, WorkerDied, WorkerFailed
from bot.sheets.query_hints import hint_for
from bot.sheets.query_wire import Outcome, QueryReply, QueryRequest, WireView
from bot.sheets.snapshot import Snapshot

_GRACE_S = 1.0
_TRIES = 3
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A query's rows and the DuckDB type of each column."""

    table: Table
    types: tuple[str, ...]


class QueryEngine:
    """Runs queries, `concurrency` at a time, each within `time_limit_s` seconds and `memory_mib` MiB.

    `hard_memory_mib` is what the child process may allocate in all, warm tables included.
    """

    def __init__(
        self,
        start: StartWorker,
        *,
        concurrency: int = 2,
        time_limit_s: float = 8.0,
        memory_mib: int = 256,
        hard_memory_mib: int = 1280,
        threads: int = 2,
    ) -> None:
        self._child = start("bot.sheets.query_worker:handle", threads=concurrency, memory_mib=hard_memory_mib)
        self._slots = asyncio.Semaphore(concurrency)
        self._time_limit_s, self._memory_mib, self._threads = time_limit_s, memory_mib, threads

    async def warm(self, views: Mapping[str, Snapshot] | None = None) -> None:
        """Start the child process, and build the tables of `views`, so that the next query does not wait for it."""
        await self.run("SELECT 1", views or {}, today=datetime.now(UTC).date())

    @property
    def pids(self) -> tuple[int, ...]:
        """The child processes running now."""
        return () if self._child.pid is None else (self._child.pid,)

    async def aclose(self) -> None:
        """End the child process; queries under way raise Unavailable."""
        await self._child.aclose()

    async def run(
        self,
        sql: str,
        views: Mapping[str, Snapshot],
        *,
        today: date,
        timezone: str = "UTC",
        now: datetime | None = None,
        row_cap: int = 1000,
    ) -> QueryResult:
        """The rows of one SELECT over `views` and nothing else: `row_cap` at most; `table.total` is how many there are.

        `today` is the asker's date in `timezone`: `current_date` and `today()` are it, and `now()` falls on it (`now`,
        aware, or else the current time if that is the same day, or its noon). Times with a zone come back aware in
        UTC; a time without one is a wall-clock time and stays naive. Raises InvalidArguments (not one SELECT, unknown
        names, not allowed; the hint lists the nearest names), TimedOut, LimitExceeded, Unavailable.
        """
        zone = _zone(timezone)
        request = QueryRequest(
            sql=sql,
            views=[WireView(name=name, key=s.key, path=str(s.file.path)) for name, s in sorted(views.items())],
            today=today,
            now=_moment(today, zone, now),
            timezone=zone.key,
            row_cap=row_cap,
            time_limit_s=self._time_limit_s,
            memory_mib=self._memory_mib,
            threads=self._threads,
            formats={name.lower(): _formats(snapshot) for name, snapshot in views.items()},
        )
        reply = await self._ask(request)
        if reply.outcome is Outcome.TIMED_OUT:
            raise self._too_slow()
        if reply.outcome is Outcome.TOO_LARGE:
            raise LimitExceeded("The query needs more memory than it may have.", hint=_LESS)
        if reply.outcome is not Outcome.OK:
            raise InvalidArguments(reply.message, hint=hint_for(reply, views))
        rows = tuple(zip(*(column.values for column in reply.data), strict=True))
        formats = tuple(reply.formats) if any(reply.formats) else ()
        table = Table(tuple(reply.columns), rows, reply.total, formats, row_ids=tuple(reply.row_ids))
        return QueryResult(table, tuple(reply.types))

    async def _ask(self, request: QueryRequest) -> QueryReply:
        """The child's reply; a query whose process died under it is run again, unless it was the one that was late.

        So is a query that failed in a way the child does not know: after a memory-eating neighbour it may be the
        process that is at fault (“can't start new thread” [M]), and would be for everyone after. A second failure, in
        a fresh process, is the query's own.
        """
        payload = msgspec.msgpack.encode(request)
        fresh = False
        for _ in range(_TRIES):
            try:
                async with asyncio.timeout(self._time_limit_s * 2):
                    await self._slots.acquire()
            except TimeoutError as error:
                raise Unavailable("Too many questions are being answered at once.") from error
            try:
                await self._child.ready()  # a process that is only starting takes no time from the query
                async with asyncio.timeout(self._time_limit_s + _GRACE_S):
                    return msgspec.msgpack.decode(await self._child.call(payload), type=QueryReply)
            except TimeoutError as error:
                _log.warning("query_process_killed", limit_s=self._time_limit_s)
                await self._child.kill()
                raise self._too_slow() from error
            except WorkerDied:
                _log.warning("query_process_died")
            except WorkerFailed as failed:
                if fresh:
                    raise Internal("The query could not be run.", detail=str(failed)) from failed
                _log.warning("query_process_replaced", detail=str(failed))
                await self._child.kill()
                fresh = True
            finally:
                self._slots.release()
        raise LimitExceeded("The query broke off three times.", hint=_LESS)

    def _too_slow(self) -> TimedOut:
        return TimedOut(f"The query took longer than {self._time_limit_s:g} seconds and was stopped.", hint=_LESS)


_LESS = "Ask for less at once: fewer rows, a filter, or an aggregate instead of all pairs."


def _formats(snapshot: Snapshot) -> dict[str, str]:
    """Every column of the snapshot's table in order with its number format; only numbers have one."""
    named = {column.sql_name: column.number_format for column in snapshot.columns}
    return {name.lower(): named.get(name, "") for name in snapshot.table.column_names}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _moment(today: date, zone: ZoneInfo, now: datetime | None) -> datetime:
    """The given time, or one that falls on `today` in `zone`; in UTC."""
    if now is not None:
        return now.astimezone(UTC)
    current = datetime.now(UTC)
    if current.astimezone(zone).date() == today:
        return current
    return datetime.combine(today, time(12), tzinfo=zone).astimezone(UTC)
