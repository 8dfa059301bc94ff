"""A message that was edited: what it says now is answered, once, while it is recent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from bot.conversation.message import receive
from bot.conversation.services import Services
from bot.domain.chat import EditedMessage
from bot.domain.model import Role
from bot.domain.routes import on

log = structlog.get_logger(__name__)

ANSWERED_FOR = timedelta(minutes=10)
"""An older message that is edited is being tidied up, not asked again."""


async def take(services: Services, event: EditedMessage) -> bool:
    """Keep an edit as a turn of its own; False when it is old, was delivered before, or asks nothing new.

    An answer already under way is not called back.
    """
    edited = event.message
    first_said = _said_at(edited.reply_to_id or "")
    if first_said is not None and edited.sent_at - first_said > ANSWERED_FOR:
        log.info("edit_too_late", activity=edited.id)
        return False
    stored = await services.store.load(edited.conversation.id)
    if stored is not None:
        questions = [u.content for u in stored[0].history if u.role is Role.USER]
        if edited.text in questions[-1:]:
            log.info("edit_without_news", activity=edited.id)
            return False
    return await receive(services, edited)


def _said_at(activity_id: str) -> datetime | None:
    """Teams numbers messages by the millisecond they were sent in; None for ids of another form."""
    if not (activity_id.isascii() and activity_id.isdecimal() and len(activity_id) == 13):
        return None
    return datetime.fromtimestamp(int(activity_id) / 1000, UTC)


ROUTES = (on(EditedMessage, take),)
