"""👍 and 👎 under an answer, over real HTTP."""

from __future__ import annotations

import pytest

from bot.domain.chat import Citation, Outgoing, Reaction
from tests.edge import Edge

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
WRITTEN = Outgoing(
    card=CARD,
    summary="12 tasks are overdue.",
    model_made=True,
    citations=(
        Citation("Launch plan", "Smartsheet, version 12, 48 rows", "https://app.smartsheet.com/sheets/x"),
        Citation("B" * 200, "a" * 300),
    ),
)


async def test_what_a_model_wrote_is_labelled_and_names_its_sources(edge: Edge) -> None:
    """The root entity as Teams wants it, citations within its limits, and the feedback buttons."""
    chat = edge.teams.personal("ava")
    await edge.messenger.send(edge.here(chat), WRITTEN)
    activity = (await edge.teams.next_reply(chat)).activity
    (entity,) = activity["entities"]
    assert {key: entity[key] for key in ("type", "@type", "@context", "additionalType")} == {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "additionalType": ["AIGeneratedContent"],
    }
    assert entity["citation"][0] == {
        "@type": "Claim",
        "position": 1,
        "appearance": {
            "@type": "DigitalDocument",
            "name": "Launch plan",
            "abstract": "Smartsheet, version 12, 48 rows",
            "url": "https://app.smartsheet.com/sheets/x",
        },
    }
    second = entity["citation"][1]["appearance"]
    assert (len(second["name"]), len(second["abstract"]), "url" in second) == (80, 160, False)
    assert activity["channelData"]["feedbackLoop"] == {"type": "default"}


async def test_a_commands_card_is_neither_labelled_nor_rated(edge: Edge) -> None:
    """No model wrote it, so nothing says so."""
    chat = edge.teams.personal("ava")
    await edge.messenger.send(edge.here(chat), Outgoing(card=CARD))
    activity = (await edge.teams.next_reply(chat)).activity
    assert "entities" not in activity
    assert "channelData" not in activity


@pytest.mark.parametrize("reaction", list(Reaction))
async def test_a_reaction_arrives_and_is_answered_with_an_empty_object(edge: Edge, reaction: Reaction) -> None:
    """Who, about which message, what and why; Teams gets 200 with {}."""
    chat = edge.teams.personal("ava")
    message_id = await edge.messenger.send(edge.here(chat), WRITTEN)
    body = await edge.teams.react("ava", message_id, reaction.value, text="Ben has 6, not 5")
    ((conversation, feedback),) = edge.bot.reactions
    assert body == {}
    assert conversation.id == chat.id
    assert (feedback.activity_id, feedback.reaction, feedback.text) == (message_id, reaction, "Ben has 6, not 5")
    assert feedback.person.name == "Ava Chen"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"actionValue": {"reaction": "like", "feedback": "plain words"}}, "plain words"),
        ({"actionValue": {"reaction": "like", "feedback": {"feedbackText": "an object"}}}, "an object"),
        ({"actionValue": {"reaction": "like", "feedback": '{"feedbackText": 7}'}}, ""),
        ({"actionValue": {"reaction": "like"}}, ""),
        ({"actionValue": {"reaction": "like", "feedback": "n" * 9000}}, "n" * 4000),
    ],
)
async def test_the_words_are_taken_in_whatever_form_they_come(edge: Edge, value: object, text: str) -> None:
    """JSON in a string from the default form, an object or plain text from others; at most 4,000 characters."""
    activity = edge.an_activity(type="invoke", name="message/submitAction", replyToId="1", text=None, value=value)
    assert await edge.status(activity) == 200
    assert edge.bot.reactions[0][1].text == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        "like",
        {},
        {"actionValue": None},
        {"actionValue": {"reaction": "love"}},
        {"actionValue": {"reaction": ["like"]}},
        {"actionName": "other", "actionValue": {"feedback": "x"}},
    ],
)
async def test_what_is_no_reaction_is_a_bad_request(edge: Edge, value: object) -> None:
    """Nothing reaches the bot, and it is not a 500."""
    activity = edge.an_activity(type="invoke", name="message/submitAction", replyToId="1", text=None, value=value)
    assert await edge.status(activity) == 400
    assert edge.bot.reactions == []


async def test_a_client_that_does_not_say_which_message_is_heard(edge: Edge) -> None:
    """The Playground names none: whoever keeps the feedback takes the newest."""
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "good"}}
    activity = edge.an_activity(type="invoke", name="message/submitAction", text=None, value=value)
    assert await edge.status(activity) == 200
    ((_, feedback),) = edge.bot.reactions
    assert (feedback.activity_id, feedback.text) == ("", "good")
