"""A question as one DuckDB SELECT with a title, and its result as a short sentence.

Every name is quoted; rows are leaf rows. Every number in a sentence stands in the result; nothing is computed here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from infra.local.planner.columns import day, done_sql, literal, part
from infra.local.planner.conditions import Condition
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.questions import FIGURES, Form, Question

_MOST_COLUMNS = 6
_CALLED = {figure: said.removesuffix(" of").capitalize() for said, figure in FIGURES.items()} | {"sum": "Total"}


def where(sheet: Sheet, conditions: list[Condition], *more: str) -> str:
    """The conditions over the sheet's leaf rows, as after WHERE."""
    leaves = ['"_children" = 0'] if "_children" in sheet.system else []
    return " AND ".join([*leaves, *(f"({each.sql})" for each in conditions), *more]) or "true"


def statements(asked: Question, sheet: Sheet) -> list[tuple[str, str]]:
    """The SQL that answers the question, with what each result shows; the last is the table a person sees."""
    if asked.form is Form.COUNT and asked.group is not None:
        return [_statement(replace(asked, group=None), sheet), _statement(asked, sheet)]
    return [_statement(asked, sheet)]


def _statement(asked: Question, sheet: Sheet) -> tuple[str, str]:
    rows = f"FROM {sheet.view} WHERE {where(sheet, asked.conditions)}"
    if asked.form in (Form.COUNT, Form.FIGURE):
        return _figure(asked, rows)
    if asked.form is Form.SHARE:
        counted = f"count(*) FILTER (WHERE {where(sheet, asked.conditions)})"
        percent = f"round(100.0 * {counted} / nullif(count(*), 0), 1)"
        everything = f"FROM {sheet.view} WHERE {where(sheet, [])}"
        counts = f"{counted} AS matching, count(*) AS {_quoted('all ' + asked.noun)}"
        return f"SELECT {percent} AS percent, {counts} {everything}", f"Share of {asked.noun}"
    if asked.form is Form.VALUE:
        return _value(asked, sheet)
    return _rows(asked, sheet)


def _figure(asked: Question, rows: str) -> tuple[str, str]:
    value, title = "count(*)", f"Number of {asked.noun}"
    if asked.measure is not None:
        value, title = f"{asked.figure}({asked.measure.sql})", f"{_CALLED[asked.figure]} {asked.measure.title}"
        if asked.measure.is_percent:
            value, title = f"round(100 * {value}, 1)", f"{title} (%)"
        elif asked.measure.is_number:
            value = f"round({value}, 2)"
    name = _quoted(title if asked.measure else asked.noun)
    if asked.group is None:
        return f"SELECT {value} AS {name} {rows}", title
    key, group = asked.group.sql, asked.group
    empty = literal("Unassigned" if group.is_contact else "(empty)")
    if group.is_list:  # a row counts under each of its entries
        key, held = "entry", f"CASE WHEN coalesce(len({key}), 0) = 0 THEN [{empty}] ELSE {key} END"
        rows = f"FROM (SELECT *, unnest({held}) AS entry {rows})"
    elif group.is_text:
        key = f"coalesce({key}, {empty})"
    sql = f"SELECT {key} AS {_quoted(group.title)}, {value} AS {name} {rows} GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1"
    return sql, f"{asked.noun.capitalize() if asked.measure is None else title} by {group.title}"


def _rows(asked: Question, sheet: Sheet) -> tuple[str, str]:
    usual = [part(sheet, "owner"), part(sheet, "due"), part(sheet, "status")]
    shown = _shown(sheet, [asked.measure, *(c for each in asked.conditions for c in each.columns), *usual])
    title = ("Matching " if asked.conditions else "") + asked.noun
    more, order = [], '"_row"'
    if asked.measure is not None and asked.form is Form.NEXT:
        done = done_sql(sheet)
        more = [f"{day(asked.measure)} >= today()", *([f"NOT {done}"] if done else [])]
        order, title = f'{asked.measure.sql}, "_row"', f"Next {asked.noun} due"
    elif asked.measure is not None:
        more = [f"{asked.measure.sql} IS NOT NULL"]
        order = f'{asked.measure.sql} {"DESC" if asked.descending else "ASC"}, "_row"'
        title = f"{'Largest' if asked.descending else 'Smallest'} {asked.noun} by {asked.measure.title}"
    limit = f" LIMIT {asked.limit}" if asked.limit else ""
    sql = f"SELECT {shown} FROM {sheet.view} WHERE {where(sheet, asked.conditions, *more)} ORDER BY {order}{limit}"  # noqa: S608
    return sql, title[:1].upper() + title[1:]


def _value(asked: Question, sheet: Sheet) -> tuple[str, str]:
    """Parents too: a person may well ask for the status of a phase. A row is named as a whole or by its number."""
    assert asked.measure is not None
    number = re.fullmatch(r"row (\d+)", asked.subject, re.IGNORECASE)
    name = sheet.primary.sql if sheet.primary else "NULL"
    one = f'"_row" = {number[1]}' if number else f"lower({name}) = lower({literal(asked.subject)})"
    shown = _shown(sheet, [asked.measure])
    sql = f'SELECT {shown} FROM {sheet.view} WHERE {one} ORDER BY "_row"'  # noqa: S608
    return sql, f"{asked.measure.title} of {asked.subject}"


def _shown(sheet: Sheet, columns: list[Column | None]) -> str:
    """The primary column and these, each once, as many as a card shows."""
    chosen = dict.fromkeys(c.sql for c in (sheet.primary, *columns) if c is not None)
    return ", ".join([*chosen][:_MOST_COLUMNS])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sentence(asked: Question, sheet: Sheet, results: list[dict[str, Any]]) -> str:
    """One sentence that says what came out."""
    if len(results) > 1 and (results[1].get("rows") or []):
        most = results[1]["rows"][0]
        counted = sentence(replace(asked, group=None), sheet, results[:1]).removesuffix(".")
        return f"{counted}; {shown(most[0])} has the most ({shown(most[-1])})."
    result = results[0]
    rows, total = result.get("rows") or [], result.get("total_rows", 0)
    column = str((result.get("columns") or [""])[-1])
    if not rows or (rows[0][-1] is None and asked.form is not Form.LIST):
        return (
            f"Nothing in {sheet.name} {'matches' if asked.form is not Form.VALUE else f'is called “{asked.subject}”'}."
        )
    first = rows[0]
    if asked.form is Form.FIGURE and asked.group is not None:
        return f"{column} is highest for {shown(first[0])} ({shown(first[-1])})."
    if asked.form is Form.COUNT and asked.conditions:
        return f"{_agreeing(first[0], asked)}."
    if asked.form is Form.COUNT:
        return f"{sheet.name} has {shown(first[0])} {asked.noun}."
    if asked.form is Form.FIGURE:
        return f"{column}: {shown(first[0])}."
    if asked.form is Form.SHARE:
        return f"{shown(first[0])} % of the {asked.noun}: {first[1]} of {first[2]}."
    if asked.form is Form.VALUE:
        title = asked.measure.title if asked.measure else ""
        return f"{title} of {'; '.join(f'{shown(row[0])}: {shown(row[-1])}' for row in rows[:3])}."
    if asked.measure is None and asked.conditions:
        return f"{_agreeing(total, asked)}; the first is {shown(first[0])}."
    by = f" by {asked.measure.title}" if asked.measure else ""
    return f"{total:,} {asked.noun} of {sheet.name}{by}; the first is {shown(first[0])}."


def _agreeing(count: int, asked: Question) -> str:
    """“9 tasks are overdue”, “1 task is overdue”, in the question's own words."""
    if count != 1:
        return f"{count or 'No'} {asked.said}"
    one = asked.said.replace(asked.noun, asked.noun.removesuffix("s"), 1)
    return f"1 {one.replace(' are ', ' is ', 1).replace(' have ', ' has ', 1)}"


def shown(value: Any) -> str:
    """A value of a result as people write it; a time as its day."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "empty"
    return re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$", r"\1", str(value))
