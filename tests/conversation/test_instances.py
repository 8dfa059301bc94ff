"""Two processes on one conversation: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.store.collections.sessions import Sessions
from infra.local import cosmos
from infra.local.servers import start
from tests.builders import a_conversation
from tests.conversation.instance import TEST_KEY, open_documents

pytestmark = pytest.mark.trials

TURNS = 200
NAMES = ("first", "second")


async def run_two_processes(where: str, out: Path) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.conversation.instance",
            where,
            str(TURNS),
            name,
            str(out),
            stderr=asyncio.subprocess.PIPE,
        )
        for name in NAMES
    ]
    for process in processes:
        _, told = await process.communicate()
        assert process.returncode == 0, told.decode()[-2000:]


async def assert_every_turn_once(where: str, out: Path) -> None:
    expected = {f"{name}-{number}" for name in NAMES for number in range(TURNS)}
    assert Counter(out.read_text().split()) == Counter(expected)
    store = Sessions(open_documents(where))
    stored = await store.load(a_conversation().id)
    assert stored is not None
    asked = [u.content.removeprefix("question ") for u in stored[0].history if u.content.startswith("question ")]
    assert Counter(asked) == Counter(expected)
    for name in NAMES:
        numbers = [int(question.partition("-")[2]) for question in asked if question.startswith(name)]
        assert numbers == sorted(numbers)
    await store.aclose()


async def test_two_processes_on_one_sqlite_file(tmp_path: Path) -> None:
    """200 turns each on one conversation: 400 replies, each once, and all in the session in the order sent."""
    where = str(tmp_path / "shared.db")
    await run_two_processes(where, tmp_path / "replies")
    await assert_every_turn_once(where, tmp_path / "replies")


async def test_two_processes_on_one_cosmos_container(tmp_path: Path) -> None:
    """The same over the Cosmos protocol."""
    server = await start(cosmos.build_app(key=TEST_KEY))
    try:
        await create_container(server.url)
        await run_two_processes(server.url, tmp_path / "replies")
        await assert_every_turn_once(server.url, tmp_path / "replies")
    finally:
        await server.aclose()


async def create_container(url: str) -> None:
    from azure.cosmos import PartitionKey
    from azure.cosmos.aio import CosmosClient

    async with CosmosClient(url, TEST_KEY, enable_endpoint_discovery=False) as client:
        database = await client.create_database("sheetline")
        await database.create_container("conversations", PartitionKey("/conversation"), default_ttl=-1)
