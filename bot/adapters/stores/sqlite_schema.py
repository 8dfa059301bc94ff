"""The tables of the SQLite store and the steps that lead there, counted by the file's own user_version."""

from __future__ import annotations

import sqlite3
from typing import Final

_FIRST: Final = (
    "CREATE TABLE sessions (conversation TEXT PRIMARY KEY, etag TEXT NOT NULL, body BLOB NOT NULL, expires REAL)",
    """CREATE TABLE turns (conversation TEXT NOT NULL, id TEXT NOT NULL, sort TEXT NOT NULL, since REAL NOT NULL,
        open INTEGER NOT NULL, body BLOB NOT NULL, expires REAL, PRIMARY KEY (conversation, id))""",
    """CREATE TABLE answers (conversation TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, expires REAL,
        PRIMARY KEY (conversation, id))""",
    "CREATE TABLE leases (conversation TEXT PRIMARY KEY, owner TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE upkeep (tended REAL NOT NULL)",
    "INSERT INTO upkeep VALUES (0)",
    # Open turns are few at any time, so this index stays small; it answers `pending` and `unfinished`.
    "CREATE INDEX turns_open ON turns (conversation, sort, since) WHERE open = 1",
    "CREATE INDEX sessions_expiry ON sessions (expires)",
    "CREATE INDEX turns_expiry ON turns (expires) WHERE open = 0",
    "CREATE INDEX answers_expiry ON answers (expires)",
)

_USAGE: Final = (
    """CREATE TABLE usage (scope TEXT NOT NULL, day TEXT NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
        cached INTEGER NOT NULL, calls INTEGER NOT NULL, expires REAL NOT NULL, PRIMARY KEY (scope, day))""",
    "CREATE INDEX usage_expiry ON usage (expires)",
)

_PLANS: Final = (
    """CREATE TABLE plans (conversation TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, applying REAL,
        created REAL NOT NULL, standing BLOB NOT NULL, body BLOB NOT NULL, expires REAL NOT NULL,
        PRIMARY KEY (conversation, id))""",
    """CREATE TABLE plan_entries (conversation TEXT NOT NULL, plan TEXT NOT NULL, name TEXT NOT NULL,
        body BLOB NOT NULL,
        expires REAL NOT NULL, PRIMARY KEY (conversation, plan, name))""",
    "CREATE INDEX plans_applying ON plans (applying) WHERE applying IS NOT NULL",
    "CREATE INDEX plans_created ON plans (conversation, created)",
    "CREATE INDEX plans_expiry ON plans (expires)",
    "CREATE INDEX plan_entries_expiry ON plan_entries (expires)",
)

_AUDIT: Final = (
    """CREATE TABLE audit (conversation TEXT NOT NULL, id TEXT NOT NULL, at REAL NOT NULL, body BLOB NOT NULL,
        expires REAL NOT NULL, PRIMARY KEY (conversation, id))""",
    "CREATE INDEX audit_conversation ON audit (conversation, at)",
    "CREATE INDEX audit_at ON audit (at)",
    "CREATE INDEX audit_expiry ON audit (expires)",
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
)

_EXPORTS: Final = (
    "CREATE TABLE exports (key TEXT PRIMARY KEY, body BLOB NOT NULL, expires REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX exports_expiry ON exports (expires)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_FIRST, _USAGE, _PLANS, _AUDIT, _EXPORTS)
"""Statements by version; a release only ever adds to the end."""

_SWEEPS: Final = (
    "DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE expires <= ? LIMIT 500)",
    "DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns WHERE open = 0 AND expires <= ? LIMIT 500)",
    "DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers WHERE expires <= ? LIMIT 500)",
    "DELETE FROM usage WHERE rowid IN (SELECT rowid FROM usage WHERE expires <= ? LIMIT 500)",
    "DELETE FROM plans WHERE rowid IN (SELECT rowid FROM plans WHERE expires <= ? LIMIT 500)",
    "DELETE FROM plan_entries WHERE rowid IN (SELECT rowid FROM plan_entries WHERE expires <= ? LIMIT 500)",
    "DELETE FROM audit WHERE rowid IN (SELECT rowid FROM audit WHERE expires <= ? LIMIT 500)",
    "DELETE FROM exports WHERE expires <= ?",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version, inside the caller's transaction; a newer file raises sqlite3.DatabaseError."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > len(MIGRATIONS):
        raise sqlite3.DatabaseError(f"schema {found} is newer than this Sheetline knows ({len(MIGRATIONS)})")
    for statements in MIGRATIONS[found:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def sweep(connection: sqlite3.Connection, *, now: float) -> None:
    """Delete up to 500 expired items of each kind, inside the caller's transaction. `now` in epoch seconds."""
    connection.execute("UPDATE upkeep SET tended = ?", (now,))
    for statement in _SWEEPS:
        connection.execute(statement, (now,))
    connection.execute("DELETE FROM leases WHERE until <= ?", (now,))
