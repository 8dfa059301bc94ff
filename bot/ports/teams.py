"""Speaking in Teams, as Protocols."""

from __future__ import annotations

from typing import Protocol

from bot.domain.chat import Conversation, Outgoing
from bot.domain.people import Person


class Stream(Protocol):
    """A message in the making, in a 1:1 chat: lines about the work under way, and in their place the answer.

    What it cannot show is no failure of the turn: only `final` raises.
    """

    @property
    def stopped(self) -> bool:
        """The person pressed Stop: they do not want the answer any more."""
        ...

    async def informative(self, text: str) -> None:
        """Show what is being done (at most 1,000 characters). Returns at once; of what comes faster than Teams allows
        only the latest is shown."""
        ...

    async def final(self, outgoing: Outgoing) -> str:
        """Put the answer in the stream's place, or post it where Teams no longer takes it there; its activity id.

        Raises what `Messenger.send` raises, and Cancelled when the person stopped the stream: nothing was posted.
        """
        ...

    async def abandon(self) -> None:
        """There will be no answer here: take the stream away as far as Teams lets us."""
        ...


class Messenger(Protocol):
    """Speaks in a Teams conversation, in reply or unasked, within Teams' limits.

    Raises ConversationGone (stop sending there), TeamsUnavailable after retries, LimitExceeded when too large.
    """

    async def send(self, conversation: Conversation, outgoing: Outgoing, *, reply_to: str | None = None) -> str:
        """Post; returns the new activity's id."""
        ...

    async def update(self, conversation: Conversation, activity_id: str, outgoing: Outgoing) -> None:
        """Replace an activity of ours in place, for everyone."""
        ...

    async def typing(self, conversation: Conversation) -> None:
        """Show that the bot is working; failures are swallowed, nothing depends on it."""
        ...

    async def stream(self, conversation: Conversation, text: str, *, reply_to: str | None = None) -> Stream | None:
        """Begin a streamed message that shows `text` first; None where Teams takes none (groups, channels, policy)."""
        ...

    async def aclose(self) -> None: ...


class Roster(Protocol):
    """Who the people of a conversation are, by Teams' word."""

    async def email(self, conversation: Conversation, person: Person) -> str | None:
        """The person's email address; None when Teams has none or does not say in time. Raises nothing."""
        ...
