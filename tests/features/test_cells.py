"""Cells beyond plain values, through the connector: formulas, hyperlinks, cell links, cross-sheet references."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.model import Row, Sheet
from infra.local.teams.threads import Posted, Thread
from tests.calls import update
from tests.features.conversation import ask, picture
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, table_of, text_of

pytestmark = pytest.mark.days

WEB = {"text": "Brief", "link_to": "https://example.com/brief?x=1"}
_LEFT = ("type", "options", "only_options", "symbol", "hidden", "locked", "description", "before", "after")
SHAPE = {"column": None, "title": "Twice", **dict.fromkeys(_LEFT)}
ROSTER = {"sheet": "Team roster", "row_number": 2, "column": "Role"}


@contextlib.asynccontextmanager
async def budget(folder: Path, *also: str, person: str = "carla") -> AsyncIterator[tuple[LocalTeams, Thread, Sheet]]:
    """Carla's chat with the Budget open, and a model that makes the calls it is told."""
    async with local_teams(folder) as here:
        chat = here.teams.personal(person)
        for name in (*also, "Budget"):
            await ask(here, chat, f"open {name}", person=person)
        yield here, chat, here.world.sheet("Budget")


async def there_and_back(here: LocalTeams, sheet: Sheet, card: Posted, row: Row, title: str) -> Any:
    """Approve, look at the cell, undo; the sheet is as it was. What the cell was in between."""
    before = picture(sheet)
    await here.teams.press("carla", card.id, "Approve")
    now = row.cells[sheet.column(title).id]
    kept = (now.value, now.formula, now.hyperlink, now.link_in)
    assert picture(sheet) != before
    undone = await here.teams.press("carla", card.id, "Undo")
    assert "Done" in text_of(undone.card)
    assert picture(sheet) == before
    return kept


async def test_a_formula_is_shown_written_and_taken_back(tmp_path: Path) -> None:
    """Asked for in words; the card shows the formula, the cell computes, undo brings the old value."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("carla"), here.world.sheet("Budget")
        await ask(here, chat, "open budget", person="carla")
        row = sheet.find("Line Item", "Batteries, first lot")
        number = sheet.rows.index(row) + 1
        card = await ask(here, chat, f"set Actual to =[Planned]@row * 2 for row {number}", person="carla")
        assert table_of(card.card)[1][3] == "=[Planned]@row * 2"
        value, formula, *_ = await there_and_back(here, sheet, card, row, "Actual")
        assert (value, formula) == (sheet.value(row, "Planned") * 2, "=[Planned]@row * 2")


async def test_a_misspelt_formula_is_refused_in_words_and_nothing_is_written(tmp_path: Path) -> None:
    """When it is all that was asked for, there is no card to press."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("carla")
        await ask(here, chat, "open budget", person="carla")
        reply = await ask(here, chat, "set Actual to =SUMM(CHILDREN()) for row 3", person="carla")
        assert "Smartsheet has no function SUMM. The closest: SUM" in text_of(reply.card)
        assert "Approve" not in buttons_of(reply.card)


@pytest.mark.parametrize(
    ("formula", "fix"),
    [
        ("=CONCATENATE([Line Item]@row)", "Join text with +"),
        ("=[Actuals]@row", "The closest: Actual"),
        ("=B3 * 2", "[Column Name]3"),
        ("=IF([Actual]@row > 1; 2)", "Write a comma"),
        ("=SUM({Nowhere})", "no cross-sheet reference “Nowhere”"),
        ("=[Nothing]#", "no field “Nothing”"),
    ],
)
async def test_the_card_says_the_fix_before_the_click(tmp_path: Path, formula: str, fix: str) -> None:
    """The cell that can be written is proposed; the formula that cannot be read is listed with what to write."""
    async with budget(tmp_path) as (here, chat, sheet):
        card = await ask(here, chat, update("Budget", 3, Actual=formula, Planned=17), person="carla")
        assert fix in text_of(card.card)
        assert [line[1] for line in table_of(card.card)[1:]] == ["Planned"]
        await here.teams.press("carla", card.id, "Approve")
        assert sheet.value(sheet.rows[2], "Planned") == 17


@pytest.mark.parametrize(
    ("value", "shown", "link"),
    [
        (WEB, "Brief (https://example.com/brief?x=1)", {"url": "https://example.com/brief?x=1"}),
        ({"text": "", "link_to": "example.com/a"}, "https://example.com/a", {"url": "https://example.com/a"}),
        ({"text": "Ben", "link_to": "ben@example.com"}, "Ben (mailto:ben", {"url": "mailto:ben@example.com"}),
        ({"text": "People", "link_to": "team roster"}, "People (“Team roster”)", {"sheetId": "Team roster"}),
    ],
)
async def test_a_hyperlink_is_shown_whole_written_and_taken_back(
    tmp_path: Path, value: dict[str, str], shown: str, link: dict[str, str]
) -> None:
    """The card shows where it leads, not only its text; undo leaves the text that stood there, and no link."""
    async with budget(tmp_path) as (here, chat, sheet):
        expected = {name: here.world.sheet(to).id if name == "sheetId" else to for name, to in link.items()}
        card = await ask(here, chat, update("Budget", 3, Line_Item=value), person="carla")
        assert shown in table_of(card.card)[1][3]
        _, _, written, _ = await there_and_back(here, sheet, card, sheet.rows[2], "Line Item")
        assert written == expected


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.com", "https://", "file:///etc/passwd"])
async def test_an_address_nobody_should_press_is_refused(tmp_path: Path, address: str) -> None:
    """Only web and mail addresses, and what the person can see in Smartsheet."""
    async with budget(tmp_path) as (here, chat, _):
        value = {"text": "Brief", "link_to": address}
        reply = await ask(here, chat, update("Budget", 3, Line_Item=value), person="carla")
        assert "web address" in text_of(reply.card) or "can see no sheet" in text_of(reply.card)
        assert "Approve" not in buttons_of(reply.card)


async def test_a_hyperlink_is_replaced_and_comes_back(tmp_path: Path) -> None:
    """A value over a link takes the link away; undo brings both."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        row, column = next((r, c) for r in sheet.rows for c in sheet.columns if _hyperlink(r, c.id))
        before = picture(sheet)
        said = update("Launch plan", sheet.rows.index(row) + 1, **{column.title.replace(" ", "_"): "Plain"})
        card = await ask(here, chat, said)
        assert "a formula or a link, which this replaces" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        assert (sheet.value(row, column.title), _hyperlink(row, column.id)) == ("Plain", None)
        await here.teams.press("ava", card.id, "Undo")
        assert picture(sheet) == before


def _hyperlink(row: Row, column_id: int) -> Any:
    cell = row.cells.get(column_id)
    return cell.hyperlink if cell else None


async def test_a_cell_link_is_written_beside_a_value_and_both_come_back(tmp_path: Path) -> None:
    """The card says what is linked and what it holds now; Smartsheet takes links apart from values, undo too."""
    async with budget(tmp_path, "team roster") as (here, chat, sheet):
        source = here.world.sheet("Team roster")
        held = source.value(source.rows[1], "Role")
        card = await ask(here, chat, update("Budget", 3, Line_Item=ROSTER, Planned=17), person="carla")
        shown = table_of(card.card)[1][3]
        assert held in shown
        assert "linked to Team roster, Row 2" in shown
        assert sheet.rows[2].cells[sheet.column("Line Item").id].link_in is None

        value, _, _, link = await there_and_back(here, sheet, card, sheet.rows[2], "Line Item")
        assert value == held
        assert (link["sheetId"], link["rowId"]) == (source.id, source.rows[1].id)
        assert len(here.world.calls.matching("PUT")) == 3


async def test_a_cell_link_that_is_replaced_or_deleted_comes_back(tmp_path: Path) -> None:
    """A value or a hyperlink over the link, or the row gone with it: undo links again, once the row is there."""
    async with budget(tmp_path, "team roster") as (here, chat, sheet):
        card = await ask(here, chat, update("Budget", 3, Line_Item=ROSTER), person="carla")
        await here.teams.press("carla", card.id, "Approve")
        linked = picture(sheet)
        for said in (
            update("Budget", 3, Line_Item="Plain", Planned=5),
            update("Budget", 3, Line_Item=WEB),
            'delete_rows {"sheet": "Budget", "where_sql": null, "row_numbers": [3]}',
        ):
            card = await ask(here, chat, said, person="carla")
            await here.teams.press("carla", card.id, "Approve")
            assert picture(sheet) != linked
            await here.teams.press("carla", card.id, "Undo")
            assert picture(sheet) == linked


async def test_a_cell_is_not_linked_to_its_own_sheet(tmp_path: Path) -> None:
    """Smartsheet refuses it; the person reads so before the click."""
    async with budget(tmp_path) as (here, chat, _):
        value = {"sheet": "Budget", "row_number": 1, "column": "Line Item"}
        reply = await ask(here, chat, update("Budget", 3, Line_Item=value), person="carla")
        assert "cannot be linked to its own sheet" in text_of(reply.card)


async def test_only_what_the_person_has_open_is_linked(tmp_path: Path) -> None:
    """A sheet that is not open, or a row it does not have, is said; nothing is proposed."""
    async with budget(tmp_path, "team roster") as (here, chat, _):
        for source, says in (
            ({**ROSTER, "sheet": "Launch plan"}, "No open sheet is called “Launch plan”"),
            ({**ROSTER, "row_number": 999}, "Team roster has no row 999"),
            ({**ROSTER, "column": "Mail"}, "no column “Mail”"),
        ):
            reply = await ask(here, chat, update("Budget", 3, Line_Item=source), person="carla")
            assert says in text_of(reply.card)


async def test_a_reference_is_created_with_the_formula_that_reads_it(tmp_path: Path) -> None:
    """The card lists the reference and what it reads; one that no formula uses is left out."""
    async with budget(tmp_path, "team roster") as (here, chat, _):
        wanted = [
            {"name": name, "sheet": "Team roster", "first_column": "Skills", "last_column": "Email"}
            for name in ("People", "Unused")
        ]
        said = update("Budget", 3, references=wanted, Actual="=COUNT({People})")
        card = await ask(here, chat, said, person="carla")
        assert "1 cross-sheet reference to create · 1 cell in 1 row to change" in text_of(card.card)
        assert "{People}" in text_of(card.card)
        assert "Team roster: Email to Skills" in text_of(card.card)
        assert "Unused" not in text_of(card.card)


async def test_a_column_formula_is_checked_before_its_card(tmp_path: Path) -> None:
    """A row by its number, and a function of another spreadsheet, are refused with what to write."""
    async with budget(tmp_path) as (here, chat, _):
        for formula, fix in (("=Actual1 * 2", "[Actual]@row"), ("=AVERAGE([Actual]:[Actual])", "The average is AVG")):
            said = f"edit_columns {json.dumps({'sheet': 'Budget', 'columns': [{**SHAPE, 'formula': formula}]})}"
            reply = await ask(here, chat, said, person="carla")
            assert fix in text_of(reply.card)
            assert "Approve" not in buttons_of(reply.card)
