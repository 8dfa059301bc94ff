"""A 👍 or 👎 to an answer: kept with the turn that answered, so that its correlation id leads to what happened."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog

from bot.conversation.services import Services
from bot.domain.chat import Feedback, Reaction
from bot.domain.invokes import EmptyReply, Invoke
from bot.domain.routes import on_invoke
from bot.errors import InvalidArguments

log = structlog.get_logger(__name__)

LONGEST = 4_000
"""Characters of a person's words that are kept."""


async def take(services: Services, invoke: Invoke) -> EmptyReply:
    """Keep the feedback; what is said of a turn no longer known is passed over. The words are kept, never logged.

    Raises InvalidArguments, StoreUnavailable.
    """
    feedback = feedback_in(invoke)
    turn = await services.store.react(invoke.conversation.id, feedback)
    if turn is None and feedback.activity_id:  # Teams may not say that the answer was a private one
        turn = await services.store.react(invoke.conversation.private_for(invoke.person.id).id, feedback)
    log.info(
        "feedback",
        reaction=feedback.reaction,
        activity=feedback.activity_id,
        words=len(feedback.text),
        correlation_id=turn.correlation_id if turn else None,
    )
    return EmptyReply()


def feedback_in(invoke: Invoke) -> Feedback:
    """What the invoke says of the message it replies to. Raises InvalidArguments when it is neither 👍 nor 👎.

    The words come as JSON in a string, `{"feedbackText": "…"}`; a form of one's own may send an object, and the
    Playground sends them bare and does not say to which message [M].
    """
    value = invoke.value if isinstance(invoke.value, dict) else {}
    said = value.get("actionValue")
    reaction = said.get("reaction") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(reaction, str) or reaction not in set(Reaction):
        raise InvalidArguments("The invoke has no reaction.")
    return Feedback(
        activity_id=str(invoke.reply_to_id or value.get("replyToId") or ""),
        person=invoke.person,
        reaction=Reaction(reaction),
        text=_words(said.get("feedback")),
        at=invoke.sent_at,
    )


def _words(said: Any) -> str:
    if isinstance(said, str):
        try:
            said = msgspec.json.decode(said)
        except msgspec.DecodeError:
            return str(said)[:LONGEST]
    text = said.get("feedbackText") if isinstance(said, dict) else said
    return text[:LONGEST] if isinstance(text, str) else ""


ROUTES = (on_invoke("message/submitAction", take),)
