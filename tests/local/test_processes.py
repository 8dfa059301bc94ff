"""Children of the local world stop when asked, and never outlive it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from infra.local.processes import PortTaken, require_free_port, start_child

ROOT = Path(__file__).parents[2]
SCRIPT = """
import pathlib, signal, sys, time
def stop(*_):
    if sys.argv[2:] == ["stubborn"]:
        return
    pathlib.Path(sys.argv[1]).write_text("stopped")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[1]).write_text("ready")
time.sleep(60)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there a stop is not a signal")


async def _script(folder: Path) -> tuple[tuple[str, ...], Path]:
    script, mark = folder / "script.py", folder / "mark"
    script.write_text(SCRIPT)
    return (sys.executable, "-m", "infra.local.lifeline", str(script), str(mark)), mark


async def _reads(mark: Path, expected: str) -> None:
    async with asyncio.timeout(15):
        while not mark.exists() or mark.read_text() != expected:  # noqa: ASYNC110 (a file's event)
            await asyncio.sleep(0.02)


async def test_a_child_that_is_asked_to_stop_stops_in_its_own_way(tmp_path: Path) -> None:
    """Stopping sends SIGTERM, which the child handles, and waits for its end."""
    command, mark = await _script(tmp_path)
    child = await start_child("child", command, environ=os.environ, cwd=ROOT)
    await _reads(mark, "ready")

    await child.stop(grace_s=10)

    assert (child.exit_code, mark.read_text()) == (0, "stopped")


async def test_a_child_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    """After the grace period the whole group is killed, whatever it ignores."""
    command, mark = await _script(tmp_path)
    child = await start_child("child", (*command, "stubborn"), environ=os.environ, cwd=ROOT)
    await _reads(mark, "ready")

    await child.stop(grace_s=0.3)

    assert child.exit_code == -9


async def test_a_child_ends_when_its_lifeline_is_cut(tmp_path: Path) -> None:
    """When we die without a word, the pipe closes and the child stops in its own way."""
    command, mark = await _script(tmp_path)
    child = await start_child("child", command, environ=os.environ, cwd=ROOT)
    await _reads(mark, "ready")

    assert child.process.stdin is not None
    child.process.stdin.close()

    async with asyncio.timeout(10):
        await child.wait()
    assert mark.read_text() == "stopped"


def test_a_taken_port_is_named_with_the_way_out() -> None:
    """The sentence has the port, what it is for, and the variable that chooses another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=rf"^Port {port} for the bot is taken: .* PORT={port + 1} make run$"):
            require_free_port(port, variable="PORT", purpose="the bot")

    require_free_port(port, variable="PORT", purpose="the bot")
