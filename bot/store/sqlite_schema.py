"""The tables of the SQLite store, and the way there from a file of an earlier version."""

from __future__ import annotations

import sqlite3
from typing import Final

from bot.store.earlier_tables import move_earlier

VERSION: Final = 6
"""The file's own user_version. Up to 5 every collection had tables of its own."""

_TABLES: Final = (
    """CREATE TABLE documents (partition TEXT NOT NULL, id TEXT NOT NULL, sort TEXT, across TEXT, etag TEXT NOT NULL,
        body BLOB NOT NULL, expires REAL, PRIMARY KEY (partition, id))""",
    "CREATE INDEX documents_sort ON documents (partition, sort) WHERE sort IS NOT NULL",
    "CREATE INDEX documents_across ON documents (across) WHERE across IS NOT NULL",
    "CREATE INDEX documents_expiry ON documents (expires) WHERE expires IS NOT NULL",
    """CREATE TRIGGER audit_is_final BEFORE UPDATE ON documents WHEN old.id GLOB 'audit:*'
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END""",
    """CREATE TABLE claims (partition TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, epoch INTEGER NOT NULL,
        until REAL NOT NULL, PRIMARY KEY (partition, id)) WITHOUT ROWID""",
    "DROP TABLE IF EXISTS upkeep",
    "CREATE TABLE upkeep (tended REAL NOT NULL)",
    "INSERT INTO upkeep VALUES (0)",
)

_LEASES_KEPT_S: Final = 86_400
"""Leases that ended are kept a day, so that the next claim's epoch is higher."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version, inside the caller's transaction; a newer file raises sqlite3.DatabaseError."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise sqlite3.DatabaseError(f"schema {found} is newer than this Sheetline knows ({VERSION})")
    if found == VERSION:
        return
    for statement in _TABLES:
        connection.execute(statement)
    if found:
        move_earlier(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def sweep(connection: sqlite3.Connection, *, now: float) -> None:
    """Delete up to 2,000 expired documents, inside the caller's transaction. `now` in epoch seconds."""
    connection.execute("UPDATE upkeep SET tended = ?", (now,))
    expired = "SELECT rowid FROM documents WHERE expires <= ? LIMIT 2000"
    connection.execute(f"DELETE FROM documents WHERE rowid IN ({expired})", (now,))  # noqa: S608 (a constant)
    connection.execute("DELETE FROM claims WHERE until <= ?", (now - _LEASES_KEPT_S,))
