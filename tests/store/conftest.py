"""`world`: each store in turn. The npm server and a real account join when they are there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.store.worlds import World, cosmos_world, double_world, sqlite_world

NPM_SERVER = Path(__file__).parents[2] / "infra/local/node/node_modules/@vercel/cosmosdb-server"
NPM_KEY = "dGhlIG5wbSBzZXJ2ZXIgY2hlY2tzIG5vIGtleQ=="
NPM_LACKS = {
    "expiry": "@vercel/cosmosdb-server never expires items",
    "batches": "@vercel/cosmosdb-server wants a partition key in each operation of a batch and rolls nothing back",
    "missing items": "@vercel/cosmosdb-server answers 500 for an item that is not there",
    "taking down": "the npm server is shared by the tests",
}
ACCOUNT_LACKS = {
    "expiry": "a real account's clock cannot be turned",
    "taking down": "a real account is not ours to stop",
}


@pytest.fixture(
    params=["sqlite", "cosmos_double", pytest.param("cosmos_npm", marks=pytest.mark.trials), "cosmos_account"]
)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A store to hold to the contract."""
    async with _manager(request, tmp_path) as found:
        yield found


@pytest.fixture
async def double() -> AsyncIterator[World]:
    """Cosmos documents over the double alone, for what can only be shown with faults."""
    async with double_world() as found:
        yield found


@pytest.fixture(scope="session")
def npm_server() -> Iterator[str]:
    """The URL of @vercel/cosmosdb-server, or a skip when it is not installed."""
    node = shutil.which("node")
    if node is None or not NPM_SERVER.exists():
        pytest.skip("@vercel/cosmosdb-server is not installed in infra/local/node (npm ci there)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [node, str(NPM_SERVER / "lib/cli.js"), "-p", str(port), "--no-ssl", "--host", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_listening(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _manager(request: pytest.FixtureRequest, folder: Path) -> AbstractAsyncContextManager[World]:
    if request.param == "sqlite":
        return sqlite_world(folder)
    if request.param == "cosmos_double":
        return double_world(timeout_s=5)
    if request.param == "cosmos_npm":
        url = request.getfixturevalue("npm_server")
        database = uuid.uuid4().hex  # a fresh one for each test, for it does not keep partition keys apart
        return cosmos_world(url, NPM_KEY, lacks=NPM_LACKS, discovery=False, database=database)
    endpoint, key = os.environ.get("COSMOS_TEST_ENDPOINT"), os.environ.get("COSMOS_TEST_KEY")
    if not endpoint or not key:
        pytest.skip("COSMOS_TEST_ENDPOINT and COSMOS_TEST_KEY are not set")
    return cosmos_world(endpoint, key, lacks=ACCOUNT_LACKS, discovery=True)


def _wait_until_listening(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the npm server does not listen on port {port}")
