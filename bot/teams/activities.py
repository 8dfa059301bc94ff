"""Activities as Teams takes them: what we say, in its envelope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.chat import Citation, Conversation, Outgoing

PRIVATE_CARD = "private"
"""Said by each button of a card that one person alone sees, as Teams may not say it of the press. Who forges it reaches
nothing but their own private conversation."""

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
MOST_CITATIONS = 20


def compose(conversation: Conversation, outgoing: Outgoing) -> dict[str, Any]:
    """The activity: a card alone (Teams would split text and card, and return no id), or plain text alone.

    Text is sent as `plain`, so that a sheet's name never becomes markup. What a model wrote carries Teams' AI label,
    its sources, and 👍 and 👎.
    """
    activity = envelope(conversation, "message")
    if outgoing.model_made:
        activity |= {"entities": [_origin(outgoing)], "channelData": {"feedbackLoop": {"type": "default"}}}
    if outgoing.card is None:
        return activity | {"text": outgoing.text, "textFormat": "plain"}
    attachment = {"contentType": ADAPTIVE_CARD, "content": card_for(conversation, outgoing)}
    activity |= {"attachmentLayout": "list", "attachments": [attachment]}
    if summary := outgoing.summary or outgoing.text:
        activity["summary"] = summary
    return activity


def card_for(conversation: Conversation, outgoing: Outgoing) -> Any:
    """The card as it is sent there: in a private conversation its buttons say so."""
    return _marked(outgoing.card) if conversation.only_for else outgoing.card


def _marked(node: Any) -> Any:
    if isinstance(node, Mapping):
        marked = {key: _marked(value) for key, value in node.items()}
        if node.get("type") in {"Action.Execute", "Action.Submit"} and isinstance(node.get("data"), Mapping):
            marked["data"] = {**node["data"], PRIVATE_CARD: True}
        return marked
    return [_marked(each) for each in node] if isinstance(node, list | tuple) else node


def addressed(activity: dict[str, Any], conversation: Conversation, *, answers: str | None) -> dict[str, Any]:
    """The new activity for its one reader, where there is one: named as recipient, with the message it `answers`.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/targeted-messages
    """
    if conversation.only_for is None:
        return activity
    said = {"type": "targetedMessageInfo", "messageId": answers}
    entities = [*activity.get("entities", ()), *([said] if answers else ())]
    return {**activity, "recipient": {"id": conversation.only_for}, **({"entities": entities} if entities else {})}


def _origin(outgoing: Outgoing) -> dict[str, Any]:
    """The root entity that says “AI generated”, and from what.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bot-messages-ai-generated-content
    """
    label: dict[str, Any] = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "additionalType": ["AIGeneratedContent"],
    }
    cited = [_claim(position, each) for position, each in enumerate(outgoing.citations[:MOST_CITATIONS], start=1)]
    return label | {"citation": cited} if cited else label


def _claim(position: int, citation: Citation) -> dict[str, Any]:
    document = {"@type": "DigitalDocument", "name": citation.name[:80], "abstract": citation.abstract[:160]}
    if citation.url:
        document["url"] = citation.url
    return {"@type": "Claim", "position": position, "appearance": document}


def envelope(conversation: Conversation, kind: str) -> dict[str, Any]:
    """An activity of the kind (`message`, `typing`) from the bot to this conversation, without content."""
    return {
        "type": kind,
        "channelId": conversation.channel_id,
        "serviceUrl": conversation.service_url,
        "from": {"id": conversation.bot_id, "name": conversation.bot_name, "role": "bot"},
        "conversation": {"id": conversation.teams_id},
    }
