"""What one check found, and how checks are run: all at once, each within its deadline, none able to stop another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.errors import SheetlineError


class Problem(Exception):
    """Something an admin has to mend: what was found, and what to do."""

    def __init__(self, found: str, *, todo: str) -> None:
        super().__init__(found)
        self.found = found
        self.todo = todo


class NotTried(Exception):
    """There is nothing to check, or no way to; the message says why."""


@dataclass(frozen=True, slots=True)
class Check:
    """`run` returns what it found in a sentence; it raises Problem or NotTried, or what a part of Sheetline raises."""

    name: str
    run: Callable[[], Awaitable[str]]
    deadline_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `ok` None means that it was not tried; `ms` is how long it took."""

    name: str
    ok: bool | None
    found: str
    todo: str = ""
    ms: int = 0


async def examine(checks: Sequence[Check]) -> list[Finding]:
    """A finding for each check, in their order; returns when the slowest deadline is over at the latest."""
    return list(await asyncio.gather(*(_finding(check) for check in checks)))


async def _finding(check: Check) -> Finding:
    started = time.perf_counter()
    (outcome,) = await asyncio.gather(_within_deadline(check), return_exceptions=True)
    ms = round((time.perf_counter() - started) * 1000)
    if isinstance(outcome, str):
        return Finding(check.name, True, outcome, ms=ms)
    if isinstance(outcome, NotTried):
        return Finding(check.name, None, str(outcome), ms=ms)
    found, todo = _told(check, outcome)
    return Finding(check.name, False, found, todo, ms=ms)


async def _within_deadline(check: Check) -> str:
    async with asyncio.timeout(check.deadline_s):
        return await check.run()


def _told(check: Check, error: BaseException) -> tuple[str, str]:
    if isinstance(error, Problem):
        return error.found, error.todo
    if isinstance(error, SheetlineError):
        return f"{error.message} {in_brackets(error.detail)}".strip(), error.hint
    if isinstance(error, TimeoutError):
        return f"No answer within {check.deadline_s:g} s.", "Check that it is up and reachable from here."
    return f"The check itself failed: {type(error).__name__}: {error}", "Tell Sheetline's maintainers."


def in_brackets(detail: str) -> str:
    """An error's detail behind its sentence: one line, at most 200 characters."""
    line = " ".join(detail.split())
    return f"({line[:199]}…)" if len(line) > 200 else f"({line})" if line else ""
