"""What the bot posts, as it arrives in Teams."""

from __future__ import annotations

import pytest

from bot.domain.chat import Outgoing
from infra.local.teams import faults
from tests.edge import Edge

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "42 tasks"}]}


async def test_a_card_is_posted_alone_with_its_summary(edge: Edge) -> None:
    """Text beside a card would be split off and no id returned; the summary is not text."""
    chat = edge.teams.personal("ava")
    posted = await edge.messenger.send(edge.here(chat), Outgoing(text="ignored", card=CARD, summary="42 tasks"))

    (message,) = edge.server.messages(chat.id)
    assert (message.id, message.card, message.text) == (posted, CARD, "")
    assert message.activity["summary"] == "42 tasks"
    assert message.activity["attachmentLayout"] == "list"
    assert message.activity["from"]["id"] == edge.server.bot_id


async def test_text_is_posted_plain(edge: Edge) -> None:
    """Nothing in a text is markup, whatever a sheet is called."""
    chat = edge.teams.personal("ava")
    await edge.messenger.send(edge.here(chat), Outgoing(text="**Budget** <b>"))

    (message,) = edge.server.messages(chat.id)
    assert (message.text, message.activity["textFormat"]) == ("**Budget** <b>", "plain")


async def test_a_reply_names_what_it_answers(edge: Edge) -> None:
    """In a channel thread and in a chat the reply goes under the message."""
    for place in (edge.teams.thread(edge.teams.channel()), edge.teams.group("ava", "ben")):
        asked = await edge.teams.say("ava", place, "sheets")
        await edge.messenger.send(edge.here(place), Outgoing(text="here"), reply_to=asked)

        assert edge.server.messages(place.id)[0].reply_to == asked


async def test_a_reply_to_a_deleted_message_is_posted_without_it(edge: Edge) -> None:
    """The person deleted the question: the answer still comes."""
    chat = edge.teams.personal("ava")
    await edge.messenger.send(edge.here(chat), Outgoing(text="here"), reply_to="1")

    (message,) = edge.server.messages(chat.id)
    assert message.reply_to is None


async def test_an_update_replaces_in_place(edge: Edge) -> None:
    """Everyone sees the new card under the same id."""
    chat = edge.teams.group("ava", "ben")
    posted = await edge.messenger.send(edge.here(chat), Outgoing(text="working"))
    await edge.messenger.update(edge.here(chat), posted, Outgoing(card=CARD))

    assert edge.teams.card(posted, viewer="ben") == CARD
    assert len(edge.server.show(chat.id)) == 1


async def test_typing_is_shown_and_never_fails(edge: Edge) -> None:
    """It is posted once; when Teams refuses it nothing happens and nothing is retried."""
    chat = edge.teams.personal("ava")
    await edge.messenger.typing(edge.here(chat))
    edge.server.faults.add(faults.UNAVAILABLE)
    await edge.messenger.typing(edge.here(chat))
    edge.server.faults.add(faults.DROPPED)
    await edge.messenger.typing(edge.here(chat))

    assert [p.type for p in edge.server.posted(chat.id)] == ["typing"]
    assert edge.server.calls == 3


async def test_typing_does_not_use_up_the_last_slots(edge: Edge) -> None:
    """In a full window typing is skipped rather than waited for."""
    chat = edge.teams.personal("ava")
    for _ in range(9):
        await edge.messenger.typing(edge.here(chat))

    assert len(edge.server.posted(chat.id)) == 7
    assert edge.clock.slept == []


@pytest.mark.parametrize("conversation_id", ["19:a/b?c#d%20@thread.v2;messageid=1", "a:1 2+3&4"])
async def test_ids_are_kept_whatever_is_in_them(edge: Edge, conversation_id: str) -> None:
    """Slashes, spaces, percent signs and the rest reach Teams as part of the id."""
    from infra.local.teams.threads import Log, Thread

    thread = Thread(id=conversation_id, kind="personal", members=())
    edge.server.places.logs[conversation_id] = Log(thread=thread)
    await edge.messenger.send(edge.here(thread), Outgoing(text="hello"))

    assert len(edge.server.messages(conversation_id)) == 1
