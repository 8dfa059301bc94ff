"""The query engine answers one SELECT over the given views, in values an answer may hold, and says what it cut."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.errors import InvalidArguments
from bot.sheets.query import QueryEngine, QueryResult
from bot.sheets.snapshot import Snapshot
from tests.sheets.conftest import TODAY

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ask(engine: QueryEngine, sql: str, tasks: Snapshot, **more: Any) -> QueryResult:
    return await engine.run(sql, {"tasks": tasks}, today=TODAY, **more)


async def test_aggregates_run_over_every_row(engine: QueryEngine, tasks: Snapshot) -> None:
    """A sum is over all 3,000 rows, misfits left out."""
    result = await ask(engine, 'SELECT count(*), sum("Cost") FROM tasks', tasks)
    assert result.table.rows == ((3000, float(sum(n for n in range(1, 3001) if n % 100))),)


async def test_the_row_cap_is_disclosed(engine: QueryEngine, tasks: Snapshot) -> None:
    """A capped result holds the first rows and says how many there are, even behind a comment or a semicolon."""
    result = await ask(engine, "SELECT _row, 'é;' FROM tasks ORDER BY _row DESC ; -- all;", tasks, row_cap=10)
    assert [r[0] for r in result.table.rows] == list(range(3000, 2990, -1))
    assert (result.table.total, result.table.capped) == (3000, True)


async def test_a_result_of_exactly_the_cap_is_not_capped(engine: QueryEngine, tasks: Snapshot) -> None:
    """Ten rows under a cap of ten are all there are."""
    result = await ask(engine, "SELECT _row FROM tasks WHERE _row <= 10", tasks, row_cap=10)
    assert (result.table.total, result.table.capped) == (10, False)


async def test_duplicate_column_names_stay_as_written(engine: QueryEngine, tasks: Snapshot) -> None:
    """A result may have two columns of one name; none is renamed or lost."""
    result = await ask(engine, "SELECT _row AS a, _level AS a FROM tasks LIMIT 1", tasks)
    assert result.table.columns == ("a", "a")


async def test_values_are_those_of_an_answer(engine: QueryEngine, tasks: Snapshot) -> None:
    """Decimals, big integers, times, lists, NaN, intervals and structs come as number, time, texts, None or text."""
    sql = """SELECT 1.50::DECIMAL(9,2), 3::DECIMAL(9,0), 170141183460469231731687303715884105727::HUGEINT,
        TIMESTAMPTZ '2026-01-01 12:00:00+02', TIMESTAMP '2026-01-01 12:00:00', ['a', NULL, 'b'], 'nan'::DOUBLE,
        'inf'::DOUBLE, INTERVAL 3 DAY, {'a': 1}, TIME '10:00', 'infinity'::DATE, TRUE, NULL, sum(_row) FROM tasks"""
    (row,) = (await ask(engine, sql, tasks)).table.rows
    assert row == (
        1.5,
        3,
        float(2**127),
        datetime(2026, 1, 1, 10, tzinfo=UTC),
        datetime(2026, 1, 1, 12),  # noqa: DTZ001 - a wall-clock time has no zone
        ("a", "", "b"),
        None,
        None,
        "3 days",
        '{"a":1}',
        "10:00:00",
        None,
        True,
        None,
        4501500,
    )
    assert type(row[1]) is int
    assert type(row[-1]) is int


@pytest.mark.parametrize("word", ["current_date", "today()", "CURRENT_DATE", "now()::date", "current_timestamp::date"])
async def test_today_is_the_given_one(engine: QueryEngine, tasks: Snapshot, word: str) -> None:
    """Every way to write today gives the asker's date, whatever the machine's clock says."""
    day = date(2031, 2, 3)
    result = await engine.run(f"SELECT ({word})::date", {"tasks": tasks}, today=day, timezone="Asia/Tokyo")
    assert result.table.rows == ((day,),)


async def test_now_is_the_given_one_in_the_askers_zone(engine: QueryEngine, tasks: Snapshot) -> None:
    """A given time is now(); its wall-clock forms and its truncation are those of the asker's time zone."""
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    sql = "SELECT now(), localtimestamp, localtime, date_trunc('day', now()), ago(INTERVAL 1 DAY)"
    result = await engine.run(sql, {}, today=date(2026, 11, 23), timezone="Europe/Istanbul", now=now)
    assert result.table.rows == (
        (
            now,
            datetime(2026, 11, 23, 2, 30),  # noqa: DTZ001 - a wall-clock time has no zone
            "02:30:00",
            datetime(2026, 11, 22, 21, tzinfo=UTC),
            datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
        ),
    )


async def test_questions_asked_at_once_keep_their_own_today(engine: QueryEngine, tasks: Snapshot) -> None:
    """Queries over one warm set of views run beside each other without seeing each other's date."""
    days = [date(2026, 1, n) for n in range(1, 13)]
    results = await asyncio.gather(
        *(engine.run("SELECT current_date, count(*) FROM tasks", {"tasks": tasks}, today=day) for day in days)
    )
    assert [result.table.rows[0] for result in results] == [(day, 3000) for day in days]


async def test_a_view_not_given_cannot_be_read(engine: QueryEngine, tasks: Snapshot) -> None:
    """Tables loaded for someone else's question are not there for this one."""
    await engine.run("SELECT count(*) FROM secrets", {"secrets": tasks}, today=TODAY)
    with pytest.raises(InvalidArguments) as caught:
        await ask(engine, "SELECT count(*) FROM secrets", tasks)
    assert "secrets" in caught.value.message
    assert caught.value.hint.endswith("Views: tasks.")


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ('SELECT "Statsu" FROM tasks', '"Status"'),
        ('SELECT t."Duedate" FROM tasks t', '"Due Date"'),
        ("SELECT * FROM task", "tasks"),
        ("SELECT levenstein('a', 'b')", "levenshtein"),
    ],
)
async def test_an_unknown_name_is_answered_with_the_nearest(
    engine: QueryEngine, tasks: Snapshot, sql: str, hint: str
) -> None:
    """The failure names the real columns, views or functions that come close, and all views."""
    with pytest.raises(InvalidArguments) as caught:
        await ask(engine, sql, tasks)
    assert hint in caught.value.hint
    assert caught.value.hint.endswith("Views: tasks.")


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT CAST("Task Name" AS INTEGER) FROM tasks',
        "SELECT strptime(\"Task Name\", '%Y') FROM tasks",
        'SELECT CAST("Task Name" AS DATE) FROM tasks',
    ],
)
async def test_errors_met_while_running_hold_no_cell(engine: QueryEngine, tasks: Snapshot, sql: str) -> None:
    """The engine quotes the value that failed; what reaches the model and the log does not."""
    with pytest.raises(InvalidArguments) as caught:
        await ask(engine, sql, tasks)
    assert "Task 1" not in caught.value.message + caught.value.hint + caught.value.detail


async def test_division_by_zero_is_no_number(engine: QueryEngine, tasks: Snapshot) -> None:
    """A ratio without a denominator is empty; it does not break the query."""
    assert (await ask(engine, "SELECT 1 / 0, 5 % 0", tasks)).table.rows == ((None, None),)


async def test_useful_sql_is_allowed(engine: QueryEngine, tasks: Snapshot) -> None:
    """WITH, recursion, window functions, pivots, set operations, lists and lambdas are a question's everyday tools."""
    sql = """
        WITH RECURSIVE late AS (SELECT *, row_number() OVER (PARTITION BY "Status" ORDER BY "Due Date") AS n FROM tasks
            WHERE "Due Date" < current_date QUALIFY n <= 2),
        steps(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM steps WHERE i < 3),
        tasks AS (SELECT * FROM late)
        SELECT "Status", count(*) FILTER ("Done") AS done, string_agg("Task Name", ', ' ORDER BY n) AS names,
            list_transform([1, 2], lambda x: x + 1), median("Cost"), (SELECT max(i) FROM steps)
        FROM tasks GROUP BY ALL ORDER BY 1"""
    result = await ask(engine, sql, tasks)
    assert [r[0] for r in result.table.rows] == ["Complete", "In Progress", "Not Started"]
    assert result.table.rows[0][1] == 2
    pivot = 'SELECT * FROM (PIVOT tasks ON "Status" IN (\'Complete\') USING count(*) GROUP BY "Done") ORDER BY 1'
    assert (await ask(engine, pivot, tasks)).table.rows == ((False, 0), (True, 1000))


async def test_long_texts_make_a_shorter_result_not_a_heavier_one(engine: QueryEngine, tasks: Snapshot) -> None:
    """An answer of a few megabytes is cut in rows, and the total still says how many there are."""
    result = await ask(engine, "SELECT repeat('x', 9000) FROM tasks", tasks, row_cap=1000)
    assert 0 < len(result.table.rows) < 1000
    assert result.table.total == 3000
    assert all(len(str(row[0])) == 8000 for row in result.table.rows)
