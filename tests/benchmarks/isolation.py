"""Measures what others feel: turns while a full sheet loads, and turns in a store that holds many sessions."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.sessions import begin
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local import planner
from infra.local.people import DEFAULT
from infra.local.servers import start
from infra.local.teams.client import TeamsClient
from infra.local.teams.server import ConnectorServer
from infra.local.teams.threads import Thread
from tests.benchmarks.processes import bot_environment, free_port, process
from tests.builders import NOON, a_conversation, a_turn

TURNS = 400
IN_FLIGHT = 4
PLACES = 100
INVENTORY = "4583173393803140"
MANY = 100_000
READERS = tuple(replace(DEFAULT, aad_object_id=f"00000000-0000-0000-0000-{number:012}") for number in range(1000, 1200))
"""Two hundred people who read as Ava, each with a snapshot of their own."""


async def measure_beside_a_load() -> dict[str, float]:
    """`turn_p99_ms_beside_a_big_load_vs_alone`: command turns while 500,000 cells load again and again."""
    port, sandbox_port = free_port(), free_port()
    server = ConnectorServer(app_id="11111111-1111-1111-1111-111111111111", app_password="bench-password")
    await server.start()
    model = await start(planner.build_app())
    command = [sys.executable, "-m", "tests.benchmarks.sandbox", str(sandbox_port)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            sandbox = f"http://127.0.0.1:{sandbox_port}"
            people = {person.aad_object_id: person.token for person in READERS}
            environment = bot_environment(
                server, sandbox=sandbox, model=model.url, port=port, folder=folder, people=people
            )
            async with (
                process(command, {}, sandbox_port),
                process([sys.executable, "app.py"], environment, port),
                TeamsClient(server, bot_url=f"http://127.0.0.1:{port}/api/messages") as teams,
            ):
                return await _compare(teams)
    finally:
        await model.aclose()
        await server.aclose()


async def _compare(teams: TeamsClient) -> dict[str, float]:
    places = [teams.group("ava", "ben", name=f"Chat {number}") for number in range(PLACES)]
    await _turns(teams, places, PLACES)
    alone = await _turns(teams, places, TURNS)
    loader = asyncio.create_task(_keep_loading(teams))
    await asyncio.sleep(1)
    beside = await _turns(teams, places, TURNS)
    assert not loader.done(), "the loads ended before the turns did"
    loader.cancel()
    await asyncio.gather(loader, return_exceptions=True)
    p99_alone, p99_beside = _p99(alone), _p99(beside)
    return {
        "turn_p99_ms_beside_a_big_load_vs_alone": p99_beside / p99_alone,
        "turn_p99_ms_alone": p99_alone * 1000,
        "turn_p99_ms_beside_a_big_load": p99_beside * 1000,
    }


async def _keep_loading(teams: TeamsClient) -> None:
    """Others open the 20,000-row sheet one after another; a snapshot is one authority's own, so each is a new load."""
    for number, reader in enumerate(READERS):
        place = teams.group("ava", "carla", name=f"Loader {number}")
        await teams.say(reader, place, f"open {INVENTORY}")
        await teams.next_reply(place, timeout=60)


async def _turns(teams: TeamsClient, places: list[Thread], turns: int) -> list[float]:
    numbers, taken = iter(range(turns)), []

    async def worker() -> None:
        for number in numbers:
            place = places[number % len(places)]
            begun = time.perf_counter()
            await teams.say("ava", place, "status")
            await teams.next_reply(place, timeout=60)
            taken.append(time.perf_counter() - begun)

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return taken


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


async def measure_many_sessions() -> dict[str, float]:
    """`sessions_100000_vs_100_turn_ratio`: a turn's store calls in a file of 100,000 sessions against one of 100."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        await _fill(few, 100)
        await _fill(many, MANY)
        rounds = [(await _turn_seconds(many), await _turn_seconds(few)) for _ in range(5)]
    return {"sessions_100000_vs_100_turn_ratio": statistics.median(many / few for many, few in rounds)}


async def _fill(path: Path, sessions: int) -> None:
    """One real conversation, copied under other names inside the file: 100,000 saves would take minutes."""
    store = Sessions(SqliteDocuments(path, clock=SystemClock()))
    await _one_turn(store, 0)
    await store.aclose()
    with sqlite3.connect(path) as db:
        names = ((f"copy-{number}",) for number in range(sessions))
        db.execute("CREATE TEMP TABLE names (name TEXT)")
        db.executemany("INSERT INTO names VALUES (?)", names)
        db.execute(
            "INSERT INTO documents SELECT name, id, sort, across, etag, body, expires FROM names, documents "
            "WHERE documents.partition NOT LIKE 'copy-%'"
        )
    db.close()


async def _turn_seconds(path: Path) -> float:
    store = Sessions(SqliteDocuments(path, clock=SystemClock()))
    begun = time.perf_counter()
    for number in range(1, 301):
        await _one_turn(store, number)
    taken = time.perf_counter() - begun
    await store.aclose()
    return taken / 300


async def _one_turn(store: Sessions, number: int) -> None:
    """The store calls of one turn, as the runner makes them."""
    place = a_conversation(f"place-{number}-{time.monotonic_ns()}")
    turn = a_turn("status", identity="1", conversation=place)
    now = datetime.now(UTC)
    assert await store.accept(turn)
    lease = await store.claim(place.id, owner="bench", until=now + timedelta(seconds=60), now=now)
    assert lease is not None
    await store.pending(place.id)
    await store.load(place.id)
    await store.save(begin(place, now=NOON), etag=None, turn=turn)
    await store.mark(turn)
    await store.release(lease)
