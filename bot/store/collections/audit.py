"""What happened to changes, in its conversation's partition, beside the plan: a document an event, never replaced.

audit:<plan id>-<n>    an Event    sort and across audit/<at>/<id>
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.audit import Event
from bot.errors import Conflict
from bot.ports.documents import NEW, Document, Documents, Put, Span
from bot.store.records import VERSION, Decoder, Record, moment, named, pack, plain, unpack
from bot.store.retention import USUAL, Retention

PAGE: Final = 500
_EVENTS: Final = Decoder(Record[Event])


@dataclass(frozen=True, slots=True)
class Audit:
    """An AuditLog over documents."""

    documents: Documents
    kept: Retention = USUAL

    async def note(self, event: Event) -> None:
        with contextlib.suppress(Conflict):
            await self.documents.write(Put(event_document(event, self.kept), NEW))

    async def of(self, conversation_id: str, *, since: datetime) -> tuple[Event, ...]:
        found = await self.documents.query(Span.of("audit", since=moment(since)), partition=conversation_id)
        return tuple(unpack(document.body, _EVENTS).body for document in found)

    async def everything(self, *, since: datetime) -> AsyncIterator[Event]:
        """Page by page, each a query of its own: none takes longer than a call may."""
        span = Span.of("audit", since=moment(since))
        while True:
            page = await self.documents.query(span, limit=PAGE)
            for document in page:
                yield unpack(document.body, _EVENTS).body
            if len(page) < PAGE:
                return
            span = Span(page[-1].across, span.before)


def event_document(event: Event, kept: Retention) -> Document:
    """The document of the event, the same whenever it is written."""
    key = audit_key(event.id, event.at)
    body = pack(Record(VERSION, event))
    return Document(event.conversation_id, named("audit", event.id), body, key, key, kept.audit)


def audit_key(event_id: str, at: datetime) -> str:
    return f"audit/{moment(at)}/{plain(event_id)}"
