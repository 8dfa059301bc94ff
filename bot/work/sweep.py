"""Finds what was left behind, by an instance that died or a call that failed, and has it gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from bot.errors import SheetlineError
from bot.ports import Clock

log = structlog.get_logger(__name__)

SWEEP_S: Final = 30.0
"""How often it is looked for."""

Look = Callable[[], Awaitable[None]]


class Sweeper:
    """Calls each of `looks` at once and then every SWEEP_S seconds; one's failure stops no other."""

    def __init__(self, clock: Clock, looks: Mapping[str, Look]) -> None:
        self._clock = clock
        self._looks = looks
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="sweeper")

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> None:
        """Look once."""
        for name, look in self._looks.items():
            try:
                await look()
            except SheetlineError as error:
                log.warning("sweep_failed", of=name, code=error.code, detail=error.detail)

    async def _run(self) -> None:
        while True:
            await self.sweep()
            await self._clock.sleep(SWEEP_S)
