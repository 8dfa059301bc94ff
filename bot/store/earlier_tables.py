"""Documents made of what a SQLite file of an earlier version holds in tables of its own."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from bot.domain.model import Usage
from bot.store.collections.audit import audit_key
from bot.store.collections.plans import applying_key, decode_entry, entry_sort, part_sort, parts, plan_sort
from bot.store.collections.sessions import LEASE, SESSION
from bot.store.earlier_items import keys_of_turn
from bot.store.records import encode, named

Row = tuple[str, str, str, str, bytes, float | None]
"""Partition, id, sort, across, body, expires."""

_PUT: Final = "INSERT INTO documents (partition, id, sort, across, etag, body, expires) VALUES (?, ?, ?, ?, ?, ?, ?)"


def move_earlier(db: sqlite3.Connection) -> None:
    """Put every row of the earlier tables into `documents` and drop them, inside the caller's transaction."""
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, moved in _TABLES.items():
        if table not in there:
            continue
        for partition, identity, sort, across, body, expires in moved(db):
            etag = secrets.token_hex(8)
            db.execute(_PUT, (partition, identity, sort or None, across or None, etag, body, expires))
        db.execute(f"DROP TABLE {table}")
    db.execute(
        "INSERT INTO claims (partition, id, owner, epoch, until) SELECT conversation, ?, owner, 1, until FROM leases",
        (LEASE,),
    )
    db.execute("DROP TABLE leases")


def _sessions(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, body, expires in db.execute("SELECT conversation, body, expires FROM sessions"):
        yield conversation, SESSION, "", "", body, expires


def _turns(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, name, body, expires in db.execute("SELECT conversation, id, body, expires FROM turns"):
        yield conversation, named("turn", name), *keys_of_turn(body), body, expires


def _answers(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, name, body, expires in db.execute("SELECT conversation, id, body, expires FROM answers"):
        yield conversation, named("answer", name), "", "", body, expires


def _usage(db: sqlite3.Connection) -> Iterator[Row]:
    for scope, day, *counts, expires in db.execute(
        "SELECT scope, day, prompt, completion, cached, calls, expires FROM usage"
    ):
        yield f"usage:{scope}", named("usage", day), "", "", encode(Usage(*counts)), expires


def _plans(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, name, applying, created, status, body, expires in db.execute(
        "SELECT conversation, id, applying, created, standing, body, expires FROM plans"
    ):
        across = "" if applying is None else applying_key(conversation, name, _moment(applying))
        yield conversation, named("plan", name), plan_sort(name, _moment(created)), across, status, expires
        for number, part in enumerate(parts(conversation, name, body)):
            yield conversation, part.id, part_sort(name, number), "", part.body, expires


def _entries(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, plan, name, body, expires in db.execute(
        "SELECT conversation, plan, name, body, expires FROM plan_entries"
    ):
        yield (
            conversation,
            named("planlog", f"{plan}:{name}"),
            entry_sort(plan, decode_entry(body)),
            "",
            body,
            expires,
        )


def _audit(db: sqlite3.Connection) -> Iterator[Row]:
    for conversation, name, at, body, expires in db.execute("SELECT conversation, id, at, body, expires FROM audit"):
        key = audit_key(name, _moment(at))
        yield conversation, named("audit", name), key, key, body, expires


def _exports(db: sqlite3.Connection) -> Iterator[Row]:
    for key, body, expires in db.execute("SELECT key, body, expires FROM exports"):
        yield f"export:{key}", "export", "", "", body, expires


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_TABLES: Final[dict[str, Callable[[sqlite3.Connection], Iterator[Row]]]] = {
    "sessions": _sessions,
    "turns": _turns,
    "answers": _answers,
    "usage": _usage,
    "plans": _plans,
    "plan_entries": _entries,
    "audit": _audit,
    "exports": _exports,
}
