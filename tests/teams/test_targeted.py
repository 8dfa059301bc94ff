"""Targeted messages on the wire: who is asked for, what is refused, and that nothing is public instead."""

from __future__ import annotations

import pytest

from bot.domain.chat import Conversation, Outgoing, Scope
from bot.errors import ConversationGone, Internal, SheetlineError
from bot.teams.faults import ActivityNotFoundInConversation
from infra.local.people import BY_KEY
from infra.local.teams.threads import person_id
from tests.edge import Edge

AVA = person_id(BY_KEY["ava"])
BUTTON = {
    "type": "Action.Execute",
    "title": "Rows",
    "verb": "rows",
    "data": {"verb": "rows", "id": "a1"},
    "fallback": {"type": "Action.Submit", "title": "Rows", "data": {"verb": "rows", "id": "a1"}},
}
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "ActionSet", "actions": [BUTTON]}]}


@pytest.mark.parametrize("kind", ["channel", "group", "personal"])
async def test_a_targeted_message_is_a_conversation_of_its_sender_alone(edge: Edge, kind: str) -> None:
    """Its id is the place's with the person's; a personal chat is private already."""
    channel = edge.teams.thread(edge.teams.channel("Budget"))
    place = {"channel": channel, "group": edge.teams.group("ava", "ben"), "personal": edge.teams.personal("ava")}[kind]
    await edge.teams.say("ava", place, "sheets", private=True)
    await edge.teams.say("ava", place, "sheets")

    private, public = [message.conversation for message in edge.bot.messages]
    assert (public.id, public.only_for) == (place.id, None)
    assert private.teams_id == place.id
    assert private.only_for == (None if kind == "personal" else AVA)
    assert (private == public) is (kind == "personal")
    assert (private.channel, private.thread_root) == (public.channel, public.thread_root)
    assert private.audience is (public.scope if kind == "personal" else Scope.PERSONAL)


@pytest.mark.parametrize("flag", ["yes", 1, {}])
async def test_a_mark_of_another_kind_is_a_bad_request(edge: Edge, flag: object) -> None:
    """It is refused rather than answered in public."""
    recipient = {"id": edge.server.bot_id, "isTargeted": flag}
    assert await edge.status(edge.an_activity(recipient=recipient)) == 400


async def test_what_is_sent_updated_and_typed_is_targeted(edge: Edge) -> None:
    """A recipient on what is new, none on an update; no reply, but an entity that names the message."""
    place = edge.teams.group("ava", "ben")
    here = edge.here(place).private_for(AVA)
    await edge.messenger.typing(here)
    posted = await edge.messenger.send(here, Outgoing(card=CARD), reply_to="17")
    await edge.messenger.update(here, posted, Outgoing(card=CARD, summary="Done"))

    typing, sent, updated = edge.server.posted(place.id)
    assert {typing.only_for, sent.only_for, updated.only_for} == {AVA}
    assert (sent.reply_to, sent.activity["conversation"]) == (None, {"id": place.id})
    assert sent.activity["entities"] == [{"type": "targetedMessageInfo", "messageId": "17"}]
    assert "recipient" not in updated.activity
    assert edge.teams.card(posted, viewer="ava") is not None
    assert edge.teams.card(posted, viewer="ben") is None


@pytest.mark.parametrize("fallback", [False, True], ids=["Execute", "Submit"])
async def test_a_press_of_a_private_card_is_private(edge: Edge, fallback: bool) -> None:
    """Its buttons say so, as Teams may not; the card that was given stays as it was, and a public one says nothing."""
    place = edge.teams.group("ava", "ben")
    private = await edge.messenger.send(edge.here(place).private_for(AVA), Outgoing(card=CARD))
    public = await edge.messenger.send(edge.here(place), Outgoing(card=CARD))
    await edge.teams.press("ava", private, "Rows", fallback=fallback)
    await edge.teams.press("ben", public, "Rows", fallback=fallback)

    assert [click.conversation.only_for for click in edge.bot.clicks] == [AVA, None]
    assert [click.inputs for click in edge.bot.clicks] == [{}, {}]
    assert "private" not in str(CARD)


async def test_a_stranger_gets_nothing_and_nor_does_anybody_else(edge: Edge) -> None:
    """Teams refuses who is no member; the conversation is over for them, and nothing was said in public."""
    place = edge.teams.group("ava", "ben")
    with pytest.raises(ConversationGone):
        await edge.messenger.send(edge.here(place).private_for("29:stranger"), Outgoing(text="secret"))
    assert edge.server.posted(place.id) == []


async def test_a_public_call_never_touches_a_targeted_message(edge: Edge) -> None:
    """Nor the other way round: an update that lost its mark would show everyone what one may see."""
    place = edge.teams.group("ava", "ben")
    here = edge.here(place)
    private = await edge.messenger.send(here.private_for(AVA), Outgoing(text="secret"))
    public = await edge.messenger.send(here, Outgoing(text="hello"))
    for conversation, activity_id in ((here, private), (here.private_for(AVA), public)):
        with pytest.raises(ActivityNotFoundInConversation):
            await edge.messenger.update(conversation, activity_id, Outgoing(text="changed"))


@pytest.mark.parametrize(
    ("recipient", "reply_to", "error"),
    [(None, None, Internal), (AVA, "17", Internal), ("29:stranger", None, ConversationGone)],
)
async def test_the_connector_is_as_strict_as_teams(
    edge: Edge, recipient: str | None, reply_to: str | None, error: type[SheetlineError]
) -> None:
    """A targeted post names a member and is no reply."""
    place: Conversation = edge.here(edge.teams.group("ava", "ben"))
    activity = {"type": "message", "text": "secret"} | ({"recipient": {"id": recipient}} if recipient else {})
    with pytest.raises(error):
        await edge.connector.post(place.service_url, place.id, activity, reply_to=reply_to, targeted=True)
