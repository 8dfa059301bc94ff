"""An ask as DuckDB SQL: every name quoted, leaf rows only unless roll-ups are asked for, ties in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from infra.local.planner.ask import Ask, Kind
from infra.local.planner.columns import companion, day, done_sql, is_about_people, like, own_columns, role
from infra.local.planner.contexts import Column, Sheet

_FUNCTION_NAMES = {"sum": "Total", "avg": "Average", "min": "Lowest", "max": "Highest"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A query to run, and what its result shows."""

    sql: str
    title: str


def statements(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    """The queries that answer the ask; the last one is the table the person sees."""
    build = {
        Kind.COUNT: _count,
        Kind.AGGREGATE: _aggregate,
        Kind.SHARE: _share,
        Kind.TOP: _top,
        Kind.LIST: _list,
        Kind.NEXT: _next,
        Kind.DISTINCT: _distinct,
        Kind.VALUE_OF: _value_of,
    }[ask.kind]
    return build(ask, sheet)


def _from(ask: Ask, sheet: Sheet, *more: str) -> str:
    """FROM and WHERE."""
    leaf = [] if ask.with_parents or "_children" not in sheet.system else ['"_children" = 0']
    conditions = [*leaf, *ask.filters.conditions, *more]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"FROM {sheet.view}{where}"


def _count(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    alias = _quoted(ask.noun)
    total = Statement(f"SELECT count(*) AS {alias} {_from(ask, sheet)}", f"Number of {ask.noun}")
    if ask.group is None:
        return (total,)
    key, source = _key(ask, sheet, ask.group)
    order = "ASC" if ask.fewest else "DESC"
    limit = f" LIMIT {ask.groups}" if ask.groups else ""
    name = _quoted(ask.group.title)
    sql = f"SELECT {key} AS {name}, count(*) AS {alias} {source} GROUP BY 1 ORDER BY 2 {order}, 1{limit}"
    return (total, Statement(sql, f"{_capital(ask.noun)} by {ask.group.title}"))


def _key(ask: Ask, sheet: Sheet, column: Column) -> tuple[str, str]:
    """The expression to group by, and the FROM it needs: a list column counts a row under each of its entries."""
    empty = "'Unassigned'" if column.is_contact else "'(empty)'"
    if column.is_list:
        inner = (
            f"SELECT unnest(CASE WHEN coalesce(len({column.sql}), 0) = 0 THEN [{empty}] ELSE {column.sql} END) AS entry"
        )
        return "entry", f"FROM ({inner} {_from(ask, sheet)})"
    if column.is_text:
        return f"coalesce({column.sql}, {empty})", _from(ask, sheet)
    return column.sql, _from(ask, sheet)


def _aggregate(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    assert ask.measure is not None
    title = f"{_FUNCTION_NAMES[ask.function]} {ask.measure.title}"
    value = f"{ask.function}({ask.measure.sql})"
    value = f"round(100 * {value}, 1)" if ask.measure.is_percent else f"round({value}, 2)"
    alias = _quoted(f"{title} (%)" if ask.measure.is_percent else title)
    if ask.group is None:
        return (Statement(f"SELECT {value} AS {alias} {_from(ask, sheet)}", title),)
    key, source = _key(ask, sheet, ask.group)
    if ask.group.is_list:
        source = source.replace(" AS entry ", f" AS entry, {ask.measure.sql} ", 1)
    order = "ASC" if ask.fewest else "DESC"
    limit = f" LIMIT {ask.groups}" if ask.groups else ""
    name = _quoted(ask.group.title)
    sql = f"SELECT {key} AS {name}, {value} AS {alias} {source} GROUP BY 1 ORDER BY 2 {order} NULLS LAST, 1{limit}"
    return (Statement(sql, f"{title} by {ask.group.title}"),)


def _share(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    matching = " AND ".join(ask.filters.conditions) or "true"
    everything = Ask(ask.kind, ask.noun, type(ask.filters)(), with_parents=ask.with_parents)
    counted = f"count(*) FILTER (WHERE {matching})"
    sql = (
        f"SELECT {counted} AS matching, count(*) AS {_quoted('all ' + ask.noun)}, "
        f"round(100.0 * {counted} / nullif(count(*), 0), 1) AS percent {_from(everything, sheet)}"
    )
    return (Statement(sql, f"Share of {ask.noun}"),)


def _top(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    assert ask.measure is not None
    order = "DESC" if ask.descending else "ASC"
    shown = _shown(sheet, [ask.measure, *ask.filters.columns])
    source = _from(ask, sheet, f"{ask.measure.sql} IS NOT NULL")
    sql = f'SELECT {shown} {source} ORDER BY {ask.measure.sql} {order} NULLS LAST, "_row" LIMIT {ask.n}'
    if ask.measure.is_date:
        word = "Latest" if ask.descending else "Earliest"
    else:
        word = "Largest" if ask.descending else "Smallest"
    return (
        Statement(
            sql, f"{word} {ask.n} {ask.noun} by {ask.measure.title}" if ask.n > 1 else f"{word} {ask.measure.title}"
        ),
    )


def _list(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    due = role(sheet, "due")
    usual = [c for c in (role(sheet, "owner"), due, role(sheet, "status")) if c is not None]
    if is_about_people(sheet):
        usual = [_address(sheet, column) for column in own_columns(sheet)]
    shown = _shown(sheet, [*ask.filters.columns, *usual])
    order = f"{due.sql} NULLS LAST, " if due is not None and due in ask.filters.columns else ""
    return (
        Statement(
            f'SELECT {shown} {_from(ask, sheet)} ORDER BY {order}"_row"',
            _capital(f"matching {ask.noun}" if ask.filters.conditions else ask.noun),
        ),
    )


def _address(sheet: Sheet, column: Column) -> Column:
    """Of a contact column called “Email” the address, which is what its title promises; other columns as they are."""
    held = companion(sheet, column, "email") if "email" in column.title.lower() else None
    return replace(column, expression=held.sql) if held is not None else column


def _next(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    due, done = role(sheet, "due"), done_sql(sheet)
    if due is None:
        return ()
    more = [f"{day(due)} >= today()", *([f"NOT {done}"] if done else [])]
    usual = [c for c in (due, role(sheet, "owner"), role(sheet, "status")) if c is not None]
    sql = f'SELECT {_shown(sheet, usual)} {_from(ask, sheet, *more)} ORDER BY {due.sql}, "_row" LIMIT {ask.n}'
    return (Statement(sql, f"Next {ask.noun} due"),)


def _distinct(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    assert ask.measure is not None
    key, source = _key(ask, sheet, ask.measure)
    sql = f'SELECT {key} AS {ask.measure.sql}, count(*) AS "rows" {source} GROUP BY 1 ORDER BY 2 DESC, 1'
    return (Statement(sql, f"Values of {ask.measure.title}"),)


def _value_of(ask: Ask, sheet: Sheet) -> tuple[Statement, ...]:
    """Roll-ups included: a person may well ask for the status of a phase."""
    if ask.measure is None or sheet.primary is None:
        return ()
    everywhere = Ask(ask.kind, ask.noun, ask.filters, with_parents=True)
    source = _from(everywhere, sheet, like(sheet.primary, ask.subject))
    sql = f'SELECT {_shown(sheet, [ask.measure])} {source} ORDER BY "_row"'
    return (Statement(sql, f"{ask.measure.title} of “{ask.subject}”"),)


def _shown(sheet: Sheet, columns: list[Column]) -> str:
    """The primary column and up to five others, each once; beside a link where it leads."""
    chosen = []
    for column in (sheet.primary, *columns):
        url = companion(sheet, column, "url") if column is not None else None
        chosen += [c for c in (column, url) if c is not None]
    return ", ".join(dict.fromkeys(_selected(column) for column in chosen[:6]))


def _selected(column: Column) -> str:
    """The column under its own name, also where it is an expression."""
    return f"{column.sql} AS {_quoted(column.title)}" if column.expression else column.sql


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
