"""The Playground starts on loopback without a browser, and is gone when it is closed."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from infra.local.people import BY_KEY
from infra.local.playground.process import PlaygroundUnavailable, find_node, start_playground

NODE_PART = Path(__file__).parents[3] / "infra/local/node/node_modules/@microsoft/m365agentsplayground/cli.js"


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_without_node_it_says_so(tmp_path: Path) -> None:
    """No Node.js on PATH is a reason in words, not a crash."""
    with pytest.raises(PlaygroundUnavailable, match=r"Node\.js is not installed"):
        await find_node({"PATH": str(tmp_path)})


@pytest.mark.skipif(sys.platform == "win32", reason="stands a shell script in for node")
async def test_a_node_that_is_too_old_is_refused_with_its_version(tmp_path: Path) -> None:
    """The sentence names the version that is needed and the one that is there."""
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v16.20.2\n")
    node.chmod(0o755)

    with pytest.raises(PlaygroundUnavailable, match=r"18 or newer is needed, not v16\.20\.2"):
        await find_node({"PATH": str(tmp_path)})


async def test_without_the_npm_part_it_says_so(tmp_path: Path) -> None:
    """Node.js alone is not enough; the sentence says what installs the rest."""
    await _node_or_skip()

    with pytest.raises(PlaygroundUnavailable, match="make run installs it"):
        await start_playground(
            bot_url="http://127.0.0.1:1",
            port=a_free_port(),
            acting=BY_KEY["ava"],
            folder=tmp_path,
            environ=os.environ,
            package=tmp_path / "absent.js",
        )


async def test_it_answers_on_loopback_only_and_ends_when_closed(tmp_path: Path) -> None:
    """Its page is served on 127.0.0.1, no other interface has the port, and closing ends the process."""
    await _node_or_skip()
    if not NODE_PART.is_file():
        pytest.skip("the npm parts are not installed (make run installs them)")
    port = a_free_port()

    playground = await start_playground(
        bot_url="http://127.0.0.1:1", port=port, acting=BY_KEY["ava"], folder=tmp_path, environ=os.environ
    )
    try:
        async with aiohttp.ClientSession() as http, http.get(playground.url) as response:
            page = await response.text()
        elsewhere = [address for address in _other_addresses() if await _connects(address, port)]
    finally:
        await playground.aclose()

    assert "Playground" in page
    assert elsewhere == []
    assert playground.child.exit_code is not None


async def _node_or_skip() -> None:
    try:
        await find_node(os.environ)
    except PlaygroundUnavailable as reason:
        pytest.skip(str(reason))


def _other_addresses() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found if not str(entry[4][0]).startswith("127.")})


async def _connects(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(1):
            _, writer = await asyncio.open_connection(address, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    await writer.wait_closed()
    return True
