"""Hostile SQL has no effect, learns nothing, and ends within its limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import InvalidArguments, LimitExceeded, SheetlineError, TimedOut
from bot.sheets.query import QueryEngine
from bot.sheets.snapshot import Snapshot
from bot.workers.process import ProcessWorker
from tests.sheets.conftest import TODAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED = """
DROP TABLE tasks
DELETE FROM tasks
UPDATE tasks SET "Cost" = 0
INSERT INTO tasks SELECT * FROM tasks
TRUNCATE tasks
CREATE TABLE x AS SELECT 1
CREATE OR REPLACE VIEW tasks AS SELECT 1
CREATE MACRO today() AS DATE '2000-01-01'
ALTER TABLE tasks RENAME TO x
SELECT 1; SELECT 2
SELECT 1; DROP TABLE tasks
WITH x AS MATERIALIZED (INSERT INTO tasks SELECT * FROM tasks RETURNING *) SELECT count(*) FROM x
WITH x AS (UPDATE tasks SET "Cost" = 0 RETURNING *) SELECT * FROM x
WITH x AS (DELETE FROM tasks RETURNING *) SELECT * FROM x
WITH x AS (COPY tasks TO '/tmp/sheetline-leak.csv') SELECT 1
COPY tasks TO '/tmp/sheetline-leak.csv'
COPY tasks FROM '/etc/passwd'
EXPORT DATABASE '/tmp/sheetline-leak'
ATTACH '/tmp/sheetline-leak.db' AS leak
ATTACH ':memory:' AS x
INSTALL httpfs
LOAD httpfs
SET memory_limit = '100GB'
SET VARIABLE x = 1
RESET memory_limit
PRAGMA database_list
PRAGMA enable_profiling
CALL pragma_version()
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT 1
DESCRIBE tasks
SHOW TABLES
SUMMARIZE tasks
SELECT * FROM (DESCRIBE tasks)
PREPARE p AS SELECT 1
EXECUTE p
BEGIN TRANSACTION
CHECKPOINT
VACUUM
USE main
PIVOT tasks ON "Status" USING count(*)
SELECT ?
SELECT $x
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_blob('/proc/self/maps')
SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')
SELECT * FROM read_json_auto('/etc/passwd')
SELECT * FROM glob('/*')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM query('SELECT 1')
SELECT * FROM query_table('tasks')
SELECT * FROM json_execute_serialized_sql('{}')
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM pandas_scan(140000)
SELECT * FROM python_map_function(1)
SELECT * FROM seq_scan('tasks')
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_tables
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_logs()
SELECT * FROM duckdb_variables()
SELECT * FROM pragma_table_info('tasks')
SELECT * FROM pragma_storage_info('tasks')
SELECT * FROM pragma_database_size()
SELECT * FROM information_schema.tables
SELECT * FROM pg_catalog.pg_class
SELECT * FROM pg_class
SELECT * FROM sqlite_master
SELECT * FROM memory.main.tasks
SELECT * FROM main.tasks
SELECT * FROM other_conversation
SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT 1), duckdb_settings
SELECT getenv('PATH')
SELECT getvariable('x')
SELECT current_setting('memory_limit')
SELECT current_database()
SELECT current_query()
SELECT current_user
SELECT current_schemas(true)
SELECT version()
SELECT system.main.version()
SELECT system.main.today()
SELECT pg_catalog.now()
SELECT transaction_timestamp()
SELECT txid_current()
SELECT nextval('x')
SELECT setseed(0.5)
SELECT sleep_ms(100000)
SELECT pg_sleep(100)
SELECT write_log('x')
SELECT error('x')
SELECT create_sort_key(1, 'ASC')
SELECT finalize(1)
SELECT parse_duckdb_log_message('x', 'y')
SELECT json_serialize_sql('SELECT 1')
SELECT has_table_privilege('tasks', 'x')
SELECT * FROM enable_logging()
SELECT * FROM force_checkpoint()
SELECT * FROM which_secret('x', 'y')
SELECT * FROM test_all_types()
SELECT * FROM repeat_row(1, num_rows = 10)
SELECT * FROM summary((SELECT 1))
SELECT * FROM tasks AT (VERSION => 1)
SELECT * FROM loader
SELECT * FROM payload
SELECT 1 FROM tasks WHERE EXISTS (SELECT * FROM duckdb_settings())
SELECT (SELECT value FROM duckdb_settings() LIMIT 1)
SELECT * FROM tasks ORDER BY (SELECT current_setting('threads'))
SELECT * FROM tasks LIMIT (SELECT count(*) FROM duckdb_tables())
SELECT count(*) FILTER (WHERE version() = '') FROM tasks
SELECT sum("Cost") OVER (ORDER BY current_setting('threads')) FROM tasks
SELECT list_transform([1], lambda x: current_setting('threads'))
VALUES (current_setting('threads'))
SELECT * FROM tasks UNION SELECT * FROM duckdb_settings()
SELEC 1
""".strip().splitlines()

BOMBS = """
SELECT count(*) FROM range(1000000000000)
SELECT sum(a._row * b._row * c._row) FROM tasks a, tasks b, tasks c
WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r
WITH RECURSIVE r AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r
SELECT range(10000000000)
SELECT length(repeat('x', 2000000000))
SELECT lpad('x', 2000000000, 'y')
SELECT repeat(repeat('x', 10000), 100000)
SELECT list_sort(range(50000000))
SELECT list_reduce(range(20000000), lambda x, y: x + y)
SELECT printf('%2000000000d', 1)
SELECT format('{:>1000000000}', 'a')
SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))
SELECT list(a."Task Name" || b."Task Name" || c."Task Name") FROM tasks a, tasks b, tasks c
SELECT string_agg(repeat("Task Name", 100000), ',') FROM tasks
SELECT array_agg(a._row) OVER (ORDER BY a._row) FROM tasks a, tasks b
SELECT DISTINCT a."Task Name", b."Task Name", c."Task Name" FROM tasks a, tasks b, tasks c
SELECT regexp_matches(repeat('a', 100000000), '(a*)*b')
SELECT count(*) FROM tasks a JOIN tasks b ON a._row <> b._row JOIN tasks c ON b._row <> c._row
SELECT * FROM tasks a, tasks b, tasks c ORDER BY random()
""".strip().splitlines()


@pytest.mark.parametrize("sql", REFUSED)
async def test_what_is_not_a_plain_question_is_refused(engine: QueryEngine, tasks: Snapshot, sql: str) -> None:
    """No statement but one SELECT over the given views with harmless functions runs at all."""
    with pytest.raises(InvalidArguments):
        await engine.run(sql, {"tasks": tasks}, today=TODAY)


async def test_refused_statements_left_nothing_behind(engine: QueryEngine, tasks: Snapshot) -> None:
    """After every one of them the data is whole, no file exists and the clock stands as given."""
    for sql in REFUSED:
        with pytest.raises(InvalidArguments):
            await engine.run(sql, {"tasks": tasks}, today=TODAY)
    result = await engine.run('SELECT count(*), sum("Cost"), today() FROM tasks', {"tasks": tasks}, today=TODAY)
    assert result.table.rows == ((3000, 4455000.0, TODAY),)
    assert not list(Path("/tmp").glob("sheetline-leak*"))


@pytest.mark.parametrize("nesting", [500, 3000])
async def test_a_deeply_nested_statement_is_refused(engine: QueryEngine, tasks: Snapshot, nesting: int) -> None:
    """Brackets without end exhaust neither the parser nor us."""
    with pytest.raises(SheetlineError):
        await engine.run("SELECT " + "(" * nesting + "x" + ")" * nesting, {"tasks": tasks}, today=TODAY)


async def test_a_statement_of_more_than_20000_characters_is_refused(engine: QueryEngine, tasks: Snapshot) -> None:
    """The length is bounded before anything reads it."""
    with pytest.raises(InvalidArguments, match="longer"):
        await engine.run("SELECT " + "1," * 10_000 + "1", {"tasks": tasks}, today=TODAY)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def engine() -> AsyncIterator[QueryEngine]:
    """An engine in a process of its own, as people's questions have it."""
    started = QueryEngine(ProcessWorker)
    yield started
    await started.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tight() -> AsyncIterator[QueryEngine]:
    """An engine with little of everything."""
    started = QueryEngine(ProcessWorker, time_limit_s=1.0, memory_mib=64, hard_memory_mib=512)
    await started.warm()
    yield started
    await started.aclose()


@pytest.mark.parametrize("sql", BOMBS)
async def test_a_bomb_is_stopped(tight: QueryEngine, tasks: Snapshot, sql: str) -> None:
    """It ends, and the next question is answered."""
    async with asyncio.timeout(60):
        with suppress(TimedOut, LimitExceeded, InvalidArguments):
            await tight.run(sql, {"tasks": tasks}, today=TODAY, row_cap=10)
        after = await tight.run("SELECT count(*) FROM tasks", {"tasks": tasks}, today=TODAY)
    assert after.table.rows == ((3000,),)


async def test_a_killed_process_takes_no_other_question_with_it(tight: QueryEngine, tasks: Snapshot) -> None:
    """A statement that no interrupt reaches costs its process; the question beside it is run again."""
    bomb = asyncio.create_task(tight.run("SELECT lpad('x', 2000000000, 'y')", {}, today=TODAY))
    others = [tight.run("SELECT count(*) FROM tasks", {"tasks": tasks}, today=TODAY) for _ in range(6)]
    assert [(await other).table.rows for other in others] == [((3000,),)] * 6
    with pytest.raises((TimedOut, LimitExceeded)):
        await bomb
