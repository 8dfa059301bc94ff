"""A child process for work that may hold the GIL, eat memory or never end: called like a coroutine, killed like one.

It is started when first needed, and again after it died. Nothing of the bot's environment reaches it.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

import structlog

from bot.ports.workers import WorkerDied, WorkerFailed
from bot.workers.process_main import FAILED, HEADER, LOADED

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, {root!r}); from bot.workers.process_main import main; main({args})"
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""All a child sees. Arrow's own allocator reserves a GiB at once, which a memory limit would count [M]."""
_log = structlog.get_logger(__name__)


class ProcessWorker:
    """One process serving `entry` (`module:function`, bytes → bytes) with up to `threads` requests at once.

    `memory_mib` above 0 caps what it may allocate while serving; `nice` above 0 makes it yield the processors to the
    bot when both want them. Belongs to the event loop it is first used in.
    """

    def __init__(self, entry: str, /, *, threads: int = 1, memory_mib: int = 0, nice: int = 0) -> None:
        self._entry = entry
        self._args = f"{entry!r}, {threads}, {memory_mib}, {nice}"
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._loaded: asyncio.Future[bytes]
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The running process's id, or None."""
        return None if self._process is None else self._process.pid

    async def ready(self) -> None:
        """Return once the process has loaded what it serves. Raises WorkerDied when it ended before."""
        await self._running()
        await asyncio.shield(self._loaded)

    async def call(self, request: bytes) -> bytes:
        """The child's answer. Raises WorkerDied, WorkerFailed; cancelling only stops the waiting."""
        process = await self._running()
        request_id = next(self._ids)
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = answer
        try:
            assert process.stdin is not None
            process.stdin.write(HEADER.pack(request_id, 0, len(request)) + request)
            await process.stdin.drain()
            return await answer
        except ConnectionError as error:
            raise WorkerDied(self._entry) from error
        finally:
            self._waiting.pop(request_id, None)

    async def kill(self) -> None:
        """End the process at once; every waiting call raises WorkerDied and the next call starts a new one."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._reading is not None:
            await asyncio.wait([self._reading])

    async def aclose(self) -> None:
        """End the process for good."""
        self._closed = True
        await self.kill()

    async def _running(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._closed:
                raise WorkerDied(f"{self._entry} is closed")
            if self._process is None:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-I",
                    "-c",
                    _START.format(root=_ROOT, args=self._args),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    env=None if sys.platform == "win32" else dict(_ENVIRONMENT),
                )
                self._loaded = self._waiting[LOADED] = asyncio.get_running_loop().create_future()
                self._loaded.add_done_callback(lambda loaded: loaded.cancelled() or loaded.exception())
                self._reading = asyncio.create_task(self._read(self._process))
            return self._process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out answers until the process ends, then tell everyone who still waits."""
        assert process.stdout is not None
        try:
            while True:
                header = await process.stdout.readexactly(HEADER.size)
                request_id, status, length = HEADER.unpack(header)
                self._hand_out(request_id, status, await process.stdout.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            if process.returncode is None and not self._closed:
                _log.warning("child_process_ended", entry=self._entry, pid=process.pid)
        finally:
            await self._bury(process)

    def _hand_out(self, request_id: int, status: int, body: bytes) -> None:
        waiting = self._waiting.pop(request_id, None)
        if waiting is None or waiting.done():
            return
        if status == FAILED:
            waiting.set_exception(WorkerFailed(body.decode(errors="replace")))
        else:
            waiting.set_result(body)

    async def _bury(self, process: asyncio.subprocess.Process) -> None:
        """Wait for a process that has closed its output; one that lingers is killed.

        Not killed at once: signalling a process that has just ended would take its exit status from asyncio.
        """
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), timeout=1.0)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._process is process:
            self._process = None
        for waiting in list(self._waiting.values()):
            if not waiting.done():
                waiting.set_exception(WorkerDied(self._entry))
        self._waiting.clear()
