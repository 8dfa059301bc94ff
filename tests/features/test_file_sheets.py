"""Sheets made of files, through the connector: shown with every column and row, made, deleted again by Undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls import call
from tests.features.conversation import names
from tests.features.sending import CSV, XLSX, send
from tests.files.making import csv_bytes
from tests.local_teams import local_teams
from tests.reading import buttons_of, text_of

SPACE = "Northwind Launch"
CREATED = [
    ("tasks.csv", CSV, f"create a sheet from file 1 in {SPACE}", "tasks"),
    (
        "tasks.csv",
        CSV,
        call("create_sheet_from_file", file="tasks.csv", name="Extra tasks", place=SPACE),
        "Extra tasks",
    ),
    (
        "book.xlsx",
        XLSX,
        call("create_sheet_from_file", file="book.xlsx", worksheet="Extra tasks", name="Banners", place=SPACE),
        "Banners",
    ),
    ("tasks.csv", CSV, "create a sheet from it", "tasks"),
]


@pytest.mark.parametrize(("file", "data", "words", "name"), CREATED, ids=[words for _, _, words, _ in CREATED])
async def test_a_sheet_of_a_file_is_shown_made_and_deleted_again_by_undo(
    tmp_path: Path, file: str, data: bytes, words: str, name: str
) -> None:
    """Its columns with their types and all its rows; no sheet needs to be open."""
    async with local_teams(tmp_path) as here:
        chat, before = here.teams.personal("ava"), set(here.world.sheets)
        card = await send(here, chat, file, data, words)
        shown = text_of(card.card)
        for said in (
            f"Create {name} with 2 rows of {file}",
            "Column “Start Date”",
            "contact",
            "2 rows to add",
            "Ship banners",
        ):
            assert said in " ".join(shown.split()), said
        assert set(here.world.sheets) == before

        await here.teams.press("ava", card.id, "Approve")
        sheet = here.world.sheet(name)
        assert [(column.title, column.type) for column in sheet.columns] == [
            ("Task Name", "TEXT_NUMBER"),
            ("Status", "TEXT_NUMBER"),
            ("Start Date", "DATE"),
            ("Assigned To", "CONTACT_LIST"),
        ]
        assert names(sheet) == ["Print banners", "Ship banners"]
        assert sheet.rows[1].cells[sheet.column("Start Date").id].value == "2026-12-09"
        await here.teams.press("ava", card.id, "Undo")
        assert set(here.world.sheets) == before


async def test_a_file_of_many_kinds_makes_a_sheet_that_holds_what_it_held(tmp_path: Path) -> None:
    """Dropdowns, checkboxes, numbers, percentages; what begins with “=” is text."""
    rows = [
        (f"Item {n}", ("Open", "Done")[n % 2], "true" if n % 3 else "false", f"{n}.5", f"{n} %", "=1+1")
        for n in range(600)
    ]
    data = csv_bytes([("Name", "State", "Paid", "Cost", "Share", "Note"), *rows], delimiter=";")
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        card = await send(here, chat, "many.csv", data, f"create a sheet from it in {SPACE}")
        assert "600 cells begin with “=”: it is kept as text" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        sheet = here.world.sheet("many")
        assert [(c.type, c.options) for c in sheet.columns][1:3] == [("PICKLIST", ["Open", "Done"]), ("CHECKBOX", [])]
        assert len(sheet.rows) == 600
        held = [sheet.rows[599].cells.get(column.id) for column in sheet.columns]
        assert [cell.value if cell else None for cell in held] == ["Item 599", "Done", True, 599.5, 5.99, "=1+1"]
        assert (held[4].format if held[4] else "") == ",,,,,,,,,,,,0,,3,,"
        assert held[5] is not None
        assert held[5].formula is None


NOT_MADE = [
    ("offer.pdf", b"%PDF-1.7", "create a sheet from it", "cannot be used as a table"),
    ("tasks.csv", CSV, "create a sheet from it in Nowhere", "no workspace or folder called “Nowhere”"),
    ("book.xlsx", XLSX, call("create_sheet_from_file", file="1", worksheet="Nothing"), "has no worksheet “Nothing”"),
    (
        "many.csv",
        b"Task Name,Status\n" + b"x,Complete\n" * 5_001,
        "create a sheet from it",
        "one change may touch 5,000",
    ),
    ("tasks.csv", CSV, call("create_sheet_from_file", file="1", name="x" * 51), "up to 50 characters"),
]


@pytest.mark.parametrize(("name", "data", "words", "why"), NOT_MADE, ids=[why for *_, why in NOT_MADE])
async def test_what_no_sheet_can_be_made_of_is_said(
    tmp_path: Path, name: str, data: bytes, words: str, why: str
) -> None:
    async with local_teams(tmp_path) as here:
        card = await send(here, here.teams.personal("ava"), name, data, words)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)
