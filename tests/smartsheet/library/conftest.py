"""The library over the sandbox with every sample person's token, and over a server that is told what to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest
from pydantic import SecretStr

from bot.domain.people import Actor
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.record_reader import SmartsheetLibrary
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import TokenBook
from infra.local.people import PEOPLE
from infra.local.servers import start
from infra.local.smartsheet import World, build_app, sample_world
from tests.smartsheet.wire import Wire

AVA, BEN, CARLA, DEV, ELIF = (Actor(key=person.key) for person in PEOPLE)
BOOK = TokenBook({person.key: SecretStr(person.token) for person in PEOPLE})
QUICK = RetryPolicy(attempts=3, first_pause_s=0.01, longest_pause_s=0.05)
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A served world, and both adapters sharing one way of calling."""

    world: World
    sheets: SmartsheetSheets
    library: SmartsheetLibrary


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    world = sample_world(TODAY)
    server = await start(build_app(world, rate_limit_per_minute=100_000))
    timeouts = Timeouts(read_s=1, total_s=10)
    sheets = SmartsheetSheets(
        tokens=BOOK, api_base=f"{server.url}/2.0", retry_policy=QUICK, timeouts=timeouts, requests_per_minute=100_000
    )
    yield Shelf(world, sheets, SmartsheetLibrary(sheets.calls, timeouts=timeouts))
    await sheets.aclose()
    await server.aclose()


@dataclass(frozen=True, slots=True)
class Scripted:
    """A library at a server that says exactly what it is told."""

    wire: Wire
    sheets: SmartsheetSheets
    library: SmartsheetLibrary


@pytest.fixture
async def scripted() -> AsyncIterator[Scripted]:
    wire = Wire()
    await wire.start()
    sheets = SmartsheetSheets(tokens=BOOK, api_base=f"{wire.url}/2.0", retry_policy=QUICK, requests_per_minute=100_000)
    yield Scripted(wire, sheets, SmartsheetLibrary(sheets.calls))
    await sheets.aclose()
    await wire.stop()
