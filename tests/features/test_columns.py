"""Columns changed from chat, through the connector: asked, shown, approved, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.model import Sheet
from tests.calls import call
from tests.features.conversation import ask, picture
from tests.local_teams import local_teams
from tests.reading import buttons_of, text_of

LONG = "x" * 51
CHANGES = [
    ("add a column Remarks", ["Add Remarks", "1 column to create", "text or number"]),
    ("add a dropdown column Effort with choices Low, High after Status", ["choices Low, High", "1 column to create"]),
    (
        call("edit_columns", sheet="Risk register", columns=[{"title": "Doubled", "formula": "=[Score]@row * 2"}]),
        ["formula =[Score]@row * 2"],
    ),
    (
        call("edit_columns", sheet="Risk register", columns=[{"column": "Owner", "title": "Answerable"}]),
        ["title “Owner”", "title “Answerable”"],
    ),
    (
        call(
            "edit_columns",
            sheet="Risk register",
            columns=[{"column": "Mitigation", "type": "dropdown", "options": ["Open", "Closed"]}],
        ),
        ["text or number", "dropdown", "do not fit"],
    ),
    (
        call("edit_columns", sheet="Risk register", columns=[{"column": "Owner", "after": "Status"}]),
        ["1 column to change", "place"],
    ),
    (call("edit_columns", sheet="Risk register", columns=[{"column": "Owner", "hidden": True}]), ["hidden"]),
    (call("edit_columns", sheet="Risk register", columns=[{"column": "Owner", "locked": True}]), ["locked"]),
    (
        call("edit_columns", sheet="Risk register", columns=[{"column": "Mitigation", "formula": "=Owner@row"}]),
        ["formula =Owner@row", "replaces what"],
    ),
    ("delete the column Owner", ["1 column to delete", "filled cells"]),
    (call("delete_columns", sheet="Risk register", columns=["Owner", "Status"]), ["2 columns to delete"]),
]


def columns_of(sheet: Sheet) -> list[tuple[Any, ...]]:
    """Every column in order, as far as people can tell columns apart."""
    return [
        (
            c.title,
            c.type,
            c.system_type,
            tuple(c.options),
            c.formula,
            bool(c.hidden),
            bool(c.locked),
            c.extra.get("symbol"),
        )
        for c in sheet.columns
    ]


@pytest.mark.parametrize(("words", "shown"), CHANGES, ids=[words for words, _ in CHANGES])
async def test_a_column_is_shown_changed_and_as_before(tmp_path: Path, words: str, shown: list[str]) -> None:
    """Nothing is written before the click; undo brings columns and cells back, and Redo makes the change again."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        await ask(here, chat, "open risk register")
        before, cells = columns_of(sheet), picture(sheet)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert columns_of(sheet) == before
        assert not here.world.calls.matching("POST") + here.world.calls.matching("PUT")

        done = await here.teams.press("ava", card.id, "Approve")
        assert "Done: approved by Ava Chen" in text_of(done.card)
        changed, changed_cells = columns_of(sheet), picture(sheet)
        assert changed != before

        undone = await here.teams.press("ava", card.id, "Undo")
        assert "Done: approved by Ava Chen" in text_of(undone.card)
        assert columns_of(sheet) == before
        assert picture(sheet) == cells

        again = await here.teams.press("ava", card.id, "Redo")
        assert "Done: approved by Ava Chen" in text_of(again.card)
        assert columns_of(sheet) == changed
        assert picture(sheet) == changed_cells


REFUSED = [
    ("delete the column Risk", "Smartsheet keeps the primary column"),
    ("add a column Status", "Another column has this title"),
    (
        call("edit_columns", sheet="Risk register", columns=[{"column": "Owner", "title": "x" * 51}]),
        "up to 50 characters",
    ),
    (call("edit_columns", sheet="Risk register", columns=[{"column": "Risk", "hidden": True}]), "always shown"),
    (
        call("edit_columns", sheet="Risk register", columns=[{"column": "Modified", "type": "date"}]),
        "Smartsheet fills this column itself",
    ),
    ("add a checkbox column X with choices A, B", "Only a dropdown has choices"),
    (call("delete_columns", sheet="Risk register", columns=["Ownr"]), "The closest: Owner"),
]


@pytest.mark.parametrize(("words", "why"), REFUSED, ids=[words for words, _ in REFUSED])
async def test_what_cannot_be_is_said_before_there_is_a_plan(tmp_path: Path, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open risk register")
        card = await ask(here, chat, words)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_columns_need_admin_access(tmp_path: Path) -> None:
    """An editor is told which access it takes; nothing can be approved."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ben")
        await ask(here, chat, "open launch plan", person="ben")
        card = await ask(here, chat, "add a column Remarks", person="ben")
        assert "can be changed with admin access; yours is editor" in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_a_cell_written_meanwhile_keeps_its_column(tmp_path: Path) -> None:
    """Who deletes a column has seen every value that goes; one that came later is named, with whose it is."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        await ask(here, chat, "open risk register")
        card = await ask(here, chat, call("delete_columns", sheet="Risk register", columns=["Status", "Owner"]))
        here.world.set_cell(sheet.id, sheet.rows[2].id, "Status", "Closed", by="carla")
        conflict = await here.teams.press("ava", card.id, "Approve")
        said = text_of(conflict.card)
        assert "Row 3 in Column “Status” is now “Closed” (Carla Rossi)" in said
        assert "1 column to delete" in said
        assert {"Status", "Owner"} <= {column.title for column in sheet.columns}
        await here.teams.press("ava", card.id, "Approve the rest")
        assert "Owner" not in {column.title for column in sheet.columns}
        assert "Status" in {column.title for column in sheet.columns}


async def test_work_in_a_new_column_is_not_undone_with_it(tmp_path: Path) -> None:
    """Undo of an added column is refused, with the row named, once somebody wrote into it."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        await ask(here, chat, "open risk register")
        card = await ask(here, chat, "add a column Remarks")
        await here.teams.press("ava", card.id, "Approve")
        here.world.set_cell(sheet.id, sheet.rows[0].id, "Remarks", "call them", by="carla")
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "is now “call them” (Carla Rossi)" in text_of(refused.card)
        assert "Remarks" in {column.title for column in sheet.columns}
