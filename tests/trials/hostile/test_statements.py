"""Hostile SQL: refused or stopped, without effect, without a look at the host, the engine or another person's sheet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import InvalidArguments, LimitExceeded, SheetlineError, TimedOut
from bot.sheets.query import QueryEngine, QueryResult
from bot.sheets.snapshot import Snapshot
from tests.sheets.conftest import TODAY
from tests.trials.hostile.conftest import CANARY, ROWS, THEIRS, Traps
from tests.trials.hostile.statements import ALL_BOMBS, ALL_REFUSED, FURTHER_BOMBS, MAY_RUN

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.trials]
SECRETS = (CANARY, THEIRS, "root:x:")


async def ask(engine: QueryEngine, snapshot: Snapshot, sql: str) -> QueryResult:
    return await engine.run(sql, {"tasks": snapshot}, today=TODAY, row_cap=100)


async def assert_alive(engine: QueryEngine) -> None:
    assert (await engine.run("SELECT 1", {}, today=TODAY)).table.rows == ((1,),)


def assert_tells_nothing(said: str) -> None:
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("sql", ALL_REFUSED)
async def test_hostile_statement_is_refused(engine: QueryEngine, mine: Snapshot, traps: Traps, sql: str) -> None:
    """It never runs, its refusal tells nothing, every trap is untouched and the next question is answered."""
    with pytest.raises(InvalidArguments) as refusal:
        await ask(engine, mine, traps.laid_in(sql))
    assert_tells_nothing(f"{refusal.value.message} {refusal.value.hint}")
    traps.assert_untouched()
    await assert_alive(engine)


@pytest.mark.parametrize("sql", MAY_RUN)
async def test_statement_in_disguise_is_only_what_it_is(
    engine: QueryEngine, mine: Snapshot, traps: Traps, sql: str
) -> None:
    """Refused or answered, it reads my sheet and nothing else."""
    try:
        found = await ask(engine, mine, traps.laid_in(sql))
        said = str(found.table.rows)
    except SheetlineError as refusal:
        said = f"{refusal.message} {refusal.hint}"
    assert_tells_nothing(said)
    traps.assert_untouched()
    await assert_alive(engine)


@pytest.mark.parametrize("sql", FURTHER_BOMBS)
async def test_bomb_is_stopped_in_time(engine: QueryEngine, mine: Snapshot, traps: Traps, sql: str) -> None:
    """It ends within its limit and grace, or was harmless; the next question is answered."""
    async with asyncio.timeout(10):
        try:
            found = await ask(engine, mine, sql)
            assert len(found.table.rows) <= 100
        except (TimedOut, LimitExceeded, InvalidArguments) as stopped:
            assert_tells_nothing(f"{stopped.message} {stopped.hint}")
        await assert_alive(engine)
    traps.assert_untouched()


async def test_everything_is_as_before(engine: QueryEngine, mine: Snapshot, traps: Traps) -> None:
    """After all of them one after the other the rows, the clock, the zone and the names are what they were."""
    for sql in ALL_REFUSED:
        with pytest.raises(InvalidArguments):
            await ask(engine, mine, traps.laid_in(sql))
    found = await ask(engine, mine, 'SELECT count(*), today(), count(DISTINCT "Task Name") FROM tasks')
    assert found.table.rows == ((ROWS, TODAY, ROWS),)
    noon = await ask(engine, mine, "SELECT CAST(TIMESTAMPTZ '2026-11-22 12:00:00+00' AS VARCHAR)")
    assert str(noon.table.rows[0][0]).startswith("2026-11-22 12:00:00")
    assert not list(Path("/tmp").glob("sheetline-leak*"))


async def test_there_are_enough_of_them() -> None:
    """At least 150 different hostile statements are tried."""
    assert len({*ALL_REFUSED, *MAY_RUN, *ALL_BOMBS}) >= 150
