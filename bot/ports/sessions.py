"""Where a conversation's working state is kept, and what it used of the model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.answers import Answer
from bot.domain.chat import Feedback
from bot.domain.model import Usage
from bot.domain.sessions import Session
from bot.domain.turns import Turn
from bot.ports.documents import Lease


class SessionStore(Protocol):
    """Sessions, turns, leases and answers; everything of one conversation lies in one partition.

    Raises StoreUnavailable when the store cannot be reached or is throttled beyond its retries.
    """

    def under(self, lease: Lease) -> SessionStore:
        """The store for whoever holds the lease: its writes raise LeaseLost once another instance has claimed it."""
        ...

    async def accept(self, turn: Turn) -> bool:
        """Keep the turn durably; False when this conversation already has a turn with that id (a redelivery)."""
        ...

    async def claim(
        self, partition: str, identity: str = "lease", *, owner: str, until: datetime, now: datetime
    ) -> Lease | None:
        """Take a lease, a conversation's unless `identity` says else; None while another's runs (`until` > `now`)."""
        ...

    async def extend(self, lease: Lease, *, until: datetime) -> bool:
        """Hold the lease until then; False when another has claimed it."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give the lease back; nothing happens when it is no longer held."""
        ...

    async def pending(self, conversation_id: str) -> tuple[Turn, ...]:
        """Turns not yet DELIVERED, in the order Teams stamped them."""
        ...

    async def load(self, conversation_id: str) -> tuple[Session, str] | None:
        """The session and its ETag, or None when there is none (or it expired)."""
        ...

    async def save(
        self, session: Session, *, etag: str | None, turn: Turn | None = None, answers: Sequence[Answer] = ()
    ) -> str:
        """Save the session, the turn's new state and its answers in one transaction; returns the new ETag.

        `etag` None creates. Raises Conflict, with nothing saved, when the stored session is not the one `etag` names.
        """
        ...

    async def mark(self, turn: Turn) -> None:
        """Overwrite a turn's state (progress of delivery)."""
        ...

    async def answer(self, conversation_id: str, answer_id: str) -> Answer | None:
        """A stored answer, or None when unknown or expired."""
        ...

    async def react(self, conversation_id: str, feedback: Feedback) -> Turn | None:
        """Keep a person's feedback with the turn that posted the activity; the turn as it is then, None if unknown.

        What the same person said before about the same activity is replaced; what others said meanwhile is kept. An
        empty `activity_id` means the newest activity posted there.
        """
        ...

    async def unfinished(self, *, limit: int = 100) -> tuple[str, ...]:
        """Conversation ids that have turns not DELIVERED, the longest waiting first."""
        ...

    async def tend(self, *, now: datetime) -> None:
        """Upkeep; whoever sweeps calls it now and then."""
        ...

    async def check(self) -> None:
        """Return when the store answers; raise StoreUnavailable with a hint for the admin otherwise."""
        ...

    async def aclose(self) -> None: ...


class UsageStore(Protocol):
    """What was used of the model, a tally a day and scope (a person, a conversation)."""

    async def add(self, scopes: Sequence[str], used: Usage, *, day: date) -> None:
        """Add what was used to the day's tally of each scope; never counts too little."""
        ...

    async def read(self, scopes: Sequence[str], *, day: date) -> tuple[Usage, ...]:
        """The day's tally of each scope, in their order; nothing used where there is none."""
        ...
