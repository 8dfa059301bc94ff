"""Work that may hold the GIL, eat memory or never end, done elsewhere: bytes in, bytes out."""

from __future__ import annotations

from typing import Protocol


class WorkerDied(Exception):
    """The worker ended while it had our request; whether the work was done is not known."""


class WorkerFailed(Exception):
    """The request raised in the worker; the text is the traceback's end, for the log only."""


class Worker(Protocol):
    """Serves one entry point. It starts when first needed, and again after it died."""

    @property
    def pid(self) -> int | None:
        """The id of the process of its own that is running now, or None."""
        ...

    async def ready(self) -> None:
        """Return once it can serve, so that a call's time limit need not count its start. Raises WorkerDied."""
        ...

    async def call(self, request: bytes) -> bytes:
        """The answer. Raises WorkerDied, WorkerFailed; cancelling only stops the waiting."""
        ...

    async def kill(self) -> None:
        """End it at once; every waiting call raises WorkerDied and the next call starts it anew."""
        ...

    async def aclose(self) -> None:
        """End it for good: every later call raises WorkerDied."""
        ...


class StartWorker(Protocol):
    """Makes workers; nothing starts before the first call."""

    def __call__(self, entry: str, /, *, threads: int = 1, memory_mib: int = 0, nice: int = 0) -> Worker:
        """A worker for `entry` (`module:function`, bytes → bytes), up to `threads` requests at once.

        `memory_mib` above 0 caps what it may allocate while serving; `nice` above 0 makes it yield the processors to
        the bot when both want them. Either holds only where the worker has a process of its own.
        """
        ...
