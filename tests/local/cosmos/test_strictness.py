"""Where the double is as strict as the service."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from email.utils import formatdate
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from azure.cosmos.exceptions import (
    CosmosBatchOperationError,
    CosmosHttpResponseError,
    CosmosResourceExistsError,
    CosmosResourceNotFoundError,
)

from infra.local.cosmos import KEY
from infra.local.cosmos.authorization import sign
from tests.local.cosmos.conftest import Double

OTHER_KEY = "b3RoZXI="


async def ask(double: Double, verb: str, path: str, *, body: Any = None, **more: Any) -> tuple[int, Any]:
    """A request without the SDK, signed as told; the status and the body."""
    stamp = more.get("stamp") or formatdate(usegmt=True)
    signature = sign(verb=verb, segments=[s for s in path.split("/") if s], stamp=stamp, key=more.get("key", KEY))
    headers = {
        "Authorization": more.get("authorization") or quote(f"type=master&ver=1.0&sig={signature}", safe=""),
        "x-ms-date": stamp,
        "x-ms-version": "2020-07-15",
        **more.get("headers", {}),
    }
    data = None if body is None else io.BytesIO(json.dumps(body).encode())
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, double.url + path, data=data, headers=headers) as response,
    ):
        return response.status, await response.json(content_type=None)


async def test_only_the_right_key_signs(double: Double) -> None:
    """Another key, an old date, another resource's signature and no signature are all 401."""
    old = formatdate(timeval=0, usegmt=True)

    assert (await ask(double, "GET", "/dbs/tests"))[0] == 200
    assert (await ask(double, "GET", "/dbs/tests", key=OTHER_KEY))[0] == 401
    assert (await ask(double, "GET", "/dbs/tests", stamp=old))[0] == 401
    assert (await ask(double, "GET", "/dbs/tests", authorization="type=master&ver=1.0&sig=AA=="))[0] == 401
    assert (await ask(double, "GET", "/dbs/tests", authorization="Bearer x"))[0] == 401


async def test_an_entra_token_reads_but_creates_no_containers(double: Double) -> None:
    """Data-plane roles end at items; a token that has not the shape of one is refused."""
    token = "type=aad&ver=1.0&sig=eyJ0.eyJz.c2ln"

    assert (await ask(double, "GET", "/dbs/tests/colls/things", authorization=token))[0] == 200
    assert (await ask(double, "POST", "/dbs", body={"id": "x"}, authorization=token))[0] == 403
    assert (await ask(double, "GET", "/dbs/tests", authorization="type=aad&ver=1.0&sig=nonsense"))[0] == 401


async def test_an_item_lies_under_its_own_partition_key(double: Double) -> None:
    """Under another key it is not found, and cannot be written with a header that says otherwise."""
    await double.things.create_item({"id": "1", "team": "a"})

    with pytest.raises(CosmosResourceNotFoundError):
        await double.things.read_item("1", "b")
    header = {"x-ms-documentdb-partitionkey": '["b"]'}
    body = {"id": "2", "team": "a"}
    assert (await ask(double, "POST", "/dbs/tests/colls/things/docs", body=body, headers=header))[0] == 400
    assert (await ask(double, "GET", "/dbs/tests/colls/things/docs/1"))[0] == 400


@pytest.mark.parametrize(
    "item", [{"id": "a/b"}, {"id": ""}, {"id": 3}, {"id": "x" * 1024}, {"id": "1", "ttl": 0}, {"id": "1", "ttl": "9"}]
)
async def test_illegal_items_are_refused(double: Double, item: dict[str, Any]) -> None:
    """Ids with forbidden characters or beyond 1,023 bytes, and impossible TTLs."""
    header = {"x-ms-documentdb-partitionkey": '["a"]'}

    status, _ = await ask(double, "POST", "/dbs/tests/colls/things/docs", body={**item, "team": "a"}, headers=header)

    assert status == 400


async def test_an_item_above_two_megabytes_is_refused(double: Double) -> None:
    """413, and nothing is stored."""
    header = {"x-ms-documentdb-partitionkey": '["a"]'}
    body = {"id": "1", "team": "a", "x": "x" * 2_100_000}

    assert (await ask(double, "POST", "/dbs/tests/colls/things/docs", body=body, headers=header))[0] == 413
    with pytest.raises(CosmosResourceNotFoundError):
        await double.things.read_item("1", "a")


async def test_a_batch_is_all_or_nothing(double: Double) -> None:
    """The failing operation has its own status, all others 424, and nothing of it is stored."""
    first = await double.things.create_item({"id": "1", "team": "a"})
    await double.things.replace_item("1", {"id": "1", "team": "a", "n": 2})
    operations: list[tuple[Any, ...]] = [
        ("create", ({"id": "2", "team": "a"},)),
        ("replace", ("1", {"id": "1", "team": "a", "n": 3}), {"if_match_etag": first["_etag"]}),
        ("delete", ("1",)),
    ]

    with pytest.raises(CosmosBatchOperationError) as caught:
        await double.things.execute_item_batch(operations, "a")

    assert [result["statusCode"] for result in caught.value.operation_responses] == [424, 412, 424]
    assert (await double.things.read_item("1", "a"))["n"] == 2
    with pytest.raises(CosmosResourceNotFoundError):
        await double.things.read_item("2", "a")


async def test_a_batch_does_everything(double: Double) -> None:
    """Create, upsert, replace, patch, read and delete, each with its result in order."""
    await double.things.create_item({"id": "1", "team": "a", "n": 1})
    await double.things.create_item({"id": "2", "team": "a"})
    operations: list[tuple[Any, ...]] = [
        ("create", ({"id": "3", "team": "a"},)),
        ("upsert", ({"id": "4", "team": "a"},)),
        ("patch", ("1", [{"op": "incr", "path": "/n", "value": 2}]), {"filter_predicate": "FROM c WHERE c.n = 1"}),
        ("read", ("1",)),
        ("delete", ("2",)),
    ]

    results = await double.things.execute_item_batch(operations, "a")

    assert [result["statusCode"] for result in results] == [201, 201, 200, 200, 204]
    assert results[3]["resourceBody"]["n"] == 3
    rows = [row["id"] async for row in double.things.query_items("SELECT c.id FROM c", partition_key="a")]
    assert sorted(rows) == ["1", "3", "4"]


async def test_a_batch_takes_a_hundred_operations(double: Double) -> None:
    """One more is a bad request."""
    operations = [("upsert", ({"id": str(n), "team": "a"},)) for n in range(101)]

    await double.things.execute_item_batch(operations[:100], "a")
    with pytest.raises(CosmosHttpResponseError) as caught:
        await double.things.execute_item_batch(operations, "a")
    assert caught.value.status_code == 400


async def test_items_expire_by_their_own_ttl(double: Double) -> None:
    """Counted from the last write; −1 is for ever; an expired id is free again; queries see none of it."""
    for identity, ttl in (("short", 60), ("long", 600), ("ever", -1), ("default", None)):
        await double.things.create_item({"id": identity, "team": "a"} | ({} if ttl is None else {"ttl": ttl}))
    double.clock.advance(timedelta(seconds=59))
    await double.things.read_item("short", "a")
    double.clock.advance(timedelta(seconds=1))

    with pytest.raises(CosmosResourceNotFoundError):
        await double.things.read_item("short", "a")
    with pytest.raises(CosmosResourceExistsError):
        await double.things.create_item({"id": "long", "team": "a"})
    await double.things.create_item({"id": "short", "team": "a"})
    double.clock.advance(timedelta(days=900))
    rows = [row["id"] async for row in double.things.query_items("SELECT c.id FROM c", partition_key="a")]
    assert sorted(rows) == ["default", "ever", "short"]


async def test_a_query_outside_the_documented_part_is_refused(double: Double) -> None:
    """What the double cannot vouch for fails loudly; so does a reserved word as a name, as on the service."""
    for query in (
        "SELECT COUNT(1) FROM c",
        "SELECT * FROM c JOIN d IN c.x",
        "SELECT DISTINCT c.n FROM c",
        "SELECT c.value FROM c",
    ):
        with pytest.raises(CosmosHttpResponseError) as caught:
            _ = [row async for row in double.things.query_items(query, partition_key="a")]
        assert caught.value.status_code == 400


async def test_a_page_is_continued_where_it_ended(double: Double) -> None:
    """Each page has at most the rows asked for and a token for the next."""
    for n in range(5):
        await double.things.create_item({"id": str(n), "team": "a"})
    pages = double.things.query_items("SELECT * FROM c", partition_key="a", max_item_count=2).by_page()

    sizes = [len([row async for row in page]) async for page in pages]

    assert sizes == [2, 2, 1]


async def test_what_is_written_between_two_pages_moves_no_row(double: Double) -> None:
    """A token stands for the last row, not for how many there were: none is seen twice, none missed."""
    for order, before in (("ASC", 1), ("DESC", 99)):
        for n in range(10, 16):
            await double.things.upsert_item({"id": str(n), "team": order, "n": n})
        for written in (True, False):
            pages = double.things.query_items(
                f"SELECT c.n FROM c ORDER BY c.n {order}", partition_key=order, max_item_count=3
            ).by_page()
            seen = [row["n"] async for row in await anext(pages)]
            if written:
                await double.things.create_item({"id": "new", "team": order, "n": before})
            else:
                await double.things.delete_item("new", order)
            seen += [row["n"] async for page in pages async for row in page]

            assert [n for n in seen if n != before] == sorted(range(10, 16), reverse=order == "DESC")


async def test_answers_say_their_price_and_session(double: Double) -> None:
    """Request charge, session token, ETag and partition key range, which the SDK and operators read."""
    made = await double.things.create_item({"id": "1", "team": "a"})
    headers = made.get_response_headers()

    assert float(headers["x-ms-request-charge"]) > 0
    assert headers["x-ms-session-token"].startswith(headers["x-ms-documentdb-partitionkeyrangeid"] + ":")
    assert headers["etag"] == made["_etag"]
