"""Answers in pages: queries with continuation tokens, query plans, partition key ranges."""

from __future__ import annotations

import base64
import json
from typing import Any

from infra.local.cosmos import query
from infra.local.cosmos.account import Container
from infra.local.cosmos.exchange import Answer, Call
from infra.local.cosmos.refusals import bad_request

DEFAULT_PAGE = 100
NEEDS_PLAN = 1004


def answer_query(container: Container, call: Call) -> Answer:
    """One page. Without partition key or range the gateway serves what needs no merging, and refuses the rest."""
    text, parameters = _question(call)
    parsed = query.parse(text, parameters)
    range_id = call.headers.get("x-ms-documentdb-partitionkeyrangeid")
    if "x-ms-documentdb-partitionkey" in call.headers:
        items = list(container.partition(call.key()).values())
    elif range_id is not None:
        items = list(container.all_items(range_id=int(range_id)))
    else:
        if not call.says("x-ms-documentdb-query-enablecrosspartition"):
            raise bad_request("Cross partition query is required but disabled.")
        if parsed.order is not None:
            raise bad_request("The provided cross partition query can not be served.", sub_status=NEEDS_PLAN)
        items = list(container.all_items())
    return _page(container, call, parsed.run(items, after=_continued(call)))


def answer_plan(call: Call) -> Answer:
    return Answer(200, query.plan(*_question(call)))


def answer_ranges(container: Container, call: Call) -> Answer:
    """The physical partitions as a change feed: all at first, then 304 while nothing has changed."""
    etag = f'"{container.rid}-{container.ranges}"'
    if call.headers.get("If-None-Match") == etag:
        return Answer(304, None, {"etag": etag})
    bounds = ["", *(f"{256 * n // container.ranges:02X}" for n in range(1, container.ranges)), "FF"]
    ranges = [
        {
            "id": str(n),
            "_rid": f"{container.rid}-{n}",
            "minInclusive": bounds[n],
            "maxExclusive": bounds[n + 1],
            "ridPrefix": n,
            "throughputFraction": 1 / container.ranges,
            "status": "online",
            "parents": [],
        }
        for n in range(container.ranges)
    ]
    return Answer(200, {"_rid": container.rid, "PartitionKeyRanges": ranges, "_count": len(ranges)}, {"etag": etag})


def _question(call: Call) -> tuple[str, dict[str, Any]]:
    body = call.json()
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise bad_request("A query needs a body {query, parameters}.")
    return body["query"], {each["name"]: each["value"] for each in body.get("parameters") or ()}


def _page(container: Container, call: Call, rows: list[tuple[query.Position, Any]]) -> Answer:
    size = int(call.headers.get("x-ms-max-item-count", "-1"))
    size = DEFAULT_PAGE if size < 1 else size
    page = rows[:size]
    headers = {"x-ms-item-count": str(len(page))}
    if len(page) < len(rows):
        headers["x-ms-continuation"] = base64.b64encode(json.dumps(page[-1][0]).encode()).decode()
    body = {"_rid": container.rid, "Documents": [row for _, row in page], "_count": len(page)}
    return Answer(200, body, headers, charge=2.3 + 0.06 * len(page))


def _continued(call: Call) -> query.Position | None:
    token = call.headers.get("x-ms-continuation")
    if token is None:
        return None
    try:
        (rank, value), identity = json.loads(base64.b64decode(token))
        return query.Position((int(rank), value), int(identity))
    except (ValueError, TypeError):
        raise bad_request("Invalid Continuation Token") from None
