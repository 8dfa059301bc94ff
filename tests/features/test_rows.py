"""Rows changed from chat, through the connector: asked, shown, approved, undone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.calls import update
from tests.features.conversation import ask, forge, picture
from tests.local_teams import local_teams
from tests.reading import buttons_of, elements, table_of, text_of

CHANGES = [
    ("set Status to Blocked for row 12", "1 cell in 1 row to change"),
    (
        "mark all overdue tasks as Complete",
        "to change",
    ),
    ("set Assigned To to Carla Rossi for rows 8, 9 and 10", "2 cells in 2 rows to change"),
    ("set Start Date to 2026-12-07 for row 9", "1 cell in 1 row to change"),
    (
        update("Launch plan", 9, Tags="legal, press"),
        "1 cell in 1 row to change",
    ),
    ("add a task “Book the venue” under row 2", "1 row to add"),
    ("add a task Retrospective at the bottom", "1 row to add"),
    ("delete row 2", "rows to delete"),
    ("delete rows 5 and 9", "2 rows to delete"),
    ("move row 2 to the bottom", "1 row to move"),
    ("move rows 9 and 12 under row 2", "2 rows to move"),
    ("outdent row 9", "1 row to move"),
]


@pytest.mark.parametrize(("words", "counted"), CHANGES, ids=[words for words, _ in CHANGES])
async def test_a_change_is_shown_made_and_taken_back(tmp_path: Path, words: str, counted: str) -> None:
    """Nothing is written before the click; undo leaves the sheet as it was in values, order and hierarchy."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        card = await ask(here, chat, words)
        assert counted in text_of(card.card)
        assert {"Approve", "Cancel"} <= set(buttons_of(card.card))
        assert picture(sheet) == before
        assert not here.world.calls.matching("POST") + here.world.calls.matching("PUT")

        done = await here.teams.press("ava", card.id, "Approve")
        assert "Done: approved by Ava Chen" in text_of(done.card)
        assert picture(sheet) != before
        assert {call.person for call in here.world.calls.matching("PUT") + here.world.calls.matching("POST")} <= {"ava"}

        undone = await here.teams.press("ava", card.id, "Undo")
        assert "Done: approved by Ava Chen" in text_of(undone.card)
        assert without_ends(picture(sheet)) == without_ends(before)


def without_ends(seen: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """The project computes end dates itself, and the sample has some on weekends, which it would not compute."""
    return [(depth, {title: cell for title, cell in cells.items() if title != "Due Date"}) for depth, cells in seen]


@pytest.mark.parametrize("name", ["Budget", "Risk register"])
async def test_a_deletion_is_taken_back_to_the_last_cell(tmp_path: Path, name: str) -> None:
    """Formulas, contacts, lists, links and the rows below, on sheets that no project computes."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet(name)
        person = "ava" if name == "Risk register" else "carla"
        chat = here.teams.personal(person)
        await ask(here, chat, f"open {name}", person=person)
        before = picture(sheet)
        card = await ask(here, chat, "delete rows 1 and 4", person=person)
        await here.teams.press(person, card.id, "Approve")
        assert len(sheet.rows) < len(before)
        await here.teams.press(person, card.id, "Undo")
        assert picture(sheet) == before


async def test_the_diff_says_before_and_after(tmp_path: Path) -> None:
    """Row, column, what it holds, what it is to hold."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        row = sheet.rows[11]
        card = await ask(here, chat, "set Status to Blocked for row 12")
        name, was = sheet.value(row, "Task Name"), sheet.value(row, "Status")
        assert table_of(card.card) == [["Row", "What", "Before", "After"], [f"12 {name}", "Status", was, "Blocked"]]


async def test_only_the_asker_decides_and_everyone_sees_it(tmp_path: Path) -> None:
    """Another person's press is answered to them alone and changes nothing; the end is on everybody's card."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.group("ava", "ben"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Status to Blocked for row 12")
        refused = await here.teams.press("ben", card.id, "Approve")
        assert "Only Ava Chen can approve this" in str(refused.body)
        assert sheet.value(sheet.rows[11], "Status") != "Blocked"
        await here.teams.press("ava", card.id, "Approve")
        assert sheet.value(sheet.rows[11], "Status") == "Blocked"
        assert "Done: approved by Ava Chen" in text_of(here.teams.card(card.id, viewer="ben"))


async def test_two_presses_at_once_make_the_change_once(tmp_path: Path) -> None:
    """A double click adds one row."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        rows = len(sheet.rows)
        card = await ask(here, chat, "add a task Retrospective at the bottom")
        plan = _plan(card.card)
        await asyncio.gather(*(forge(here, "ava", card, "approve", plan) for _ in range(5)))
        assert len(sheet.rows) == rows + 1
        await forge(here, "ava", card, "approve", plan)
        assert len(sheet.rows) == rows + 1


async def test_two_undos_at_once_take_it_back_once(tmp_path: Path) -> None:
    """Rows that were deleted come back once, however often Undo is pressed; the others are told privately."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("carla"), here.world.sheet("Budget")
        await ask(here, chat, "open budget", person="carla")
        before = picture(sheet)
        card = await ask(here, chat, "delete rows 1 and 4", person="carla")
        plan = _plan(card.card)
        await here.teams.press("carla", card.id, "Approve")
        await asyncio.gather(*(forge(here, "carla", card, "undo", plan) for _ in range(5)))
        assert picture(sheet) == before
        assert "Undo: " in text_of(here.teams.card(card.id, viewer="carla"))
        await forge(here, "carla", card, "undo", plan)
        assert picture(sheet) == before


async def test_what_moved_meanwhile_is_named_and_the_rest_waits(tmp_path: Path) -> None:
    """Nothing is written at the first click; the second writes all but the cell that Ben changed."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Comments to checked for rows 8, 9 and 10")
        here.world.set_cell(sheet.id, sheet.rows[8].id, "Comments", "mine", by="ben")
        shown = await here.teams.press("ava", card.id, "Approve")
        assert "is now “mine” (Ben Okafor)" in text_of(shown.card)
        assert [sheet.value(sheet.rows[n], "Comments") == "checked" for n in (7, 8, 9)] == [False] * 3
        done = await here.teams.press("ava", card.id, "Approve the rest")
        assert "2 cells changed" in text_of(done.card)
        assert [sheet.value(sheet.rows[n], "Comments") for n in (7, 8, 9)] == ["checked", "mine", "checked"]


async def test_undo_is_refused_where_the_cell_moved_on(tmp_path: Path) -> None:
    """What Ben wrote afterwards stays, and the card says so."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Comments to checked for row 9")
        await here.teams.press("ava", card.id, "Approve")
        here.world.set_cell(sheet.id, sheet.rows[8].id, "Comments", "mine", by="ben")
        shown = await here.teams.press("ava", card.id, "Undo")
        assert "is now “mine” (Ben Okafor)" in text_of(shown.card)
        assert sheet.value(sheet.rows[8], "Comments") == "mine"


async def test_a_cancelled_change_cannot_be_approved(tmp_path: Path) -> None:
    """A forged or old press does nothing."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        card = await ask(here, chat, "delete row 2")
        plan = _plan(card.card)
        assert "Nothing was changed" in text_of((await here.teams.press("ava", card.id, "Cancel")).card)
        for forged in (plan + "x", "0" * 16, f"{plan}.1", "../x"):
            assert (await forge(here, "ava", card, "approve", forged))["statusCode"] != 200
        assert "Cancelled by Ava Chen" in text_of((await forge(here, "ava", card, "approve", plan))["value"])
        assert picture(sheet) == before


async def test_a_viewer_is_told_that_they_may_not(tmp_path: Path) -> None:
    """Dev may only look at the plan: there is no card to approve."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("dev")
        await ask(here, chat, "open launch plan", person="dev")
        card = await ask(here, chat, "set Status to Blocked for row 12", person="dev")
        assert "Approve" not in buttons_of(card.card)
        assert "does not allow changes" in text_of(card.card)


async def test_the_conversation_goes_on_after_a_change(tmp_path: Path) -> None:
    """The next question is answered from the changed sheet."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "set Status to Blocked for row 12")
        await here.teams.press("ava", card.id, "Approve")
        answer = await ask(here, chat, "what is the status of row 12?")
        assert answer.card is not None
        again = await ask(here, chat, "set Status to Complete for row 12")
        assert table_of(again.card)[1][2:] == ["Blocked", "Complete"]


async def test_a_lost_answer_adds_the_row_once(tmp_path: Path) -> None:
    """Smartsheet did it and the connection broke: the row is found, not added again."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        rows = len(sheet.rows)
        card = await ask(here, chat, "add a task Retrospective at the bottom")
        here.world.faults.add("drop_after", method="POST", path="/rows")
        done = await here.teams.press("ava", card.id, "Approve")
        assert "1 row added" in text_of(done.card)
        assert len(sheet.rows) == rows + 1


def _plan(card: object) -> str:
    """The id that the Approve button carries."""
    return next(str(e["data"]["id"]) for e in elements(card) if e.get("verb") == "approve")
