"""The people's side: buttons found as people see them, replies handed out once, failures that say what there was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from infra.local import servers
from infra.local.teams import BotRefused, ConnectorServer, TeamsClient
from infra.local.teams.actions import find_action, input_values

EXECUTE = {"type": "Action.Execute", "title": "Rows", "verb": "rows", "data": {"id": "a1"}}
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "Input.Text", "id": "name"},
        {"type": "Input.Toggle", "id": "all", "value": "true"},
        {"type": "ActionSet", "actions": [{**EXECUTE, "fallback": {"type": "Action.Submit", "title": "Old"}}]},
        {"type": "Container", "items": [], "selectAction": {**EXECUTE, "title": "Pick", "data": {"id": "a2"}}},
    ],
    "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": "https://app.smartsheet.com"}],
}


class EchoBot:
    """Keeps what it got; answers with `status`."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        return web.Response(status=self.status)


@pytest.fixture
async def bot() -> AsyncIterator[tuple[EchoBot, TeamsClient]]:
    echo, app = EchoBot(), web.Application()
    app.router.add_post("/api/messages", echo.take)
    running = await servers.start(app)
    async with (
        ConnectorServer() as server,
        TeamsClient(server, bot_url=f"{running.url}/api/messages") as teams,
    ):
        yield echo, teams
    await running.aclose()


def test_buttons_are_found_by_title_verb_and_target() -> None:
    """Anywhere in the card, but never inside a fallback."""
    assert find_action(CARD, "Pick")["data"]["id"] == "a2"
    assert find_action(CARD, "rows")["data"]["id"] == "a1"
    assert find_action(CARD, "rows", target="a2")["title"] == "Pick"
    with pytest.raises(LookupError, match="it offers 'Rows' \\(rows\\), 'Pick' \\(rows\\), 'Open'"):
        find_action(CARD, "Old")


def test_inputs_are_preset_or_typed() -> None:
    """An untouched empty input is not sent; one the card lacks is a mistake of the test."""
    assert input_values(CARD, {}) == {"all": "true"}
    assert input_values(CARD, {"name": "Ava"}) == {"name": "Ava", "all": "true"}
    with pytest.raises(LookupError):
        input_values(CARD, {"nmae": "Ava"})


async def test_messages_have_teams_shape(bot: tuple[EchoBot, TeamsClient]) -> None:
    """In a channel: mention tag and entity, team and channel, thread id with the root, the HTML mirror."""
    echo, teams = bot
    said = await teams.say("ben", teams.channel("Budget"), "sheets")

    activity = echo.got[0]
    assert activity["text"] == "<at>Sheetline</at> sheets"
    assert activity["entities"][0]["mentioned"]["id"] == activity["recipient"]["id"]
    assert activity["conversation"]["id"].endswith(f";messageid={said}")
    assert activity["channelData"]["channel"]["id"] == teams.channel("Budget").id
    assert activity["attachments"][0]["contentType"] == "text/html"
    assert teams.conversation_of(said).id == activity["conversation"]["id"]


async def test_a_redelivery_is_the_very_same_activity(bot: tuple[EchoBot, TeamsClient]) -> None:
    """Byte for byte what was sent first."""
    echo, teams = bot
    await teams.redeliver(await teams.say("ava", teams.personal("ava"), "sheets"))

    assert echo.got[0] == echo.got[1]


async def test_a_bot_that_answers_badly_is_refused_loudly(bot: tuple[EchoBot, TeamsClient]) -> None:
    """Anything but 2xx raises, with the status."""
    echo, teams = bot
    echo.status = 500
    with pytest.raises(BotRefused) as caught:
        await teams.say("ava", teams.personal("ava"), "sheets")

    assert caught.value.status == 500


async def test_waiting_in_vain_says_what_there_was(bot: tuple[EchoBot, TeamsClient]) -> None:
    """The timeout's message lists what the bot did post."""
    _, teams = bot
    chat = teams.personal("ava")
    async with teams.endpoint._session().post(
        f"{teams.server.service_url}v3/conversations/{chat.id}/activities", json={"type": "message", "text": "hello"}
    ):
        pass
    assert (await teams.next_reply(chat)).text == "hello"
    with pytest.raises(TimeoutError, match="post message 'hello'"):
        await teams.next_reply(chat, timeout=0.01)


async def test_an_installation_sends_both_events_and_an_upgrade_one(bot: tuple[EchoBot, TeamsClient]) -> None:
    """conversationUpdate, then installationUpdate; for an upgrade only the latter."""
    echo, teams = bot
    await teams.install(teams.personal("ava"), by="ava")
    await teams.install(teams.personal("ava"), by="ava", upgrade=True)

    assert [(a["type"], a.get("action")) for a in echo.got] == [
        ("conversationUpdate", None),
        ("installationUpdate", "add"),
        ("installationUpdate", "add-upgrade"),
    ]
