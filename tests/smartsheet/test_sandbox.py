"""The adapter against the Smartsheet sandbox: real data, access per person, and the sandbox's own bad days."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.domain.people import Actor, Person
from bot.errors import NotFound, NotSignedIn, RateLimited, SheetsUnavailable, TimedOut
from bot.smartsheet.calls import Calls
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import LocalActors, TokenBook
from infra.local.people import BY_KEY, PEOPLE
from infra.local.servers import start
from infra.local.smartsheet import World, build_app, sample_world

AVA, BEN, CARLA, DEV, ELIF = (Actor(key=person.key) for person in PEOPLE)
BOOK = TokenBook({person.key: SecretStr(person.token) for person in PEOPLE})
QUICK = RetryPolicy(attempts=3, first_pause_s=0.01, longest_pause_s=0.05)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A served world and an adapter with every sample person's token."""

    world: World
    url: str
    sheets: SmartsheetSheets


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = sample_world(date(2026, 11, 22))
    server = await start(build_app(world, rate_limit_per_minute=300))
    url = f"{server.url}/2.0"
    sheets = SmartsheetSheets(tokens=BOOK, api_base=url, retry_policy=QUICK, timeouts=Timeouts(read_s=0.3, total_s=5))
    yield Sandbox(world, url, sheets)
    await sheets.aclose()
    await server.aclose()


async def test_everyone_sees_their_own_sheets(sandbox: Sandbox) -> None:
    """The same question under three authorities has three answers."""
    seen = {actor.key: {s.name for s in await sandbox.sheets.list_sheets(actor)} for actor in (AVA, DEV, ELIF)}
    assert seen["ava"] >= {"Launch plan", "Risk register", "Budget"}
    assert seen["dev"] == {"Launch plan"}
    assert seen["elif"] == set()


async def test_nobody_reads_through_us_what_they_could_not(sandbox: Sandbox, tmp_path: Path) -> None:
    """A sheet not shared with the actor is NotFound for them, even right after another actor read it."""
    budget = sandbox.world.sheet("Budget").id
    await sandbox.sheets.download(CARLA, budget, tmp_path / "carla.json")
    for denied in (BEN, DEV):
        with pytest.raises(NotFound):
            await sandbox.sheets.version(denied, budget)
        with pytest.raises(NotFound):
            await sandbox.sheets.download(denied, budget, tmp_path / f"{denied.key}.json")
    assert [path.name for path in tmp_path.iterdir()] == ["carla.json"]


async def test_a_person_in_teams_acts_as_themselves_in_smartsheet(sandbox: Sandbox) -> None:
    """From Entra id to token to account."""
    actors = LocalActors({person.aad_object_id: Actor(key=person.key) for person in PEOPLE}, default=AVA)
    ben = BY_KEY["ben"]
    account = await sandbox.sheets.account(await actors.actor_for(Person(id="29:1", aad_object_id=ben.aad_object_id)))
    assert (account.id, account.email, account.name) == (ben.user_id, ben.email, ben.name)


async def test_lost_access_shows_on_the_next_call(sandbox: Sandbox) -> None:
    """Unshared, deleted, revoked: each is its own error, nothing is remembered by the adapter."""
    plan = sandbox.world.sheet("Launch plan").id
    assert await sandbox.sheets.version(DEV, plan) > 0
    sandbox.world.unshare(plan, "dev")
    with pytest.raises(NotFound):
        await sandbox.sheets.version(DEV, plan)
    sandbox.world.expire(BY_KEY["ben"].token)
    with pytest.raises(NotSignedIn):
        await sandbox.sheets.version(BEN, plan)
    sandbox.world.delete_sheet(plan)
    with pytest.raises(NotFound):
        await sandbox.sheets.version(AVA, plan)


async def test_the_version_moves_when_somebody_edits(sandbox: Sandbox) -> None:
    """The number that validates a snapshot is the sheet's own."""
    plan = sandbox.world.sheet("Launch plan")
    before = await sandbox.sheets.version(AVA, plan.id)
    sandbox.world.set_cell(plan.id, plan.rows[-1].id, plan.primary.title, "Changed", by="ben")
    assert await sandbox.sheets.version(AVA, plan.id) == before + 1


async def test_the_file_holds_every_row_and_what_a_snapshot_needs(sandbox: Sandbox, tmp_path: Path) -> None:
    """All rows, writers, formats, and multi-value columns under their own types."""
    plan = sandbox.world.sheet("Launch plan")
    await sandbox.sheets.download(DEV, plan.id, tmp_path / "plan.json")
    sheet: dict[str, Any] = json.loads((tmp_path / "plan.json").read_bytes())
    assert sheet["version"] == plan.version
    assert len(sheet["rows"]) == sheet["totalRowCount"] == len(plan.rows)
    assert all("email" in row["modifiedBy"] and "email" in row["createdBy"] for row in sheet["rows"])
    assert any(column["type"].startswith("MULTI_") for column in sheet["columns"])
    assert any("objectValue" in cell for row in sheet["rows"] for cell in row["cells"])


@pytest.mark.parametrize(
    "kind",
    [
        "retry",
        "unexpected",
        "timeout",
        "maintenance",
        "bad_gateway",
        "drop_before",
        "drop_after",
        "truncate",
        "not_json",
    ],
)
async def test_one_bad_answer_is_not_noticed(sandbox: Sandbox, tmp_path: Path, kind: str) -> None:
    """Each fault, met once by a version call and once by a download, costs one more request."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add(kind, path="/version$")
    sandbox.world.faults.add(kind, path=rf"/sheets/{plan.id}$")
    assert await sandbox.sheets.version(AVA, plan.id) == plan.version
    await sandbox.sheets.download(AVA, plan.id, tmp_path / "plan.json")
    assert json.loads((tmp_path / "plan.json").read_bytes())["id"] == plan.id
    assert len(sandbox.world.calls.matching("GET", f"/sheets/{plan.id}/version")) == 2
    assert len(sandbox.world.calls.matching("GET", f"/sheets/{plan.id}")) == 4


async def test_a_hang_is_timed_out_and_tried_again(sandbox: Sandbox) -> None:
    """A request that hangs once does not hang the question."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add("hang", seconds=2, path="/version$")
    assert await sandbox.sheets.version(AVA, plan.id) == plan.version


async def test_an_endless_hang_meets_the_deadline(sandbox: Sandbox) -> None:
    """With every request hanging, the question ends as TimedOut."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add("hang", seconds=1, count=None)
    with pytest.raises(TimedOut):
        await sandbox.sheets.version(AVA, plan.id)


async def test_endless_faults_end_in_an_error_of_ours(sandbox: Sandbox) -> None:
    """Three attempts, then SheetsUnavailable."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add("maintenance", count=None)
    with pytest.raises(SheetsUnavailable):
        await sandbox.sheets.version(AVA, plan.id)
    assert len(sandbox.world.calls) == 3


async def test_a_rate_limit_with_retry_after_is_waited_out(sandbox: Sandbox) -> None:
    """429 twice, then the answer."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add("rate_limit", count=2, retry_after=0.05)
    assert await sandbox.sheets.version(AVA, plan.id) == plan.version
    assert len(sandbox.world.calls) == 3


async def test_a_long_rate_limit_is_told_with_its_time(sandbox: Sandbox) -> None:
    """Nobody waits 45 s for a 5 s deadline; the person learns how long."""
    plan = sandbox.world.sheet("Launch plan")
    sandbox.world.faults.add("rate_limit", retry_after=45)
    with pytest.raises(RateLimited) as caught:
        await sandbox.sheets.version(AVA, plan.id)
    assert caught.value.retry_after_s == 45


async def test_rows_are_added_once_when_the_answer_is_lost(sandbox: Sandbox) -> None:
    """A POST that took effect and whose answer was dropped is not sent again."""
    calls = Calls(
        tokens=BOOK,
        api_base=sandbox.url,
        timeouts=Timeouts(),
        retry_policy=QUICK,
        requests_per_minute=300,
        connections=2,
        user_agent="Sheetline",
        change_agent="sheetline",
    )
    plan = sandbox.world.sheet("Launch plan")
    rows = len(plan.rows)
    sandbox.world.faults.add("drop_after", method="POST")
    body = [{"toBottom": True, "cells": [{"columnId": plan.primary.id, "value": "Added once"}]}]
    with pytest.raises(SheetsUnavailable) as caught:
        await calls.call(AVA, "POST", f"/sheets/{plan.id}/rows", into=dict[str, Any], body=body)
    await calls.aclose()
    assert "look at the sheet" in caught.value.hint
    assert len(plan.rows) == rows + 1
    assert [call.change_agent for call in sandbox.world.calls.matching("POST")] == ["sheetline"]


async def test_a_crowd_stays_under_the_rate_limit(sandbox: Sandbox) -> None:
    """Thirty people's questions at once: every one is answered and the sandbox never says 429."""
    plan = sandbox.world.sheet("Launch plan")
    await asyncio.gather(*(sandbox.sheets.version(actor, plan.id) for actor in (AVA, BEN, DEV) for _ in range(10)))
    assert {call.status for call in sandbox.world.calls} == {200}
    assert len(sandbox.world.calls) == 30


async def test_under_mixed_faults_every_question_ends_in_an_answer_or_an_error_of_ours(sandbox: Sandbox) -> None:
    """A third of all requests fail in random ways; nothing else than an answer or a Smartsheet error comes out."""
    plan = sandbox.world.sheet("Launch plan")
    for kind in ("retry", "bad_gateway", "drop_before", "truncate", "not_json"):
        sandbox.world.faults.add(kind, count=None, probability=0.07)
    outcomes = await asyncio.gather(
        *(sandbox.sheets.version(actor, plan.id) for actor in (AVA, BEN, DEV) for _ in range(10)),
        return_exceptions=True,
    )
    assert all(outcome == plan.version or isinstance(outcome, SheetsUnavailable) for outcome in outcomes)
    assert outcomes.count(plan.version) > len(outcomes) / 2
