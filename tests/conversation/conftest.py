"""Services over a real SQLite store with fakes around it, for the flows that need no sheet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from bot.agent.tokens import TokenCounter
from bot.clock import SystemClock
from bot.conversation.services import Limits, Services
from bot.domain.people import Actor, Person
from bot.ports import Clock, SessionStore, UsageStore
from bot.store.collections.sessions import Sessions
from bot.store.collections.usage import Tallies
from bot.store.sqlite import SqliteDocuments
from tests.conversation.disturbed import DisturbedTeams, disturbed_teams
from tests.conversation.scripted_lines import ScriptedLines
from tests.fakes import RecordingMessenger, ScriptedModel

Build = Callable[..., Services]


class EveryoneIsAva:
    async def actor_for(self, person: Person) -> Actor:
        return Actor(key="ava", label="Ava Chen")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Sessions]:
    store = Sessions(SqliteDocuments(tmp_path / "sheetline.db", clock=SystemClock()))
    yield store
    await store.aclose()


@pytest.fixture
def build(store: Sessions) -> Build:
    """Makes services; the store is shared, so that two calls are two instances of the bot."""

    def make(
        *,
        messenger: RecordingMessenger | None = None,
        model: ScriptedModel | None = None,
        clock: Clock | None = None,
        kept: SessionStore | None = None,
        usage: UsageStore | None = None,
        limits: Limits | None = None,
    ) -> Services:
        nothing = cast(Any, None)  # no sheet is touched in these tests: a use would fail loudly
        return Services(
            store=kept or store,
            usage=usage or Tallies(store.documents),
            sheets=nothing,
            actors=EveryoneIsAva(),
            model=model or ScriptedModel(),
            messenger=messenger or RecordingMessenger(),
            cache=nothing,
            engine=nothing,
            clock=clock or SystemClock(),
            tokens=TokenCounter(),
            limits=limits or Limits(),
        )

    return make


@pytest.fixture(scope="module")
def model() -> ScriptedLines:
    """What the model says is up to the test; one for all tests of a file."""
    return ScriptedLines()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weather(model: ScriptedLines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DisturbedTeams]:
    """The whole bot with that model, for a file that brings no weather of its own."""
    async with disturbed_teams(tmp_path_factory.mktemp("puppet"), overrides={"model": model}) as here:
        yield here
