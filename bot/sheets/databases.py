"""Locked in-memory DuckDB instances, one for each set of views, kept warm while memory allows.

Views of different authorities never meet in one instance, for an instance holds the asked views and no others.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from bot.sheets.naming import quoted
from bot.sheets.query_wire import QueryRequest, WireView

MAX_DATABASES = 16
MAX_BYTES = 192 * 2**20


@dataclass(frozen=True, slots=True)
class Database:
    """An instance with its views as tables. `columns` are their names; `nbytes` the size of their files."""

    connection: duckdb.DuckDBPyConnection
    views: tuple[str, ...]
    columns: frozenset[str]
    nbytes: int

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A session of its own for one query; others may run beside it."""
        return self.connection.cursor()


class Databases:
    """The instances by identity of their views; the least recently used go first. Safe in several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[WireView, ...], Database] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, request: QueryRequest) -> Database:
        """The instance for the request's views, built if need be; raises FileNotFoundError when a snapshot is gone."""
        identity = tuple(request.views)
        with self._lock:
            found = self._kept.get(identity)
            if found is None:
                found = self._kept[identity] = open_database(
                    identity, memory_mib=request.memory_mib, threads=request.threads
                )
            self._kept.move_to_end(identity)
            while len(self._kept) > 1 and (len(self._kept) > MAX_DATABASES or self._bytes() > MAX_BYTES):
                self._kept.popitem(last=False)
            return found

    def _bytes(self) -> int:
        return sum(database.nbytes for database in self._kept.values())


def open_database(views: Sequence[WireView], *, memory_mib: int, threads: int) -> Database:
    """A new instance with each snapshot as a table, then locked: no files, no network, no settings, no extensions.

    Tables rather than scans of the Arrow file: cursors do not see registered Arrow objects [M], and a scan would call
    back into Python. `TimeZone` stays settable because it belongs to a query.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            # Its eight threads for asynchronous reading read no files here; their stacks would count as memory [M].
            "async_threads": 0,
            "memory_limit": f"{memory_mib}MB",
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
            "error_on_division_by_zero": "false",
        },
    )
    columns: set[str] = set()
    nbytes = 0
    for view in views:
        with pa.memory_map(view.path, "r") as mapped:
            table = pa.ipc.open_file(mapped).read_all()
            connection.register("incoming", table)
            connection.execute(f"CREATE TABLE {quoted(view.name)} AS SELECT * FROM incoming")  # noqa: S608 - quoted
            connection.unregister("incoming")
            columns.update(table.column_names)
            del table
        nbytes += Path(view.path).stat().st_size
    for setting in ("allowed_configs = ['TimeZone']", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return Database(connection, tuple(view.name for view in views), frozenset(columns), nbytes)
