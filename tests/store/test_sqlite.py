"""What is SQLite's own: several processes on one file, waiting off the loop, upkeep, and files that cannot be used."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.answers import Answer
from bot.domain.sessions import begin
from bot.domain.turns import TurnState
from bot.errors import StoreUnavailable
from bot.ports.documents import NEW, Document, Lease, Put
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from bot.store.sqlite_file import TEND_EVERY_WRITES
from tests.builders import NOON, a_conversation, a_turn
from tests.store.hammer import COUNTER, SHARED
from tests.store.worlds import HeldClock

COUNT = 200


async def test_two_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    """Each shared turn is accepted and delivered by exactly one of them, and no update of the counter is lost."""
    path = tmp_path / "new" / "sessions.db"  # both create it, at the same time

    reports = await asyncio.gather(*(_hammer(path, name) for name in ("one", "two")))

    assert sorted(identity for report in reports for identity in report["accepted"]) == sorted(map(str, range(COUNT)))
    assert sorted(identity for report in reports for identity in report["done"]) == sorted(map(str, range(COUNT)))
    store = Sessions(SqliteDocuments(path, clock=HeldClock()))
    loaded = await store.load(COUNTER.id)
    assert loaded is not None
    assert loaded[0].sheets[0].version == 2 * COUNT
    assert await store.pending(SHARED.id) == ()
    await store.aclose()


async def test_the_loop_goes_on_while_a_write_waits(tmp_path: Path) -> None:
    """Another process in the middle of its write holds up this write, not the bot."""
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock(), busy_timeout_s=30))
    await store.check()
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    waiting = asyncio.create_task(store.accept(a_turn()))
    turned = 0
    while turned < 200:
        await asyncio.sleep(0)
        turned += 1
    read_meanwhile = await store.load("a:1")
    still_waiting = not waiting.done()
    other.execute("COMMIT")

    assert still_waiting
    assert read_meanwhile is None
    assert await waiting is True
    other.close()
    await store.aclose()


async def test_what_expired_leaves_the_file(tmp_path: Path) -> None:
    """Sweeping happens along the way, without anyone asking for the expired items."""
    clock = HeldClock()
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=clock))
    conversation = a_conversation()
    await store.save(begin(conversation, now=NOON), etag=None, answers=(Answer("a", "4"),))
    await store.accept(a_turn(identity="waiting"))
    await store.mark(replace(a_turn(identity="done"), state=TurnState.DELIVERED))
    await store.claim("gone", owner="dead", until=NOON + timedelta(minutes=1), now=NOON)
    clock.advance(timedelta(days=31))

    for _ in range(TEND_EVERY_WRITES + 2):
        await store.release(Lease("nobody", "lease", "none", 1))
    await store.aclose()

    db = sqlite3.connect(tmp_path / "s.db")
    assert db.execute("SELECT id FROM documents").fetchall() == [("turn:waiting",)]
    assert db.execute("SELECT count(*) FROM claims").fetchone() == (0,)
    db.close()


async def test_the_log_beside_the_file_stays_small(tmp_path: Path) -> None:
    """Checkpoints keep the write-ahead log from growing with the number of writes."""
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock()))
    log, sizes = tmp_path / "s.db-wal", []
    for round_ in range(4):
        for n in range(2 * TEND_EVERY_WRITES):
            await store.mark(a_turn("x" * 3000, identity=str(n % 20)))
            if n % 50 == 0:
                await asyncio.sleep(0.001)  # a bot has pauses, in which the worker gets its turn
        sizes.append((round_, log.stat().st_size))
    await store.aclose()

    assert sizes[-1][1] < 3 * sizes[0][1]


async def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    """Conversations are not for other users of the machine."""
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock()))
    await store.check()

    assert stat.S_IMODE((tmp_path / "s.db").stat().st_mode) == 0o600
    await store.aclose()


@pytest.mark.parametrize("spoil", ["folder", "garbage", "newer", "unreachable"])
async def test_a_file_that_cannot_be_used_is_unavailable(tmp_path: Path, spoil: str) -> None:
    """A folder, a foreign file, a newer version's file and a path that cannot be made all say so, and harm nothing."""
    path = tmp_path / "s.db"
    if spoil == "folder":
        path.mkdir()
    elif spoil == "garbage":
        path.write_bytes(b"not a database, certainly not; " * 100)
    elif spoil == "unreachable":
        (tmp_path / "file").write_text("")
        path = tmp_path / "file" / "s.db"
    else:
        newer = sqlite3.connect(path)
        newer.execute("PRAGMA user_version = 99")
        newer.close()
    store = Sessions(SqliteDocuments(path, clock=HeldClock(), busy_timeout_s=0.1))

    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await store.check()
    await store.aclose()


async def test_the_file_lets_nobody_change_an_event(tmp_path: Path) -> None:
    """The audit is only added to, whoever writes; Cosmos DB has no such rule but the account's roles."""
    documents = SqliteDocuments(tmp_path / "s.db", clock=HeldClock())
    place = ("a:1", "audit:p1-0001")
    await documents.write(Put(Document(*place, b"{}"), NEW))

    with pytest.raises(StoreUnavailable, match="not available"):
        await documents.write(Put(Document(*place, b"{} ")))

    found = await documents.get(*place)
    assert found is not None
    assert found.body == b"{}"
    await documents.aclose()


async def test_a_deleted_file_fails_the_check(tmp_path: Path) -> None:
    """What is written to a file without a name is lost; the probe must not stay green."""
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock()))
    await store.check()
    (tmp_path / "s.db").unlink()

    with pytest.raises(StoreUnavailable):
        await store.check()
    await store.aclose()


async def test_a_full_disk_fails_the_check(tmp_path: Path) -> None:
    """The probe writes: a file that can only be read is of no use. With room again it passes."""
    resource = pytest.importorskip("resource")  # not on Windows
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock()))
    for _ in range(5):  # the first write also has the file tended, which ends meanwhile
        await store.check()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(StoreUnavailable):
            await store.check()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    await store.check()
    await store.aclose()


async def test_a_closed_store_is_unavailable(tmp_path: Path) -> None:
    """A turn that outlives the shutdown gets an error it knows."""
    store = Sessions(SqliteDocuments(tmp_path / "s.db", clock=HeldClock()))
    await store.check()
    await store.aclose()

    with pytest.raises(StoreUnavailable):
        await store.accept(a_turn())


async def _hammer(path: Path, name: str) -> dict[str, list[str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.store.hammer",
        str(path),
        name,
        str(COUNT),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(output)  # type: ignore[no-any-return]
