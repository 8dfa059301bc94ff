"""A bot small enough to read here: it answers every message with a card, and every press with another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from infra.local.servers import start
from infra.local.teams.bodies import ADAPTIVE_CARD


def card(text: str) -> dict[str, Any]:
    how = {"type": "Action.Execute", "title": "How", "verb": "how", "data": {"verb": "how", "id": text}}
    link = {"type": "Action.OpenUrl", "title": "Open in Smartsheet", "url": "https://app.smartsheet.com/sheets/1"}
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": text}, {"type": "ActionSet", "actions": [how, link]}],
    }


@dataclass(slots=True)
class EchoBot:
    """Where it listens and what it was sent."""

    url: str = ""
    activities: list[dict[str, Any]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.activities.append(activity)
        if activity["type"] == "invoke":
            value = card(f"pressed by {activity['from']['name']}")
            kind = "application/vnd.microsoft.card.adaptive"
            return web.json_response({"statusCode": 200, "type": kind, "value": value})
        if activity["type"] == "message":
            await self._answer(activity)
        return web.Response(status=202)

    async def _answer(self, activity: dict[str, Any]) -> None:
        said = activity["text"].replace("<at>Sheetline</at>", "").strip()
        attachment = {"contentType": ADAPTIVE_CARD, "content": card(f"{activity['from']['name']} said {said}")}
        conversation = activity["conversation"]["id"]
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{activity['id']}"
        async with aiohttp.ClientSession() as http:
            for body in ({"type": "typing"}, {"type": "message", "attachments": [attachment]}):
                async with http.post(url, json=body) as response:
                    assert response.status < 300, await response.text()


@pytest.fixture
async def bot() -> AsyncIterator[EchoBot]:
    echo = EchoBot()
    app = web.Application()
    app.router.add_post("/api/messages", echo.handle)
    running = await start(app)
    echo.url = f"{running.url}/api/messages"
    yield echo
    await running.aclose()
