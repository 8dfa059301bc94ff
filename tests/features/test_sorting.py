"""Sheets sorted from chat, through the connector: shown in words, sorted, and every row put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.model import Sheet
from tests.calls import call
from tests.features.conversation import ask, picture
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, table_of, text_of

SORTS = [
    (
        call("sort_rows", sheet="Launch plan", by=[{"column": "Due Date", "direction": "ascending"}]),
        [("Due Date", "earliest first")],
    ),
    (
        call(
            "sort_rows",
            sheet="Launch plan",
            by=[{"column": "Priority", "direction": "descending"}, {"column": "Due Date", "direction": "ascending"}],
        ),
        [("Priority", "from the end: Low"), ("Due Date", "earliest first")],
    ),
    (
        call("sort_rows", sheet="Launch plan", by=[{"column": "Task Name", "direction": "descending"}]),
        [("Task Name", "Z to A")],
    ),
    ("sort by Assigned To", [("Assigned To", "A to Z")]),
    (
        call("sort_rows", sheet="Launch plan", by=[{"column": "% Complete", "direction": "descending"}]),
        [("% Complete", "largest first")],
    ),
    ("sort by Done descending", [("Done", "checked first")]),
]


@pytest.mark.parametrize(("words", "shown"), SORTS, ids=[words for words, _ in SORTS])
async def test_a_sort_is_shown_made_and_taken_back(tmp_path: Path, words: str, shown: list[tuple[str, str]]) -> None:
    """Nothing before the click; undo leaves every row, with its ids, where it stood; redo sorts again."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before, ids = picture(sheet), [row.id for row in sheet.rows]
        card = await ask(here, chat, words)
        _, *lines = table_of(card.card)
        assert [(line[1].split(" by ")[1], says in line[2]) for line, (_, says) in zip(lines, shown, strict=True)] == [
            (column, True) for column, _ in shown
        ]
        assert "for everybody who opens the sheet" in text_of(card.card)
        assert f"{len(ids)} rows to sort" in text_of(card.card)
        assert not here.world.calls.matching("POST") + here.world.calls.matching("PUT")

        done = await here.teams.press("ava", card.id, "Approve")
        assert "Done: approved by Ava Chen" in text_of(done.card)
        sorted_ids = [row.id for row in sheet.rows]
        assert sorted_ids != ids
        assert _in_families(sheet)
        assert len(here.world.calls.matching("POST", "/sort")) == 1

        undone = await here.teams.press("ava", card.id, "Undo")
        assert "Undone by Ava Chen" in text_of(here.teams.card(card.id, viewer="ava")) or "Done" in text_of(undone.card)
        assert [row.id for row in sheet.rows] == ids
        assert picture(sheet) == before
        await here.teams.press("ava", card.id, "Redo")
        assert [row.id for row in sheet.rows] == sorted_ids


def _in_families(sheet: Sheet) -> bool:
    """Every row stands behind its parent, with nothing between that is not under it."""
    nested = [(row, parent) for row in sheet.rows if (parent := sheet.row(row.parent_id)) is not None]
    return all(row in sheet.subtree(parent) for row, parent in nested)


async def test_what_comes_first_is_what_was_asked_for_and_empty_cells_come_last(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
        await ask(here, chat, "open risk register")
        card = await ask(here, chat, "sort by Owner descending")
        await here.teams.press("ava", card.id, "Approve")
        names = [_name(sheet, row) for row in sheet.rows]
        filled = [name for name in names if name]
        assert names == [*sorted(filled, key=str.casefold, reverse=True), *[""] * (len(names) - len(filled))]


def _name(sheet: Sheet, row: Any) -> str:
    cell = row.cells.get(sheet.column("Owner").id)
    return str(cell.display or cell.value) if cell is not None and not cell.empty else ""


async def test_a_sheet_that_is_sorted_already_is_left_alone(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "sort by due date")
        await here.teams.press("ava", card.id, "Approve")
        again = await ask(here, chat, "sort by due date")
        assert "stand in that order already" in text_of(again.card)
        assert "Approve" not in buttons_of(again.card)


REFUSED = [
    ("dev", "sort by due date", "does not allow changes"),
    ("ben", "sort by due date", "locked, and sorting moves them"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[person for person, _, _ in REFUSED])
async def test_who_may_not_sort_is_told_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    """A viewer never; an editor not where rows are locked, as they would move."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal(person), here.world.sheet("Launch plan")
        sheet.rows[4].locked = True
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def _sorted(here: LocalTeams) -> tuple[Any, Any, Sheet]:
    chat, sheet = here.teams.personal("ava"), here.world.sheet("Risk register")
    await ask(here, chat, "open risk register")
    return chat, await ask(here, chat, "sort by Owner"), sheet


async def test_a_row_that_came_meanwhile_is_named_and_the_sheet_sorted_with_it(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        _, card, sheet = await _sorted(here)
        new = here.world.add_row(sheet.id, {sheet.primary.title: "New risk", "Owner": "ava"}, by="ben")
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "“New risk” is new" in text_of(conflict.card)
        assert sheet.rows[-1] is new
        await here.teams.press("ava", card.id, "Approve the rest")
        names = [name for row in sheet.rows if (name := _name(sheet, row))]
        assert names == sorted(names, key=str.casefold)


async def test_undo_is_refused_where_the_order_has_moved_on(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        _, card, sheet = await _sorted(here)
        await here.teams.press("ava", card.id, "Approve")
        here.world.delete_row(sheet.id, sheet.rows[0].id)
        order = [row.id for row in sheet.rows]
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "gone" in text_of(refused.card)
        assert [row.id for row in sheet.rows] == order
