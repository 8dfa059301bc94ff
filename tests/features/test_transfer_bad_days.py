"""Rows on their way to another sheet: an answer that is lost, two who want both sheets, and policy."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from infra.local.smartsheet.model import Column
from tests.calls import transfer
from tests.features.conversation import ask
from tests.features.test_transfers import ARCHIVE, both
from tests.local_teams import local_teams
from tests.reading import buttons_of, text_of

pytestmark = pytest.mark.trials

LOST = [(action, fault) for action in ("copy", "move") for fault in ("drop_before", "drop_after", "truncate")]


@pytest.mark.parametrize(("action", "fault"), LOST)
async def test_an_answer_that_is_lost_takes_no_row_twice(tmp_path: Path, action: str, fault: str) -> None:
    """The rows are looked for in the other sheet before anything is sent again; and it can be taken back as ever."""
    async with local_teams(tmp_path) as here:
        chat, plan, archive = here.teams.personal("ava"), here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        before, counts = both(here, beside=True), (len(plan.rows), len(archive.rows))
        card = await ask(
            here,
            chat,
            transfer(action, "2025 archive", row_numbers=[2], children=True),
        )
        here.world.faults.add(fault, method="POST", path=f"/rows/{action}")
        done = await here.teams.press("ava", card.id, "Approve")
        assert f"4 rows {'copied' if action == 'copy' else 'moved'}" in text_of(done.card)
        assert (len(plan.rows), len(archive.rows)) == (counts[0] - 4 * (action == "move"), counts[1] + 4)
        await here.teams.press("ava", card.id, "Undo")
        assert both(here, beside=True) == before


async def test_sorting_survives_a_lost_answer(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = [row.id for row in sheet.rows]
        card = await ask(here, chat, "sort by due date descending")
        here.world.faults.add("drop_after", method="POST", path="/sort")
        await here.teams.press("ava", card.id, "Approve")
        assert [row.id for row in sheet.rows] != before
        await here.teams.press("ava", card.id, "Undo")
        assert [row.id for row in sheet.rows] == before


async def test_rows_that_go_both_ways_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Whoever is first has both sheets; neither waits for ever, and every row is somewhere once."""
    async with local_teams(tmp_path) as here:
        plan, archive = here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        one, other = here.teams.personal("ava"), here.teams.group("ava", "ben")
        await ask(here, one, "open launch plan")
        await ask(here, other, "open launch plan (2025 archive)")
        there = await ask(here, one, "move row 4 to 2025 archive")
        back = await ask(here, other, "copy row 2 to launch plan")
        counts = len(plan.rows) + len(archive.rows)
        async with asyncio.timeout(30):
            await asyncio.gather(
                here.teams.press("ava", there.id, "Approve"), here.teams.press("ava", back.id, "Approve")
            )
        assert len(plan.rows) + len(archive.rows) == counts + 1
        assert len({row.id for row in (*plan.rows, *archive.rows)}) == counts + 1


async def test_a_second_person_must_be_able_to_edit_both_sheets(tmp_path: Path) -> None:
    """Ben edits the launch plan and does not see the archive; shared with it, his approval counts."""
    async with local_teams(tmp_path, change_second_person=["destroy"]) as here:
        chat, archive = here.teams.group("ava", "ben"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        before = both(here)
        card = await ask(here, chat, "move row 4 to 2025 archive")
        await here.teams.press("ava", card.id, "Approve")
        refused = await here.teams.press("ben", card.id, "Approve")
        assert "must be able to edit it" in str(refused.body)
        assert both(here) == before
        here.world.share(archive.id, "ben", "EDITOR")
        done = await here.teams.press("ben", card.id, "Approve")
        assert "approved by Ava Chen and Ben Okafor" in text_of(done.card)
        assert both(here) != before


async def test_an_editor_who_could_not_take_it_back_is_told_before(tmp_path: Path) -> None:
    """On its way back the row would need a column that only an admin of the first sheet may add."""
    async with local_teams(tmp_path) as here:
        chat, archive = here.teams.personal("ben"), here.world.sheet(ARCHIVE)
        here.world.share(archive.id, "ben", "ADMIN")
        archive.columns.append(Column(here.world.new_id(), "Archived because", "TEXT_NUMBER"))
        await ask(here, chat, "open launch plan", person="ben")
        card = await ask(here, chat, "move row 5 to 2025 archive", person="ben")
        assert "Only an admin of Launch plan can take it back" in text_of(card.card)
        await here.teams.press("ben", card.id, "Approve")
        moved = both(here)
        failed = await here.teams.press("ben", card.id, "Undo")
        assert "Your Smartsheet access does not allow this" in text_of(failed.card)
        assert both(here) == moved


FORBIDDEN = [
    ({"change_destructive": False}, "move row 9 to 2025 archive", "Taking rows out of a sheet is switched off"),
    ({"change_protected": ["status"]}, "copy row 9 to 2025 archive", "The column Status is protected here"),
    (
        {"change_rows": 3},
        transfer("copy", "2025 archive", row_numbers=[2], children=True),
        "one change may touch 3",
    ),
    ({"change_second_person": ["destroy"]}, "move row 9 to 2025 archive", "Ask for it in a group chat"),
]


@pytest.mark.parametrize(("rules", "words", "why"), FORBIDDEN, ids=[f"{list(rules)} {w}" for rules, w, _ in FORBIDDEN])
async def test_what_policy_forbids_is_not_proposed(
    tmp_path: Path, rules: dict[str, object], words: str, why: str
) -> None:
    async with local_teams(tmp_path, **rules) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, words)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


@pytest.mark.parametrize(
    ("rules", "words"),
    [({"change_destructive": False}, "copy row 9 to 2025 archive"), ({"change_rows": 3}, "sort by due date")],
)
async def test_what_policy_leaves_free_is_proposed(tmp_path: Path, rules: dict[str, object], words: str) -> None:
    """A copy takes nothing away, and sorting changes no row."""
    async with local_teams(tmp_path, **rules) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        assert "Approve" in buttons_of((await ask(here, chat, words)).card)
