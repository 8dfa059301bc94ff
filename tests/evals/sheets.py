"""The sample sheets' raw JSON, fetched over HTTP from the sandbox as the bot fetches it, and read by the oracle."""

from __future__ import annotations

from datetime import date

import aiohttp

from infra.local import smartsheet
from infra.local.people import DEFAULT
from infra.local.servers import start
from infra.local.smartsheet import World
from tests.evals.oracle.book import SHEETS, Book, read_sheet

QUERY = "level=2&include=objectValue,format,writerInfo"


async def raw_sheets(today: date, *, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every sample sheet's answer to GET /sheets/{id}, by name, as it stands on `today`."""
    return await fetch(smartsheet.sample_world(today), but=but)


async def fetch(world: World, *, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The same from a world that is there already."""
    server = await start(smartsheet.build_app(world, rate_limit_per_minute=100_000))
    headers = {"Authorization": f"Bearer {DEFAULT.token}"}
    try:
        async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as http:
            found = {}
            for name in SHEETS:
                if name not in but:
                    async with http.get(f"{server.url}/2.0/sheets/{world.sheet(name).id}?{QUERY}") as answer:
                        found[name] = await answer.read()
            return found
    finally:
        await server.aclose()


def book(today: date, raw: dict[str, bytes]) -> Book:
    """The oracle's book of these sheets."""
    return Book(today, {name: read_sheet(body) for name, body in raw.items()})
