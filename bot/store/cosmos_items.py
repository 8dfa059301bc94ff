"""Documents as items of a Cosmos DB container, and the operations on them.

A record that is JSON lies in the item as `v` and `body`, to be read by whoever looks into the container; a packed one
as base64 in `body`. `write` names the write that produced the item, so that one whose answer was lost can be told from
another's. `sort`, `across` are the indexed fields.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosResourceNotFoundError as Missing

from bot.ports.documents import NEW, Delete, Document, Lease, Put
from bot.store.earlier_items import Item, body_of

Operation = tuple[str, tuple[Any, ...], dict[str, Any]]

_NEVER: Final = -1


def item_of(change: Put | Delete) -> Item:
    """The item to be put; what names the one to be deleted."""
    if isinstance(change, Delete):
        return {"id": change.id, "conversation": change.partition}
    document = change.document
    ttl = _NEVER if document.keep is None else max(1, int(document.keep.total_seconds()))
    item = {"id": document.id, "conversation": document.partition, "write": secrets.token_hex(8), "ttl": ttl}
    keys = {name: key for name, key in (("sort", document.sort), ("across", document.across)) if key}
    record = {"body": base64.b64encode(document.body).decode()}
    if document.body[:1] == b"{":
        record = msgspec.json.decode(document.body)
    return {**item, **keys, **record}


def document_of(item: Item) -> Document:
    """The document, without a body where the query chose none."""
    body = body_of(item) if "_etag" in item else b""
    place = (item["conversation"], item["id"])
    return Document(*place, body, item.get("sort", ""), item.get("across", ""), etag=item.get("_etag", ""))


async def write_alone(container: ContainerProxy, change: Put | Delete, item: Item) -> str:
    """Do one change outside a batch; its new ETag."""
    if isinstance(change, Delete):
        with contextlib.suppress(Missing):
            await container.delete_item(change.id, partition_key=change.partition)
        return ""
    if change.etag is None:
        return str((await container.upsert_item(item))["_etag"])
    if change.etag == NEW:
        return str((await container.create_item(item))["_etag"])
    return await replace(container, item, etag=change.etag)


async def replace(container: ContainerProxy, item: Item, *, etag: str) -> str:
    written = await container.replace_item(item["id"], item, etag=etag, match_condition=MatchConditions.IfNotModified)
    return str(written["_etag"])


async def write_batch(container: ContainerProxy, first: Item, operations: Sequence[Operation]) -> str:
    """Do all operations or none; the new ETag of the first item."""
    batch = [(verb, values, dict(options)) for verb, values, options in operations]  # the SDK empties the options
    results = await container.execute_item_batch(batch, partition_key=first["conversation"])
    return str(results[0].get("eTag", ""))


def operation(change: Put | Delete, item: Item) -> Operation:
    if isinstance(change, Delete):
        return "delete", (item["id"],), {}
    if change.etag is None:
        return "upsert", (item,), {}
    if change.etag == NEW:
        return "create", (item,), {}
    return "replace", (item["id"], item), {"if_match_etag": change.etag}


def still_held(lease: Lease) -> Operation:
    """An operation that changes nothing and fails when the lease is another's."""
    return "patch", (lease.id, [set_to("epoch", lease.epoch)]), {"filter_predicate": held_by(lease)}


def held_by(lease: Lease) -> str:
    """Predicates take no parameters, hence the literals."""
    return f"FROM c WHERE c.owner = {json.dumps(lease.owner)} AND c.epoch = {lease.epoch}"


def set_to(name: str, value: str | int) -> Item:
    return {"op": "set", "path": f"/{name}", "value": value}
