"""A worker within this process: as quick to start as a thread, and as unsafe. For tests of what is not hostile."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from bot.ports.workers import WorkerDied, WorkerFailed


class ThreadWorker:
    """Serves `entry` in threads of this process: neither its memory nor its niceness can be limited.

    Killing it abandons what runs, which goes on to its end unheard.
    """

    def __init__(self, entry: str, /, *, threads: int = 1, memory_mib: int = 0, nice: int = 0) -> None:
        self._entry = entry
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: set[asyncio.Future[bytes]] = set()
        self._closed = False

    @property
    def pid(self) -> int | None:
        return None

    async def ready(self) -> None:
        if self._closed:
            raise WorkerDied(f"{self._entry} is closed")

    async def call(self, request: bytes) -> bytes:
        await self.ready()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix=self._entry)
        answer = asyncio.get_running_loop().run_in_executor(self._pool, _serve, self._entry, request)
        self._waiting.add(answer)
        try:
            return await answer
        except asyncio.CancelledError:
            if answer in self._waiting:
                raise
            raise WorkerDied(self._entry) from None
        finally:
            self._waiting.discard(answer)

    async def kill(self) -> None:
        abandoned, self._waiting = self._waiting, set()
        for answer in abandoned:
            answer.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    async def aclose(self) -> None:
        self._closed = True
        await self.kill()


def _serve(entry: str, request: bytes) -> bytes:
    try:
        module, _, name = entry.partition(":")
        handler: Callable[[bytes], bytes] = getattr(import_module(module), name)
        return handler(request)
    except Exception as error:  # noqa: BLE001 - what it raises is the answer
        raise WorkerFailed("".join(traceback.format_exception(error)[-3:])) from None
