"""Point operations on items: create, read, replace, upsert, patch, delete, each with its conditions."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from infra.local.cosmos.account import Container, Item
from infra.local.cosmos.query import predicate
from infra.local.cosmos.refusals import bad_request, conflict, not_found, precondition_failed

MAX_PATCHES = 10


@dataclass(frozen=True, slots=True)
class Match:
    """If-Match and If-None-Match as they came."""

    etag: str | None = None
    none_etag: str | None = None


ANY = Match()


def create(container: Container, key: Any, item: Item) -> Item:
    _check_key(container, key, item)
    partition = container.partition(key)
    made = container.stamped(item)
    if made["id"] in partition:
        raise conflict()
    partition[made["id"]] = made
    return made


def read(container: Container, key: Any, identity: str) -> Item:
    """404 also when the item lies under another partition key."""
    item = container.partition(key).get(identity)
    if item is None:
        raise not_found()
    return item


def replace(container: Container, key: Any, identity: str, item: Item, match: Match = ANY) -> Item:
    _check_key(container, key, item)
    if item.get("id") != identity:
        raise bad_request("The id of the item and of the request differ.")
    old = read(container, key, identity)
    _check_match(old, match)
    made = container.stamped(_plain(item), over=old)
    container.partition(key)[identity] = made
    return made


def upsert(container: Container, key: Any, item: Item, match: Match = ANY) -> tuple[Item, bool]:
    """The item and whether it is new."""
    if item.get("id") in container.partition(key):
        return replace(container, key, item["id"], item, match), False
    return create(container, key, _plain(item)), True


def delete(container: Container, key: Any, identity: str, match: Match = ANY) -> None:
    _check_match(read(container, key, identity), match)
    container.lsn += 1
    del container.partition(key)[identity]


def patch(container: Container, key: Any, identity: str, body: Item, match: Match = ANY) -> Item:
    """Up to ten operations `{op, path, value}` under an optional `condition`; 412 when it does not hold."""
    operations = body.get("operations")
    if not isinstance(operations, list) or not 1 <= len(operations) <= MAX_PATCHES:
        raise bad_request(f"The patch request needs 1 to {MAX_PATCHES} operations.")
    old = read(container, key, identity)
    _check_match(old, match)
    condition = body.get("condition")
    if condition is not None and not predicate(condition)(old):
        raise precondition_failed()
    changed = copy.deepcopy(_plain(old))
    for operation in operations:
        _apply(changed, operation)
    _check_key(container, key, changed)
    made = container.stamped(changed, over=old)
    container.partition(key)[identity] = made
    return made


def _apply(item: Item, operation: Item) -> None:
    names = [name.replace("~1", "/").replace("~0", "~") for name in operation.get("path", "").split("/")[1:]]
    if not names or names[0] in ("id", "_ts", "_etag", "_rid", "_self"):
        raise bad_request("The path of a patch operation is illegal.")
    target: Any = item
    for name in names[:-1]:
        target = target.get(name) if isinstance(target, dict) else None
    if not isinstance(target, dict):
        raise bad_request("The path of a patch operation does not exist.")
    kind, last = operation.get("op"), names[-1]
    if kind in ("add", "set") or (kind == "replace" and last in target):
        target[last] = operation["value"]
    elif kind == "remove" and last in target:
        del target[last]
    elif kind == "incr":
        target[last] = target.get(last, 0) + operation["value"]
    else:
        raise bad_request(f"The patch operation {kind!r} is not possible here.")


def _plain(item: Item) -> Item:
    return {
        name: value for name, value in item.items() if name not in ("_rid", "_self", "_etag", "_ts", "_attachments")
    }


def _check_key(container: Container, key: Any, item: Item) -> None:
    if container.key_of(item) != key:
        raise bad_request(
            "PartitionKey extracted from document doesn't match the one specified in the header.", sub_status=1001
        )


def _check_match(item: Item, match: Match) -> None:
    if match.etag not in (None, "*", item["_etag"]):
        raise precondition_failed()
    if match.none_etag is not None and match.none_etag in ("*", item["_etag"]):
        raise precondition_failed()
