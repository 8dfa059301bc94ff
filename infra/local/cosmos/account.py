"""What the account holds: databases, containers, items by partition key; ids, ETags, timestamps and expiry."""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.local.cosmos.refusals import bad_request, conflict, not_found, too_large

Item = dict[str, Any]

KEY = base64.b64encode(b"the local world's sample key; it opens nothing else").decode()
MAX_ITEM_BYTES = 2 * 1024 * 1024
MAX_ID_BYTES = 1_023
MAX_KEY_BYTES = 2_048

_rids = itertools.count(1)


def new_rid() -> str:
    return base64.b64encode(next(_rids).to_bytes(8, "big")).decode().replace("/", "-")


def rid_number(rid: str) -> int:
    """Its place among all resource ids: the order they were given out in."""
    return int.from_bytes(base64.b64decode(rid.replace("-", "/")), "big")


def new_etag() -> str:
    """With its quotation marks, which are part of it on the wire."""
    return f'"{uuid.uuid4()}"'


@dataclass(slots=True)
class Container:
    """One container. Items lie in `ranges` physical partitions, by a hash of their partition key."""

    name: str
    rid: str
    definition: Item
    clock: Callable[[], float]
    ranges: int
    partitions: dict[str, dict[str, Item]] = field(default_factory=dict)
    lsn: int = 0

    @property
    def key_path(self) -> list[str]:
        return [part for part in self.definition["partitionKey"]["paths"][0].split("/") if part]

    def key_of(self, item: Item) -> Any:
        value: Any = item
        for part in self.key_path:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def range_of(self, key: Any) -> int:
        return hashlib.sha256(json.dumps(key).encode()).digest()[0] % self.ranges

    def partition(self, key: Any) -> dict[str, Item]:
        """The live items of one partition key, to be changed in place."""
        items = self.partitions.setdefault(json.dumps(key), {})
        for identity in [identity for identity, item in items.items() if self.is_expired(item)]:
            del items[identity]
        return items

    def all_items(self, *, range_id: int | None = None) -> Iterator[Item]:
        for encoded in list(self.partitions):
            key = json.loads(encoded)
            if range_id is None or self.range_of(key) == range_id:
                yield from self.partition(key).values()

    def is_expired(self, item: Item) -> bool:
        """By the item's `ttl`, else the container's default; neither counts unless the container's TTL is on."""
        default = self.definition.get("defaultTtl")
        if default is None:
            return False
        ttl = item.get("ttl", default)
        return bool(ttl != -1 and item["_ts"] + ttl <= self.clock())

    def stamped(self, item: Item, *, over: Item | None = None) -> Item:
        """A new version of the item with the system's fields; validates id, ttl and size."""
        validate(item)
        self.lsn += 1
        rid = over["_rid"] if over else new_rid()
        return copy.deepcopy(item) | {
            "_rid": rid,
            "_self": f"dbs/-/colls/{self.rid}/docs/{rid}/",
            "_etag": new_etag(),
            "_attachments": "attachments/",
            "_ts": int(self.clock()),
        }


@dataclass(slots=True)
class Database:
    name: str
    rid: str = field(default_factory=new_rid)
    containers: dict[str, Container] = field(default_factory=dict)


@dataclass(slots=True)
class Account:
    """The whole account. `clock` gives seconds since 1970; `ranges` is the number of physical partitions."""

    clock: Callable[[], float]
    ranges: int
    databases: dict[str, Database] = field(default_factory=dict)

    def create_database(self, name: str) -> Database:
        if name in self.databases:
            raise conflict()
        self.databases[name] = Database(name)
        return self.databases[name]

    def database(self, name: str) -> Database:
        if name not in self.databases:
            raise not_found()
        return self.databases[name]

    def create_container(self, database: str, definition: Item) -> Container:
        containers = self.database(database).containers
        name = definition.get("id")
        if not isinstance(name, str) or len(definition.get("partitionKey", {}).get("paths", ())) != 1:
            raise bad_request("id and partitionKey with one path are required.")
        if name in containers:
            raise conflict()
        containers[name] = Container(name, new_rid(), definition, self.clock, self.ranges)
        return containers[name]

    def container(self, database: str, name: str, *, owner_of: bool = False) -> Container:
        """`owner_of`: something inside it was asked for, and the service then says so in the sub-status."""
        held = self.databases.get(database)
        if held is None or name not in held.containers:
            raise not_found("Owner resource does not exist", sub_status=1003 if owner_of else 0)
        return held.containers[name]


def validate(item: Item) -> None:
    identity = item.get("id")
    if not isinstance(identity, str) or not identity or identity.endswith(" ") or set(identity) & set("/\\?#"):
        raise bad_request("The input content is invalid because the required property 'id' is missing or illegal.")
    if len(identity.encode()) > MAX_ID_BYTES:
        raise bad_request("The id is too long.")
    ttl = item.get("ttl")
    if ttl is not None and (not isinstance(ttl, int) or isinstance(ttl, bool) or (ttl != -1 and ttl < 1)):
        raise bad_request("The input ttl is invalid: it must be -1 or a positive integer.")
    if len(json.dumps(item, ensure_ascii=False).encode()) > MAX_ITEM_BYTES:
        raise too_large()
