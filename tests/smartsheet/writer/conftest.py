"""The writer over the sandbox, as any of the sample people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest
from pydantic import SecretStr

from bot.domain.people import Actor
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.row_writer import SmartsheetWriter
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import TokenBook
from infra.local import smartsheet
from infra.local.people import PEOPLE
from infra.local.servers import start
from infra.local.smartsheet import World

TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Desk:
    writer: SmartsheetWriter
    records: SmartsheetRecords
    world: World

    def sheet_id(self, name: str) -> int:
        return self.world.sheet(name).id


def actor(key: str) -> Actor:
    return Actor(key=key)


AVA = actor("ava")


async def _no_pause(seconds: float) -> None:
    return None


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    world = smartsheet.sample_world(TODAY)
    server = await start(smartsheet.build_app(world, rate_limit_per_minute=100_000))
    sheets = SmartsheetSheets(
        tokens=TokenBook({person.key: SecretStr(person.token) for person in PEOPLE}),
        api_base=f"{server.url}/2.0",
        timeouts=Timeouts(read_s=2),
        retry_policy=RetryPolicy(attempts=3, first_pause_s=0.01),
        requests_per_minute=100_000,
    )
    writer, records = (kind(sheets.calls, sleep=_no_pause) for kind in (SmartsheetWriter, SmartsheetRecords))
    yield Desk(writer, records, world)
    await sheets.aclose()
    await server.aclose()
