"""Plans in Cosmos DB, in their conversation's partition.

    plan:<id>              the Standing, with `rev`, `parts`, `planned` and, while it is applied, `applying` (µs)
    planpart:<id>:<n>      the Plan's record, cut into parts below the item limit of 2 MB
    planlog:<id>:<name>    an Entry of its journal

Parts are written before the head, so that a plan that can be found is whole. A replace carries the ETag of the head
that was read; `write` tells our own replace, whose answer was lost, from another's (docs/adr/0002).
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from azure.core.exceptions import HttpResponseError
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.adapters.stores import codec_plans as codec
from bot.adapters.stores.cosmos_audit import event_item
from bot.adapters.stores.cosmos_client import CosmosContainer
from bot.adapters.stores.cosmos_items import Item, item_id, micros
from bot.adapters.stores.retention import Retention
from bot.domain.audit import Event
from bot.domain.plan_journal import Entry, Journal
from bot.domain.plan_standing import PlanState, Standing
from bot.domain.plans import Plan
from bot.errors import StoreUnavailable

PART_BYTES: Final = 600_000
CONFLICT: Final = 409
_JOURNAL: Final = "SELECT c.id, c.entry, c.at, c.body FROM c WHERE c.entry_of = @plan"
_PARTS: Final = "SELECT c.id, c.n, c.body FROM c WHERE c.part_of = @plan"
_HISTORY: Final = "SELECT c.plan, c.body, c.planned FROM c WHERE c.planned >= @since"
_APPLYING: Final = (
    "SELECT c.conversation, c.plan, c.applying FROM c WHERE IS_DEFINED(c.applying) ORDER BY c.applying ASC"
)


class CosmosPlans:
    """A PlanStore in the container of a CosmosStore, which closes it."""

    def __init__(self, container: CosmosContainer, *, retention: Retention | None = None) -> None:
        self._container = container
        self._kept = Retention() if retention is None else retention

    async def propose(self, plan: Plan, standing: Standing, event: Event | None = None) -> None:
        data = await asyncio.to_thread(codec.encode, plan)  # of 100,000 cells it takes a second
        pieces = [data[at : at + PART_BYTES] for at in range(0, len(data), PART_BYTES)]
        for number, piece in enumerate(pieces):
            part = self._item(plan.conversation_id, f"{plan.id}:{number}", "planpart", piece)
            await self._upsert(part | {"part_of": plan.id, "n": number})
        head = self._head(plan.conversation_id, plan.id, standing, planned=micros(plan.created_at))
        try:
            await self._decide("create", (head,), event)
        except HttpResponseError as error:  # of the head's operation
            if error.status_code != CONFLICT:
                raise

    async def load(self, conversation_id: str, plan_id: str) -> tuple[Plan, Standing] | None:
        head = await self._read_head(conversation_id, plan_id)
        if head is None:
            return None
        plan = await self._plan(conversation_id, plan_id)
        return None if plan is None else (plan, codec.decode_standing(_body(head)))

    async def advance(self, conversation_id: str, plan_id: str, standing: Standing, event: Event | None = None) -> bool:
        stored = await self._read_head(conversation_id, plan_id)
        if stored is None or stored["rev"] != standing.rev - 1:
            return False
        head = self._head(conversation_id, plan_id, standing, planned=stored["planned"])
        try:
            await self._decide("replace", (head["id"], head), event, {"if_match_etag": stored["_etag"]})
        except HttpResponseError:  # 404 or 412, of the head's operation
            return await self._is_ours(head)
        except StoreUnavailable:
            if not await self._is_ours(head):
                raise
        return True

    async def note(self, conversation_id: str, plan_id: str, entry: Entry) -> None:
        item = self._item(conversation_id, f"{plan_id}:{entry.name}", "planlog", codec.encode(entry))
        at = micros(entry.at) if entry.at else 0
        await self._upsert(item | {"entry_of": plan_id, "entry": entry.name, "at": at})

    async def journal(self, conversation_id: str, plan_id: str) -> Journal:
        rows = await self._query(conversation_id, _JOURNAL, "@plan", plan_id)
        rows = sorted(rows, key=lambda row: (row["at"], row["entry"]))
        return Journal(await asyncio.to_thread(lambda: tuple(codec.decode_entry(_body(row)) for row in rows)))

    async def applying(self, *, limit: int = 100) -> tuple[tuple[str, str], ...]:
        async def work(container: Any) -> tuple[tuple[str, str], ...]:
            found = []
            async for row in container.query_items(_APPLYING, max_item_count=limit):
                found.append((str(row["conversation"]), str(row["plan"])))
                if len(found) == limit:
                    break
            return tuple(found)

        return await self._container.call(work)

    async def history(self, conversation_id: str, *, since: datetime) -> tuple[tuple[Plan, Standing], ...]:
        rows = await self._query(conversation_id, _HISTORY, "@since", micros(since))
        rows = sorted(rows, key=lambda row: -row["planned"])
        found = [(await self._plan(conversation_id, row["plan"]), codec.decode_standing(_body(row))) for row in rows]
        return tuple((plan, standing) for plan, standing in found if plan is not None)

    async def _decide(
        self, verb: str, arguments: tuple[Any, ...], event: Event | None, options: dict[str, Any] | None = None
    ) -> None:
        """The head and its event in one transaction. Raises what the head's own operation raises."""
        head = arguments[-1]

        async def work(container: Any) -> None:
            operations: list[tuple[Any, ...]] = [(verb, arguments, dict(options or {}))]
            if event is not None:
                operations.append(("upsert", (event_item(event, self._kept),)))
            await container.execute_item_batch(operations, partition_key=head["conversation"])

        await self._container.call(work)

    async def _plan(self, conversation_id: str, plan_id: str) -> Plan | None:
        """The plan; None once its parts have expired, which they may before its head does."""
        rows = await self._query(conversation_id, _PARTS, "@plan", plan_id)
        if not rows:
            return None
        data = b"".join(_body(row) for row in sorted(rows, key=lambda row: row["n"]))
        return await asyncio.to_thread(codec.decode_plan, data)

    async def _query(self, conversation_id: str, sql: str, name: str, value: str | int) -> Sequence[Item]:
        async def work(container: Any) -> list[Item]:
            parameters = [{"name": name, "value": value}]
            pages = container.query_items(sql, parameters=parameters, partition_key=conversation_id)
            return [item async for item in pages]

        return await self._container.call(work)

    async def _read_head(self, conversation_id: str, plan_id: str) -> Item | None:
        identity = item_id("plan", plan_id)
        try:
            return await self._container.call(lambda c: c.read_item(identity, partition_key=conversation_id))
        except Missing:
            return None

    async def _is_ours(self, head: Item) -> bool:
        stored = await self._read_head(head["conversation"], head["plan"])
        return stored is not None and stored["write"] == head["write"]

    async def _upsert(self, item: Item) -> None:
        await self._container.call(lambda c: c.upsert_item(item))

    def _head(self, conversation_id: str, plan_id: str, standing: Standing, *, planned: int) -> Item:
        head = self._item(conversation_id, plan_id, "plan", codec.encode(standing))
        head |= {"plan": plan_id, "rev": standing.rev, "planned": planned}
        if standing.state is PlanState.APPLYING and standing.at is not None:
            head["applying"] = micros(standing.at)
        return head

    def _item(self, conversation_id: str, name: str, kind: str, data: bytes) -> Item:
        return {
            "id": item_id(kind, name),
            "conversation": conversation_id,
            "write": secrets.token_hex(8),
            "ttl": max(1, int(self._kept.plan.total_seconds())),
            "body": base64.b64encode(data).decode(),
        }


def _body(item: Item) -> bytes:
    return base64.b64decode(item["body"])
