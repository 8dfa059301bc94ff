"""Plans and their journals, in their conversation's partition.

    plan:<id>              the PlanStatus    sort plan/<created>/<id>, across applying/<since>/… while it is applied
    planpart:<id>:<n>      the Plan's record, cut into parts below the limit of a document    sort part/<id>/<n>
    planlog:<id>:<name>    an Entry of its journal                                 sort entry/<id>/<at>/<name>

Parts are written before the head, so that a plan that can be found is whole. A decision and its event (audit.py) are
one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.audit import Event
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_status import PlanState, PlanStatus
from bot.domain.plans import Plan
from bot.errors import Conflict
from bot.ports.documents import NEW, Document, Documents, Lease, Put, Span
from bot.store.collections.audit import event_document
from bot.store.fence import fenced
from bot.store.plan_records import decode_plan, encode_plan
from bot.store.records import VERSION, Decoder, Record, moment, named, pack, plain, unpack
from bot.store.retention import USUAL, Retention

PART_BYTES: Final = 600_000
_STATUSES: Final = Decoder(Record[PlanStatus])
_ENTRIES: Final = Decoder(Record[Entry])


@dataclass(frozen=True, slots=True)
class Plans:
    """A PlanStore over documents."""

    documents: Documents
    kept: Retention = USUAL

    def under(self, lease: Lease) -> Plans:
        return replace(self, documents=fenced(self.documents, lease))

    async def propose(self, plan: Plan, status: PlanStatus, event: Event | None = None) -> None:
        for part in parts(plan.conversation_id, plan.id, await asyncio.to_thread(encode_plan, plan)):
            await self.documents.write(Put(replace(part, keep=self.kept.plan)))
        head = self._head(plan.conversation_id, plan.id, status, sort=plan_sort(plan.id, plan.created_at))
        await self._decide(Put(head, NEW), event)

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, PlanStatus] | None:
        head = await self.documents.get(conversation_id, named("plan", plan_id))
        return None if head is None else await self._whole(head, plan_id)

    async def advance(self, conversation_id: str, plan_id: str, status: PlanStatus, event: Event | None = None) -> bool:
        stored = await self.documents.get(conversation_id, named("plan", plan_id))
        if stored is None or unpack(stored.body, _STATUSES).body.rev != status.rev - 1:
            return False
        return await self._decide(
            Put(self._head(conversation_id, plan_id, status, sort=stored.sort), stored.etag), event
        )

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        identity, sort = named("planlog", f"{plan_id}:{entry.name}"), entry_sort(plan_id, entry)
        document = Document(conversation_id, identity, pack(Record(VERSION, entry)), sort, keep=self.kept.plan)
        await self.documents.write(Put(document))

    async def journal(self, conversation_id: str, plan_id: str) -> Journal:
        found = await self.documents.query(Span.of("entry", plain(plan_id)), partition=conversation_id)
        return Journal(await asyncio.to_thread(lambda: tuple(decode_entry(each.body) for each in found)))

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        found = await self.documents.query(Span.of("applying"), limit=limit)
        return tuple((each.partition, _plan_id(each)) for each in found)

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, PlanStatus], ...]:
        span = Span.of("plan", since=moment(since))
        heads = await self.documents.query(span, partition=conversation_id, descending=True)
        found = [await self._whole(head, _plan_id(head)) for head in heads]
        return tuple(each for each in found if each is not None)

    async def _decide(self, head: Put, event: Event | None) -> bool:
        """The head and its event, both or neither; whether the head was as expected."""
        beside = [] if event is None else [Put(event_document(event, self.kept), NEW)]
        try:
            await self.documents.write(head, *beside)
        except Conflict:
            return False
        return True

    async def _whole(self, head: Document, plan_id: str) -> tuple[Plan, PlanStatus] | None:
        """The plan with where it stands; None once its parts have expired, which they may before its head does."""
        found = await self.documents.query(Span.of("part", plain(plan_id)), partition=head.partition)
        if not found:
            return None
        plan = await asyncio.to_thread(decode_plan, b"".join(part.body for part in found))
        return plan, unpack(head.body, _STATUSES).body

    def _head(self, conversation_id: str, plan_id: str, status: PlanStatus, *, sort: str) -> Document:
        across = ""
        if status.state is PlanState.APPLYING and status.at is not None:
            across = applying_key(conversation_id, plan_id, status.at)
        body = pack(Record(VERSION, status))
        return Document(conversation_id, named("plan", plan_id), body, sort, across, self.kept.plan)


def parts(conversation_id: str, plan_id: str, data: bytes) -> Iterable[Document]:
    for number, start in enumerate(range(0, len(data), PART_BYTES)):
        identity, sort = named("planpart", f"{plan_id}:{number}"), part_sort(plan_id, number)
        yield Document(conversation_id, identity, data[start : start + PART_BYTES], sort)


def plan_sort(plan_id: str, created: datetime) -> str:
    return f"plan/{moment(created)}/{plain(plan_id)}"


def part_sort(plan_id: str, number: int) -> str:
    return f"part/{plain(plan_id)}/{number:05d}"


def entry_sort(plan_id: str, entry: Entry) -> str:
    return f"entry/{plain(plan_id)}/{moment(entry.at) if entry.at else 0}/{entry.name}"


def applying_key(conversation_id: str, plan_id: str, since: datetime) -> str:
    return f"applying/{moment(since)}/{plain(conversation_id)}/{plain(plan_id)}"


def decode_entry(data: bytes) -> Entry:
    return unpack(data, _ENTRIES).body


def _plan_id(head: Document) -> str:
    """A plan's id needs no escaping: it is made of letters and digits."""
    return head.id.partition(":")[2]
