"""One command runs everything here, says what to open, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import itertools
import re
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from infra.local.people import BY_KEY
from tests.clock import machine_now
from tests.e2e.oracle import Oracle
from tests.local.conftest import ROOT, OutsideWorld, outside_world
from tests.reading import ASKERS_ZONE

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="stops with POSIX signals"),
    pytest.mark.asyncio(loop_scope="module"),
]

T = TypeVar("T")
QUESTIONS = (
    "open launch plan",
    "how many tasks are overdue, by owner?",
    "/press How",
    "which 5 budget lines are largest?",
)


async def test_without_node_it_says_to_use_the_terminal_client(world: OutsideWorld) -> None:
    """The closing line is the last one, names the reason and the next step."""
    assert world.lines[-1] == (
        "Sheetline is running (Node.js is not installed): run “make chat” in a second terminal — Ctrl+C stops it"
    )


async def test_the_first_conversation_works_in_every_place(world: OutsideWorld) -> None:
    """In personal chat, group chat and channel thread the same questions get the same right answers."""
    oracle = Oracle(base=f"http://127.0.0.1:{world.sandbox_port}/2.0", person=BY_KEY["ava"])
    overdue = await asyncio.to_thread(oracle.overdue_by_owner, today=machine_now().astimezone(ASKERS_ZONE).date())
    largest = await asyncio.to_thread(oracle.largest_budget_lines, 5)
    places = ("personal", "group", "channel")

    said = await _chat(world, [line for place in places for line in (f"/in {place}", *QUESTIONS)])

    assert len(said) == len(places) * (1 + len(QUESTIONS))
    for first in range(0, len(said), 1 + len(QUESTIONS)):
        opened, counted, how, ranked = said[first + 1 : first + 5]
        assert "Launch plan" in opened
        assert _table(counted, last=int) == {name or "Unassigned": count for name, count in overdue.items()}
        assert "SELECT" in how
        assert _table(ranked, last=_amount) == largest


async def test_ctrl_c_stops_everything(world: OutsideWorld) -> None:
    """After SIGINT it ends with code 0 and nothing listens any more on the bot's and the sandbox's ports."""
    world.send(signal.SIGINT)

    assert await world.ended() == 0
    assert not _listens(world.port)
    assert not _listens(world.sandbox_port)


async def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    """It starts nothing, and says which port, why, and how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async with outside_world(tmp_path, PORT=str(port)) as refused:
            code = await refused.ended()

    assert code == 1
    assert len(refused.lines) == 1
    assert refused.lines[0].startswith(f"Port {port} for the bot is taken")


async def test_a_wrong_setting_is_told_by_the_bot_itself(tmp_path: Path) -> None:
    """The bot's own sentence about its settings is shown, and then that it did not start."""
    async with outside_world(tmp_path, AZURE_OPENAI_ENDPOINT="http://127.0.0.1:1") as refused:
        code = await refused.ended()

    assert code == 1
    assert any("AZURE_OPENAI_DEPLOYMENT" in line for line in refused.lines)
    assert refused.lines[-1] == "The bot did not start (exit code 2); the lines above say why."


async def _chat(world: OutsideWorld, lines: list[str]) -> list[str]:
    """What the terminal client printed after each line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.local.chat"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
        env={"PORT": str(world.port), "PATH": ""},
    )
    async with asyncio.timeout(90):
        out, _ = await process.communicate("\n".join(lines).encode())
    assert process.returncode == 0, out.decode()
    return re.split(r"^ava, .*> .*\n", out.decode(), flags=re.MULTILINE)[1:]


def _table(shown: str, *, last: Callable[[str], T]) -> dict[str, T]:
    """The two-column table of an answer: the lines below its rule of dashes, up to the evidence."""
    below = re.split(r"^  │ -+  -+\n", shown, flags=re.MULTILINE)[1]
    rows = [re.fullmatch(r"  │ (\S.*?)\s{2,}(\S+)", line) for line in below.splitlines()]
    return {row[1]: last(row[2]) for row in itertools.takewhile(bool, rows) if row}


def _amount(shown: str) -> float:
    return float(re.sub(r"[^\d.]", "", shown))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
