"""A 👍 or 👎 to an answer: kept with the turn that answered, so that its correlation id leads to what happened."""

from __future__ import annotations

import structlog

from bot.domain.chat import Conversation, Feedback
from bot.flows.services import Services

log = structlog.get_logger(__name__)


async def take(services: Services, conversation: Conversation, feedback: Feedback) -> bool:
    """Keep the feedback; False when its turn is no longer known. The person's words are kept, never logged.

    Raises StoreUnavailable.
    """
    turn = await services.store.react(conversation.id, feedback)
    log.info(
        "feedback",
        reaction=feedback.reaction,
        activity=feedback.activity_id,
        words=len(feedback.text),
        correlation_id=turn.correlation_id if turn else None,
    )
    return turn is not None
