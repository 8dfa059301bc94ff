"""The connector double is as strict as Teams: what Teams would refuse, it refuses."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from yarl import URL

from infra.local.teams import ConnectorServer, Fault, TeamsClient, Thread, TokenIssuer

CARD = "application/vnd.microsoft.card.adaptive"


@pytest.fixture
async def server() -> AsyncIterator[ConnectorServer]:
    async with ConnectorServer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def chat(server: ConnectorServer) -> Thread:
    return TeamsClient(server, bot_url="http://127.0.0.1:9/").personal("ava")


def address(server: ConnectorServer, conversation_id: str, rest: str = "/activities") -> URL:
    return URL(f"{server.service_url}v3/conversations/{quote(conversation_id, safe='')}{rest}", encoded=True)


async def post(
    http: aiohttp.ClientSession, server: ConnectorServer, thread: Thread, activity: Any
) -> tuple[int, dict[str, Any]]:
    async with http.post(address(server, thread.id), json=activity) as response:
        return response.status, await response.json()


def card_message(card: Any) -> dict[str, Any]:
    return {"type": "message", "attachments": [{"contentType": CARD, "content": card}]}


def a_card(**changes: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "x"}], **changes}


MALFORMED: dict[str, Any] = {
    "no object": [],
    "no type": {"text": "x"},
    "unknown type": {"type": "shout", "text": "x"},
    "empty message": {"type": "message"},
    "sender without id": {"type": "message", "text": "x", "from": {"name": "x"}},
    "attachment without type": {"type": "message", "attachments": [{"content": {}}]},
    "no card": card_message(None),
    "another type of card": card_message({"type": "HeroCard"}),
    "no version": card_message({"type": "AdaptiveCard", "body": []}),
    "version from the future": card_message(a_card(version="9.9")),
    "element without type": card_message(a_card(body=[{"text": "x"}])),
    "text block without text": card_message(a_card(body=[{"type": "TextBlock"}])),
    "nested element without text": card_message(a_card(body=[{"type": "Container", "items": [{"type": "TextBlock"}]}])),
    "unknown action": card_message(a_card(actions=[{"type": "Action.Explode"}])),
    "script link": card_message(a_card(actions=[{"type": "Action.OpenUrl", "url": "javascript:alert(1)"}])),
}


@pytest.mark.parametrize("activity", MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_messages_are_refused(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread, activity: Any
) -> None:
    """400 BadSyntax, and nothing is recorded."""
    status, body = await post(http, server, chat, activity)

    assert (status, body["error"]["code"]) == (400, "BadSyntax")
    assert server.posted(chat.id) == []


async def test_a_message_of_more_than_100_kb_in_utf_16_is_refused(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread
) -> None:
    """60,000 letters are 120 KB in UTF-16, though 60 KB in UTF-8."""
    status, body = await post(http, server, chat, {"type": "message", "text": "x" * 60_000})

    assert (status, body["error"]["code"]) == (413, "MessageSizeTooBig")


async def test_text_beside_a_card_returns_no_id(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread
) -> None:
    """Teams splits such an activity in two; whoever wants to update it has lost."""
    assert await post(http, server, chat, {**card_message(a_card()), "text": "hi"}) == (201, {})


@pytest.mark.parametrize("method", ["put", "delete"])
async def test_unknown_activities_are_refused(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread, method: str
) -> None:
    """404 ActivityNotFoundInConversation."""
    url = address(server, chat.id, "/activities/123")
    async with http.request(method, url, json={"type": "message", "text": "x"}) as response:
        assert response.status == 404
        assert (await response.json())["error"]["code"] == "ActivityNotFoundInConversation"


async def test_unknown_conversations_are_refused(server: ConnectorServer, http: aiohttp.ClientSession) -> None:
    """404 ConversationNotFound."""
    async with http.post(address(server, "a:nowhere"), json={"type": "message", "text": "x"}) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "ConversationNotFound")


async def test_the_eighth_message_in_a_second_is_throttled(http: aiohttp.ClientSession) -> None:
    """429 with Retry-After; another thread is not affected."""
    async with ConnectorServer(throttled=True) as server:
        teams = TeamsClient(server, bot_url="http://127.0.0.1:9/")
        held = 1000.0
        assert server.sends is not None
        server.sends.now = lambda: held
        ava, ben = teams.personal("ava"), teams.personal("ben")
        statuses = [(await post(http, server, ava, {"type": "message", "text": "x"}))[0] for _ in range(8)]
        async with http.post(address(server, ava.id), json={"type": "message", "text": "x"}) as response:
            assert response.headers["Retry-After"] == "1"

        assert statuses == [201] * 7 + [429]
        assert (await post(http, server, ben, {"type": "message", "text": "x"}))[0] == 201


async def test_every_call_needs_the_bots_token(http: aiohttp.ClientSession) -> None:
    """401 without it, with a channel token and with another bot's; 201 with the one the token endpoint gave."""
    issuer = TokenIssuer()
    async with ConnectorServer(app_id="bot", app_password="pw", issuer=issuer) as server:
        chat = TeamsClient(server, bot_url="http://127.0.0.1:9/").personal("ava")
        own = issuer.bot_token(app_id="bot")["access_token"]
        others = issuer.bot_token(app_id="another")["access_token"]
        channel = issuer.channel_token(app_id="bot", service_url=server.service_url)
        statuses = []
        for token in ("", others, channel, own):
            headers = {"Authorization": f"Bearer {token}"}
            message = {"type": "message", "text": "x"}
            async with http.post(address(server, chat.id), json=message, headers=headers) as response:
                statuses.append(response.status)

    assert statuses == [401, 401, 401, 201]


async def test_a_thread_can_be_begun_unasked(server: ConnectorServer, http: aiohttp.ClientSession) -> None:
    """Create conversation with a channel posts the root and returns the thread."""
    teams = TeamsClient(server, bot_url="http://127.0.0.1:9/")
    channel = teams.channel("General")
    body = {"channelData": {"channel": {"id": channel.id}}, "activity": {"type": "message", "text": "news"}}
    async with http.post(f"{server.service_url}v3/conversations", json=body) as response:
        created = await response.json()

    assert created["id"] == f"{channel.id};messageid={created['activityId']}"
    assert [m.text for m in server.messages(created["id"])] == ["news"]


async def test_members_are_listed_page_by_page(server: ConnectorServer, http: aiohttp.ClientSession) -> None:
    """Two a page; each with name, Entra id and email."""
    channel = TeamsClient(server, bot_url="http://127.0.0.1:9/").channel("General")
    seen, token = [], "0"
    while token:
        url = address(server, channel.id, f"/pagedmembers?pageSize=2&continuationToken={token}")
        async with http.get(url) as response:
            page = await response.json()
        seen += [member["email"] for member in page["members"]]
        token = page.get("continuationToken", "")

    assert seen == [person.email for person in channel.members]


def chunk(text: str, sequence: int, stream: str | None = None, *, kind: str = "streaming") -> dict[str, Any]:
    info: dict[str, Any] = {"type": "streaminfo", "streamType": kind}
    if kind != "final":
        info["streamSequence"] = sequence
    if stream is not None:
        info["streamId"] = stream
    return {"type": "message" if kind == "final" else "typing", "text": text, "entities": [info]}


async def test_stream_chunks_must_come_in_order(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread
) -> None:
    """Sequence rising, each chunk containing the text before it, one end, one-to-one chats only."""
    seconds = itertools.count()
    server.streams.now = lambda: float(next(seconds))
    begun, body = await post(http, server, chat, chunk("Reading…", 1, kind="informative"))
    stream = body["id"]
    first, _ = await post(http, server, chat, chunk("The", 2, stream))
    grown, nothing = await post(http, server, chat, chunk("The answer", 3, stream))
    backwards, _ = await post(http, server, chat, chunk("The answer is", 3, stream))
    shrunk, _ = await post(http, server, chat, chunk("Other", 4, stream))
    other_end, _ = await post(http, server, chat, chunk("Other", 0, stream, kind="final"))
    ended, _ = await post(http, server, chat, chunk("The answer is 42.", 0, stream, kind="final"))
    after, _ = await post(http, server, chat, chunk("The answer is 42. More", 5, stream))
    group = TeamsClient(server, bot_url="http://127.0.0.1:9/").group("ava", "ben")
    elsewhere, refusal = await post(http, server, group, chunk("The", 1))

    assert (begun, first, grown, nothing, backwards) == (201, 202, 202, {}, 202)
    assert (shrunk, other_end, ended, after) == (403, 403, 202, 403)
    assert (elsewhere, refusal["error"]["code"]) == (403, "ContentStreamNotAllowed")
    assert server.messages(chat.id)[-1].id == stream


async def test_streams_are_held_to_teams_pace_and_time(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread
) -> None:
    """One request a second, one stream a chat, two minutes; after Stop nothing more."""
    now = [0.0]
    server.streams.now = lambda: now[0]
    _, body = await post(http, server, chat, chunk("Reading…", 1, kind="informative"))
    too_soon, _ = await post(http, server, chat, chunk("Asking…", 2, body["id"], kind="informative"))
    second, _ = await post(http, server, chat, chunk("Reading…", 1, kind="informative"))
    now[0] = 121.0
    too_late, refusal = await post(http, server, chat, chunk("Done", 0, body["id"], kind="final"))
    _, body = await post(http, server, chat, chunk("Reading…", 1, kind="informative"))
    server.streams.stop(chat.id)
    now[0] = 123.0
    stopped, said = await post(http, server, chat, chunk("Done", 0, body["id"], kind="final"))

    assert (too_soon, second, too_late, stopped) == (429, 403, 403, 403)
    assert "exceeded streaming time" in refusal["error"]["message"]
    assert "canceled by user" in said["error"]["message"]


async def test_scripted_faults_are_used_once_in_order(
    server: ConnectorServer, http: aiohttp.ClientSession, chat: Thread
) -> None:
    """One for this conversation only, then one for any."""
    other = TeamsClient(server, bot_url="http://127.0.0.1:9/").personal("ben")
    server.faults.add(Fault(status=502), conversation_id=chat.id)
    server.faults.add(Fault(status=503))
    hello = {"type": "message", "text": "x"}
    statuses = [(await post(http, server, place, hello))[0] for place in (other, chat, chat, other)]

    assert statuses == [503, 502, 201, 201]
