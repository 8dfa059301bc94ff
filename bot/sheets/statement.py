"""Lets exactly one SELECT through, which reads only the given views and computes only with allowed functions.

The statement is judged on DuckDB's own syntax tree, so what is judged is what runs: a SELECT statement may hide an
INSERT in a WITH clause (DuckDB 2.0 allows it), a file behind a table name and the catalog behind a function. Every
kind of node that is not known here is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb
import msgspec

from bot.sheets.functions import FUNCTIONS, OPERATORS, SESSION_WORDS, TABLE_FUNCTIONS

MAX_LENGTH = 20_000
_NODES = frozenset(
    (
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT"),
        *("LIMIT_MODIFIER", "ORDER_MODIFIER", "DISTINCT_MODIFIER", "LIMIT_PERCENT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING", "ORDER_ASCENDING", "ORDER_DESCENDING"),
    )
)
_CLASSES = frozenset(
    (
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION"),
        *("LAMBDA", "LAMBDA_REF", "OPERATOR", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"),
    )
)
_CATALOG_PREFIXES = ("duckdb_", "pragma_", "sqlite_", "pg_", "information_schema")


class Refused(Exception):
    """The statement may not run. `unknown` names the view or function that is not there, if that is why."""

    def __init__(self, message: str, *, unknown_view: str = "", unknown_function: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.unknown_view = unknown_view
        self.unknown_function = unknown_function


def judge(cursor: duckdb.DuckDBPyConnection, sql: str, *, views: Collection[str], columns: Collection[str]) -> str:
    """The statement, without a closing semicolon, when it may run; raise Refused otherwise, or duckdb.ParserException.

    `columns` are the views' column names; both are compared without regard to case.
    """
    if len(sql) > MAX_LENGTH:
        raise Refused(f"The query is longer than {MAX_LENGTH} characters.")
    statements = cursor.extract_statements(sql)
    if len(statements) != 1:
        raise Refused("Exactly one SELECT statement is allowed.")
    if not _is_select(statements[0]):
        raise Refused("Only a SELECT statement is allowed; nothing else runs here.")
    statement = _without_semicolon(statements[0].query)
    tree = syntax_tree(cursor, statement)
    _Judge(tree, {view.casefold() for view in views}, {column.casefold() for column in columns}).run()
    return statement


def _is_select(statement: duckdb.Statement) -> bool:
    try:
        return statement.type == duckdb.StatementType.SELECT
    except ValueError:  # a kind the Python package has no name for, such as UPDATE EXTENSIONS [M]
        return False


def _without_semicolon(statement: str) -> str:
    """The text up to its semicolon, so that it can stand in brackets; offsets of tokens are in bytes."""
    text = statement.encode()
    for offset, kind in duckdb.tokenize(statement):
        if kind == duckdb.token_type.operator and text[offset : offset + 1] == b";":
            return text[:offset].decode()
    return statement


def syntax_tree(cursor: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """DuckDB's own tree of the statement; raises Refused when it is not one plain SELECT."""
    found = cursor.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    try:
        parsed: Any = msgspec.json.decode(found[0]) if found else {"error": True}
    except RecursionError:
        raise Refused("The query is nested too deeply.") from None
    if parsed.get("error") or len(parsed.get("statements", ())) != 1:
        raise Refused("Only a plain SELECT statement is allowed.")
    return parsed["statements"]


class _Judge:
    """One walk over a syntax tree."""

    def __init__(self, tree: Any, views: Collection[str], columns: Collection[str]) -> None:
        self._tree, self._views, self._columns = tree, views, columns
        self._ctes: set[str] = set()

    def run(self) -> None:
        nodes = list(_nodes(self._tree))
        for node in nodes:
            for entry in _cte_entries(node):
                self._declare(str(entry.get("key", "")).casefold())
        for node in nodes:
            self._check(node)

    def _declare(self, name: str) -> None:
        # Out of its scope such a name would mean the engine's own catalog.
        if name.startswith(_CATALOG_PREFIXES):
            raise Refused(f"A WITH clause may not be called {name}.")
        self._ctes.add(name)

    def _check(self, node: Mapping[str, Any]) -> None:
        if "class" in node:
            self._check_expression(node)
        elif isinstance(node.get("type"), str):
            self._check_part(node)

    def _check_part(self, node: Mapping[str, Any]) -> None:
        kind = node["type"]
        if kind == "SHOW_REF":
            raise Refused("DESCRIBE, SHOW and SUMMARIZE are not allowed; the columns are listed with each sheet.")
        if kind not in _NODES and not kind.endswith("_TYPE_INFO"):
            raise Refused("The query contains something that is not a plain SELECT.")
        if kind == "BASE_TABLE":
            self._check_table(node)
        if kind == "TABLE_FUNCTION":
            function = node.get("function") or {}
            name = str(function.get("function_name", "")).casefold()
            if name not in TABLE_FUNCTIONS:
                raise Refused(f"The table function {name} is not allowed.", unknown_function=name)

    def _check_table(self, node: Mapping[str, Any]) -> None:
        name = str(node.get("table_name", ""))
        if node.get("schema_name") or node.get("catalog_name") or node.get("at_clause"):
            raise Refused("Name a sheet's view alone, without a schema or a version.")
        if name.casefold() not in self._views and name.casefold() not in self._ctes:
            raise Refused(f"There is no view called {name[:80]}.", unknown_view=name[:80])

    def _check_expression(self, node: Mapping[str, Any]) -> None:
        kind = node["class"]
        if kind == "PARAMETER":
            raise Refused("Write values into the query; parameters are not filled in.")
        if kind not in _CLASSES:
            raise Refused("The query contains an expression that is not allowed.")
        if kind in ("FUNCTION", "WINDOW"):
            self._check_function(node)
        elif kind == "COLUMN_REF":
            names = node.get("column_names") or [""]
            if len(names) == 1 and names[0].casefold() in SESSION_WORDS - set(self._columns):
                raise Refused(f"{names[0]} is not allowed.", unknown_function=names[0])

    def _check_function(self, node: Mapping[str, Any]) -> None:
        name = str(node.get("function_name", "")).casefold()
        if node.get("schema") or node.get("catalog"):
            raise Refused(f"Call the function {name} without a prefix.", unknown_function=name)
        if name not in FUNCTIONS and not (name in OPERATORS and node.get("is_operator")):
            raise Refused(f"The function {name} is not allowed or does not exist.", unknown_function=name)


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of the tree, without recursion."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _cte_entries(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    named = node.get("cte_map")
    return named.get("map", []) if isinstance(named, dict) else []
