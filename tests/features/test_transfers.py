"""Rows copied and moved to another sheet from chat, through the connector: shown, made, and both sheets put back."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.model import Row, Sheet
from tests.calls import transfer
from tests.features.conversation import ask, picture
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, table_of, text_of

ARCHIVE = "Launch plan (2025 archive)"
COMPLETE, BLOCKED = (f'"_children" = 0 AND "Status" = \'{status}\'' for status in ("Complete", "Blocked"))


def both(here: LocalTeams, *, beside: bool = False) -> list[Any]:
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


def _beside(here: LocalTeams, sheet: Sheet, row: Row) -> list[str]:
    records = here.world.records
    said = [comment.text for each in records.discussions_of(sheet, row.id) for comment in each.comments]
    return said + [file.name for file in records.attachments_of(sheet, row.id)]


def named(sheet: Sheet, name: str) -> int:
    """The row's number."""
    return sheet.rows.index(sheet.find("Task Name", name)) + 1


COPIES = [
    ("copy rows 9 and 12 to 2025 archive", 2),
    (transfer("copy", "archive", row_numbers=[2], children=True), 4),
    (transfer("copy", "archive", where_sql=BLOCKED, children=False, beside=False), 0),
]


@pytest.mark.parametrize(("words", "rows"), COPIES, ids=[words for words, _ in COPIES])
async def test_copies_are_shown_made_and_taken_back(tmp_path: Path, words: str, rows: int) -> None:
    """Nothing before the click; the first sheet stays as it is; undo leaves both as they were; redo copies again."""
    async with local_teams(tmp_path) as here:
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


def _name(here: LocalTeams, row: Row) -> Any:
    return here.world.sheet(ARCHIVE).value(row, "Task Name")


MOVES = [
    transfer("move", "archive", where_sql=COMPLETE, children=True),
    "move row {moulds} to the archive",
    "move rows {moulds} and 4 to 2025 archive",
    transfer("move", "archive", row_numbers=[2], children=True),
]


@pytest.mark.parametrize("words", MOVES)
async def test_rows_that_are_moved_come_back_with_all_that_was_theirs(tmp_path: Path, words: str) -> None:
    """Values, dependencies, order and hierarchy, and their comments and files, of both sheets."""
    async with local_teams(tmp_path) as here:
        chat, plan, archive = here.teams.personal("ava"), here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        before, titles = both(here, beside=True), [column.title for column in plan.columns]
        card = await ask(here, chat, words.replace("{moulds}", str(named(plan, "Order injection moulds"))))
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


REFUSED = [
    ("ben", "copy row 5 to risk register", "only its admins may add columns"),
    ("dev", "move row 5 to 2025 archive", "I can see no sheet"),
    ("carla", "copy row 5 to 2025 archive", "viewer access to “Launch plan (2025 archive)”"),
    ("ava", "copy row 5 to launch plan", "in that sheet already"),
    (
        "ava",
        transfer("copy", "archive", row_numbers=[99], children=False),
        "No row of “Launch plan” is meant",
    ),
    ("ava", "copy row 5 to somewhere nice", "I can see no sheet called “somewhere nice”"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[f"{who}: {words}" for who, words, _ in REFUSED])
async def test_what_cannot_be_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    """By the access to either sheet, by what sheets there are, and by what is in them."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)
        assert not here.world.calls.matching("POST")


async def test_a_locked_row_stays_where_it_is_and_the_others_go(tmp_path: Path) -> None:
    """An editor cannot move it, and the card says so."""
    async with local_teams(tmp_path) as here:
        chat, plan, archive = here.teams.personal("ben"), here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        here.world.share(archive.id, "ben", "ADMIN")
        plan.rows[3].locked = True
        await ask(here, chat, "open launch plan", person="ben")
        card = await ask(here, chat, "move rows 4 and 5 to 2025 archive", person="ben")
        assert "is locked" in text_of(card.card)
        assert "1 row to move" in text_of(card.card)


async def test_a_full_sheet_takes_no_more(tmp_path: Path) -> None:
    """20,000 rows are the most; nothing is proposed that Smartsheet would refuse."""
    async with local_teams(tmp_path) as here:
        chat, archive = here.teams.personal("ava"), here.world.sheet(ARCHIVE)
        new = [Row(here.world.new_id(), at=here.world.now(), by="ava") for _ in range(20_000 - len(archive.rows))]
        archive.insert(len(archive.rows), new)
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "copy row 4 to 2025 archive")
        assert "a sheet holds 20,000 rows" in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_a_row_that_was_edited_meanwhile_does_not_go_and_is_named(tmp_path: Path) -> None:
    """Nothing goes; the other waits for a new click."""
    async with local_teams(tmp_path) as here:
        chat, plan, archive = here.teams.personal("ava"), here.world.sheet("Launch plan"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "move rows 4 and 5 to 2025 archive")
        fourth, fifth = plan.rows[3], plan.rows[4]
        here.world.set_cell(plan.id, fourth.id, "Status", "Blocked", by="ben")
        before = both(here)
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "is now “Blocked”" in text_of(conflict.card)
        assert "(Ben Okafor)" in text_of(conflict.card)
        assert both(here) == before
        await here.teams.press("ava", card.id, "Approve the rest")
        assert (plan.row(fourth.id), plan.row(fifth.id)) == (fourth, None)
        assert archive.value(archive.rows[-1], "Task Name") == plan_name(fifth, plan)


def plan_name(row: Row, plan: Sheet) -> Any:
    return row.cells[plan.primary.id].value


@pytest.mark.parametrize("action", ["copy", "move"])
async def test_undo_is_refused_when_the_rows_moved_on_over_there(tmp_path: Path, action: str) -> None:
    """What someone wrote into them in the other sheet is not lost; the card names it."""
    async with local_teams(tmp_path) as here:
        chat, archive = here.teams.personal("ava"), here.world.sheet(ARCHIVE)
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, f"{action} rows 4 and 5 to 2025 archive")
        await here.teams.press("ava", card.id, "Approve")
        here.world.set_cell(archive.id, archive.rows[-1].id, "Status", "Cancelled", by="ben")
        before = both(here)
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "is now “Cancelled”" in text_of(refused.card)
        assert ARCHIVE in text_of(refused.card)
        assert both(here) == before
        assert "Approve the rest" in buttons_of(refused.card)


async def test_what_is_said_of_a_move_without_comments_and_of_rows_that_depend_on_it(tmp_path: Path) -> None:
    """Both are lost for good, so they are said before the click."""
    async with local_teams(tmp_path) as here:
        chat, plan = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, transfer("move", "2025 archive", row_numbers=[12], children=True, beside=False))
        said = text_of(card.card)
        assert "Their comments and their files and the history of their cells are gone" in said
        assert f"depend on rows that go ({named(plan, 'Order injection moulds')}" in said
        assert "Undo brings that back" in said
        assert [line[1] for line in table_of(card.card)[1:2]] == ["Move"]


async def test_a_viewer_of_one_sheet_alone_does_not_turn_the_pages(tmp_path: Path) -> None:
    """The card shows rows of both; who may not see one of the sheets is not shown more of it."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "ben")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, transfer("move", "archive", where_sql=COMPLETE, children=True))
        assert "Next" in buttons_of(card.card)
        refused = await here.teams.press("ben", card.id, "Next")
        assert "not shared with you" in str(refused.body)


async def test_the_other_sheet_answers_with_the_new_rows_at_once(tmp_path: Path) -> None:
    """What was kept of both sheets is read anew."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan (2025 archive)")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "copy row 13 to 2025 archive")
        await here.teams.press("ava", card.id, "Approve")
        await ask(here, chat, "open launch plan (2025 archive)")
        answer = await ask(here, chat, "how many tasks are blocked?")
        assert "1 task is blocked" in text_of(answer.card)
