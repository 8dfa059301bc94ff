"""What an activity tells, by its type. A type that is not here tells nothing: it is acknowledged and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

import structlog

from bot.domain.chat import BotAdded, BotRemoved, Click, EditedMessage, Message
from bot.teams.translation import installer, is_from_bot, to_conversation, to_edit, to_message, to_submit_click
from bot.teams.wire import WireActivity

log = structlog.get_logger(__name__)

Told: TypeAlias = Message | EditedMessage | BotAdded | BotRemoved | Click


def events_in(activity: WireActivity, *, received_at: datetime) -> tuple[Told, ...]:
    """The events of an activity that is no invoke. Raises BadActivity."""
    read = _READERS.get(activity.type)
    found = () if read is None else tuple(read(activity, received_at))
    if not found:
        log.info("activity_ignored", type=activity.type, name=activity.name, action=activity.action, id=activity.id)
    return found


def _message(activity: WireActivity, received_at: datetime) -> Iterator[Told]:
    """A message, or the press of an Action.Submit, which comes as a message with a value."""
    if is_from_bot(activity):
        return
    click = to_submit_click(activity, received_at=received_at)
    if click is not None:
        yield click
    elif activity.value is None or activity.text:
        yield to_message(activity, received_at=received_at)


def _message_update(activity: WireActivity, received_at: datetime) -> Iterator[Told]:
    """A message edited by a person; one that was deleted and brought back asks nothing."""
    edited = None if is_from_bot(activity) else to_edit(activity, received_at=received_at)
    if edited is not None:
        yield edited


def _conversation_update(activity: WireActivity, _: datetime) -> Iterator[Told]:
    """The bot among the members added or removed; other members, renames and the like are not our business."""
    if any(member.id == activity.recipient.id for member in activity.members_added or ()):
        yield BotAdded(to_conversation(activity), installer(activity), activity.type)
    if any(member.id == activity.recipient.id for member in activity.members_removed or ()):
        yield BotRemoved(to_conversation(activity), "The bot was removed from the conversation.")


def _installation_update(activity: WireActivity, _: datetime) -> Iterator[Told]:
    """The app added or removed; an upgrade (`add-upgrade`, `remove-upgrade`) changes nothing here."""
    if activity.action == "add":
        yield BotAdded(to_conversation(activity), installer(activity), activity.type)
    elif activity.action == "remove":
        yield BotRemoved(to_conversation(activity), "The app was removed.")


_READERS: dict[str, Callable[[WireActivity, datetime], Iterator[Told]]] = {
    "message": _message,
    "messageUpdate": _message_update,
    "conversationUpdate": _conversation_update,
    "installationUpdate": _installation_update,
}
