"""Presses on cards: Action.Execute answered in the invoke, Action.Submit by what is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.chat import Outgoing
from bot.domain.invokes import CardReply
from bot.errors import NotFound, PermissionDenied, RateLimited, SheetlineError, StoreUnavailable
from infra.local.people import BY_KEY
from infra.local.teams import Posted, Thread
from infra.local.teams.threads import person_id
from tests.edge import Edge

NEW_CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Rows"}]}
CARD = "application/vnd.microsoft.card.adaptive"
TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def a_card() -> dict[str, Any]:
    """A card as the cards package makes them: Execute with a Submit to fall back on, and an input."""
    data = {"verb": "rows", "id": "a1"}
    rows = {
        "type": "Action.Execute",
        "title": "Rows",
        "verb": "rows",
        "data": {"id": "a1"},
        "fallback": {"type": "Action.Submit", "title": "Rows", "data": data},
    }
    body = [{"type": "Input.Text", "id": "note", "value": "hi"}, {"type": "ActionSet", "actions": [rows]}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body}


async def shown(edge: Edge, place: Thread) -> Posted:
    await edge.messenger.send(edge.here(place), Outgoing(card=a_card(), summary="An answer"))
    return await edge.teams.next_reply(place)


async def test_a_press_arrives_as_a_click(edge: Edge) -> None:
    """Verb, target, inputs, who and which card; nothing of Teams' wrapping."""
    chat = edge.teams.group("ava", "ben")
    card = await shown(edge, chat)
    await edge.teams.press("ben", card.id, "Rows", inputs={"note": "mine"})

    (click,) = edge.bot.clicks
    assert (click.verb, click.target, dict(click.inputs)) == ("rows", "a1", {"note": "mine"})
    assert click.person.id == person_id(BY_KEY["ben"])
    assert (click.card_activity_id, click.conversation.id) == (card.id, chat.id)
    assert (click.locale, click.timezone) == ("en-US", "America/New_York")


async def test_a_card_answers_with_exactly_the_body_teams_wants(edge: Edge) -> None:
    """HTTP 200 with statusCode, type and the card as value, serialized once; the clicker alone sees it."""
    group = edge.teams.group("ava", "ben")
    card = await shown(edge, group)
    edge.bot.reply = CardReply(Outgoing(card=NEW_CARD))
    pressed = await edge.teams.press("ava", card.id, "Rows")

    assert (pressed.status, pressed.body) == (200, {"statusCode": 200, "type": CARD, "value": NEW_CARD})
    assert edge.teams.card(card.id, viewer="ava") == NEW_CARD
    assert edge.teams.card(card.id, viewer="ben") == a_card()


async def test_a_sentence_answers_as_a_message(edge: Edge) -> None:
    """Text is Teams' activity.message."""
    card = await shown(edge, edge.teams.personal("ava"))
    pressed = await edge.teams.press("ava", card.id, "Rows")

    assert (pressed.status, pressed.body) == (200, {"statusCode": 200, "type": TEXT, "value": "Done."})


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (NotFound("Gone.", hint="Ask again."), 404, "NOT_FOUND"),
        (PermissionDenied("No.", hint="Ask again."), 403, "PERMISSION_DENIED"),
        (RateLimited("Slow down.", hint="Ask again."), 429, "RATE_LIMITED"),
        (StoreUnavailable("Down.", hint="Ask again."), 503, "UNAVAILABLE"),
    ],
)
async def test_a_failure_answers_with_its_code_and_sentences(
    edge: Edge, failure: SheetlineError, status: int, code: str
) -> None:
    """A known failure is an error body of the documented form with code, message and next step."""
    card = await shown(edge, edge.teams.personal("ava"))
    edge.bot.failure = failure
    pressed = await edge.teams.press("ava", card.id, "Rows")

    value = {"code": code, "message": f"{failure.message} Ask again."}
    assert (pressed.status, pressed.body) == (200, {"statusCode": status, "type": ERROR, "value": value})


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        {},
        {"action": "rows"},
        {"action": {"type": "Action.Submit", "verb": "rows"}},
        {"action": {"type": "Action.Execute"}},
        {"action": {"type": "Action.Execute", "verb": 7}},
        {"action": {"type": "Action.Execute", "verb": ""}},
        {"action": {"type": "Action.Execute", "verb": "rows", "data": "x"}},
        {"action": {"type": "Action.Execute", "verb": "rows", "data": {"id": {}}}},
    ],
    ids=str,
)
async def test_a_malformed_action_answers_as_a_bad_request(edge: Edge, value: Any) -> None:
    """botbuilder puts an Exception object there and answers 500; this is a 400 body in an HTTP 200."""
    activity = edge.an_activity(type="invoke", name="adaptiveCard/action", text=None) | {"value": value}
    status, body = await edge.teams.post(activity)

    assert status == 200
    assert (body["statusCode"], body["type"], body["value"]["code"]) == (400, ERROR, "BadRequest")
    assert edge.bot.clicks == []


@pytest.mark.parametrize("name", ["composeExtension/query", "task/fetch", "signin/verifyState", "", None])
async def test_an_invoke_we_do_not_offer_is_a_501(edge: Edge, name: str | None) -> None:
    """Teams is told that the bot does not do this."""
    assert await edge.status(edge.an_activity(type="invoke", name=name, text=None)) == 501


async def test_a_number_as_target_is_taken_as_text(edge: Edge) -> None:
    """Ids are strings, whatever a client made of them."""
    action = {"type": "Action.Execute", "verb": "open", "data": {"id": 4820000000000001}}
    await edge.status(edge.an_activity(type="invoke", name="adaptiveCard/action", text=None, value={"action": action}))

    assert edge.bot.clicks[0].target == "4820000000000001"


async def test_a_submit_is_a_click_and_its_card_takes_the_clicked_ones_place(edge: Edge) -> None:
    """The fallback of older clients: a message with a value; the answer updates the card, once, for everyone."""
    group = edge.teams.group("ava", "ben")
    card = await shown(edge, group)
    edge.bot.reply = CardReply(Outgoing(card=NEW_CARD))
    await edge.teams.press("ava", card.id, "Rows", fallback=True)

    (click,) = edge.bot.clicks
    assert (click.verb, click.target, click.inputs) == ("rows", "a1", {"note": "hi"})
    assert edge.bot.messages == []
    update = await edge.teams.next_update(group)
    assert (update.id, update.card) == (card.id, NEW_CARD)


async def test_a_submits_sentence_is_said(edge: Edge) -> None:
    """Text, and a failure's text, is posted as a plain message: a submit has no answer of its own."""
    chat = edge.teams.personal("ava")
    card = await shown(edge, chat)
    await edge.teams.press("ava", card.id, "Rows", fallback=True)
    said = await edge.teams.next_reply(chat)
    edge.bot.failure = NotFound("Gone.", hint="Ask again.")
    await edge.teams.press("ava", card.id, "Rows", fallback=True)
    failed = await edge.teams.next_reply(chat)

    assert [said.text, failed.text] == ["Done.", "Gone. Ask again."]
    assert said.activity["textFormat"] == "plain"


async def test_a_submit_whose_answer_cannot_be_shown_is_not_done_again(edge: Edge) -> None:
    """The click is done: when the card to update is gone the delivery still ends with 200."""
    chat = edge.teams.personal("ava")
    activity = edge.an_activity(text=None, value={"verb": "rows", "id": "a1"}, replyToId="123")
    edge.bot.reply = CardReply(Outgoing(card=NEW_CARD))

    assert await edge.status(activity) == 200
    assert len(edge.bot.clicks) == 1
    assert edge.server.posted(chat.id) == []


async def test_a_value_without_verb_is_ignored(edge: Edge) -> None:
    """A submit that is none of ours is acknowledged and goes nowhere."""
    assert await edge.status(edge.an_activity(text=None, value={"x": 1})) == 200
    assert (edge.bot.clicks, edge.bot.messages) == ([], [])
