"""Runs in the querying child process: one judged SELECT over locked tables, within its time, memory and row caps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import msgspec
import pyarrow as pa

from bot.sheets.databases import Database, Databases
from bot.sheets.query_faults import fault_of
from bot.sheets.query_wire import Outcome, QueryReply, QueryRequest
from bot.sheets.result_formats import column_formats
from bot.sheets.result_values import column_values
from bot.sheets.row_identity import with_row_ids
from bot.sheets.statement import Refused, judge, syntax_tree

MAX_RESULT_BYTES = 4 * 2**20


class Worker:
    """Answers QueryRequests with QueryReplies, both msgpack."""

    def __init__(self) -> None:
        self._databases = Databases()

    def __call__(self, payload: bytes) -> bytes:
        request = msgspec.msgpack.decode(payload, type=QueryRequest)
        return msgspec.msgpack.encode(self._answer(request))

    def _answer(self, request: QueryRequest) -> QueryReply:
        database = self._databases.get(request)
        cursor = database.cursor()
        with _interrupted_after(cursor, request.time_limit_s) as late:
            try:
                _hold_time(cursor, request)
                statement = judge(cursor, request.sql, views=database.views, columns=database.columns)
                tree = syntax_tree(cursor, statement)
                reply = _run_listing(cursor, with_row_ids(cursor, tree, database.views), request.row_cap)
                reply = reply or _run(cursor, statement, request.row_cap)
                reply.formats = column_formats(tree, request.formats, reply.columns)
                return reply
            except Refused as refused:
                return QueryReply(
                    Outcome.REFUSED,
                    message=refused.message,
                    unknown_view=refused.unknown_view,
                    unknown_function=refused.unknown_function,
                )
            except (duckdb.Error, MemoryError, OverflowError, OSError, pa.ArrowException) as error:
                return fault_of(error, late=late.is_set(), names=_names(database))
            finally:
                cursor.close()


handle = Worker()


def _names(database: Database) -> frozenset[str]:
    return database.columns | set(database.views)


@contextmanager
def _interrupted_after(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[threading.Event]:
    """Interrupt the cursor once its time is over, and again, as a query has several steps; the event says so."""
    late, done = threading.Event(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            late.set()
            cursor.interrupt()
            wait = 0.05

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield late
    finally:
        done.set()
        watcher.join()


def _hold_time(cursor: duckdb.DuckDBPyConnection, request: QueryRequest) -> None:
    """Make “today” and “now” what the asker's are: macros of this session stand before the engine's functions."""
    zone = ZoneInfo(request.timezone)
    local = request.now.astimezone(zone)
    here, utc = _stamp(local), _stamp(request.now)
    cursor.execute(f"SET TimeZone = '{zone.key}'")
    for name in ("today", "current_date"):
        cursor.execute(f"CREATE TEMP MACRO {name}() AS DATE '{request.today.isoformat()}'")
    for name in ("now", "get_current_timestamp"):
        cursor.execute(f"CREATE TEMP MACRO {name}() AS TIMESTAMPTZ '{utc}+00'")
    cursor.execute(f"CREATE TEMP MACRO current_localtimestamp() AS TIMESTAMP '{here}'")
    for name in ("current_localtime", "get_current_time"):
        cursor.execute(f"CREATE TEMP MACRO {name}() AS TIME '{here[11:]}'")
    cursor.execute(f"CREATE TEMP MACRO ago(i) AS TIMESTAMPTZ '{utc}+00' - i")


def _stamp(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _run_listing(cursor: duckdb.DuckDBPyConnection, statement: str | None, row_cap: int) -> QueryReply | None:
    """The rows with the ids of the sheet's rows they show; None when they are an aggregate, which has none."""
    if statement is None:
        return None
    try:
        cursor.sql(statement)  # binds it, and runs nothing
    except duckdb.BinderException:
        return None
    reply = _run(cursor, statement, row_cap)
    reply.columns.pop()
    reply.types.pop()
    reply.row_ids = [int(value) for value in reply.data.pop().values if isinstance(value, int)]
    return reply


def _run(cursor: duckdb.DuckDBPyConnection, statement: str, row_cap: int) -> QueryReply:
    """The first rows, streamed; a second statement counts them only when there are more.

    Streamed, because DuckDB's DB-API result would first be gathered whole: 18 GB for a cross join [M].
    """
    cursor.execute("BEGIN TRANSACTION READ ONLY")
    relation = cursor.sql(statement)
    names, types = list(relation.columns), [str(type_) for type_ in relation.types]
    rows = _first_rows(relation, row_cap + 1)
    total = rows.num_rows
    if total > row_cap:
        ((counted,),) = relation.aggregate("count(*)").fetchall()
        total = int(counted)
    kept = _fitting(rows.slice(0, row_cap))
    data = [column_values(column) for column in kept.columns]
    return QueryReply(Outcome.OK, columns=names, types=types, data=data, total=total)


def _first_rows(relation: duckdb.DuckDBPyRelation, limit: int) -> pa.Table:
    reader = relation.to_arrow_reader(limit)
    batches: list[pa.RecordBatch] = []
    rows = 0
    while rows < limit:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            break
        batches.append(batch)
        rows += batch.num_rows
    return pa.Table.from_batches(batches, schema=reader.schema).slice(0, limit)


def _fitting(rows: pa.Table) -> pa.Table:
    """As many of the rows as an answer can carry; long texts make it fewer than the row cap."""
    while rows.num_rows > 1 and rows.get_total_buffer_size() > MAX_RESULT_BYTES and rows.nbytes > MAX_RESULT_BYTES:
        rows = rows.slice(0, rows.num_rows // 2)
    return rows
