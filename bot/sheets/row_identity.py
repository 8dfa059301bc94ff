"""Which rows of a sheet a plain listing shows: the same SELECT with each row's id beside it.

Only one view, without grouping, DISTINCT or set operations: adding a column then changes nothing else. The statement is
written anew from its tree by DuckDB; it is used only if it reads back as the very tree it was written from.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import duckdb
import msgspec

ROW_ID = "_row_id"
_PLACES = frozenset({"query_location", "query_location_length"})


def with_row_ids(cursor: duckdb.DuckDBPyConnection, statements: Sequence[Any], views: Collection[str]) -> str | None:
    """The statement with `_row_id` as its last column; None where its rows are not rows of one view."""
    if not _is_listing(statements, {view.casefold() for view in views}):
        return None
    tree = copy.deepcopy(list(statements))
    tree[0]["node"]["select_list"].append(_row_id_column())
    try:
        written = cursor.execute("SELECT json_deserialize_sql(?)", [_json(tree)]).fetchall()
        read = cursor.execute("SELECT json_serialize_sql(?)", [written[0][0]]).fetchall() if written else None
    except duckdb.Error:
        return None
    if not written or not read:
        return None
    again = msgspec.json.decode(read[0][0]).get("statements")
    return str(written[0][0]) if _placeless(again) == _placeless(tree) else None


def _is_listing(statements: Sequence[Any], views: set[str]) -> bool:
    node = statements[0].get("node") or {} if len(statements) == 1 else {}
    table = node.get("from_table") or {}
    grouped = node.get("group_expressions") or node.get("group_sets") or node.get("having")
    modifiers = [modifier.get("type") for modifier in node.get("modifiers") or ()]
    return (
        node.get("type") == "SELECT_NODE"
        and not (node.get("cte_map") or {}).get("map")
        and table.get("type") == "BASE_TABLE"
        and not table.get("column_name_alias")
        and str(table.get("table_name", "")).casefold() in views
        and node.get("aggregate_handling") == "STANDARD_HANDLING"
        and not grouped
        and "DISTINCT_MODIFIER" not in modifiers
        and all(_keeps_its_name(item) for item in node.get("select_list") or ())
    )


def _keeps_its_name(item: Mapping[str, Any]) -> bool:
    """A column, a star or an expression with an alias; others are named after their text, which is written anew."""
    plain_star = item.get("class") == "STAR" and not item.get("columns")
    return bool(item.get("alias")) or item.get("class") == "COLUMN_REF" or plain_star


def _row_id_column() -> dict[str, Any]:
    return {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "query_location": 0, "column_names": [ROW_ID]}


def _json(statements: Sequence[Any]) -> str:
    return msgspec.json.encode({"error": False, "statements": list(statements)}).decode()


def _placeless(node: Any) -> Any:
    """The tree without where in the text each part stood."""
    if isinstance(node, Mapping):
        return {key: _placeless(value) for key, value in node.items() if key not in _PLACES}
    if isinstance(node, list):
        return [_placeless(item) for item in node]
    return node
