"""Which result columns are money or percents: followed through a SELECT to the sheet columns they come from.

Names are no proof (`100 * avg("% Complete") AS "% Complete"` is no fraction any more), so the syntax tree is read: a
column keeps its format through sums, averages, extremes, rounding and the like, and loses it in any other calculation.
What is not understood here has no format, and is shown as a plain number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = Mapping[str, Any]
Formats = Mapping[str, Mapping[str, str]]
"""View name → column name → number format, of every column in its order; names in lower case, no format is empty."""

_KEEPING = frozenset(
    (
        *("sum", "avg", "mean", "min", "max", "median", "mode", "any_value", "first", "last", "arbitrary"),
        *("arg_max", "arg_min", "max_by", "min_by", "quantile", "quantile_cont", "quantile_disc", "fsum", "favg"),
        *("round", "abs", "floor", "ceil", "ceiling", "trunc", "first_value", "last_value", "lag", "lead"),
    )
)
"""Functions whose result is of the kind of their first argument."""

_JOINING = frozenset({"+", "-", "greatest", "least", "ifnull", "coalesce"})
"""Functions whose result is of the kind that all their arguments share."""

_NEUTRAL = frozenset({"0", "1", "0.0", "1.0", ""})
_DEEPEST = 60


class _Unknown(Exception):
    """The tree holds something this reader does not follow."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column a name may mean. `relation` is the table's alias; a `format` of None fits any (NULL, 0)."""

    relation: str
    name: str
    format: str | None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is in sight: the FROM clause's columns, and the WITH clauses by name."""

    views: Formats
    ctes: Mapping[str, tuple[_Column, ...]] = field(default_factory=dict)
    depth: int = 0

    def inner(self, ctes: Mapping[str, tuple[_Column, ...]]) -> _Scope:
        if self.depth >= _DEEPEST:
            raise _Unknown
        return _Scope(self.views, {**self.ctes, **ctes}, self.depth + 1)


def column_formats(statements: Sequence[Node], views: Formats, names: Sequence[str]) -> list[str]:
    """The number format of each result column in turn; all empty when the statement cannot be followed.

    `statements` is what json_serialize_sql gives; `names` are the result's columns, which must be those found.
    """
    nothing = [""] * len(names)
    if len(statements) != 1 or not any(any(columns.values()) for columns in views.values()):
        return nothing
    try:
        columns = list(_select(statements[0].get("node") or {}, _Scope(views)))
    except (_Unknown, RecursionError):
        return nothing
    if len(columns) != len(names):
        return nothing
    return [column.format or "" for column in columns]


def _select(node: Node, scope: _Scope) -> Iterator[_Column]:
    """The columns a SELECT gives, in order."""
    scope = scope.inner(_with(node, scope))
    kind = node.get("type")
    if kind == "SET_OPERATION_NODE":
        parts = [list(_select(child, scope)) for child in node.get("children") or ()]
        if not parts or len({len(part) for part in parts}) != 1:
            raise _Unknown
        for column, *others in zip(*parts, strict=True):
            yield _Column("", column.name, _shared([column.format, *(other.format for other in others)]))
        return
    if kind != "SELECT_NODE":
        raise _Unknown
    seen = tuple(_from(node.get("from_table") or {}, scope))
    for item in node.get("select_list") or ():
        if item.get("class") == "STAR":
            yield from _star(item, seen)
        else:
            yield _Column("", _name(item), _format(item, seen, scope))


def _with(node: Node, scope: _Scope) -> dict[str, tuple[_Column, ...]]:
    found: dict[str, tuple[_Column, ...]] = {}
    for entry in (node.get("cte_map") or {}).get("map") or ():
        value = entry.get("value") or {}
        query = value.get("query_node") or (value.get("query") or {}).get("node") or {}
        columns = tuple(_select(query, scope.inner(found)))
        found[str(entry.get("key", "")).lower()] = _renamed(columns, value.get("aliases") or (), relation="")
    return found


def _from(table: Node, scope: _Scope) -> Iterator[_Column]:
    """The columns a FROM clause brings into sight."""
    kind = table.get("type")
    alias = str(table.get("alias") or "")
    renames = table.get("column_name_alias") or ()
    if kind == "BASE_TABLE":
        name = str(table.get("table_name", "")).lower()
        held = scope.ctes.get(name)
        if held is None:
            view = scope.views.get(name)
            if view is None:
                raise _Unknown
            held = tuple(_Column("", column, format_) for column, format_ in view.items())
        yield from _renamed(held, renames, relation=alias or name)
    elif kind == "SUBQUERY":
        inside = tuple(_select((table.get("subquery") or {}).get("node") or {}, scope))
        yield from _renamed(inside, renames, relation=alias)
    elif kind == "JOIN":
        if table.get("using_columns") or table.get("ref_type") == "NATURAL":
            raise _Unknown
        yield from _from(table.get("left") or {}, scope)
        if table.get("join_type") not in ("SEMI", "ANTI"):
            yield from _from(table.get("right") or {}, scope)
    elif kind not in ("EMPTY", None):
        raise _Unknown


def _renamed(columns: Sequence[_Column], names: Sequence[str], *, relation: str) -> tuple[_Column, ...]:
    """The columns as a relation's own, the first ones under new names."""
    new = [*(str(name) for name in names), *(column.name for column in columns[len(names) :])]
    return tuple(
        _Column(relation.lower(), name.lower(), column.format) for name, column in zip(new, columns, strict=False)
    )


def _star(item: Node, seen: Sequence[_Column]) -> Iterator[_Column]:
    if any(item.get(key) for key in ("exclude_list", "replace_list", "rename_list", "columns", "expr", "unpacked")):
        raise _Unknown
    relation = str(item.get("relation_name") or "").lower()
    yield from (column for column in seen if not relation or column.relation == relation)


def _format(node: Node, seen: Sequence[_Column], scope: _Scope) -> str | None:
    """The format of an expression; None where it takes any (0, 1, NULL), empty where it has none."""
    kind = node.get("class")
    if kind == "COLUMN_REF":
        return _looked_up([str(name).lower() for name in node.get("column_names") or ()], seen)
    if kind == "CONSTANT":
        text = str((node.get("literal") or {}).get("text") or "")
        return None if text in _NEUTRAL else ""
    if kind == "CAST":
        return _format(node.get("child") or {}, seen, scope)
    if kind in ("FUNCTION", "WINDOW"):
        return _of_function(node, seen, scope)
    if kind == "OPERATOR" and node.get("type") == "OPERATOR_COALESCE":
        return _shared([_format(child, seen, scope) for child in node.get("children") or ()])
    if kind == "CASE":
        ends = [check.get("then_expr") or {} for check in node.get("case_checks") or ()]
        return _shared([_format(end, seen, scope) for end in (*ends, node.get("else_expr") or {})])
    if kind == "SUBQUERY" and node.get("subquery_type") == "SCALAR":
        columns = list(_select((node.get("subquery") or {}).get("node") or {}, scope))
        return columns[0].format if len(columns) == 1 else ""
    return ""


def _of_function(node: Node, seen: Sequence[_Column], scope: _Scope) -> str | None:
    name = str(node.get("function_name", "")).lower()
    given = [each.get("expression") or {} for each in node.get("arguments") or ()]
    if name in _KEEPING and given:
        return _format(given[0], seen, scope)
    if name in _JOINING and given:
        return _shared([_format(each, seen, scope) for each in given])
    return ""


def _looked_up(names: Sequence[str], seen: Sequence[_Column]) -> str:
    """The format of the column meant; none when the name is not in sight or means columns of different formats."""
    if not 1 <= len(names) <= 2:
        return ""
    relation = names[0] if len(names) == 2 else None
    found = {column.format for column in seen if column.name == names[-1] and relation in (None, column.relation)}
    return found.pop() or "" if len(found) == 1 else ""


def _shared(formats: Sequence[str | None]) -> str | None:
    """The one format of all that have to do with one; none when they differ."""
    found = {format_ for format_ in formats if format_ is not None}
    if not found:
        return None
    return found.pop() if len(found) == 1 else ""


def _name(item: Node) -> str:
    names = item.get("column_names") or ("",)
    return str(item.get("alias") or names[-1]).lower()
