"""What the double and the third-party server agree on, asked by the SDK."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import (
    CosmosAccessConditionFailedError,
    CosmosHttpResponseError,
    CosmosResourceExistsError,
)

THING = {"id": "a:1;b@c", "team": "g/1 é", "n": 1}


async def test_an_item_comes_back_with_its_system_fields(container: ContainerProxy) -> None:
    """Created once, read by id and partition key, with ETag and timestamp."""
    made = await container.create_item(THING)
    read = await container.read_item(THING["id"], THING["team"])

    assert {name: read[name] for name in THING} == THING
    assert read["_etag"] == made["_etag"]
    assert isinstance(read["_ts"], int)
    with pytest.raises(CosmosResourceExistsError):
        await container.create_item(THING)


async def test_an_etag_guards_replace_and_patch(container: ContainerProxy) -> None:
    """The first writer wins, the second is told 412; every write changes the ETag."""
    first = await container.create_item(THING)
    guard: dict[str, Any] = {"etag": first["_etag"], "match_condition": MatchConditions.IfNotModified}
    second = await container.replace_item(THING["id"], THING | {"n": 2}, **guard)

    assert second["_etag"] != first["_etag"]
    with pytest.raises(CosmosAccessConditionFailedError):
        await container.replace_item(THING["id"], THING | {"n": 3}, **guard)
    assert (await container.read_item(THING["id"], THING["team"]))["n"] == 2


@pytest.mark.parametrize(("predicate", "holds"), [("c.n = 1 OR c.m <= 5", True), ('c.n > 1 AND c.team = "g"', False)])
async def test_a_patch_has_a_condition(container: ContainerProxy, predicate: str, holds: bool) -> None:
    """Under its predicate the item changes at once; else 412 and nothing."""
    await container.create_item(THING)
    change = [{"op": "set", "path": "/n", "value": 7}, {"op": "add", "path": "/new", "value": {"x": 1}}]

    try:
        await container.patch_item(THING["id"], THING["team"], change, filter_predicate=f"FROM c WHERE {predicate}")
        done = True
    except CosmosAccessConditionFailedError:
        done = False

    assert done is holds
    read = await container.read_item(THING["id"], THING["team"])
    assert (read["n"], read.get("new")) == ((7, {"x": 1}) if holds else (1, None))


async def test_upsert_creates_and_replaces(container: ContainerProxy) -> None:
    """The last one stands."""
    await container.upsert_item(THING)
    await container.upsert_item(THING | {"n": 5})

    assert (await container.read_item(THING["id"], THING["team"]))["n"] == 5


async def test_a_query_sorts_over_all_partitions_page_by_page(container: ContainerProxy) -> None:
    """Parameters, IS_DEFINED, a projection and ORDER BY, merged by the SDK from what each partition answers."""
    for n in range(12):
        await container.create_item({"id": str(n), "team": f"g{n % 5}", "n": n * 7 % 12, **({"m": n} if n % 3 else {})})
    query = "SELECT c.n, c.team FROM c WHERE IS_DEFINED(c.m) AND c.n < @top ORDER BY c.n DESC"

    rows = [
        row async for row in container.query_items(query, parameters=[{"name": "@top", "value": 9}], max_item_count=2)
    ]

    assert [row["n"] for row in rows] == sorted(
        {n * 7 % 12 for n in range(12) if n % 3 and n * 7 % 12 < 9}, reverse=True
    )
    assert all(set(row) == {"n", "team"} for row in rows)


async def test_a_deleted_item_is_gone(container: ContainerProxy) -> None:
    """It can be created again."""
    first = await container.create_item(THING)
    await container.delete_item(THING["id"], THING["team"])

    again = await container.create_item(THING)
    assert again["id"] == first["id"]
    assert again["_etag"] != first["_etag"]


async def test_nonsense_is_refused(container: ContainerProxy) -> None:
    """A query with a syntax error is a bad request."""
    with pytest.raises(CosmosHttpResponseError) as caught:
        _ = [row async for row in container.query_items("SELECT FROM WHERE", partition_key="g")]

    assert caught.value.status_code == 400
