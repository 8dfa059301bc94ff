"""A plain listing brings the ids of the rows it shows; nothing else changes, and nothing else has them."""

from __future__ import annotations

import pytest

from bot.domain.answers import Table
from bot.sheets.query import QueryEngine
from bot.sheets.snapshot import Snapshot
from tests.sheets.conftest import TODAY

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ask(engine: QueryEngine, tasks: Snapshot, sql: str, *, row_cap: int = 50) -> Table:
    return (await engine.run(sql, {"tasks": tasks}, today=TODAY, row_cap=row_cap)).table


def ids_by_name(tasks: Snapshot) -> dict[str, int]:
    names, ids = tasks.table["Task Name"].to_pylist(), tasks.table["_row_id"].to_pylist()
    return dict(zip(names, ids, strict=True))


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "Task Name", "Due Date" FROM tasks WHERE "Cost" > 2990 ORDER BY "Cost" DESC',
        'SELECT t."Task Name" FROM Tasks AS t WHERE t."Status" NOT IN (\'Complete\') LIMIT 7 OFFSET 3',
        'SELECT "Task Name" AS name, row_number() OVER (ORDER BY "Cost") AS n FROM tasks QUALIFY n < 5',
        'SELECT "Task Name", (SELECT max("Cost") FROM tasks) AS most FROM tasks WHERE "Task Name" ILIKE \'%9%\'',
        'SELECT * EXCLUDE ("Done") FROM tasks ORDER BY ALL LIMIT 3',
        'FROM tasks SELECT "Task Name" LIMIT 2',
    ],
)
async def test_each_row_of_a_listing_is_known(engine: QueryEngine, tasks: Snapshot, sql: str) -> None:
    """One id for each row shown, of the very row that is shown; the columns are those asked for."""
    table = await ask(engine, tasks, sql)
    known = ids_by_name(tasks)
    name = next(at for at, title in enumerate(table.columns) if title.casefold() in ("task name", "name"))
    assert table.rows
    assert table.row_ids == tuple(known[str(row[name])] for row in table.rows)
    assert len(table.rows[0]) == len(table.columns)
    assert table.columns[-1] != "_row_id" or "EXCLUDE" in sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) AS n FROM tasks",
        'SELECT max("Cost") AS most FROM tasks',
        'SELECT "Status", count(*) AS n FROM tasks GROUP BY ALL',
        'SELECT "Status", sum("Cost") AS n FROM tasks GROUP BY "Status" HAVING n > 1',
        'SELECT DISTINCT "Status" FROM tasks',
        'SELECT "Status" FROM tasks UNION SELECT "Status" FROM tasks',
        'SELECT a."Task Name" FROM tasks a JOIN tasks b ON a._row = b._row',
        'WITH t AS (SELECT * FROM tasks) SELECT "Task Name" FROM t',
        'SELECT "Task Name" FROM (SELECT * FROM tasks)',
        'SELECT "Cost" + 1 FROM tasks',
        "SELECT 1 AS one",
    ],
)
async def test_what_is_not_rows_of_one_sheet_has_no_ids(engine: QueryEngine, tasks: Snapshot, sql: str) -> None:
    """Aggregates, groups, sets, joins and subqueries answer as ever, without ids."""
    table = await ask(engine, tasks, sql)
    assert table.rows
    assert table.row_ids == ()


async def test_a_capped_listing_has_the_ids_of_what_it_holds(engine: QueryEngine, tasks: Snapshot) -> None:
    """As many ids as rows; the total still counts them all."""
    table = await ask(engine, tasks, 'SELECT "Task Name" FROM tasks ORDER BY _row', row_cap=10)
    assert (len(table.row_ids), len(table.rows), table.total) == (10, 10, 3000)
