"""Changes that two people must approve: the one who asked, and another who can edit the sheet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from infra.local.smartsheet.containers import Share
from infra.local.teams.threads import Posted
from tests.calls import call
from tests.features.conversation import ask, forge, picture, restarted
from tests.features.test_rows import _plan
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, text_of

RULE = {"change_second_person": ["destroy", "share"]}
ORDER = "delete row 9"


async def proposed(here: LocalTeams, words: str = ORDER) -> Posted:
    """The card of Ava's proposal in a group chat."""
    chat = here.teams.group("ava", "ben", "dev", "elif")
    await ask(here, chat, "open launch plan")
    return await ask(here, chat, words)


async def test_the_asker_and_another_editor_approve_and_it_is_made_once(tmp_path: Path) -> None:
    """After the first press nothing is written and everyone sees who is missing; after the second it is done."""
    async with local_teams(tmp_path, **RULE) as here:
        sheet = here.world.sheet("Launch plan")
        before = picture(sheet)
        card = await proposed(here)
        assert "A second person, who can edit the sheet, must approve it, too" in text_of(card.card)
        waiting = await here.teams.press("ava", card.id, "Approve")
        for seen in (waiting.card, here.teams.card(card.id, viewer="ben")):
            assert "Approved by Ava Chen" in text_of(seen)
            assert "A second person must approve" in text_of(seen)
            assert {"Approve", "Cancel"} <= set(buttons_of(seen))
        assert picture(sheet) == before

        done = await here.teams.press("ben", card.id, "Approve")
        assert "Done: approved by Ava Chen and Ben Okafor" in text_of(done.card)
        assert len(sheet.rows) == len(before) - 1
        assert {call.person for call in here.world.calls.matching("DELETE")} == {"ava"}
        assert "Ava Chen and Ben Okafor" in text_of(here.teams.card(card.id, viewer="dev"))


async def test_the_asker_does_not_count_twice(tmp_path: Path) -> None:
    async with local_teams(tmp_path, **RULE) as here:
        before = picture(here.world.sheet("Launch plan"))
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        again = await here.teams.press("ava", card.id, "Approve")
        assert "You have approved this already" in str(again.body)
        await asyncio.gather(*(forge(here, "ava", card, "approve", _plan(card.card)) for _ in range(5)))
        assert picture(here.world.sheet("Launch plan")) == before


@pytest.mark.parametrize("person", ["dev", "elif"])
async def test_who_cannot_edit_the_sheet_is_no_second_person(tmp_path: Path, person: str) -> None:
    """A viewer, and somebody who does not see the sheet at all."""
    async with local_teams(tmp_path, **RULE) as here:
        before = picture(here.world.sheet("Launch plan"))
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        refused = await here.teams.press(person, card.id, "Approve")
        assert "must be able to edit it in Smartsheet" in str(refused.body)
        assert picture(here.world.sheet("Launch plan")) == before
        assert "A second person must approve" in text_of(here.teams.card(card.id, viewer="ben"))


async def test_nobody_approves_before_the_asker_has(tmp_path: Path) -> None:
    async with local_teams(tmp_path, **RULE) as here:
        before = picture(here.world.sheet("Launch plan"))
        card = await proposed(here)
        assert "Only Ava Chen can approve this" in str((await here.teams.press("ben", card.id, "Approve")).body)
        assert picture(here.world.sheet("Launch plan")) == before


async def test_the_asker_may_still_cancel_and_nobody_else(tmp_path: Path) -> None:
    async with local_teams(tmp_path, **RULE) as here:
        before = picture(here.world.sheet("Launch plan"))
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        assert "Only Ava Chen can cancel this" in str((await here.teams.press("ben", card.id, "Cancel")).body)
        gone = await here.teams.press("ava", card.id, "Cancel")
        assert "Cancelled by Ava Chen" in text_of(gone.card)
        assert "Ava Chen and" not in text_of(gone.card)
        await forge(here, "ben", card, "approve", _plan(card.card))
        assert picture(here.world.sheet("Launch plan")) == before


async def test_two_second_people_at_once_make_it_once(tmp_path: Path) -> None:
    """Five presses of Ben's and one of somebody who is an editor, too."""
    async with local_teams(tmp_path, **RULE) as here:
        sheet = here.world.sheet("Launch plan")
        next(share for share in sheet.shares if share.person == "dev").level = "EDITOR"
        rows = len(sheet.rows)
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        plan = _plan(card.card)
        await asyncio.gather(*(forge(here, who, card, "approve", plan) for who in ("ben", "dev", "ben", "dev", "ben")))
        await asyncio.sleep(0.2)
        assert len(sheet.rows) == rows - 1
        assert len(here.world.calls.matching("DELETE")) == 1


async def test_undo_needs_no_second_person_and_redo_does(tmp_path: Path) -> None:
    """What two approved one may take back; making it again is a deletion like the first."""
    async with local_teams(tmp_path, **RULE) as here:
        sheet = here.world.sheet("Launch plan")
        rows = len(sheet.rows)
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        await here.teams.press("ben", card.id, "Approve")
        await here.teams.press("ava", card.id, "Undo")
        assert len(sheet.rows) == rows
        waiting = await here.teams.press("ava", card.id, "Redo")
        assert "A second person must approve" in text_of(waiting.card)
        assert len(sheet.rows) == rows
        await here.teams.press("ben", card.id, "Approve")
        assert len(sheet.rows) == rows - 1


async def test_what_waits_for_a_second_person_is_decided_by_the_settings_of_then(tmp_path: Path) -> None:
    """Switched off meanwhile: refused. No second person needed any more: somebody still must press."""
    async with local_teams(tmp_path, **RULE) as here:
        rows = len(here.world.sheet("Launch plan").rows)
        card = await proposed(here)
        await here.teams.press("ava", card.id, "Approve")
        async with restarted(here, change_destructive=False) as teams:
            assert "switched off" in str((await teams.press("ben", card.id, "Approve")).body)
        assert len(here.world.sheet("Launch plan").rows) == rows
        async with restarted(here, change_second_person=frozenset()) as teams:
            await teams.press("ben", card.id, "Approve")
        assert len(here.world.sheet("Launch plan").rows) == rows - 1


async def test_a_share_of_a_workspace_needs_an_editor_of_the_workspace(tmp_path: Path) -> None:
    """It is on no sheet, so the workspace is what the second person must be able to edit."""
    async with local_teams(tmp_path, **RULE) as here:
        workspace = next(iter(here.world.workspaces.values()))
        words = call("share", workspace=workspace.name, people=["elif@northwind.example"], access="viewer")
        card = await proposed(here, words)
        await here.teams.press("ava", card.id, "Approve")
        assert "must be able to edit" in str((await here.teams.press("ben", card.id, "Approve")).body)
        workspace.shares.append(Share("W9", "ben", "ADMIN"))
        await here.teams.press("ben", card.id, "Approve")
        assert ("elif", "VIEWER") in [(share.person, share.level) for share in workspace.shares]
