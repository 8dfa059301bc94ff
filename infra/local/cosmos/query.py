"""Queries: a documented part of Cosmos DB's SQL, parsed, planned for several partitions and run.

    SELECT * | VALUE c.a | c.a, c["b"] AS x | {"a": c.a} AS x | [{"item": c.a}] AS x
    FROM c [WHERE condition] [ORDER BY c.a [ASC|DESC]]

Anything else is a syntax error, so that a query the double cannot vouch for fails in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from infra.local.cosmos.account import rid_number
from infra.local.cosmos.expressions import UNDEFINED, Conditions, Tokens, read, syntax_error

Project = Callable[[Any], Any]
FILTER = "{documentdb-formattableorderbyquery-filter}"
"""What the service puts into a rewritten query for the client to replace."""


class Position(NamedTuple):
    """Where a row stands in the answer to a query: what it is sorted by, and then its `_rid`."""

    key: tuple[int, Any]
    identity: int


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `order` is the path sorted by, `select` and `where` the texts between the keywords."""

    project: Project
    holds: Callable[[Any], bool]
    order: tuple[str, ...] | None
    descending: bool

    def run(self, items: Iterable[Any], *, after: Position | None = None) -> list[tuple[Position, Any]]:
        """The projected rows behind a position, each with its own, for which a continuation token stands: what is
        written between two pages moves no row. Sorting leaves out items without the path, as the service's index
        does."""
        placed = [(place, item) for item in items if self.holds(item) and (place := self._position(item)) is not None]
        placed.sort(key=lambda each: each[0].identity)
        placed.sort(key=lambda each: each[0].key, reverse=self.descending)
        rows = [(place, self.project(item)) for place, item in placed if after is None or self._beyond(place, after)]
        return [(place, row) for place, row in rows if row is not UNDEFINED]

    def _position(self, item: Any) -> Position | None:
        identity = rid_number(item["_rid"])
        if self.order is None:
            return Position((0, 0), identity)
        value = read(item, list(self.order))
        return None if value is UNDEFINED else Position(sort_key(value), identity)

    def _beyond(self, place: Position, other: Position) -> bool:
        if place.key == other.key:
            return place.identity > other.identity
        return (place.key > other.key) is not self.descending


def parse(text: str, parameters: Mapping[str, Any]) -> Query:
    """Raises Refused with 400 for anything outside the documented part."""
    tokens = Tokens(text)
    root = _alias(text)
    conditions = Conditions(tokens, root=root, parameters=parameters)
    tokens.take("SELECT")
    project = _selection(tokens, conditions)
    tokens.take("FROM")
    tokens.take(root)
    where = conditions.either() if tokens.accept("WHERE") else None
    order, descending = _order(tokens, conditions)
    if tokens.peek():
        raise syntax_error(tokens.peek())
    return Query(project, lambda item: where is None or where(item) is True, order, descending)


def predicate(text: str) -> Callable[[Any], bool]:
    """A patch's condition, `FROM c WHERE …`."""
    tokens = Tokens(text)
    tokens.take("FROM")
    root = tokens.take()
    tokens.take("WHERE")
    holds = Conditions(tokens, root=root, parameters={}).either()
    if tokens.peek():
        raise syntax_error(tokens.peek())
    return lambda item: holds(item) is True


def plan(text: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How a client is to run the query over every partition and merge what they answer."""
    query = parse(text, parameters)
    info: dict[str, Any] = {"distinctType": "None", "orderBy": [], "orderByExpressions": [], "aggregates": []}
    if query.order is not None:
        info |= {
            "orderBy": ["Descending" if query.descending else "Ascending"],
            "orderByExpressions": [".".join(("c", *query.order))],
            "rewrittenQuery": _rewritten(text, query),
        }
    whole = {"min": "", "max": "FF", "isMinInclusive": True, "isMaxInclusive": False}
    return {"partitionedQueryExecutionInfoVersion": 2, "queryInfo": info, "queryRanges": [whole]}


def sort_key(value: Any) -> tuple[int, Any]:
    """null < false < true < numbers < strings, as the service sorts."""
    if value is None:
        return (0, 0)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, int | float):
        return (2, value)
    return (3, str(value))


def _alias(text: str) -> str:
    words = text.replace("\n", " ").split()
    for word, following in pairwise(words):
        if word.upper() == "FROM":
            return following
    raise syntax_error("FROM")


def _selection(tokens: Tokens, conditions: Conditions) -> Project:
    if tokens.accept("*"):
        return lambda item: item
    if tokens.accept("VALUE"):
        return _expression(tokens, conditions)
    columns: list[tuple[str, Project]] = []
    while not columns or tokens.accept(","):
        last = tokens.peek(2)
        expression = _expression(tokens, conditions)
        columns.append((tokens.take() if tokens.accept("AS") else last, expression))
    return _object(columns)


def _expression(tokens: Tokens, conditions: Conditions) -> Project:
    """A path, or an object or list literal of expressions."""
    if tokens.accept("{"):
        fields: list[tuple[str, Project]] = []
        while not fields or tokens.accept(","):
            name = tokens.take().strip("\"'")
            tokens.take(":")
            fields.append((name, _expression(tokens, conditions)))
        tokens.take("}")
        return _object(fields)
    if tokens.accept("["):
        inner = _expression(tokens, conditions)
        tokens.take("]")
        return lambda item: [inner(item)]
    names = conditions.path()
    return lambda item: read(item, names)


def _object(fields: list[tuple[str, Project]]) -> Project:
    return lambda item: {name: value for name, each in fields if (value := each(item)) is not UNDEFINED}


def _order(tokens: Tokens, conditions: Conditions) -> tuple[tuple[str, ...] | None, bool]:
    if not tokens.accept("ORDER", "BY"):
        return None, False
    names = tuple(conditions.path())
    if tokens.accept("DESC"):
        return names, True
    tokens.accept("ASC")
    return names, False


def _rewritten(text: str, query: Query) -> str:
    """The query each partition answers: its sort value beside its row, and a place for the client's own filter."""
    flat = " ".join(text.split())
    upper = flat.upper()
    alias = _alias(text)
    select = flat[len("SELECT ") : upper.index(" FROM ")]
    head, _, order = flat[upper.index(" FROM ") :].partition(" ORDER BY ")
    source, _, where = head.partition(" WHERE ")
    payload = alias if select == "*" else select.removeprefix("VALUE ") if select.startswith("VALUE ") else None
    if payload is None:
        parts = [part.strip() for part in select.split(",")]
        payload = "{" + ", ".join(f'"{part.split(".")[-1]}": {part}' for part in parts) + "}"
    sorted_by = order.split()[0]
    condition = f"({where}) AND {FILTER}" if where else FILTER
    return (
        f'SELECT {alias}._rid, [{{"item": {sorted_by}}}] AS orderByItems, {payload} AS payload'
        f"{source} WHERE ({condition}) ORDER BY {order}"
    )
