"""The sandbox over real HTTP, and clients of the official SDK for each sample person."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp.web
import pytest
import requests
import smartsheet
from smartsheet.smartsheet import AbstractUserCalcBackoff

from infra.local.people import BY_KEY
from infra.local.servers import start
from infra.local.smartsheet import World, build_app, sample_world

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class SteppingClock:
    """A clock that tests move; every reading is a second later, so that changes have an order."""

    def __init__(self) -> None:
        self.at = TODAY

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class NoRetry(AbstractUserCalcBackoff):
    """Makes the SDK give up at the first failure."""

    def calc_backoff(self, previous_attempts: int, total_elapsed_time: float, error_result: Any) -> float:
        return -1


@dataclass(slots=True)
class Sandbox:
    """A running sandbox: its world and its address."""

    world: World
    url: str
    clients: list[Any]

    def client(self, person: str = "ava", *, token: str | None = None) -> Any:
        """The official Python SDK as this person, raising its errors."""
        made = smartsheet.Smartsheet(
            token or BY_KEY[person].token, api_base=f"{self.url}/2.0", max_retry_time=NoRetry(), user_agent="tests"
        )
        made.errors_as_exceptions(True)
        self.clients.append(made)
        return made

    def get(self, path: str, person: str = "ava", **params: Any) -> requests.Response:
        return self.send("GET", path, person, params=params)

    def send(self, method: str, path: str, person: str = "ava", **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {BY_KEY[person].token}"}
        return requests.request(method, f"{self.url}/2.0{path}", headers=headers, timeout=10, **options)


@pytest.fixture
def serve() -> Iterator[Callable[..., Sandbox]]:
    """Starts sandboxes in a loop of their own thread, since the SDK blocks."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running, sandboxes = [], []

    def make(**options: Any) -> Sandbox:
        world = sample_world(TODAY.date(), clock=SteppingClock())
        app: aiohttp.web.Application = build_app(world, **options)
        server = asyncio.run_coroutine_threadsafe(start(app), loop).result(5)
        running.append(server)
        sandboxes.append(Sandbox(world, server.url, []))
        return sandboxes[-1]

    yield make
    for sandbox in sandboxes:
        for client in sandbox.clients:
            client._session.close()
    for server in running:
        asyncio.run_coroutine_threadsafe(server.aclose(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def sandbox(serve: Callable[..., Sandbox]) -> Sandbox:
    return serve()
