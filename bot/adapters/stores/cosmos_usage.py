"""The day's tallies in Cosmos DB: an item a day in a partition of each scope's own, counted up by the service.

A tally belongs to no session's transaction: what was spent on a model is spent, whether or not the turn is saved. The
SDK may send an increment again whose answer was lost, so a tally may be too high by a turn, never too low.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from azure.cosmos.exceptions import CosmosResourceExistsError as Exists
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.adapters.stores.cosmos_client import CosmosContainer
from bot.adapters.stores.cosmos_items import Item, item_id
from bot.adapters.stores.retention import Retention
from bot.domain.model import Usage
from bot.errors import Conflict

FIELDS = ("prompt", "completion", "cached", "calls")
KEY_PREFIX = "usage:"
"""Keeps the scopes' partitions apart from the conversations'."""


async def add(
    container: CosmosContainer, scopes: Sequence[str], used: Usage, *, day: date, retention: Retention
) -> None:
    """Add to the tally of each scope. Two requests a scope on its first use of the day, one afterwards."""
    outcomes = await asyncio.gather(
        *(_add(container, scope, used, day, int(retention.usage.total_seconds())) for scope in dict.fromkeys(scopes)),
        return_exceptions=True,
    )
    for outcome in outcomes:
        if outcome is not None:
            raise outcome


async def read(container: CosmosContainer, scopes: Sequence[str], *, day: date) -> tuple[Usage, ...]:
    """The tally of each scope; one point read each."""
    return tuple(await asyncio.gather(*(_read(container, scope, day) for scope in scopes)))


async def _add(container: CosmosContainer, scope: str, used: Usage, day: date, ttl: int) -> None:
    identity, key = _identity(day), KEY_PREFIX + scope
    counts = {name: getattr(used, name) for name in FIELDS}
    increments = [{"op": "incr", "path": f"/{name}", "value": count} for name, count in counts.items()]
    for _ in range(2):  # twice, for the item that another instance creates in between
        try:
            await container.call(lambda c: c.patch_item(identity, partition_key=key, patch_operations=list(increments)))
            return
        except Missing:
            pass
        item: Item = {"id": identity, "conversation": key, "ttl": ttl, **counts}
        try:
            await container.call(lambda c: c.create_item(item))  # noqa: B023 (awaited here)
            return
        except Exists:
            continue
    raise Conflict("The day's use was changed by several at once.", detail=f"{key} {identity}")


async def _read(container: CosmosContainer, scope: str, day: date) -> Usage:
    async def work(c: Any) -> Item:
        item: Item = await c.read_item(_identity(day), partition_key=KEY_PREFIX + scope)
        return item

    try:
        item = await container.call(work)
    except Missing:
        return Usage()
    return Usage(**{name: int(item.get(name, 0)) for name in FIELDS})


def _identity(day: date) -> str:
    return item_id("usage", day.isoformat())
