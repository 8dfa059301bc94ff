"""What the web edge hands to the flows, as a Protocol; the flows implement it."""

from __future__ import annotations

from typing import Protocol

from bot.domain.chat import Click, ClickReply, Conversation, Feedback, Message
from bot.domain.people import Person


class Desk(Protocol):
    """Takes what comes in from Teams, already authenticated and translated.

    The HTTP answer waits for each call, and Teams waits about 15 s for the HTTP answer: store, then return. A
    StoreUnavailable raised here becomes a 503, any other SheetlineError of a click a refusal with its sentence.
    """

    async def message(self, message: Message) -> None:
        """Keep the message and return; the work happens after. A redelivered message id changes nothing."""
        ...

    async def edited(self, message: Message) -> None:
        """A person changed a message: `message.reply_to_id` is that message, `message.id` this change of it."""
        ...

    async def click(self, click: Click) -> ClickReply:
        """Do what the button says and return what the person sees; this one is waited for."""
        ...

    async def export(self, name: str) -> bytes | None:
        """The file that a link names by its secret; None when there is none, or its time is over."""
        ...

    async def feedback(self, conversation: Conversation, feedback: Feedback) -> None:
        """Keep what a person thinks of an answer; feedback on what is no longer known is passed over."""
        ...

    async def installed(self, conversation: Conversation, by: Person | None, event: str) -> None:
        """The bot was added here. Teams says so by two events (conversationUpdate and installationUpdate)."""
        ...

    async def removed(self, conversation: Conversation, because: str) -> None:
        """The bot was taken out of here, possibly said twice; nothing can be sent there any more."""
        ...
