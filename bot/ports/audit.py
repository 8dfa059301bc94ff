"""Where it is kept what happened to changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from bot.domain.audit import Event
from bot.domain.exports import Export


class AuditLog(Protocol):
    """Events, which are only ever added, and go when their time is over.

    An event that comes of a decision is kept by the plan store, together with the status it comes of, or neither is
    (`PlanStore.propose`, `PlanStore.advance`). Raises StoreUnavailable when the store cannot be reached.
    """

    async def note(self, event: Event) -> None:
        """Keep an event that changes no status. Keeping the same one again changes nothing."""
        ...

    async def of(self, conversation_id: str, *, since: datetime) -> tuple[Event, ...]:
        """The conversation's events since then, the oldest first."""
        ...

    def everything(self, *, since: datetime) -> AsyncIterator[Event]:
        """The events of all conversations since then, the oldest first; for the admin."""
        ...


class ExportStore(Protocol):
    """What links to files stand for."""

    async def offer(self, key: str, export: Export) -> None:
        """Keep, until its time is over, what a link stands for; `key` is the link's hash."""
        ...

    async def offered(self, key: str) -> Export | None: ...
