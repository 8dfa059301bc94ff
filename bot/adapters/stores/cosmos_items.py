"""The items of a conversation's partition in Cosmos DB: their ids, their fields, how long they live.

    id              holds                         expires
    session         the Session                   Retention.session after the last save
    turn:<id>       a Turn                        Retention.turn once delivered, never before
    answer:<id>     an Answer                     Retention.answer
    lease           {owner, until}                a day after it was last touched
    usage:<day>     {prompt, completion, …}       Retention.usage; in a partition of its scope's own
    plan:<id> …     a Plan and its journal        Retention.plan; see store_cosmos_plans
    audit:<id>      an Event                      Retention.audit; see store_cosmos_audit

`write` names the write that produced the item, so that a write whose answer was lost can be told from another's.
`since` (accepted_at, µs since 1970) stands only on turns not yet delivered, `applying` on plans being applied; they and
what finds a plan, its parts, its journal and its events are the indexed fields. `posted` lists the activities a turn
was answered with.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import msgspec

from bot.adapters.stores import codec
from bot.adapters.stores.retention import Retention
from bot.domain.answers import Answer
from bot.domain.sessions import Session
from bot.domain.turns import Turn, TurnState

Item = dict[str, Any]

SESSION: Final = "session"
LEASE: Final = "lease"
LEASE_TTL_S: Final = 86_400
MAX_ID_BYTES: Final = 1_023
PENDING_QUERY: Final = "SELECT c.v, c.body FROM c WHERE IS_DEFINED(c.since)"
POSTED_QUERY: Final = "SELECT c.id, c.posted, c.body.accepted_at AS accepted FROM c WHERE IS_DEFINED(c.posted)"
UNFINISHED_QUERY: Final = "SELECT c.conversation, c.since FROM c WHERE IS_DEFINED(c.since) ORDER BY c.since ASC"
INDEXING_POLICY: Final[Item] = {
    "indexingMode": "consistent",
    "automatic": True,
    "includedPaths": [
        {"path": f"/{name}/?"} for name in ("since", "applying", "planned", "part_of", "entry_of", "audited")
    ],
    "excludedPaths": [{"path": "/*"}],
}

_NEVER: Final = -1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def item_id(kind: str, name: str) -> str:
    """`kind:name` as a Cosmos DB id: ASCII, without `/ \\ ? #`, at most 1,023 bytes, different for different names.

    Other characters become `=XX` (UTF-8 bytes in hexadecimal), which can be read back; a name too long for that is
    replaced by its SHA-256 after `=.`, which no readable id contains.
    (https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits)
    """
    readable = f"{kind}:{quote(name, safe='').replace('%', '=')}"
    if len(readable) <= MAX_ID_BYTES:
        return readable
    return f"{kind}:=.{hashlib.sha256(name.encode()).hexdigest()}"


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970: exact in Cosmos DB's double-precision numbers until the year 2255."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def session_item(session: Session, kept: Retention) -> Item:
    return _item(session.id, SESSION, codec.encode(session), _seconds(kept.session))


def turn_item(turn: Turn, kept: Retention) -> Item:
    delivered = turn.state is TurnState.DELIVERED
    item = _item(
        turn.conversation_id,
        item_id("turn", turn.id),
        codec.encode(turn),
        _seconds(kept.turn) if delivered else _NEVER,
    )
    if not delivered:
        item["since"] = micros(turn.accepted_at)
    if turn.posted:
        item["posted"] = list(turn.posted)
    return item


def answer_item(conversation_id: str, answer: Answer, kept: Retention) -> Item:
    return _item(conversation_id, item_id("answer", answer.id), codec.encode(answer), _seconds(kept.answer))


def lease_item(conversation_id: str, *, owner: str, until: int) -> Item:
    return {"id": LEASE, "conversation": conversation_id, "owner": owner, "until": until, "ttl": LEASE_TTL_S}


def record(item: Item) -> bytes:
    """What the codec reads, from an item as Cosmos DB gave it back."""
    return msgspec.json.encode({"v": item["v"], "body": item["body"]})


def take_lease(owner: str, until: int) -> list[Item]:
    """The patch that makes the lease `owner`'s until then."""
    return [
        {"op": "set", "path": "/owner", "value": owner},
        {"op": "set", "path": "/until", "value": until},
    ]


def lease_is_free(owner: str, now: int) -> str:
    """The predicate under which `owner` may take the lease; predicates take no parameters, hence the literals."""
    return f"FROM c WHERE c.owner = {json.dumps(owner)} OR c.until <= {now}"


def lease_is_held_by(owner: str) -> str:
    return f"FROM c WHERE c.owner = {json.dumps(owner)}"


def _item(conversation_id: str, identity: str, data: bytes, ttl: int) -> Item:
    written = {"id": identity, "conversation": conversation_id, "write": secrets.token_hex(8), "ttl": ttl}
    return {**msgspec.json.decode(data), **written}


def _seconds(span: timedelta) -> int:
    return max(1, int(span.total_seconds()))
