"""Smartsheet's bad days through the connector: one clear sentence each, and the next message works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from infra.local.people import BY_KEY
from infra.local.smartsheet.faults import Kind
from tests.conversation.disturbed import DisturbedTeams, disturbed_teams

pytestmark = [pytest.mark.asyncio(loop_scope="module")]

LATE = "how many tasks are overdue?"
FAULTS: list[tuple[Kind, dict[str, Any], str]] = [
    (Kind.RATE_LIMIT, {}, "Smartsheet asks us to slow down."),
    (Kind.RATE_LIMIT, {"retry_after": 0.1}, "Smartsheet asks us to slow down."),
    (Kind.RETRY, {}, "Smartsheet could not finish the request."),
    (Kind.MAINTENANCE, {}, "Smartsheet is down for maintenance."),
    (Kind.BAD_GATEWAY, {}, "Smartsheet is not available."),
    (Kind.HANG, {"seconds": 3.0}, "Smartsheet did not answer in time."),
    (Kind.DROP_BEFORE, {}, "The connection to Smartsheet broke off."),
    (Kind.TRUNCATE, {}, "The connection to Smartsheet broke off."),
    (Kind.NOT_JSON, {}, "Smartsheet's answer could not be read."),
]
NAMED = [f"{kind}-{'-'.join(f'{k}={v}' for k, v in how.items())}" for kind, how, _ in FAULTS]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weather(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DisturbedTeams]:
    async with disturbed_teams(tmp_path_factory.mktemp("smartsheet")) as here:
        yield here


@pytest.fixture(autouse=True)
def clear_again(weather: DisturbedTeams) -> Any:
    yield
    weather.clear()


@pytest.mark.parametrize(("kind", "how", "sentence"), FAULTS, ids=NAMED)
async def test_nothing_read_before(weather: DisturbedTeams, kind: Kind, how: dict[str, Any], sentence: str) -> None:
    """Opening a sheet says what is wrong with Smartsheet, offers to try again, and works when it is well."""
    chat = weather.chat("ava")
    weather.teams_world.world.faults.add(kind, count=None, **how)
    told = await weather.ask("ava", chat, "open launch plan")
    assert sentence in told
    weather.clear()
    weather.clock.jump(3)
    assert "46 rows" in await weather.ask("ava", chat, "retry")


@pytest.mark.parametrize(("kind", "how", "sentence"), FAULTS, ids=NAMED)
async def test_the_last_copy_answers_and_says_its_age(
    weather: DisturbedTeams, kind: Kind, how: dict[str, Any], sentence: str
) -> None:
    """With a copy read before, the question is answered from it; the card says so. When all is well it does not."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    fresh = await weather.ask("ava", chat, LATE)
    weather.clock.jump(60)
    weather.teams_world.world.faults.add(kind, count=None, **how)
    stale = await weather.ask("ava", chat, LATE)
    assert stale.startswith(fresh.partition(" Launch plan")[0])
    assert "Smartsheet is not answering" in stale
    weather.clear()
    weather.clock.jump(60)
    assert "as of" in await weather.until("as of", "ava", chat, LATE)


async def test_a_long_retry_after(weather: DisturbedTeams) -> None:
    """Told to wait longer than a question may take, it says for how long, asks nothing meanwhile, and recovers."""
    chat = weather.teams_world.teams.personal("elif")
    weather.teams_world.world.faults.add(Kind.RATE_LIMIT, retry_after=2)
    assert "Smartsheet asks us to slow down. Try again in 2 s." in await weather.ask("elif", chat, "sheets")
    before = len(weather.teams_world.world.calls.kept)
    assert "Try again in" in await weather.ask("elif", chat, "sheets")
    assert len(weather.teams_world.world.calls.kept) == before
    assert "no sheets" in (await weather.until("no sheets", "elif", chat, "sheets")).lower()


async def test_a_copy_too_old_is_no_answer(weather: DisturbedTeams) -> None:
    """After an hour without Smartsheet the last copy is not shown any more: the card says what is wrong."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.clock.jump(3700)
    weather.teams_world.world.faults.add(Kind.MAINTENANCE, count=None)
    told = await weather.ask("ava", chat, LATE)
    assert "I can't read “Launch plan” now. Smartsheet is down for maintenance." in told
    weather.clear()
    assert "tasks are overdue" in await weather.ask("ava", chat, "retry")
    assert "Version 87" in await weather.ask("ava", chat, "retry")


async def test_access_lost_between_turns(weather: DisturbedTeams) -> None:
    """Who loses access is told so, and answered again when it is given back."""
    chat, world = weather.teams_world.teams.personal("dev"), weather.teams_world.world
    plan = world.sheet("Launch plan")
    await weather.ask("dev", chat, "open launch plan")
    world.unshare(plan.id, "dev")
    weather.clock.jump(60)
    assert "“Launch plan” is no longer there, or is not shared with you." in await weather.ask("dev", chat, LATE)
    assert "no longer there" in await weather.ask("dev", chat, "status")
    world.share(plan.id, "dev", "VIEWER")
    assert "overdue" in await weather.ask("dev", chat, LATE)


async def test_a_sheet_deleted_between_turns(weather: DisturbedTeams) -> None:
    """A deleted sheet is said to be gone; another can be opened and asked, and then the deleted one is forgotten."""
    chat, world = weather.teams_world.teams.personal("carla"), weather.teams_world.world
    archive = world.sheet("Launch plan (2025 archive)")
    await weather.ask("carla", chat, "open archive")
    world.delete_sheet(archive.id)
    weather.clock.jump(60)
    assert "“Launch plan (2025 archive)” is no longer there" in await weather.ask("carla", chat, "how many rows?")
    await weather.ask("carla", chat, "open budget")
    assert "Budget" in await weather.ask("carla", chat, "total planned by category")
    assert "archive" not in await weather.ask("carla", chat, "status")


async def test_a_sheet_renamed_between_turns(weather: DisturbedTeams) -> None:
    """It opens under its new name and says that name; the question after it is answered."""
    chat, world = weather.teams_world.teams.personal("ben"), weather.teams_world.world
    roster = world.sheet("Team roster")
    assert "Team roster" in await weather.ask("ben", chat, "open team roster")
    world.rename_sheet(roster.id, "Crew list")
    try:
        weather.clock.jump(60)
        assert (await weather.ask("ben", chat, "open crew list")).startswith("Crew list")
        assert "Crew list" in await weather.ask("ben", chat, "how many rows are there?")
        assert "Crew list" in await weather.ask("ben", chat, "status")
    finally:
        world.rename_sheet(roster.id, "Team roster")


async def test_a_token_revoked_between_turns(weather: DisturbedTeams) -> None:
    """A revoked token is named as such, with whom to ask; a renewed one works."""
    chat, world, token = weather.chat("ben"), weather.teams_world.world, BY_KEY["ben"].token
    await weather.ask("ben", chat, "open launch plan")
    world.revoke(token)
    try:
        weather.clock.jump(60)
        told = await weather.ask("ben", chat, LATE)
        assert "Smartsheet does not accept the access token" in told
        assert "renew the Smartsheet access token" in told
    finally:
        world.restore(token)
    assert "overdue" in await weather.ask("ben", chat, LATE)


async def test_smartsheet_fails_in_the_middle_of_a_turn(weather: DisturbedTeams) -> None:
    """The model wants another sheet and Smartsheet is down: the card says so, whatever the model makes of it."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.teams_world.world.faults.add(Kind.MAINTENANCE, path="^/sheets$", count=None)
    told = await weather.ask("ava", chat, "which 5 budget lines are largest?")
    assert "Smartsheet is down for maintenance." in told
    weather.clear()
    assert "Budget" in await weather.ask("ava", chat, "which 5 budget lines are largest?")
