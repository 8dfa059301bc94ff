"""A whole turn of ours against a bare stock botbuilder echo, in one run, over the same connector and client.

Ours: JWT checked, turn and session stored, a typed command, a card posted with a token. The stock echo: anonymous, no
state, one line of text. CPU is the bot process's own, read from the operating system (Linux).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from infra.local import planner, smartsheet
from infra.local.servers import start
from infra.local.teams.client import TeamsClient
from infra.local.teams.server import ConnectorServer
from infra.local.teams.threads import Thread
from tests.benchmarks.processes import bot_environment, free_port, process

PLACES = 320
"""Conversations the turns are spread over: ours respects Teams' limit of 60 posts in 30 s in each."""

IN_FLIGHT = 32
TICKS = os.sysconf("SC_CLK_TCK")


async def measure_turns() -> dict[str, float]:
    """`turn_cpu_vs_stock_echo` and `turns_per_s_32_in_flight_vs_stock_echo`, with the figures behind them."""
    stock_cpu, stock_rate = await _measure_stock()
    our_cpu, our_rate = await _measure_ours()
    return {
        "turn_cpu_vs_stock_echo": our_cpu / stock_cpu,
        "turns_per_s_32_in_flight_vs_stock_echo": our_rate / stock_rate,
        "turn_cpu_ms": our_cpu * 1000,
        "stock_echo_cpu_ms": stock_cpu * 1000,
        "turns_per_s": our_rate,
        "stock_echo_turns_per_s": stock_rate,
    }


async def _measure_stock() -> tuple[float, float]:
    port = free_port()
    server = ConnectorServer()
    await server.start()
    try:
        async with process([sys.executable, "-m", "tests.benchmarks.stock_echo", str(port)], {}, port) as pid:
            return await _drive(server, port, pid, turns=PLACES)
    finally:
        await server.aclose()


async def _measure_ours() -> tuple[float, float]:
    port = free_port()
    server = ConnectorServer(app_id="11111111-1111-1111-1111-111111111111", app_password="bench-password")
    await server.start()
    sandbox = await start(smartsheet.build_app(smartsheet.sample_world(_today())))
    model = await start(planner.build_app())
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = bot_environment(server, sandbox=sandbox.url, model=model.url, port=port, folder=folder)
            async with process([sys.executable, "app.py"], environment, port) as pid:
                return await _drive(server, port, pid, turns=4 * PLACES)
    finally:
        await model.aclose()
        await sandbox.aclose()
        await server.aclose()


async def _drive(server: ConnectorServer, port: int, pid: int, *, turns: int) -> tuple[float, float]:
    """CPU seconds a turn and turns a second with 32 in flight, after every conversation had its first turn."""
    async with TeamsClient(server, bot_url=f"http://127.0.0.1:{port}/api/messages") as teams:
        places = [teams.group("ava", "ben", name=f"Chat {number}") for number in range(PLACES)]
        await _rounds(teams, places, PLACES)
        cpu, began = _cpu_seconds(pid), time.perf_counter()
        await _rounds(teams, places, turns)
        seconds = time.perf_counter() - began
        await asyncio.sleep(0.5)  # what a turn still does after its reply (its delivery is marked) belongs to it
        return (_cpu_seconds(pid) - cpu) / turns, turns / seconds


async def _rounds(teams: TeamsClient, places: list[Thread], turns: int) -> None:
    waiting = iter(range(turns))

    async def worker() -> None:
        for number in waiting:
            place = places[number % len(places)]
            await teams.say("ava", place, "status")
            await teams.next_reply(place, timeout=30)

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _today() -> date:

    return datetime.now(UTC).date()
