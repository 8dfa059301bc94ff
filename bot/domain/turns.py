"""A turn: one accepted message, stored before it is acknowledged and answered exactly once.

    ACCEPTED ──(answered: session and replies saved in one transaction)──▶ ANSWERED ──(replies posted)──▶ DELIVERED

A turn in ACCEPTED may be worked by any instance that holds the conversation's lease; one in ANSWERED only needs its
remaining replies (`replies[delivered:]`) posted. Either survives the death of the instance at any line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.chat import Feedback, Message, Outgoing
from bot.domain.model import Usage


class TurnState(StrEnum):
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Turn:
    """`id` is the activity id, unique within its conversation; `order` sorts turns of one conversation by arrival.

    `posted` holds the ids of the activities that answered it; `feedback` the latest of each person to any of them,
    `used` what the model cost.
    """

    message: Message
    accepted_at: datetime
    correlation_id: str
    state: TurnState = TurnState.ACCEPTED
    replies: tuple[Outgoing, ...] = ()
    delivered: int = 0
    posted: tuple[str, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    used: Usage = field(default_factory=Usage)

    @property
    def id(self) -> str:
        return self.message.id

    @property
    def conversation_id(self) -> str:
        return self.message.conversation.id

    @property
    def order(self) -> str:
        """Sorts turns as Teams stamped them; a string so that every store sorts it alike."""
        return f"{self.message.sent_at.isoformat()}|{self.accepted_at.isoformat()}|{self.id}"

    def reacted(self, feedback: Feedback) -> Turn:
        """The turn with this feedback in place of what the person said before about the same message."""
        kept = tuple(
            each
            for each in self.feedback
            if (each.person.id, each.activity_id) != (feedback.person.id, feedback.activity_id)
        )
        return replace(self, feedback=(*kept, feedback))
