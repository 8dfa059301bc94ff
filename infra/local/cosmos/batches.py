"""Transactional batches: all operations of one partition key, or none.

https://learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch: when one fails it answers with its own status,
every other with 424, the whole with 207, and nothing was done.
"""

from __future__ import annotations

from typing import Any

from infra.local.cosmos import documents
from infra.local.cosmos.account import Container, Item
from infra.local.cosmos.documents import Match
from infra.local.cosmos.refusals import Refused, bad_request

MAX_OPERATIONS = 100
FAILED_DEPENDENCY = 424


def execute(container: Container, key: Any, operations: Any) -> tuple[int, list[Item]]:
    """The status of the whole and each operation's result."""
    if not isinstance(operations, list) or not operations:
        raise bad_request("A batch needs at least one operation.")
    if len(operations) > MAX_OPERATIONS:
        raise bad_request(f"Batch request has more operations than what is supported: {MAX_OPERATIONS}.")
    partition = container.partition(key)
    before = dict(partition)
    results: list[Item] = []
    for index, operation in enumerate(operations):
        try:
            results.append(_execute(container, key, operation))
        except Refused as refused:
            partition.clear()
            partition.update(before)
            return 207, _failed(refused, index, len(operations))
    return 200, results


def _failed(refused: Refused, index: int, count: int) -> list[Item]:
    results: list[Item] = [{"statusCode": FAILED_DEPENDENCY, "requestCharge": 0} for _ in range(count)]
    results[index] = {"statusCode": refused.status, "subStatusCode": refused.sub_status, "requestCharge": 1.24}
    return results


def _execute(container: Container, key: Any, operation: Item) -> Item:
    kind = operation.get("operationType")
    body = operation.get("resourceBody")
    identity = operation.get("id", "")
    match = Match(operation.get("ifMatch"), operation.get("ifNoneMatch"))
    if kind == "Delete":
        documents.delete(container, key, identity, match)
        return {"statusCode": 204, "requestCharge": 6.67}
    if kind == "Read":
        return _done(200, documents.read(container, key, identity))
    if not isinstance(body, dict):
        raise bad_request("The operation has no resourceBody.")
    if kind == "Create":
        return _done(201, documents.create(container, key, body))
    if kind == "Upsert":
        item, new = documents.upsert(container, key, body, match)
        return _done(201 if new else 200, item)
    if kind == "Replace":
        return _done(200, documents.replace(container, key, identity, body, match))
    if kind == "Patch":
        return _done(200, documents.patch(container, key, identity, body, match))
    raise bad_request(f"The operation {kind!r} is not known.")


def _done(status: int, item: Item) -> Item:
    return {"statusCode": status, "requestCharge": 6.67, "eTag": item["_etag"], "resourceBody": item}
