"""One lane per access token: its SDK client and its rate limit, shared by every actor that has that token.

The SDK keeps token, assume-user and raise mode as mutable state of the client (FACTS), so a client never serves two
tokens; and Smartsheet counts requests per token, so two actors with one token share one limit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pydantic import SecretStr

from bot.domain.people import Actor
from bot.smartsheet.limiter import Limiter
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.sdk_client import Client, TimedTransport
from bot.smartsheet.token_book import TokenBook


class Lane:
    """A token's client, built on first use in a worker thread (it reads certificates from disk), and its limiter."""

    def __init__(self, build: Callable[[], Client], limiter: Limiter) -> None:
        self.limiter = limiter
        self._build = build
        self._lock = threading.Lock()
        self._client: Client | None = None

    def client(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._build()
            return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.session.close()


@dataclass(frozen=True, slots=True)
class Route:
    """Where and as whom-by-name every client connects; `threads` bounds its connections."""

    api_base: str
    user_agent: str
    change_agent: str
    threads: int
    timeouts: Timeouts


class Lanes:
    """Finds the lane of an actor; a token that was replaced in the book gets a lane of its own."""

    def __init__(self, tokens: TokenBook, route: Route, *, limiter: Callable[[], Limiter]) -> None:
        self._tokens = tokens
        self._route = route
        self._limiter = limiter
        self._lanes: dict[str, Lane] = {}

    def lane_of(self, actor: Actor) -> Lane:
        """The lane of the actor's token. Raises NotSignedIn when the actor has none."""
        token = self._tokens.token_of(actor)
        lane = self._lanes.get(token.get_secret_value())
        if lane is None:
            lane = Lane(partial(_connect, token, self._route), self._limiter())
            self._lanes[token.get_secret_value()] = lane
        return lane

    def close(self) -> None:
        for lane in self._lanes.values():
            lane.close()


def _connect(token: SecretStr, route: Route) -> Client:
    timeouts = route.timeouts
    return Client(
        token,
        api_base=route.api_base,
        user_agent=route.user_agent,
        change_agent=route.change_agent,
        transport=TimedTransport(
            secure=route.api_base.startswith("https:"),
            connect_s=timeouts.connect_s,
            read_s=timeouts.read_s,
            connections=route.threads,
        ),
    )
