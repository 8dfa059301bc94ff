"""Messages as Teams sends them, and the domain values that reach the bot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.chat import Attachment, Conversation, Message, Scope
from bot.domain.people import Person
from infra.local.people import BY_KEY
from infra.local.teams.threads import TENANT_ID, person_id
from tests.edge import Edge

AVA = BY_KEY["ava"]


async def test_a_personal_message_arrives_whole(edge: Edge) -> None:
    """Everything the flows need is there: conversation reference, sender with Entra id, text, time, locale, zone."""
    chat = edge.teams.personal("ava")
    activity_id = await edge.teams.say("ava", chat, "open launch plan", timestamp="2026-11-22T09:30:00.5Z")

    assert edge.bot.messages == [
        Message(
            id=activity_id,
            conversation=Conversation(
                id=chat.id,
                scope=Scope.PERSONAL,
                service_url=edge.server.service_url,
                bot_id=edge.server.bot_id,
                bot_name="Sheetline",
                tenant_id=TENANT_ID,
            ),
            sender=Person(id=person_id(AVA), name="Ava Chen", aad_object_id=AVA.aad_object_id),
            text="open launch plan",
            sent_at=datetime(2026, 11, 22, 9, 30, 0, 500_000, tzinfo=UTC),
            locale="en-US",
            timezone="America/New_York",
        )
    ]


async def test_a_group_message_loses_its_mention(edge: Edge) -> None:
    """In a group the bot is mentioned; the text is what was said beside it."""
    group = edge.teams.group("ava", "ben")
    await edge.teams.say("ben", group, "what does Sheetline cost? {bot}")

    (message,) = edge.bot.messages
    assert message.text == "what does Sheetline cost?"
    assert message.conversation.scope is Scope.GROUP


async def test_a_channel_thread_is_its_own_conversation(edge: Edge) -> None:
    """A thread's id names its root; channel and team are known beside it."""
    thread = edge.teams.thread(edge.teams.channel("Budget"))
    root = await edge.teams.say("carla", thread, "sheets")

    conversation = edge.bot.messages[0].conversation
    assert conversation.scope is Scope.CHANNEL
    assert conversation.id == thread.id
    assert conversation.thread_root == root
    assert conversation.channel == edge.teams.channel("Budget").id
    assert conversation.team_id == thread.team_id


async def test_a_redelivered_activity_has_the_same_id(edge: Edge) -> None:
    """A redelivery reaches the bot as the same message: dropping it is the store's business."""
    activity_id = await edge.teams.say("ava", edge.teams.personal("ava"), "sheets")
    await edge.teams.redeliver(activity_id)

    first, second = edge.bot.messages
    assert first == second


async def test_the_html_copy_is_no_attachment(edge: Edge) -> None:
    """Teams' HTML mirror of the text is skipped; a file is listed with the link that downloads it."""
    file = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "name": "costs.csv",
        "contentUrl": "https://contoso.example/view",
        "content": {"downloadUrl": "https://contoso.example/download", "fileType": "csv"},
    }
    picture = {"contentType": "image/png", "contentUrl": "https://contoso.example/p.png"}
    mirror = {"contentType": "text/html", "content": "<p>look</p>"}
    await edge.teams.say("ava", edge.teams.personal("ava"), "look", attachments=[mirror, file, picture])

    assert edge.bot.messages[0].attachments == (
        Attachment(file["contentType"], "costs.csv", "https://contoso.example/download"),
        Attachment("image/png", "", "https://contoso.example/p.png"),
    )


@pytest.mark.parametrize(
    "sender",
    [{"id": "28:another-bot", "name": "Other"}, {"id": "x", "role": "bot"}, {"id": "y", "role": "skill"}],
    ids=["bot id", "bot role", "skill role"],
)
async def test_bots_are_not_answered(edge: Edge, sender: dict[str, str]) -> None:
    """A message of a bot, ourselves included, is acknowledged and goes nowhere."""
    assert await edge.status(edge.an_activity(**{"from": sender})) == 200
    assert await edge.status(edge.an_activity(**{"from": {"id": edge.server.bot_id}})) == 200
    assert edge.bot.messages == []


async def test_a_bare_mention_is_an_empty_message(edge: Edge) -> None:
    """Someone who only calls the bot's name is heard, with nothing said."""
    await edge.teams.say("ava", edge.teams.group("ava", "ben"), "{bot}")

    assert [m.text for m in edge.bot.messages] == [""]


async def test_locale_and_zone_come_from_the_client_when_the_activity_lacks_them(edge: Edge) -> None:
    """The clientInfo entity fills in; without either it is en-US and UTC."""
    info = [{"type": "clientInfo", "locale": "de-DE", "timezone": "Europe/Berlin"}]
    await edge.status(edge.an_activity(locale=None, localTimezone=None, entities=info))
    await edge.status(edge.an_activity(id="2", locale=None, localTimezone=None, entities=None))

    assert [(m.locale, m.timezone) for m in edge.bot.messages] == [("de-DE", "Europe/Berlin"), ("en-US", "UTC")]


@pytest.mark.parametrize("timestamp", [None, "yesterday"])
async def test_without_a_readable_time_it_is_the_time_of_arrival(edge: Edge, timestamp: str | None) -> None:
    """A message is never without a time."""
    await edge.status(edge.an_activity(timestamp=timestamp))

    assert edge.bot.messages[0].sent_at == edge.clock.now()


@pytest.mark.parametrize(
    ("place", "scope"),
    [
        ({"id": "a:1"}, Scope.PERSONAL),
        ({"id": "a:1", "isGroup": True}, Scope.GROUP),
        ({"id": "a:1", "conversationType": "channel"}, Scope.CHANNEL),
    ],
)
async def test_scope_is_told_even_by_clients_that_do_not_name_it(
    edge: Edge, place: dict[str, object], scope: Scope
) -> None:
    """conversationType decides; without it, isGroup."""
    await edge.status(edge.an_activity(conversation=place))

    assert edge.bot.messages[0].conversation.scope is scope


@pytest.mark.parametrize(
    "kind", ["messageReaction", "messageDelete", "typing", "event", "endOfConversation", "brandNew"]
)
async def test_other_kinds_are_acknowledged_and_ignored(edge: Edge, kind: str) -> None:
    """Teams is told 200, so that it does not send them again, and the bot hears nothing."""
    assert await edge.status(edge.an_activity(type=kind)) == 200
    assert edge.bot == type(edge.bot)(reply=edge.bot.reply)


async def test_an_edit_is_handed_over_as_one(edge: Edge) -> None:
    """It names the message that was edited, has an id of its own, the same when Teams delivers it again."""
    edit = edge.an_activity(
        type="messageUpdate",
        id="1795000000000",
        text="how many tasks?",
        timestamp="2026-11-23T12:00:00.250Z",
        channelData={"eventType": "editMessage"},
    )
    for _ in range(2):
        assert await edge.status(edit) == 200

    assert edge.bot.messages == []
    assert [(m.id, m.reply_to_id, m.text) for m in edge.bot.edits] == [
        ("1795000000000:edit:1795435200250", "1795000000000", "how many tasks?")
    ] * 2


@pytest.mark.parametrize("changes", [{"channelData": {"eventType": "undeleteMessage"}}, {"id": None}])
async def test_other_changes_of_a_message_are_ignored(edge: Edge, changes: dict[str, object]) -> None:
    """A deletion taken back asks nothing; neither does a change of what is not named."""
    assert await edge.status(edge.an_activity(**{"type": "messageUpdate", **changes})) == 200

    assert (edge.bot.messages, edge.bot.edits) == ([], [])
