"""What happened to changes in Cosmos DB: an item an event, in its conversation's partition, beside the plan.

    audit:<plan id>-<n>    an Event, with `audited`, when it happened (µs since 1970)
    export                 an Export, in a partition of its own (“export:” and the hash of its link), for an hour

That partition lets a standing and its event be one transaction. `audited` is indexed: a conversation's events and those
of all conversations are found without reading anything else.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from azure.cosmos.exceptions import CosmosResourceExistsError as Exists
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.adapters.stores import codec_plans as codec
from bot.adapters.stores.cosmos_client import CosmosContainer
from bot.adapters.stores.cosmos_items import Item, item_id, micros
from bot.adapters.stores.retention import Retention
from bot.domain.audit import Event
from bot.domain.exports import GOOD_FOR, Export

PAGE: Final = 500
_OFFER: Final = "export"
_OF: Final = "SELECT c.body, c.audited FROM c WHERE c.audited >= @since"
_EVERYTHING: Final = "SELECT c.id, c.body, c.audited FROM c WHERE c.audited >= @since ORDER BY c.audited ASC"


class CosmosAudit:
    """An AuditLog in the container of a CosmosStore, which closes it."""

    def __init__(self, container: CosmosContainer, *, retention: Retention | None = None) -> None:
        self._container = container
        self._kept = Retention() if retention is None else retention

    async def note(self, event: Event) -> None:
        item = event_item(event, self._kept)
        try:
            await self._container.call(lambda c: c.create_item(item))
        except Exists:
            return

    async def of(self, conversation_id: str, *, since: datetime) -> tuple[Event, ...]:
        async def work(container: Any) -> list[Item]:
            parameters = [{"name": "@since", "value": micros(since)}]
            pages = container.query_items(_OF, parameters=parameters, partition_key=conversation_id)
            return [item async for item in pages]

        events = [_event(row) for row in await self._container.call(work)]
        return tuple(sorted(events, key=lambda event: (event.at, event.id)))

    async def everything(self, *, since: datetime) -> AsyncIterator[Event]:
        """Page by page, each a query of its own: none takes longer than a call may."""
        after, seen = micros(since), set[str]()
        while True:
            rows = await self._page(after)
            fresh = [row for row in rows if row["id"] not in seen]
            for row in fresh:
                yield _event(row)
            if not fresh:
                return
            latest = int(rows[-1]["audited"])
            seen = {str(row["id"]) for row in rows if row["audited"] == latest} | (seen if latest == after else set())
            after = latest

    async def offer(self, key: str, export: Export) -> None:
        item = {
            "id": _OFFER,
            "conversation": f"{_OFFER}:{key}",
            "ttl": max(1, int(GOOD_FOR.total_seconds())),
            "body": base64.b64encode(codec.encode(export)).decode(),
        }
        await self._container.call(lambda c: c.upsert_item(item))

    async def offered(self, key: str) -> Export | None:
        try:
            item = await self._container.call(lambda c: c.read_item(_OFFER, partition_key=f"{_OFFER}:{key}"))
        except Missing:
            return None
        return codec.decode_export(base64.b64decode(item["body"]))

    async def _page(self, after: int) -> list[Item]:
        async def work(container: Any) -> list[Item]:
            found: list[Item] = []
            parameters = [{"name": "@since", "value": after}]
            async for row in container.query_items(_EVERYTHING, parameters=parameters, max_item_count=PAGE):
                found.append(row)
                if len(found) >= PAGE and row["audited"] != after:  # never end in the middle of one moment alone
                    break
            return found

        return await self._container.call(work)


def event_item(event: Event, kept: Retention) -> Item:
    """The item that keeps the event, the same whenever it is written."""
    return {
        "id": item_id("audit", event.id),
        "conversation": event.conversation_id,
        "write": secrets.token_hex(8),
        "ttl": max(1, int(kept.audit.total_seconds())),
        "audited": micros(event.at),
        "body": base64.b64encode(codec.encode(event)).decode(),
    }


def _event(row: Item) -> Event:
    return codec.decode_event(base64.b64decode(row["body"]))
