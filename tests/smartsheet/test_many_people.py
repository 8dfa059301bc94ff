"""Thousands of people cost no client, thread, socket or limiter each once they have asked."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
import smartsheet
from aiohttp import web
from pydantic import SecretStr

from bot.domain.people import Actor
from bot.errors import RateLimited, SheetsUnavailable
from bot.smartsheet.limiter import Limiter
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE, TokenBook
from infra.local.servers import start
from tests.smartsheet.conftest import HeldTime, MakeCalls, MakeSheets
from tests.smartsheet.wire import answer

PEOPLE = 2_000
CONNECTIONS = 8
KEPT = (Limiter, smartsheet.Smartsheet, aiohttp.ClientSession)


@dataclass(slots=True)
class Server:
    """Answers every version call, keeps connections open, and knows who asked over how many."""

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    connections: set[int] = field(default_factory=set)

    async def version(self, request: web.Request) -> web.Response:
        self.asked[request.headers["Authorization"]] += 1
        self.connections.add(id(request.transport))
        return web.json_response({"version": 7})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server, app = Server(), web.Application()
    app.router.add_get("/2.0/sheets/5/version", server.version)
    served = await start(app)
    server.url = f"{served.url}/2.0"
    yield server
    await served.aclose()


def alive() -> dict[type, int]:
    gc.collect()
    found = Counter(type(each) for each in gc.get_objects())
    return {kind: sum(n for each, n in found.items() if issubclass(each, kind)) for kind in KEPT}


async def test_two_thousand_people_leave_nothing_behind(server: Server, make_sheets: MakeSheets) -> None:
    """After 2,000 tokens were used once there are as many clients, sessions, limiters and threads as after one."""
    people = [Actor(key=f"p{n}") for n in range(PEOPLE)]
    book = TokenBook({actor.key: SecretStr(f"token-{actor.key}") for actor in people})
    held_time = HeldTime()
    sheets = make_sheets(tokens=book, api_base=server.url, monotonic=held_time.monotonic, connections=CONNECTIONS)
    await sheets.version(people[0], 5)
    before, threads = alive(), threading.active_count()

    for at in range(0, PEOPLE, 100):
        await asyncio.gather(*(sheets.version(actor, 5) for actor in people[at : at + 100]))
        held_time.now += 2
    await sheets.version(people[0], 5)

    assert alive() == before
    assert threading.active_count() == threads
    assert len(server.connections) <= CONNECTIONS
    assert len(server.asked) == PEOPLE
    assert server.asked["Bearer token-p1"] == 1


async def test_a_token_that_smartsheet_silenced_is_remembered_until_it_may_speak(make_calls: MakeCalls) -> None:
    """Others' calls do not make its limiter forgotten while its Retry-After runs; afterwards it is."""
    held_time = HeldTime()
    book = TokenBook({"ava": SecretStr("token-a"), "ben": SecretStr("token-b")})
    calls = make_calls(
        tokens=book, monotonic=held_time.monotonic, sleep=held_time.sleep, retry_policy=RetryPolicy(attempts=1)
    )
    limiters = calls._limiters
    limiters.of(SecretStr("token-a")).hold(30)
    for _ in range(10):
        held_time.now += 2
        limiters.of(SecretStr("token-b"))
    with pytest.raises(RateLimited):
        await limiters.of(SecretStr("token-a")).take(1, within_s=5)
    held_time.now += 60
    limiters.of(SecretStr("token-b"))
    assert len(limiters) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
async def test_a_kept_connection_that_breaks_resends_no_write(make_calls: MakeCalls, method: str) -> None:
    """The server closes the second request on a kept connection unanswered: the write was sent once."""
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            received.append(head.split(b" ")[0])
            if len(received) == 2:
                break
            writer.write(answer(200, {"version": 7}, Connection="keep-alive").pieces[0] + b'{"version": 7}')
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    calls = make_calls(api_base=f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    await calls.call(SERVICE, "GET", "/sheets/5/version", into=dict[str, int])
    with pytest.raises(SheetsUnavailable):
        await calls.call(SERVICE, method, "/sheets/5", into=dict[str, int])
    listening.close()
    assert received == [b"GET", method.encode()]
