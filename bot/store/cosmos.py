"""Documents in Azure Cosmos DB for NoSQL: many instances of the bot, one container, the partition key `/conversation`.

A transaction is one batch (docs/adr/0002). The SDK sends a write again when the connection breaks, also after the
service has done it; the second try then meets the first one's effect as 409 or 412. And a write that failed in the end
may have been done by an earlier try. Both are settled by reading back: an item that carries our write's own name
(`write`) is ours, and the call succeeded.
"""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from typing import Any, Final

import msgspec
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import HttpResponseError
from azure.cosmos.exceptions import CosmosAccessConditionFailedError as ConditionFailed
from azure.cosmos.exceptions import CosmosBatchOperationError as BatchFailed
from azure.cosmos.exceptions import CosmosResourceExistsError as Exists
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.errors import Conflict, LeaseLost, StoreUnavailable
from bot.ports.documents import Delete, Document, Lease, Put, Span
from bot.store.cosmos_client import CosmosContainer
from bot.store.cosmos_items import (
    document_of,
    held_by,
    item_of,
    operation,
    replace,
    set_to,
    still_held,
    write_alone,
    write_batch,
)
from bot.store.earlier_items import EARLIER, EARLIER_DELIVERED, Item, moved
from bot.store.limits import refuse_too_much
from bot.store.records import micros

_CONFIRM_S: Final = 2.0
_LEASE_TTL_S: Final = 86_400
_PAGE: Final = 100
_QUIET_ROUNDS: Final = 20
"""Items of an earlier version are looked for until that many rounds found none: an instance of it may still run."""


class CosmosDocuments:
    """Documents in one container with item TTL switched on (`default_ttl` -1).

    `credential` is the account's key or an azure.identity.aio credential, which the store closes with itself. Database
    and container are infrastructure's: Entra ID roles cannot create them from the data plane
    (https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security); with a key, in the local world
    and tests, `create_if_missing` does. Each call takes at most `timeout_s`, and 2 s more to find out what happened.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        credential: str | AsyncTokenCredential,
        database: str = "sheetline",
        container: str = "conversations",
        timeout_s: float = 5.0,
        create_if_missing: bool = False,
        endpoint_discovery: bool = True,
    ) -> None:
        self._quiet = 0
        self._container = CosmosContainer(
            endpoint,
            credential=credential,
            database=database,
            container=container,
            timeout_s=timeout_s,
            create_if_missing=create_if_missing,
            endpoint_discovery=endpoint_discovery,
        )

    async def get(self, partition: str, identity: str) -> Document | None:
        item = await self._read(partition, identity)
        return None if item is None else document_of(item)

    async def write(self, *changes: Put | Delete, fence: Lease | None = None) -> str:
        items = [item_of(change) for change in changes]
        refuse_too_much(changes, fence, size=sum(len(msgspec.json.encode(item)) for item in items))
        try:
            if fence is None and len(changes) == 1:
                return await self._container.call(lambda c: write_alone(c, changes[0], items[0]))
            operations = [operation(change, item) for change, item in zip(changes, items, strict=True)]
            checks = [] if fence is None else [still_held(fence)]
            return await self._container.call(lambda c: write_batch(c, items[0], [*operations, *checks]))
        except HttpResponseError as error:  # 404, 409 or 412
            if (ours := await self._find_ours(changes[0], items[0])) is not None:
                return ours
            if isinstance(error, BatchFailed) and error.error_index == len(changes):
                raise LeaseLost("Another instance took this over.", detail=f"{fence}") from error
            raise Conflict("This was changed at the same moment.", detail=f"{changes[0]}"[:200]) from error
        except StoreUnavailable:
            with contextlib.suppress(StoreUnavailable):
                if (ours := await self._find_ours(changes[0], items[0])) is not None:
                    return ours
            raise

    async def query(
        self,
        span: Span,
        *,
        partition: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        bodies: bool = True,
    ) -> tuple[Document, ...]:
        """Over all partitions: about 3 RU for each physical partition, on the index of `across` alone."""
        key = "sort" if partition is not None else "across"
        chosen = "*" if bodies else "c.id, c.conversation, c.sort, c.across"
        sql = f"SELECT {chosen} FROM c WHERE c.{key} > @after AND c.{key} < @before ORDER BY c.{key}"  # noqa: S608
        values = [{"name": "@after", "value": span.after}, {"name": "@before", "value": span.before}]
        options: dict[str, Any] = {"parameters": values, "max_item_count": limit}
        if partition is not None:
            options["partition_key"] = partition

        async def work(container: Any) -> tuple[Document, ...]:
            found: dict[tuple[str, str], Document] = {}
            async for item in container.query_items(f"{sql} {'DESC' if descending else 'ASC'}", **options):
                document = document_of(item)
                found.setdefault((document.partition, document.id), document)  # one that moved on may come once more
                if len(found) == limit:
                    break
            return tuple(found.values())

        return await self._container.call(work)

    async def claim(self, partition: str, identity: str, *, owner: str, until: datetime, now: datetime) -> Lease | None:
        taken = [set_to("owner", owner), set_to("until", micros(until)), {"op": "incr", "path": "/epoch", "value": 1}]
        free = f"FROM c WHERE c.owner = {json.dumps(owner)} OR c.until <= {micros(now)}"
        item = {"id": identity, "conversation": partition, "owner": owner, "until": micros(until), "epoch": 1}
        for _ in range(2):  # twice, for the lease that another instance creates or that expires in between
            try:
                held = await self._patch(partition, identity, taken, when=free)
                return Lease(partition, identity, owner, int(held["epoch"]))
            except ConditionFailed:
                return None
            except Missing:
                pass
            try:
                await self._container.call(lambda c: c.create_item({**item, "ttl": _LEASE_TTL_S}))
                return Lease(partition, identity, owner, 1)
            except Exists:
                continue
        return None

    async def extend(self, lease: Lease, *, until: datetime) -> bool:
        return await self._patch_held(lease, [set_to("until", micros(until))])

    async def release(self, lease: Lease) -> None:
        await self._patch_held(lease, [set_to("owner", ""), set_to("until", 0)])

    async def tend(self, *, now: datetime) -> None:
        """Give items of an earlier version today's keys, wherever they lie."""
        if self._quiet >= _QUIET_ROUNDS:
            return
        found = await self._move(EARLIER, now) + (await self._move(EARLIER_DELIVERED, now) if not self._quiet else 0)
        self._quiet = 0 if found else self._quiet + 1

    async def check(self) -> None:
        await self._container.check()

    async def aclose(self) -> None:
        await self._container.aclose()

    async def _read(self, partition: str, identity: str, *, timeout_s: float | None = None) -> Item | None:
        try:
            return await self._container.call(
                lambda c: c.read_item(identity, partition_key=partition), timeout_s=timeout_s
            )
        except Missing:
            return None

    async def _find_ours(self, change: Put | Delete, item: Item) -> str | None:
        """The ETag of what a conditional write left there, when it was this very one."""
        if isinstance(change, Delete) or change.etag is None:
            return None
        stored = await self._read(item["conversation"], item["id"], timeout_s=_CONFIRM_S)
        return str(stored["_etag"]) if stored is not None and stored.get("write") == item["write"] else None

    async def _patch(self, partition: str, identity: str, operations: list[Item], *, when: str) -> Item:
        return await self._container.call(
            lambda c: c.patch_item(
                identity, partition_key=partition, patch_operations=list(operations), filter_predicate=when
            )
        )

    async def _patch_held(self, lease: Lease, operations: list[Item]) -> bool:
        try:
            await self._patch(lease.partition, lease.id, operations, when=held_by(lease))
        except (ConditionFailed, Missing):
            return False
        return True

    async def _move(self, sql: str, now: datetime) -> int:
        """How many items were found; one that somebody changes meanwhile is for the next round."""

        async def work(container: Any) -> list[Item]:
            found: list[Item] = []
            async for item in container.query_items(sql, max_item_count=_PAGE):
                found.append(item)
                if len(found) == _PAGE:
                    break
            return found

        total = 0
        while page := await self._container.call(work):
            total += len(page)
            for item in page:
                with contextlib.suppress(ConditionFailed, Missing):
                    await self._container.call(lambda c: replace(c, moved(item, now=now), etag=item["_etag"]))  # noqa: B023
            if len(page) < _PAGE:
                break
        return total
