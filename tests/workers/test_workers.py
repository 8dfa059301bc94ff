"""What every worker promises, and what only one with a process of its own can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.ports.workers import StartWorker, Worker, WorkerDied, WorkerFailed
from bot.workers.process import ProcessWorker
from bot.workers.thread import ThreadWorker

OBEY = "tests.workers.duties:obey"


@pytest.fixture(params=[ProcessWorker, ThreadWorker])
async def worker(request: pytest.FixtureRequest) -> AsyncIterator[Worker]:
    start: StartWorker = request.param
    started = start(OBEY, threads=2)
    yield started
    await started.aclose()


async def test_a_call_is_answered(worker: Worker) -> None:
    """Bytes in, bytes out; two calls at once do not mix up their answers."""
    assert await asyncio.gather(worker.call(b"one"), worker.call(b"two")) == [b"one", b"two"]


async def test_a_fault_is_a_fault_of_that_call_alone(worker: Worker) -> None:
    """An exception there comes back as WorkerFailed with the traceback's end, and the worker goes on."""
    pid = await worker.call(b"pid")
    with pytest.raises(WorkerFailed, match="KeyError"):
        await worker.call(b"raise")
    assert await worker.call(b"pid") == pid


async def test_killing_tells_everyone_who_waits(worker: Worker) -> None:
    """Calls under way raise WorkerDied; the next one is answered by a fresh worker."""
    waiting = asyncio.gather(worker.call(b"sleep 1"), worker.call(b"sleep 1"), return_exceptions=True)
    await asyncio.sleep(0.3)
    await worker.kill()
    assert [type(outcome) for outcome in await waiting] == [WorkerDied, WorkerDied]
    assert await worker.call(b"echo") == b"echo"


async def test_giving_up_waiting_leaves_the_worker_as_it_is(worker: Worker) -> None:
    """A cancelled call is cancelled, not dead, and others are answered."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await worker.call(b"sleep 1")
    assert await worker.call(b"echo") == b"echo"


async def test_a_closed_worker_answers_nothing(worker: Worker) -> None:
    """After aclose every call raises WorkerDied."""
    await worker.call(b"echo")
    await worker.aclose()
    with pytest.raises(WorkerDied):
        await worker.call(b"echo")


async def test_a_process_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the bot's process, so no secret, is in the worker's."""
    monkeypatch.setenv("SHEETLINE_SECRET", "hunter2")
    worker = ProcessWorker("tests.workers.duties:environment")
    assert b"hunter2" not in await worker.call(b"")
    await worker.aclose()


async def test_a_process_that_ends_tells_everyone_who_waits() -> None:
    """A call under way when the process ends raises WorkerDied; the next one starts a new process."""
    worker = ProcessWorker(OBEY)
    with pytest.raises(WorkerDied):
        await worker.call(b"exit")
    assert await worker.call(b"echo") == b"echo"
    await worker.aclose()


async def test_a_process_cannot_take_more_memory_than_it_may() -> None:
    """Beyond its cap an allocation fails there, not here."""
    worker = ProcessWorker(OBEY, memory_mib=64)
    assert await worker.call(b"allocate 32") == b"ok"
    with pytest.raises(WorkerFailed, match="MemoryError"):
        await worker.call(b"allocate 200")
    await worker.aclose()
