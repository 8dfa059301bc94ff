"""Feedback in Cosmos DB: found by the activity it is about, kept inside the turn that posted it.

The partition's delivered turns are few (Retention.turn), so one query lists what each posted; the turn is then replaced
under its ETag, for two people may press at the same moment.
"""

from __future__ import annotations

from typing import Any, Final

from azure.core import MatchConditions
from azure.cosmos.exceptions import CosmosAccessConditionFailedError as ConditionFailed
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.adapters.stores import codec
from bot.adapters.stores.cosmos_client import CosmosContainer
from bot.adapters.stores.cosmos_items import POSTED_QUERY, record, turn_item
from bot.adapters.stores.retention import Retention
from bot.domain.chat import Feedback
from bot.domain.turns import Turn
from bot.errors import StoreUnavailable

_TRIES: Final = 8


async def react(container: CosmosContainer, conversation_id: str, feedback: Feedback, kept: Retention) -> Turn | None:
    """What SessionStore.react promises."""
    identity = await _find(container, conversation_id, feedback.activity_id)
    if identity is None:
        return None
    for _ in range(_TRIES):
        try:
            stored = await container.call(lambda c: c.read_item(identity, partition_key=conversation_id))
            turn = codec.decode_turn(record(stored)).reacted(feedback)
            await _replace(container, turn, etag=stored["_etag"], kept=kept)
        except ConditionFailed:
            continue
        except Missing:  # it expired just now
            return None
        return turn
    raise StoreUnavailable("The session store is not available.", detail="a turn kept changing")


async def _find(container: CosmosContainer, conversation_id: str, activity_id: str) -> str | None:
    async def work(items: Any) -> list[dict[str, Any]]:
        return [item async for item in items.query_items(POSTED_QUERY, partition_key=conversation_id)]

    found = await container.call(work)
    meant = [item for item in found if activity_id in item["posted"] or not activity_id]
    newest = max(meant, key=lambda item: str(item["accepted"]), default=None)
    return str(newest["id"]) if newest else None


async def _replace(container: CosmosContainer, turn: Turn, *, etag: str, kept: Retention) -> None:
    item = turn_item(turn, kept)
    await container.call(
        lambda c: c.replace_item(item["id"], item, etag=etag, match_condition=MatchConditions.IfNotModified)
    )
