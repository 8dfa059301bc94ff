"""A scripted server, held time and an adapter pointed at the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from bot.smartsheet.calls import Calls
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import SERVICE, TokenBook
from tests.smartsheet.wire import Wire

TOKEN = "wire-token-1234567890"


@dataclass(slots=True)
class HeldTime:
    """Time that passes only by sleeping."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def held_time() -> HeldTime:
    return HeldTime()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    server = Wire()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def book() -> TokenBook:
    return TokenBook({SERVICE.key: SecretStr(TOKEN)})


MakeSheets = Callable[..., SmartsheetSheets]
MakeCalls = Callable[..., Calls]


@pytest.fixture
async def make_sheets(wire: Wire, book: TokenBook) -> AsyncIterator[MakeSheets]:
    """Builds adapters for the scripted server (keyword arguments override) and closes them after the test."""
    made: list[SmartsheetSheets] = []

    def make(**overrides: Any) -> SmartsheetSheets:
        options: dict[str, Any] = {"tokens": book, "api_base": f"{wire.url}/2.0"}
        made.append(SmartsheetSheets(**(options | overrides)))
        return made[-1]

    yield make
    for sheets in made:
        await sheets.aclose()


@pytest.fixture
async def make_calls(wire: Wire, book: TokenBook) -> AsyncIterator[MakeCalls]:
    """The same one level deeper, where requests other than the port's can be sent."""
    made: list[Calls] = []

    def make(**overrides: Any) -> Calls:
        options: dict[str, Any] = {
            "tokens": book,
            "api_base": f"{wire.url}/2.0",
            "timeouts": Timeouts(),
            "retry_policy": RetryPolicy(),
            "requests_per_minute": 300,
            "connections": 4,
            "user_agent": "Sheetline/test",
            "change_agent": "sheetline",
        }
        made.append(Calls(**(options | overrides)))
        return made[-1]

    yield make
    for calls in made:
        await calls.aclose()


@pytest.fixture
def calls(make_calls: MakeCalls, held_time: HeldTime) -> Calls:
    """Three attempts, in held time."""
    return make_calls(monotonic=held_time.monotonic, sleep=held_time.sleep, retry_policy=RetryPolicy(attempts=3))
