"""A result column is money or a percent when, and only when, it comes from such a column unscaled."""

from __future__ import annotations

import duckdb
import pytest

from bot.sheets.query import QueryEngine
from bot.sheets.result_formats import column_formats
from bot.sheets.snapshot import Snapshot
from bot.sheets.statement import syntax_tree
from tests.sheets.conftest import TODAY

USD, EUR, PCT = "currency USD", "currency EUR", "percent"
VIEWS = {
    "budget": {"line": "", "planned": USD, "actual": USD, "% done": PCT, "hours": ""},
    "launch": {"task": "", "cost": EUR, "planned": EUR, "% complete": PCT},
}


def formats(sql: str) -> list[str]:
    """The formats of the statement's columns; their count is DuckDB's own."""
    with duckdb.connect() as connection:
        for view, columns in VIEWS.items():
            typed = ", ".join(f'"{name}" {"DOUBLE" if name not in ("line", "task") else "VARCHAR"}' for name in columns)
            connection.execute(f"CREATE TABLE {view} ({typed})")
        names = connection.sql(sql).columns
        return column_formats(syntax_tree(connection.cursor(), sql), VIEWS, names)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT "Line", "Planned" FROM budget', ["", USD]),
        ('SELECT "Line", sum("Planned") AS total FROM budget GROUP BY ALL', ["", USD]),
        ('SELECT round(avg("% Done"), 3) share FROM budget', [PCT]),
        ('SELECT coalesce(sum("Planned"), 0) FROM budget', [USD]),
        ('SELECT ifnull(max("Planned"), 0)::DECIMAL(12, 2) FROM budget', [USD]),
        ('SELECT sum("Planned") FILTER (WHERE "Actual" > 0) FROM budget', [USD]),
        ('SELECT "Planned" - "Actual" AS over, 1 - "% Done" AS open FROM budget', [USD, PCT]),
        ('SELECT CASE WHEN "Hours" > 3 THEN "Planned" ELSE 0 END FROM budget', [USD]),
        ('SELECT b."Planned", l."Planned" FROM budget b JOIN launch l ON true', [USD, EUR]),
        ("SELECT * FROM budget", ["", USD, USD, PCT, ""]),
        ("SELECT l.*, b.planned FROM budget b, launch l", ["", EUR, EUR, PCT, USD]),
        ('WITH t AS (SELECT "Line" l, sum("Planned") p FROM budget GROUP BY 1) SELECT l, p FROM t', ["", USD]),
        ('WITH t(a) AS (SELECT "Planned" FROM budget) SELECT max(a) FROM t', [USD]),
        ('SELECT x.p FROM (SELECT "Planned" FROM budget) x(p)', [USD]),
        ('SELECT (SELECT max("Cost") FROM launch) AS most', [EUR]),
        ('SELECT "Planned" FROM budget UNION ALL SELECT "Actual" FROM budget', [USD]),
        ('SELECT sum("Planned") OVER (ORDER BY "Line") FROM budget', [USD]),
        ('FROM budget SELECT "Planned" ORDER BY 1 LIMIT 3', [USD]),
    ],
)
def test_a_format_survives_what_keeps_the_unit(sql: str, expected: list[str]) -> None:
    """Sums, averages, extremes, rounding, differences, joins, subqueries and WITH clauses."""
    assert formats(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT 100 * avg("% Done") AS "% Done" FROM budget',
        'SELECT count("Planned") AS "Planned" FROM budget',
        'SELECT sum("Planned") / 1000 AS planned FROM budget',
        'SELECT "Planned" * "Hours" AS cost FROM budget',
        'SELECT "Planned" + "% Done" FROM budget',
        'SELECT b."Planned" + l."Cost" FROM budget b, launch l',
        'SELECT "Planned" FROM budget UNION ALL SELECT "Planned" FROM launch',
        'SELECT "Planned" + 500 FROM budget',
        'SELECT stddev("Planned") FROM budget',
        'SELECT * FROM (SELECT 100 * "% Done" AS "% Done" FROM budget)',
        'SELECT * REPLACE ("Planned" / 2 AS planned) FROM budget',
        "SELECT COLUMNS(*) FROM budget",
        'SELECT "Planned" FROM budget JOIN launch USING ("Planned")',
        'SELECT CASE WHEN true THEN "Planned" ELSE "Hours" END FROM budget',
        "SELECT 0 AS planned",
    ],
)
def test_a_format_is_lost_wherever_it_may_be_wrong(sql: str) -> None:
    """Another name, another unit, two units, or a form that is not followed: a plain number."""
    assert set(formats(sql)) == {""}


async def _ask(engine: QueryEngine, tasks: Snapshot, sql: str) -> tuple[str, ...]:
    return (await engine.run(sql, {"Tasks": tasks}, today=TODAY)).table.formats


@pytest.mark.asyncio(loop_scope="session")
async def test_a_result_says_how_smartsheet_writes_its_numbers(engine: QueryEngine, tasks: Snapshot) -> None:
    """Through the querying process and back; a result without such columns says nothing."""
    assert await _ask(engine, tasks, 'SELECT "Status", sum("Cost") FROM tasks GROUP BY 1') == ("", USD)
    assert await _ask(engine, tasks, 'SELECT "Status", count(*) FROM tasks GROUP BY 1') == ()
    columns = await _ask(engine, tasks, "SELECT * FROM tasks LIMIT 1")
    names = tasks.table.column_names
    assert [names[at] for at, each in enumerate(columns) if each] == ["Cost"]
