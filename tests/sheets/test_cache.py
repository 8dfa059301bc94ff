"""The cache: one load however many ask, one cheap call to validate, stale only when Smartsheet is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Actor
from bot.errors import NotFound, NotSignedIn, PermissionDenied, RateLimited, SheetlineError, SheetsUnavailable, TimedOut
from bot.sheets.cache import SheetCache
from bot.sheets.loader import SnapshotLoader
from tests.fakes import HeldClock
from tests.sheets.one_sheet import OneSheet, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

AVA, BEN = Actor("ava"), Actor("ben")


@pytest_asyncio.fixture(loop_scope="session")
async def stage(loader: SnapshotLoader) -> AsyncIterator[Stage]:
    sheets, clock = OneSheet(), HeldClock()
    sheets.gate.set()
    cache = SheetCache(sheets, loader, clock, max_bytes=10**9, max_age_s=3600)
    yield Stage(sheets, clock, cache)
    await cache.aclose()


async def test_many_who_ask_at_once_cause_one_load(stage: Stage) -> None:
    """Ten questions for a cold sheet download it once and get the same snapshot."""
    got = await asyncio.gather(*(stage.cache.get(AVA, 1) for _ in range(10)))
    assert stage.sheets.calls == [("download", "ava", 1)]
    assert {snapshot.key for snapshot in got} == {got[0].key}


async def test_a_cancelled_asker_cancels_nobody_else(stage: Stage) -> None:
    """One of two who wait is cancelled; the other gets the snapshot of the one load."""
    stage.sheets.gate.clear()
    first, second = (asyncio.create_task(stage.cache.get(AVA, 1)) for _ in range(2))
    await asyncio.sleep(0.01)
    first.cancel()
    stage.sheets.gate.set()
    assert (await second).rows == 5
    assert first.cancelled()
    assert stage.count("download") == 1


async def test_authorities_never_share_a_snapshot(stage: Stage) -> None:
    """The same sheet asked by two authorities is downloaded as each of them."""
    ava, ben = await stage.cache.get(AVA, 1), await stage.cache.get(BEN, 1)
    assert ava.key != ben.key
    assert stage.sheets.calls == [("download", "ava", 1), ("download", "ben", 1)]


async def test_a_warm_snapshot_costs_one_version_call(stage: Stage) -> None:
    """Later questions ask for the version, however many ask at once, and confirm the same data."""
    loaded = await stage.cache.get(AVA, 1)
    stage.clock.advance(60)
    got = await asyncio.gather(*(stage.cache.get(AVA, 1) for _ in range(5)))
    assert (stage.count("version"), stage.count("download")) == (1, 1)
    assert {snapshot.key for snapshot in got} == {loaded.key}
    assert got[0].confirmed_at == stage.clock.now()
    assert got[0].loaded_at == loaded.loaded_at


async def test_a_snapshot_just_confirmed_is_given_without_a_call(stage: Stage) -> None:
    """Within two seconds of a confirmation Smartsheet is not asked again; after them it is."""
    await stage.cache.get(AVA, 1)
    stage.clock.advance(2)
    await stage.cache.get(AVA, 1)
    assert stage.count("version") == 0
    stage.clock.advance(0.1)
    await stage.cache.get(AVA, 1)
    assert stage.count("version") == 1


async def test_a_new_version_is_loaded(stage: Stage) -> None:
    """When the version has moved the sheet is downloaded again."""
    await stage.cache.get(AVA, 1)
    stage.clock.advance(60)
    stage.sheets.version_now, stage.sheets.rows = 2, 6
    got = await stage.cache.get(AVA, 1)
    assert (got.version, got.rows, got.stale) == (2, 6, False)


async def test_a_snapshot_older_than_the_stated_age_is_loaded_again(stage: Stage) -> None:
    """Even at an unmoved version, for a rename may not move it."""
    first = await stage.cache.get(AVA, 1)
    stage.clock.advance(3601)
    assert (await stage.cache.get(AVA, 1)).key != first.key
    assert stage.count("version") == 0


@pytest.mark.parametrize("failure", [SheetsUnavailable("away"), RateLimited("slow down"), TimedOut("late")])
async def test_while_smartsheet_is_away_the_last_snapshot_answers_marked_stale(
    stage: Stage, failure: SheetlineError
) -> None:
    """It says when it was last confirmed, and is fresh again once Smartsheet answers."""
    loaded = await stage.cache.get(AVA, 1)
    stage.clock.advance(600)
    stage.sheets.failure = failure
    stale = await stage.cache.get(AVA, 1)
    assert (stale.stale, stale.key, stale.confirmed_at) == (True, loaded.key, loaded.confirmed_at)
    stage.sheets.failure = None
    assert (await stage.cache.get(AVA, 1)).stale is False


async def test_a_stale_snapshot_beyond_the_stated_age_is_not_given(stage: Stage) -> None:
    """After an hour without Smartsheet the failure is told instead."""
    await stage.cache.get(AVA, 1)
    stage.clock.advance(3601)
    stage.sheets.failure = SheetsUnavailable("away")
    with pytest.raises(SheetsUnavailable):
        await stage.cache.get(AVA, 1)


@pytest.mark.parametrize("failure", [PermissionDenied("no"), NotFound("gone"), NotSignedIn("revoked")])
async def test_lost_access_drops_what_was_kept(stage: Stage, failure: SheetlineError) -> None:
    """Who may no longer see a sheet is not answered from memory, not even while Smartsheet is away later."""
    await stage.cache.get(AVA, 1)
    stage.clock.advance(60)
    stage.sheets.failure = failure
    with pytest.raises(type(failure)):
        await stage.cache.get(AVA, 1)
    stage.sheets.failure = SheetsUnavailable("away")
    with pytest.raises(SheetsUnavailable):
        await stage.cache.get(AVA, 1)


async def test_a_failure_is_not_remembered(stage: Stage) -> None:
    """The next question after a failed load tries again and succeeds."""
    stage.sheets.failure = SheetsUnavailable("away")
    with pytest.raises(SheetsUnavailable):
        await stage.cache.get(AVA, 1)
    stage.sheets.failure = None
    assert (await stage.cache.get(AVA, 1)).rows == 5


async def test_an_invalidated_sheet_is_loaded_again_for_everyone(stage: Stage) -> None:
    """Without a version call, as it is known to have changed; other sheets stay warm."""
    for actor in (AVA, BEN):
        await stage.cache.get(actor, 1)
    await stage.cache.get(AVA, 2)
    stage.cache.invalidate(1)
    for actor in (AVA, BEN):
        await stage.cache.get(actor, 1)
    await stage.cache.get(AVA, 2)
    assert (stage.count("version"), stage.count("download")) == (0, 5)


async def test_a_load_overtaken_by_a_change_is_not_kept(stage: Stage) -> None:
    """Who waited for it gets it; who asks afterwards gets the new state."""
    stage.sheets.gate.clear()
    early = asyncio.create_task(stage.cache.get(AVA, 1))
    await asyncio.sleep(0.01)
    stage.cache.invalidate(1)
    stage.sheets.version_now = 2
    stage.sheets.gate.set()
    late = await stage.cache.get(AVA, 1)
    assert ((await early).version, late.version) == (1, 2)
    assert (await stage.cache.get(AVA, 1)).version == 2


async def test_the_least_recently_used_snapshot_makes_room(loader: SnapshotLoader) -> None:
    """Beyond `max_bytes` the one not asked for longest goes, and its file with it."""
    sheets, clock = OneSheet(), HeldClock()
    sheets.gate.set()
    one = await SheetCache(sheets, loader, clock, max_bytes=10**9, max_age_s=60).get(AVA, 9)
    cache = SheetCache(sheets, loader, clock, max_bytes=int(one.nbytes * 2.5), max_age_s=60)
    first_path = (await cache.get(AVA, 1)).file.path
    second_path = (await cache.get(AVA, 2)).file.path
    await cache.get(AVA, 1)
    await cache.get(AVA, 3)
    assert (first_path.exists(), second_path.exists()) == (True, False)
    await cache.aclose()


async def test_raw_json_does_not_stay_on_disk(stage: Stage, loader: SnapshotLoader) -> None:
    """After a load only the snapshot's own file is left."""
    snapshot = await stage.cache.get(AVA, 1)
    assert not list(snapshot.file.path.parent.glob("*.json"))


async def test_a_hanging_smartsheet_keeps_nobody_waiting(loader: SnapshotLoader) -> None:
    """Who can be given what was read before gets it, marked stale, after a moment; the load goes on for the next."""
    sheets, clock = OneSheet(), HeldClock()
    sheets.gate.set()
    cache = SheetCache(sheets, loader, clock, max_bytes=10**9, max_age_s=3600, patience_s=0.05)
    await cache.get(AVA, 1)
    sheets.gate.clear()
    sheets.version_now = 2
    clock.advance(60)
    stale = await cache.get(AVA, 1)
    assert (stale.version, stale.stale) == (1, True)
    sheets.gate.set()
    async with asyncio.timeout(30):
        while (fresh := await cache.get(AVA, 1)).stale:  # each asks with a moment's patience
            pass
    assert fresh.version == 2
    assert [kind for kind, _, _ in sheets.calls] == ["download", "version", "download"]
    await cache.aclose()
