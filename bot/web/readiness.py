"""Whether the bot can work: each dependency asked, within a deadline, and what to do about those that are missing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.errors import SheetlineError

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]

DEADLINE_S = 5.0
KEEP_S = 3.0
REACHABLE = "Check its settings and that it is up and can be reached from here; “python app.py doctor” tells more."


@dataclass(frozen=True, slots=True)
class Finding:
    """One dependency. `problem` and `todo` are for the admin, and empty when it is there; no secret, no address."""

    name: str
    problem: str = ""
    todo: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem


class Readiness:
    """Asks all checks at once; the answer is kept for a few seconds, so that probes cost the dependencies nothing.

    A check returns when its dependency answers and raises a SheetlineError with a hint when it does not.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        *,
        deadline_s: float = DEADLINE_S,
        keep_s: float = KEEP_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks = dict(checks)
        self._deadline_s = deadline_s
        self._keep_s = keep_s
        self._now = now
        self._kept: tuple[float, tuple[Finding, ...]] | None = None
        self._lock = asyncio.Lock()

    async def findings(self) -> tuple[Finding, ...]:
        """One finding a check, in the order given."""
        async with self._lock:
            if self._kept is None or self._now() - self._kept[0] >= self._keep_s:
                found = tuple(await asyncio.gather(*(self._ask(n, c) for n, c in self._checks.items())))
                self._kept = (self._now(), found)
            return self._kept[1]

    async def _ask(self, name: str, check: Check) -> Finding:
        outcome = (await asyncio.gather(self._within_deadline(check), return_exceptions=True))[0]
        if outcome is None:
            return Finding(name)
        finding = self._describe(name, outcome)
        log.warning("not_ready", dependency=name, problem=finding.problem, error=repr(outcome)[:300])
        return finding

    async def _within_deadline(self, check: Check) -> None:
        async with asyncio.timeout(self._deadline_s):
            await check()

    def _describe(self, name: str, error: BaseException) -> Finding:
        if isinstance(error, SheetlineError):
            no_progress = error.hint == type(error).default_hint  # words for people who chat
            return Finding(name, problem=error.message, todo=REACHABLE if no_progress else error.hint)
        if isinstance(error, TimeoutError):
            return Finding(name, problem=f"No answer within {self._deadline_s:g} s.", todo=REACHABLE)
        return Finding(name, problem="The check itself failed.", todo="See the log for the error.")
