"""The Messenger port over Teams' connector."""

from __future__ import annotations

import structlog

from bot.domain.chat import Conversation, Outgoing, Scope
from bot.errors import SheetlineError
from bot.ports import Clock
from bot.teams.activities import addressed, compose, envelope
from bot.teams.connector import TeamsConnector
from bot.teams.faults import ActivityNotFoundInConversation
from bot.teams.stream import TeamsStream, open_stream

log = structlog.get_logger(__name__)


class TeamsMessenger:
    """Speaks in any conversation whose service URL came with an authenticated activity.

    Raises ConversationGone, LimitExceeded (100 KB in UTF-16), TeamsUnavailable after retries; its subclass
    DeliveryUnknown when a post's answer was lost, so that whoever asks again knows it may be said twice.
    """

    def __init__(self, connector: TeamsConnector, *, clock: Clock) -> None:
        self._connector = connector
        self._clock = clock

    async def send(self, conversation: Conversation, outgoing: Outgoing, *, reply_to: str | None = None) -> str:
        """Post; returns the new activity's id. When the message replied to was deleted it is posted without it.

        In a private conversation only its person sees it; where Teams does not let us, nothing is posted.
        """
        activity = compose(conversation, outgoing)
        where = conversation.service_url, conversation.teams_id
        if conversation.only_for:  # Teams takes no targeted replies
            return await self._connector.post(
                *where, addressed(activity, conversation, answers=reply_to), targeted=True
            )
        try:
            return await self._connector.post(*where, activity, reply_to=reply_to)
        except ActivityNotFoundInConversation:
            if reply_to is None:
                raise
            log.info("reply_target_gone", conversation=conversation.id, activity=reply_to)
            return await self._connector.post(*where, activity)

    async def update(self, conversation: Conversation, activity_id: str, outgoing: Outgoing) -> None:
        """Replace an activity of ours for all who see it. Raises ActivityNotFoundInConversation when it was deleted."""
        activity, targeted = compose(conversation, outgoing), bool(conversation.only_for)
        where = conversation.service_url, conversation.teams_id
        await self._connector.put(*where, activity_id, activity, targeted=targeted)

    async def typing(self, conversation: Conversation) -> None:
        """Show that the bot is working: once, only when Teams' limits leave room; failures are swallowed."""
        activity = addressed(envelope(conversation, "typing"), conversation, answers=None)
        where, targeted = (conversation.service_url, conversation.teams_id), bool(conversation.only_for)
        try:
            await self._connector.post_at_once(*where, activity, targeted=targeted)
        except SheetlineError as error:
            log.debug("typing_not_shown", code=error.code, detail=error.detail)

    async def stream(self, conversation: Conversation, text: str, *, reply_to: str | None = None) -> TeamsStream | None:
        """Begin a streamed message with a line about the work; None where there are none: groups, channels, policy."""
        if conversation.scope is not Scope.PERSONAL:
            return None

        async def post(outgoing: Outgoing) -> str:
            return await self.send(conversation, outgoing, reply_to=reply_to)

        return await open_stream(self._connector, conversation, text, post=post, reply_to=reply_to, clock=self._clock)

    async def aclose(self) -> None:
        await self._connector.aclose()
