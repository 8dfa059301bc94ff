"""The session store on Azure Cosmos DB for NoSQL: many instances of the bot, one container, a partition a conversation.

A save is one transactional batch whose session operation carries the ETag (docs/adr/0002). The SDK sends a write again
when the connection breaks, also after the service has done it; the second try then meets the first one's effect as 409
or 412. And a write that failed in the end may have been done by an earlier try. Both are settled by reading back: an
item that carries our write's own name (`write`) is ours, and the call succeeded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import HttpResponseError
from azure.cosmos.exceptions import CosmosAccessConditionFailedError as ConditionFailed
from azure.cosmos.exceptions import CosmosResourceExistsError as Exists
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.adapters.stores import codec
from bot.adapters.stores import cosmos_usage as store_cosmos_usage
from bot.adapters.stores.cosmos_client import CosmosContainer
from bot.adapters.stores.cosmos_feedback import react
from bot.adapters.stores.cosmos_items import (
    LEASE,
    PENDING_QUERY,
    SESSION,
    UNFINISHED_QUERY,
    Item,
    answer_item,
    item_id,
    lease_is_free,
    lease_is_held_by,
    lease_item,
    micros,
    record,
    session_item,
    take_lease,
    turn_item,
)
from bot.adapters.stores.retention import Retention
from bot.domain.answers import Answer
from bot.domain.chat import Feedback
from bot.domain.model import Usage
from bot.domain.sessions import Session
from bot.domain.turns import Turn
from bot.errors import Conflict, LimitExceeded, StoreUnavailable

MAX_BATCH: Final = 100
"""Operations in one transactional batch (https://learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch)."""

_CONFIRM_S: Final = 2.0


class CosmosStore:
    """A SessionStore in one container with partition key `/conversation` and item TTL switched on (`default_ttl` -1).

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
        retention: Retention | None = None,
        timeout_s: float = 5.0,
        create_if_missing: bool = False,
        endpoint_discovery: bool = True,
    ) -> None:
        self._kept = Retention() if retention is None else retention
        self._container = CosmosContainer(
            endpoint,
            credential=credential,
            database=database,
            container=container,
            timeout_s=timeout_s,
            create_if_missing=create_if_missing,
            endpoint_discovery=endpoint_discovery,
        )

    @property
    def container(self) -> CosmosContainer:
        """The container, for a second adapter to share; closed with this one."""
        return self._container

    async def accept(self, turn: Turn) -> bool:
        item = turn_item(turn, self._kept)
        try:
            await self._container.call(lambda c: c.create_item(item))
        except Exists:
            return await self._find_ours(item) is not None
        except StoreUnavailable:
            if not await self._landed(item):
                raise
        return True

    async def claim(self, conversation_id: str, *, owner: str, until: datetime, now: datetime) -> bool:
        wanted, free = micros(until), lease_is_free(owner, micros(now))
        for _ in range(2):  # twice, for the lease that another instance creates or that expires in between
            try:
                await self._patch_lease(conversation_id, take_lease(owner, wanted), when=free)
                return True
            except ConditionFailed:
                return False
            except Missing:
                pass
            item = lease_item(conversation_id, owner=owner, until=wanted)
            try:
                await self._container.call(lambda c: c.create_item(item))  # noqa: B023 (awaited here)
                return True
            except Exists:
                continue
        return False

    async def release(self, conversation_id: str, *, owner: str) -> None:
        try:
            await self._patch_lease(conversation_id, take_lease(owner, 0), when=lease_is_held_by(owner))
        except (ConditionFailed, Missing):
            return

    async def pending(self, conversation_id: str) -> tuple[Turn, ...]:
        async def work(container: Any) -> list[Item]:
            return [item async for item in container.query_items(PENDING_QUERY, partition_key=conversation_id)]

        turns = [codec.decode_turn(record(item)) for item in await self._container.call(work)]
        return tuple(sorted(turns, key=lambda turn: turn.order))

    async def load(self, conversation_id: str) -> tuple[Session, str] | None:
        item = await self._read(conversation_id, SESSION)
        return None if item is None else (codec.decode_session(record(item)), item["_etag"])

    async def save(
        self, session: Session, *, etag: str | None, turn: Turn | None = None, answers: Sequence[Answer] = ()
    ) -> str:
        item = session_item(session, self._kept)
        written = [] if turn is None else [turn_item(turn, self._kept)]
        written += [answer_item(session.id, answer, self._kept) for answer in answers]
        codec.refuse_above_limit(len(msgspec.json.encode((item, *written))))
        if len(written) >= MAX_BATCH:
            raise LimitExceeded("That is more than one message can keep.", detail=f"{len(answers)} answers")

        async def work(container: Any) -> str:
            results = await container.execute_item_batch(_batch(item, etag, written), partition_key=session.id)
            return str(results[0]["eTag"])

        try:
            return await self._container.call(work)
        except HttpResponseError as error:  # 404, 409 or 412, of the session's operation
            if (ours := await self._find_ours(item)) is None:
                raise Conflict("This conversation changed at the same moment.", detail=f"etag {etag}") from error
            return str(ours["_etag"])
        except StoreUnavailable:
            if (ours := await self._landed(item)) is None:
                raise
            return str(ours["_etag"])

    async def mark(self, turn: Turn) -> None:
        item = turn_item(turn, self._kept)
        await self._container.call(lambda c: c.upsert_item(item))

    async def answer(self, conversation_id: str, answer_id: str) -> Answer | None:
        item = await self._read(conversation_id, item_id("answer", answer_id))
        return None if item is None else codec.decode_answer(record(item))

    async def add_usage(self, scopes: Sequence[str], used: Usage, *, day: date) -> None:
        await store_cosmos_usage.add(self._container, scopes, used, day=day, retention=self._kept)

    async def usage(self, scopes: Sequence[str], *, day: date) -> tuple[Usage, ...]:
        return await store_cosmos_usage.read(self._container, scopes, day=day)

    async def react(self, conversation_id: str, feedback: Feedback) -> Turn | None:
        return await react(self._container, conversation_id, feedback, self._kept)

    async def unfinished(self, *, limit: int = 100) -> tuple[str, ...]:
        """One query over all partitions, on the index of open turns alone: about 3 RU for each physical partition."""

        async def work(container: Any) -> tuple[str, ...]:
            found: dict[str, None] = {}
            pages = container.query_items(UNFINISHED_QUERY, max_item_count=limit)
            async for row in pages:
                found[row["conversation"]] = None
                if len(found) == limit:
                    break
            return tuple(found)

        return await self._container.call(work)

    async def check(self) -> None:
        await self._container.check()

    async def aclose(self) -> None:
        await self._container.aclose()

    async def _read(self, conversation_id: str, identity: str, *, timeout_s: float | None = None) -> Item | None:
        try:
            return await self._container.call(
                lambda c: c.read_item(identity, partition_key=conversation_id), timeout_s=timeout_s
            )
        except Missing:
            return None

    async def _find_ours(self, item: Item) -> Item | None:
        """The stored item when it is the one this very call wrote."""
        stored = await self._read(item["conversation"], item["id"], timeout_s=_CONFIRM_S)
        return stored if stored is not None and stored.get("write") == item["write"] else None

    async def _landed(self, item: Item) -> Item | None:
        """The same when the store can say; None when it cannot, and the failure at hand stands."""
        try:
            return await self._find_ours(item)
        except StoreUnavailable:
            return None

    async def _patch_lease(self, conversation_id: str, operations: list[Item], *, when: str) -> None:
        await self._container.call(
            lambda c: c.patch_item(
                LEASE, partition_key=conversation_id, patch_operations=operations, filter_predicate=when
            )
        )


def _batch(session: Item, etag: str | None, others: Sequence[Item]) -> list[tuple[Any, ...]]:
    """The operations anew for each try: the SDK empties their options."""
    first: tuple[Any, ...] = ("create", (session,))
    if etag is not None:
        first = ("replace", (session["id"], session), {"if_match_etag": etag})
    return [first, *(("upsert", (item,)) for item in others)]
