"""A request and its answer, out of HTTP's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.cosmos.documents import Match
from infra.local.cosmos.refusals import bad_request

_VERBS = {"GET": "read", "PUT": "replace", "PATCH": "patch", "DELETE": "delete"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `segments` are the unquoted parts of its path: `dbs/x/colls/y/docs/z`; `root` the server's URL."""

    verb: str
    segments: list[str]
    headers: Mapping[str, str]
    body: bytes
    root: str

    def says(self, header: str) -> bool:
        return self.headers.get(header, "").lower() == "true"

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise bad_request("The request's body is not JSON.") from None

    def key(self) -> Any:
        """The partition key's value; it must be given for one partition's operations."""
        given = self.headers.get("x-ms-documentdb-partitionkey")
        if given is None:
            raise bad_request("PartitionKey value must be supplied for this operation.")
        values = json.loads(given)
        if not isinstance(values, list) or len(values) != 1:
            raise bad_request("Partition key provided doesn't correspond to definition in the collection.")
        return values[0]

    def match(self) -> Match:
        return Match(self.headers.get("If-Match"), self.headers.get("If-None-Match"))


@dataclass(frozen=True, slots=True)
class Answer:
    """`charge` in request units, as the service would roughly ask."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    charge: float = 0.0


def name_of(call: Call) -> str:
    """The operation's name, for faults: `create`, `read`, `batch`, `query`, … for items, else the resource type."""
    if len(call.segments) < 5:
        return call.segments[-1] if len(call.segments) % 2 else call.segments[-2] if call.segments else "account"
    if call.segments[4] != "docs":
        return call.segments[4]
    if call.verb != "POST":
        return _VERBS.get(call.verb, call.verb)
    if call.says("x-ms-cosmos-is-batch-request"):
        return "batch"
    if call.says("x-ms-cosmos-is-query-plan-request"):
        return "plan"
    if call.says("x-ms-documentdb-isquery"):
        return "query"
    return "upsert" if call.says("x-ms-documentdb-is-upsert") else "create"
