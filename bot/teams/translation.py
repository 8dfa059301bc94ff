"""From Teams' activities to the domain's words: conversation, person, message, click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.chat import FILE, Attachment, Click, Conversation, EditedMessage, Message, Scope
from bot.domain.invokes import Invoke
from bot.domain.people import Person
from bot.teams.activities import PRIVATE_CARD
from bot.teams.wire import Account, BadActivity, WireActivity
from bot.teams.wording import spoken_text


def to_conversation(activity: WireActivity) -> Conversation:
    """The conversation reference: where it is, how to speak there unasked, and whether for the sender alone."""
    place = activity.conversation
    here = Conversation(
        id=place.id,
        scope=_scope(activity),
        service_url=activity.service_url,
        bot_id=activity.recipient.id,
        bot_name=activity.recipient.name or "Sheetline",
        tenant_id=place.tenant_id or activity.channel_value("tenant", "id"),
        team_id=activity.channel_value("team", "id"),
        channel_id=activity.channel_id or "msteams",
    )
    return here.private_for(activity.sender.id) if activity.recipient.is_targeted else here


def to_person(account: Account) -> Person:
    return Person(id=account.id, name=account.name or "", aad_object_id=account.aad_object_id)


def to_message(activity: WireActivity, *, received_at: datetime) -> Message:
    """A message with the bot's mention taken out of its text; the HTML copy Teams attaches is not an attachment."""
    return Message(
        id=str(activity.id),
        conversation=to_conversation(activity),
        sender=to_person(activity.sender),
        text=spoken_text(
            activity.text or "",
            text_format=activity.text_format,
            entities=activity.entities or (),
            bot_id=activity.recipient.id,
        ),
        sent_at=_sent_at(activity, received_at),
        locale=_locale(activity),
        timezone=_timezone(activity),
        reply_to_id=activity.reply_to_id,
        attachments=tuple(_attachments(activity)),
    )


def to_edit(activity: WireActivity, *, received_at: datetime) -> EditedMessage | None:
    """An edit of a message as a message in reply to it; None for another change, such as a deletion taken back."""
    if not activity.id or activity.channel_value("eventType") not in {None, "editMessage"}:
        return None
    said = to_message(activity, received_at=received_at)
    changed = f"{said.id}:edit:{int(said.sent_at.timestamp() * 1000)}"
    return EditedMessage(replace(said, id=changed, reply_to_id=said.id))


def to_execute_click(activity: WireActivity, *, received_at: datetime) -> Click:
    """An Action.Execute (`adaptiveCard/action`). Raises BadActivity when its value is not formed as Teams forms it."""
    action = activity.value.get("action") if isinstance(activity.value, dict) else None
    if not isinstance(action, dict) or action.get("type") != "Action.Execute":
        raise BadActivity("The invoke has no Action.Execute.")
    data = action.get("data") or {}
    if not isinstance(data, dict):
        raise BadActivity("The action's data must be an object.")
    return _click(activity, {**data, "verb": action.get("verb") or data.get("verb")}, received_at)


def to_submit_click(activity: WireActivity, *, received_at: datetime) -> Click | None:
    """An Action.Submit, which comes as a message with a value and no text; None when the message is not one."""
    if activity.text or not isinstance(activity.value, dict) or not isinstance(activity.value.get("verb"), str):
        return None
    return _click(activity, activity.value, received_at)


def to_invoke(activity: WireActivity, *, received_at: datetime) -> Invoke:
    """Any invoke, its value as it came."""
    return Invoke(
        id=str(activity.id),
        name=activity.name or "",
        conversation=to_conversation(activity),
        person=to_person(activity.sender),
        value=activity.value,
        sent_at=_sent_at(activity, received_at),
        reply_to_id=activity.reply_to_id,
        locale=_locale(activity),
        timezone=_timezone(activity),
    )


def is_from_bot(activity: WireActivity) -> bool:
    """Whether a bot said it, ourselves or another: nothing to answer, or two bots would talk for ever."""
    sender = activity.sender
    return sender.id == activity.recipient.id or sender.role in {"bot", "skill"} or sender.id.startswith("28:")


def installer(activity: WireActivity) -> Person | None:
    """Who added the bot; None when the event speaks for the conversation itself."""
    sender = activity.sender
    if is_from_bot(activity) or sender.id in {activity.conversation.id, activity.channel_value("team", "id")}:
        return None
    return to_person(sender)


def _click(activity: WireActivity, data: Mapping[str, Any], received_at: datetime) -> Click:
    verb, target = data.get("verb"), data.get("id")
    if not isinstance(verb, str) or not verb:
        raise BadActivity("The action has no verb.")
    if target is not None and not isinstance(target, str | int):
        raise BadActivity("The action's id must be a string.")
    here = to_conversation(activity)
    return Click(
        id=str(activity.id),
        conversation=here.private_for(activity.sender.id) if data.get(PRIVATE_CARD) is True else here,
        person=to_person(activity.sender),
        verb=verb,
        target="" if target is None else str(target),
        sent_at=_sent_at(activity, received_at),
        card_activity_id=activity.reply_to_id,
        locale=_locale(activity),
        timezone=_timezone(activity),
        inputs={key: value for key, value in data.items() if key not in {"verb", "id", "msteams", PRIVATE_CARD}},
    )


def _scope(activity: WireActivity) -> Scope:
    """Teams always says it; other clients may only say whether it is a group."""
    try:
        return Scope(activity.conversation.conversation_type or "")
    except ValueError:
        return Scope.GROUP if activity.conversation.is_group else Scope.PERSONAL


def _sent_at(activity: WireActivity, received_at: datetime) -> datetime:
    try:
        sent_at = datetime.fromisoformat(activity.timestamp or "")
    except ValueError:
        return received_at
    return sent_at.astimezone(UTC) if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _locale(activity: WireActivity) -> str:
    return activity.locale or _client_info(activity, "locale") or "en-US"


def _timezone(activity: WireActivity) -> str:
    return activity.local_timezone or _client_info(activity, "timezone") or "UTC"


def _client_info(activity: WireActivity, name: str) -> str | None:
    for entity in activity.entities or ():
        if entity.get("type") == "clientInfo" and isinstance(value := entity.get(name), str):
            return value
    return None


def _attachments(activity: WireActivity) -> list[Attachment]:
    found = []
    for entry in activity.attachments or ():
        kind = entry.get("contentType")
        if not isinstance(kind, str) or kind == "text/html":
            continue
        content = entry.get("content")
        url = entry.get("contentUrl")
        if kind == FILE:  # its contentUrl is the file's page, for who is signed in
            url = content.get("downloadUrl") if isinstance(content, dict) else None
        found.append(Attachment(content_type=kind, name=str(entry.get("name") or ""), url=str(url or "")))
    return found
