"""Keys for the items of a Cosmos DB container that were written before documents had `sort` and `across`.

Ids, partitions and bodies are the same since; a tally had no body. Until they are moved they are found by the fields
they were indexed by then.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from bot.domain.model import Usage
from bot.errors import Internal
from bot.store.collections.audit import audit_key
from bot.store.collections.plans import applying_key, decode_entry, entry_sort, part_sort, plan_sort
from bot.store.collections.sessions import decode_turn, turn_keys
from bot.store.records import encode

Item = dict[str, Any]

EARLIER_PATHS: Final = ("since", "applying", "planned", "part_of", "entry_of", "audited")
"""Indexed then; a container may stop indexing them once nothing is found by them any more."""

EARLIER: Final = "SELECT * FROM c WHERE " + " OR ".join(f"IS_DEFINED(c.{p})" for p in EARLIER_PATHS)  # noqa: S608
EARLIER_DELIVERED: Final = "SELECT * FROM c WHERE IS_DEFINED(c.posted)"

_USAGE_FIELDS: Final = ("prompt", "completion", "cached", "calls")


def body_of(item: Item) -> bytes:
    """The record that an item holds, whenever it was written."""
    if "v" in item:
        return msgspec.json.encode({"v": item["v"], "body": item["body"]})
    if "body" in item:
        return base64.b64decode(item["body"])
    return encode(Usage(**{name: int(item.get(name, 0)) for name in _USAGE_FIELDS}))


def moved(item: Item, *, now: datetime) -> Item:
    """The item with today's keys; it expires when it would have."""
    kept = {name: value for name, value in item.items() if not name.startswith("_")}
    for name in (*EARLIER_PATHS, "posted", "plan", "rev", "n", "entry", "at"):
        kept.pop(name, None)
    sort, across = _KEYS[item["id"].partition(":")[0]](item)
    kept |= {name: key for name, key in (("sort", sort), ("across", across)) if key}
    if item["ttl"] > 0:
        kept["ttl"] = max(1, int(item["ttl"] - (now.timestamp() - item["_ts"])))
    return kept


def keys_of_turn(body: bytes) -> tuple[str, str]:
    """None for a turn that nobody can read."""
    try:
        return turn_keys(decode_turn(body))
    except Internal:
        return "", ""


def _turn(item: Item) -> tuple[str, str]:
    return keys_of_turn(body_of(item))


def _plan(item: Item) -> tuple[str, str]:
    across = ""
    if "applying" in item:
        across = applying_key(item["conversation"], item["plan"], _moment(item["applying"]))
    return plan_sort(item["plan"], _moment(item["planned"])), across


def _part(item: Item) -> tuple[str, str]:
    return part_sort(item["part_of"], item["n"]), ""


def _entry(item: Item) -> tuple[str, str]:
    return entry_sort(item["entry_of"], decode_entry(body_of(item))), ""


def _event(item: Item) -> tuple[str, str]:
    key = audit_key(item["id"].partition(":")[2], _moment(item["audited"]))
    return key, key


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


_KEYS: Final[dict[str, Callable[[Item], tuple[str, str]]]] = {
    "turn": _turn,
    "plan": _plan,
    "planpart": _part,
    "planlog": _entry,
    "audit": _event,
}
