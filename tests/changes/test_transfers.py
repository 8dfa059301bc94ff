"""Rows copied and moved to another sheet from chat, through the connector: shown, made, and both sheets put back."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.model import Row, Sheet
from tests.changes.conversation import ask, picture
from tests.reading import text_of
from tests.town import Town, town

ARCHIVE = "Launch plan (2025 archive)"


def both(here: Town, *, beside: bool = False) -> list[Any]:
    """The two sheets as a person sees them, with what is said of and lies on each row when it matters."""
    found: list[Any] = []
    for name in ("Launch plan", ARCHIVE):
        sheet = here.world.sheet(name)
        found.append(without_times(sheet))
        if beside:
            found.append([_beside(here, sheet, row) for row in sheet.rows])
    return found


def without_times(sheet: Sheet) -> list[Any]:
    """End dates are the project's to compute, and it would not compute some of the sample's, on weekends."""
    rows = picture(sheet)
    if not sheet.project:
        return rows
    return [(depth, {title: cell for title, cell in cells.items() if title != "Due Date"}) for depth, cells in rows]


def _beside(here: Town, sheet: Sheet, row: Row) -> list[str]:
    records = here.world.records
    said = [comment.text for each in records.discussions_of(sheet, row.id) for comment in each.comments]
    return said + [file.name for file in records.attachments_of(sheet, row.id)]


def named(sheet: Sheet, name: str) -> int:
    """The row's number."""
    return sheet.rows.index(sheet.find("Task Name", name)) + 1


COPIES = [
    ("copy rows 9 and 12 to 2025 archive", 2),
    ("copy row 2 with its rows to the archive", 4),
    ("copy all blocked tasks to the archive without comments and files", 0),
]


@pytest.mark.parametrize(("words", "rows"), COPIES, ids=[words for words, _ in COPIES])
async def test_copies_are_shown_made_and_taken_back(tmp_path: Path, words: str, rows: int) -> None:
    """Nothing before the click; the first sheet stays as it is; undo leaves both as they were; redo copies again."""
    async with town(tmp_path) as here:
        chat, plan = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before, archived = both(here), len(here.world.sheet(ARCHIVE).rows)
        card = await ask(here, chat, words)
        assert f"to copy to {ARCHIVE}" in text_of(card.card)
        assert both(here) == before
        assert not here.world.calls.matching("POST")

        done = await here.teams.press("ava", card.id, "Approve")
        assert "copied" in text_of(done.card)
        copied = both(here)
        assert copied[0] == before[0]
        made = here.world.sheet(ARCHIVE).rows[archived:]
        assert len(made) == (rows or len(made)) > 0
        assert {row.created_by for row in made} == {"ava"}
        assert [plan.value(plan.find("Task Name", _name(here, row)), "Status") for row in made] == [
            here.world.sheet(ARCHIVE).value(row, "Status") for row in made
        ]

        await here.teams.press("ava", card.id, "Undo")
        assert both(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert both(here) == copied


def _name(here: Town, row: Row) -> Any:
    return here.world.sheet(ARCHIVE).value(row, "Task Name")


MOVES = [
    "move all complete tasks to the archive",
    "move row {moulds} to the archive",
    "move rows {moulds} and 4 to 2025 archive",
    "move row 2 to the archive",
]


@pytest.mark.parametrize("words", MOVES)
async def test_rows_that_are_moved_come_back_with_all_that_was_theirs(tmp_path: Path, words: str) -> None:
    """Values, dependencies, order and hierarchy, and their comments and files, of both sheets."""
    async with town(tmp_path) as here:
        chat, plan, archive = here.teams.personal("ava"), here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        _forget_dependents(plan)
        before, titles = both(here, beside=True), [column.title for column in plan.columns]
        card = await ask(here, chat, words.format(moulds=named(plan, "Order injection moulds")))
        assert "new columns: Duration, Predecessors" in text_of(card.card)
        assert "history of their cells is gone" in text_of(card.card)
        assert both(here, beside=True) == before

        done = await here.teams.press("ava", card.id, "Approve")
        assert "moved" in text_of(done.card)
        moved = both(here, beside=True)
        assert len(plan.rows) + len(archive.rows) == len(before[0]) + len(before[2])
        assert sorted(chain(*moved[1], *moved[3])) == sorted(chain(*before[1], *before[3]))

        await here.teams.press("ava", card.id, "Undo")
        assert both(here, beside=True) == before
        assert [column.title for column in plan.columns] == titles
        await here.teams.press("ava", card.id, "Redo")
        assert both(here, beside=True) == moved


def _forget_dependents(plan: Sheet) -> None:
    """Rows that depend on others: what depends on a row that goes is not restored, and the card says so elsewhere."""
    column = plan.column("Predecessors").id
    for row in plan.rows:
        row.cells.pop(column, None)
        row.forget_rendering()
