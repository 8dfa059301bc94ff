"""Whole sheets from chat, through the connector: created, copied, renamed, moved, deleted; approved and undone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.sample.ids import FOLDER, WORKSPACE
from tests.calls import call
from tests.features.conversation import ask, picture
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, text_of

SPACE = "Northwind Launch"
COLUMNS = "Site, Visit Date (date), Status (dropdown: Open, Done), Done (checkbox)"


COMPUTED = [{"title": "Cost", "type": "number"}, {"title": "Twice", "type": "text", "formula": "=[Cost]@row * 2"}]
NEW = f"create a sheet Visits with columns Site and rows Ankara; Izmir in {SPACE}"
COPY = call("edit_sheet", sheet="risk register", action="copy", name="Visits")


def sheets_of(here: LocalTeams) -> list[tuple[str, int | None, int | None]]:
    return sorted((sheet.name, sheet.workspace_id, sheet.folder_id) for sheet in here.world.sheets.values())


def shape(sheet: Sheet) -> list[tuple[str, str, list[str]]]:
    return [(column.title, column.type, column.options) for column in sheet.columns]


CREATED = [
    (
        f"create a sheet Site visits with columns {COLUMNS} in {SPACE}",
        [
            "in the workspace “Northwind Launch”",
            "Column “Visit Date”",
            "date",
            "dropdown · choices Open, Done",
            "primary column",
            "1 sheet to create",
        ],
    ),
    (
        f"create a sheet Site visits with columns {COLUMNS} and rows Ankara, 2026-12-01, Open; Berlin in {SPACE}",
        ["2 rows to add", "Ankara", "Berlin"],
    ),
    (call("create_sheet", name="Site visits", place=SPACE, columns=COMPUTED), ["=[Cost]@row"]),
    (call("create_sheet", name="Site visits", place=SPACE, template="Project plan"), ["the template “Northwind"]),
    (
        call(
            "create_sheet", name="Site visits", place="Archive and stock", columns=[{"title": "Site", "type": "text"}]
        ),
        ["the folder “Northwind Launch / Archive"],
    ),
    ("create a sheet Site visits with columns Site", ["in your Sheets folder", "Only you see"]),
    (
        call("edit_sheet", sheet="launch plan", action="copy", name="Site visits"),
        ["Copy of", "not its shares, automations and history"],
    ),
    (
        call("edit_sheet", sheet="launch plan", action="copy", name="Site visits", place="Archive and stock"),
        ["the folder “Northwind Launch / Archive and stock”"],
    ),
]


@pytest.mark.parametrize(("words", "shown"), CREATED, ids=[words for words, _ in CREATED])
async def test_a_sheet_is_shown_made_and_deleted_again_by_undo(tmp_path: Path, words: str, shown: list[str]) -> None:
    """Every column and row is on the card; nothing is there before the click; the deletion cannot be undone."""
    async with local_teams(tmp_path) as here:
        chat, before = here.teams.personal("ava"), sheets_of(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert sheets_of(here) == before

        done = await here.teams.press("ava", card.id, "Approve")
        assert "1 sheet" in text_of(done.card)
        assert [name for name, _, _ in sheets_of(here)].count("Site visits") == 1
        assert len(sheets_of(here)) == len(before) + 1
        undone = await here.teams.press("ava", card.id, "Undo")
        assert "1 sheet deleted" in text_of(undone.card)
        assert "Redo" not in buttons_of(undone.card)
        assert sheets_of(here) == before


async def test_a_new_sheet_has_its_columns_and_rows_and_opens_from_its_card(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        words = f"create a sheet Site visits with columns {COLUMNS} and rows Ankara, 2026-12-01, open; Berlin,,Done,yes"
        card = await ask(here, chat, f"{words} in {SPACE}")
        done = await here.teams.press("ava", card.id, "Approve")
        sheet = here.world.sheet("Site visits")
        assert (sheet.owner, sheet.workspace_id) == ("ava", WORKSPACE)
        assert shape(sheet) == [
            ("Site", "TEXT_NUMBER", []),
            ("Visit Date", "DATE", []),
            ("Status", "PICKLIST", ["Open", "Done"]),
            ("Done", "CHECKBOX", []),
        ]
        assert [
            [sheet.value(row, title) for title in ("Site", "Visit Date", "Status", "Done")] for row in sheet.rows
        ] == [
            ["Ankara", "2026-12-01", "Open", None],
            ["Berlin", None, "Done", True],
        ]
        assert sheet.permalink in str(done.card)
        await here.teams.press("ava", card.id, "Open the sheet here")
        opened = await here.teams.next_reply(chat, timeout=30)
        assert "Site visits" in text_of(opened.card)
        answer = await ask(here, chat, "how many rows are there?")
        assert "2" in text_of(answer.card)


async def test_a_sheet_that_somebody_worked_in_is_not_deleted_by_undo(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        card = await ask(here, chat, f"create a sheet Site visits with columns Site and rows Ankara in {SPACE}")
        await here.teams.press("ava", card.id, "Approve")
        sheet = here.world.sheet("Site visits")
        here.world.set_cell(sheet.id, sheet.rows[0].id, "Site", "Izmir", by="ben")
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "has been worked in since" in str(refused.card) + str(refused)
        assert sheet.id in here.world.sheets


LOST = [(NEW, "drop_after"), (NEW, "bad_gateway"), (COPY, "drop_after")]


@pytest.mark.parametrize(("words", "fault"), LOST, ids=[f"{words[:6]}-{fault}" for words, fault in LOST])
async def test_a_lost_answer_makes_no_second_sheet(tmp_path: Path, words: str, fault: str) -> None:
    """Whether Smartsheet did it or not, the sheet is there once, with its rows."""
    async with local_teams(tmp_path) as here:
        card = await ask(here, here.teams.personal("ava"), words)
        here.world.faults.add(fault, method="POST", path="/(sheets|copy)$")
        await here.teams.press("ava", card.id, "Approve")
        for _ in range(60):
            made = [sheet for sheet in here.world.sheets.values() if sheet.name == "Visits"]
            if made and made[0].rows:
                break
            await asyncio.sleep(0.5)
        assert [len(sheet.rows) for sheet in made] == [2 if words == NEW else 20]


async def test_a_copy_has_all_rows_in_their_order_and_hierarchy(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        card = await ask(
            here,
            here.teams.personal("ava"),
            call("edit_sheet", sheet="launch plan", action="copy", name="Launch plan v2"),
        )
        await here.teams.press("ava", card.id, "Approve")
        source, copy = here.world.sheet("Launch plan"), here.world.sheet("Launch plan v2")
        assert (copy.workspace_id, shape(copy), picture(copy)) == (WORKSPACE, shape(source), picture(source))


async def test_a_sheet_is_renamed_and_named_back(tmp_path: Path) -> None:
    """The conversation that has it open goes on with its new name."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, call("edit_sheet", sheet="launch plan", action="rename", name="Launch 2027"))
        assert "called “Launch 2027”" in text_of(card.card)
        assert sheet.name == "Launch plan"
        await here.teams.press("ava", card.id, "Approve")
        assert sheet.name == "Launch 2027"
        assert "Launch 2027" in text_of((await ask(here, chat, "how many tasks are overdue?")).card)
        await here.teams.press("ava", card.id, "Undo")
        assert sheet.name == "Launch plan"
        await here.teams.press("ava", card.id, "Redo")
        assert sheet.name == "Launch 2027"


async def test_a_sheet_that_was_renamed_meanwhile_keeps_that_name(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        card = await ask(here, chat, call("edit_sheet", sheet="launch plan", action="rename", name="Launch 2027"))
        here.world.rename_sheet(sheet.id, "Somebody's plan")
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "Somebody's plan" in text_of(conflict.card)
        assert sheet.name == "Somebody's plan"


@pytest.mark.parametrize(("there", "place"), [("Archive and stock", (WORKSPACE, FOLDER)), ("my sheets", (None, None))])
async def test_a_sheet_is_moved_and_moved_back(
    tmp_path: Path, there: str, place: tuple[int | None, int | None]
) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        card = await ask(here, chat, call("edit_sheet", sheet="risk register", action="move", place=there))
        assert "in Northwind Launch" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        assert (sheet.workspace_id, sheet.folder_id) == place
        await here.teams.press("ava", card.id, "Undo")
        assert (sheet.workspace_id, sheet.folder_id) == (WORKSPACE, None)
        await here.teams.press("ava", card.id, "Redo")
        assert (sheet.workspace_id, sheet.folder_id) == place


async def test_a_deletion_says_all_that_goes_and_that_it_is_for_good_before_the_click(tmp_path: Path) -> None:
    """The sheet leaves the conversation that had it open; what was open beside it stays."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        await ask(here, chat, "open launch plan")
        await ask(here, chat, "open risk register")
        card = await ask(here, chat, "delete the sheet risk register")
        shown = text_of(card.card)
        for text in ("20", "ava@northwind.example", "Ben Okafor (editor)", "Northwind Launch", "30 days", "Open work"):
            assert text in shown
        assert "cannot be taken back" in shown
        done = await here.teams.press("ava", card.id, "Approve")
        assert sheet.id not in here.world.sheets
        assert "Undo" not in buttons_of(done.card)
        answer = await ask(here, chat, "how many tasks are overdue?")
        assert "Launch plan" in text_of(answer.card)


async def test_a_sheet_that_was_worked_in_after_the_card_is_not_deleted(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        card = await ask(here, chat, "delete the sheet risk register")
        here.world.set_cell(sheet.id, sheet.rows[0].id, "Status", "Closed", by="ben")
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "has been worked in since" in text_of(conflict.card)
        assert sheet.id in here.world.sheets


async def test_who_else_had_a_deleted_sheet_open_is_told_and_goes_on(tmp_path: Path) -> None:
    """Nobody's conversation is stuck with it."""
    async with local_teams(tmp_path) as here:
        ava, ben = here.teams.personal("ava"), here.teams.personal("ben")
        await ask(here, ben, "open risk register", person="ben")
        await ask(here, ava, "open risk register")
        card = await ask(here, ava, call("delete_sheet", sheet="Risk register"))
        await here.teams.press("ava", card.id, "Approve")
        assert "no sheet is loaded" in text_of((await ask(here, ava, "status")).card)
        told = await ask(here, ben, "how many risks are open?", person="ben")
        assert "no longer there" in text_of(told.card)
        opened = await ask(here, ben, "open launch plan", person="ben")
        assert "Launch plan" in text_of(opened.card)
