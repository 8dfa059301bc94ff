"""Where a bot's reach ends: all that leaves it goes through a gate, and behind a shut gate nothing has an effect.

A process that dies takes its memory along and leaves what it had sent. What it did between two calls to the outside is
memory, so that dying before every call, and after the last, is dying at every line. An answer that was on its way is
the same as dying before the call after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any


class Killed(BaseException):
    """The process is gone; nothing catches this."""


class Gate:
    """Counts what leaves a bot, by name, and shuts for good before call number `at` (from 0); never with None."""

    def __init__(self, *, at: int | None = None) -> None:
        self.at = at
        self.passed: list[str] = []
        self.shut = asyncio.Event()

    async def through(self, name: str, send: Callable[[], Awaitable[Any]]) -> Any:
        if len(self.passed) == self.at:
            self.shut.set()
        if self.shut.is_set():
            raise Killed(name)
        self.passed.append(name)
        answer = await send()
        if self.shut.is_set():
            raise Killed(name)
        return answer


class Gated:
    """The same thing, each of its coroutines through the gate."""

    def __init__(self, kept: Any, gate: Gate) -> None:
        self._kept = kept
        self._gate = gate

    def under(self, lease: Any) -> Gated:
        return Gated(self._kept.under(lease), self._gate)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._kept, name)
        if not iscoroutinefunction(found):
            return found

        async def gated(*args: Any, **kwargs: Any) -> Any:
            said = f"{args[1]} {args[2]}" if name == "call" else name
            return await self._gate.through(said, lambda: found(*args, **kwargs))

        return gated


class TownClock:
    """The time, which a test can let pass.

    A pause of seconds is over at once, and they have passed; a longer one is waited for. A shorter one lets no time
    pass: who waits for another's lease does not outlive it by waiting.
    """

    def __init__(self) -> None:
        self._passed = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._passed

    def start_again(self) -> None:
        self._passed = timedelta()

    def let_pass(self, time: timedelta) -> None:
        self._passed += time

    async def sleep(self, seconds: float) -> None:
        if 1 <= seconds <= 10:
            self._passed += timedelta(seconds=seconds)
        await asyncio.sleep(0.001 if seconds <= 10 else seconds)
