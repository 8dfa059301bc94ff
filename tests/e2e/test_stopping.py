"""Even a kill leaves nothing behind: bot and Playground end with the world that started them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from tests.local.conftest import outside_world

pytestmark = pytest.mark.e2e


async def test_when_the_world_is_killed_bot_and_playground_end_too(tmp_path: Path) -> None:
    """A kill cannot be handled; the children notice that their lifeline is cut."""
    ports = {"PORT": 39191, "PLAYGROUND_PORT": 39192}
    environ = {name: str(port) for name, port in ports.items()}

    async with outside_world(tmp_path, PATH=os.environ["PATH"], **environ) as world:
        await world.line_with("Sheetline is running: open http://127.0.0.1:39192")
        before = [_listens(port) for port in ports.values()]
        world.send(signal.SIGKILL)
        await world.process.wait()
        async with asyncio.timeout(40):
            while any(map(_listens, ports.values())):  # noqa: ASYNC110 (other processes' sockets)
                await asyncio.sleep(0.1)

    assert before == [True, True]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
