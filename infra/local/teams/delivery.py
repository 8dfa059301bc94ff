"""Brings activities to the bot's endpoint with the channel's token, as the connector does."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from infra.local.teams.server import ConnectorServer

BOT_TIMEOUT_S = 15.0  # Teams gives up on a bot after about this long


class BotRefused(Exception):
    """The bot answered an activity with something else than 2xx."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the bot answered {status}: {body[:500]}")
        self.status, self.body = status, body


@dataclass(frozen=True, slots=True)
class Pressed:
    """The bot's answer to a press: HTTP status and body. An Action.Submit has no body."""

    status: int
    body: Any = None

    @property
    def card(self) -> dict[str, Any] | None:
        return self.body["value"] if self._is("card.adaptive") else None

    @property
    def text(self) -> str:
        return str(self.body["value"]) if self._is("activity.message") else ""

    @property
    def error(self) -> dict[str, Any] | None:
        return self.body["value"] if self._is("error") else None

    def _is(self, kind: str) -> bool:
        return isinstance(self.body, dict) and str(self.body.get("type", "")).endswith(kind)


class BotEndpoint:
    """POST /api/messages of one bot; one connection pool, one channel token for many activities, as Teams does."""

    def __init__(self, server: ConnectorServer, *, url: str) -> None:
        self.server = server
        self.url = url
        self.token: str | None = None
        self._http: aiohttp.ClientSession | None = None

    async def post(self, activity: Any, *, token: str | None = None, raw: bytes | None = None) -> tuple[int, Any]:
        """Status and decoded body. `token` "" sends none; `raw` replaces the body. Raises BotRefused on non-2xx."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if bearer := token if token is not None else self._channel_token():
            headers["Authorization"] = f"Bearer {bearer}"
        body = raw if raw is not None else json.dumps(activity).encode()
        async with self._session().post(self.url, headers=headers, data=io.BytesIO(body)) as response:
            text = await response.text()
            if not 200 <= response.status < 300:
                raise BotRefused(response.status, text)
            return response.status, json.loads(text) if text else None

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            timeout = aiohttp.ClientTimeout(total=BOT_TIMEOUT_S)
            self._http = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        return self._http

    def _channel_token(self) -> str | None:
        if self.server.anonymous:
            return None
        if self.token is None:
            self.token = self.server.issuer.channel_token(
                app_id=self.server.app_id, service_url=self.server.service_url
            )
        return self.token
