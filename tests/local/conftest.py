"""The local world as `make run` starts it, without Node.js and on free ports, for tests that look from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

ROOT = Path(__file__).parents[2]


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class OutsideWorld:
    """A running `python -m infra.local`. It prints into a file, so that nobody has to read for it to go on."""

    process: asyncio.subprocess.Process
    output: Path
    port: int
    sandbox_port: int

    @property
    def lines(self) -> list[str]:
        """What it has printed so far."""
        return self.output.read_text(encoding="utf-8").splitlines()

    async def line_with(self, text: str, *, within_s: float = 60) -> str:
        """The first line that contains `text`, once it is there."""
        async with asyncio.timeout(within_s):
            while (found := next((line for line in self.lines if text in line), None)) is None:
                assert self.process.returncode is None, "\n".join(self.lines)
                await asyncio.sleep(0.05)
        return found

    async def ended(self, *, within_s: float = 40) -> int:
        """The exit code, once it has one."""
        async with asyncio.timeout(within_s):
            return await self.process.wait()

    def send(self, what: signal.Signals) -> None:
        self.process.send_signal(what)


@asynccontextmanager
async def outside_world(folder: Path, **environ: str) -> AsyncIterator[OutsideWorld]:
    """Start it with an otherwise empty environment; stop it at the end, however the test ended."""
    port, sandbox_port = int(environ.get("PORT") or a_free_port()), a_free_port()
    output = folder / "output.txt"
    with output.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "infra.local"),
            cwd=ROOT,
            env={
                "PATH": str(folder),  # nothing there: no Node.js
                "HOME": os.environ.get("HOME", "/"),
                "PORT": str(port),
                "PLAYGROUND_PORT": str(a_free_port()),
                "SANDBOX_PORT": str(sandbox_port),
                "DATA_DIR": str(folder / "data"),
                **environ,
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
        )
    world = OutsideWorld(process, output=output, port=port, sandbox_port=sandbox_port)
    try:
        yield world
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            try:
                await world.ended()
            except TimeoutError:
                process.kill()
                await process.wait()
                raise


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OutsideWorld]:
    """A world that runs: its closing line has been printed. One a module, as starting takes seconds."""
    async with outside_world(tmp_path_factory.mktemp("world")) as running:
        await running.line_with("Sheetline is running")
        yield running
