"""Local Teams in which things can be made to go wrong: Smartsheet, the model, the store, Teams; small deadlines."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.errors import Conflict, StoreUnavailable
from bot.ports.documents import Lease
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local.teams.threads import Posted, Thread
from tests.local_teams import LocalTeams, local_teams
from tests.reading import text_of

QUICK = {"smartsheet_timeout_s": 0.6, "model_deadline_s": 3.0, "turn_deadline_s": 6.0}
"""Deadlines in the proportions of the real ones, small enough for a test."""


class JumpingClock(SystemClock):
    """The real clock, which a test can set forward: what was read a moment ago is then long ago."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def jump(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


class DisturbedStore:
    """A session store in whose way `weather` stands: it may wait, raise, or let the call through.

    `weather` is called with the method's name before each call and gives the seconds to wait; `seen` with the name and
    the first argument.
    """

    def __init__(self, store: Sessions) -> None:
        self._store = store
        self.weather: Callable[[str], float] = lambda method: 0.0
        self.seen: Callable[[str, Any], None] = lambda method, subject: None

    def under(self, lease: Lease) -> DisturbedStore:
        fenced = DisturbedStore(self._store.under(lease))
        fenced.weather, fenced.seen = lambda method: self.weather(method), lambda *said: self.seen(*said)
        return fenced

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name in {"aclose", "check"}:
            return method

        async def passing(*args: Any, **kwargs: Any) -> Any:
            self.seen(name, args[0] if args else None)
            wait_s = self.weather(name)
            if wait_s:
                await asyncio.sleep(wait_s)
            return await method(*args, **kwargs)

        return passing

    def fail(self, *methods: str, times: int = 1, error: Callable[[], Exception] | None = None) -> None:
        """The next `times` calls of these methods raise StoreUnavailable (or `error`), then all is well."""
        left = {"calls": times}

        def weather(method: str) -> float:
            if method in methods and left["calls"] > 0:
                left["calls"] -= 1
                raise error() if error else StoreUnavailable("I can't reach my memory right now.")
            return 0.0

        self.weather = weather

    def collide(self, times: int) -> None:
        """The next `times` saves find that someone else saved first."""
        self.fail("save", times=times, error=lambda: Conflict("Someone saved first."))


@dataclass(slots=True)
class DisturbedTeams:
    """The local Teams, its store, and time."""

    teams_world: LocalTeams
    store: DisturbedStore
    clock: JumpingClock
    places: int = 0

    def chat(self, *people: str) -> Thread:
        """A group chat of its own, where nothing was said yet."""
        self.places += 1
        return self.teams_world.teams.group(*people, name=f"Chat {self.places}")

    async def ask(self, person: str, place: Thread, text: str, *, timeout: float = 15.0, **changes: Any) -> str:
        """Say it and return the words of what comes back."""
        await self.teams_world.teams.say(person, place, text, **changes)
        return said(await self.teams_world.teams.next_reply(place, timeout=timeout))

    async def until(self, words: str, person: str, place: Thread, text: str, *, times: int = 30) -> str:
        """Ask again until the answer has these words; the last answer when it never does."""
        for _ in range(times):
            told = await self.ask(person, place, text)
            if words in told.casefold():
                return told
            await asyncio.sleep(0.15)
        return told

    def clear(self) -> None:
        """All is well again."""
        self.teams_world.world.faults.clear()
        self.teams_world.model.set(None)
        self.teams_world.model.scatter(0, ())
        self.teams_world.connector.faults.clear()
        self.store.weather = lambda method: 0.0


def said(posted: Posted) -> str:
    """The words of a message of the bot, its card's included."""
    return f"{posted.text} {text_of(posted.card or {})}".strip()


@contextlib.asynccontextmanager
async def disturbed_teams(
    folder: Path, *, overrides: dict[str, Any] | None = None, **changes: Any
) -> AsyncIterator[DisturbedTeams]:
    """Local Teams under small deadlines whose store can be disturbed."""
    store = Sessions(SqliteDocuments(folder / "sessions.db", clock=SystemClock()))
    stormy, clock = DisturbedStore(store), JumpingClock()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.aclose)
        given = {"store": stormy, "clock": clock, **(overrides or {})}
        here = await stack.enter_async_context(local_teams(folder, overrides=given, **{**QUICK, **changes}))
        yield DisturbedTeams(here, stormy, clock)


async def opened(weather: DisturbedTeams, *people: str, sheet: str = "launch plan") -> Thread:
    """A chat of these people in which the first has opened the sheet."""
    chat = weather.chat(*people)
    await weather.ask(people[0], chat, f"open {sheet}")
    return chat
