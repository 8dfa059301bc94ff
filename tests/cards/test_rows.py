"""Rows: opened from a table, shown whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.answers import AnswerView, RowField, Table
from cards.rows import address
from cards.sizing import LIMIT, size
from tests.cards import drawn, samples
from tests.cards.walk import buttons, card_of, grid, links, of_type, texts


def presses(card: dict[str, Any]) -> list[Any]:
    """The texts of a card that can be pressed."""
    return [run for run in of_type(card, "TextRun") if "selectAction" in run]


def test_the_first_cell_of_each_row_opens_it() -> None:
    """Named for a screen reader by its number in the sheet; it carries its place in the answer."""
    pressed = presses(card_of(drawn.listing(), side=AnswerView.ROWS, page=2))
    assert [run["text"] for run in pressed] == [str(n) for n in range(16, 31)]
    assert pressed[0]["selectAction"] == {
        "type": "Action.Execute",
        "title": "Open row 16",
        "verb": "row",
        "data": {"verb": "row", "id": "0123456789ab.16"},
    }


def test_ids_are_not_shown() -> None:
    """They tell rows apart for us; a person sees the row's number."""
    card = card_of(drawn.listing())
    assert grid(card)[0][:2] == ["Row", "Task"]
    assert not any("7000000000000" in text for text in texts(card))
    assert dict(grid(card_of(drawn.listing(), side=AnswerView.HOW)))["Result"] == "37 rows, 7 columns"


def test_a_single_row_offers_the_whole_of_it() -> None:
    """A record of some columns leads to all of them."""
    assert buttons(card_of(drawn.listing(1)))["Whole row"] == ("row", "0123456789ab.1")


@pytest.mark.parametrize("sources", [0, 2])
def test_rows_that_are_not_surely_of_one_sheet_do_not_open(sources: int) -> None:
    """A join's rows are of no one sheet, and neither are the rows of a table without ids."""
    basis = replace(samples.evidence(), sources=(samples.source(),) * sources)
    assert presses(card_of(replace(drawn.listing(), evidence=basis), side=AnswerView.ROWS)) == []
    assert presses(card_of(samples.rows_answer(), side=AnswerView.ROWS)) == []


def test_a_table_of_nothing_but_ids_still_shows_them() -> None:
    """Asked for ids, a person gets ids."""
    table = Table(("_row_id",), ((7_000_000_000_000_001,), (7_000_000_000_000_002,)), 2)
    assert grid(card_of(samples.answer(table=table)))[1] == ["7000000000000001"]


def test_a_row_shows_where_it_stands_and_what_it_holds() -> None:
    """Title, number and the rows above; filled fields in the sheet's order and format; empty ones by name."""
    card = card_of(drawn.row())
    facts = dict(grid(card))
    shown = texts(card)
    assert shown[:2] == ["Sign venue contract", "Row 12 · Plan › Event › Venue · 2 rows below"]
    assert list(facts)[:4] == ["Owner", "Status", "Start", "Due"]
    assert (facts["Start"], facts["% complete"], facts["Budget"]) == ("Nov 2, 2026, 8:00 AM", "45%", "$48,200")
    assert (facts["At risk"], facts["Tags"]) == ("Yes", "Legal, Finance")
    assert "Empty: Predecessors, Reviewers, Link" in shown


def test_a_row_tells_what_was_said_and_changed() -> None:
    """The latest comments with who and when, and each change from what to what."""
    shown = texts(card_of(drawn.row(), timezone="America/New_York"))
    at = shown.index("Comments")
    assert shown[at + 1 : at + 3] == [
        "Deposit approved, waiting for the signature.",
        "Carla Rossi · Nov 20, 2026, 4:30 AM · 1 file",
    ]
    assert shown[at + 4] == "ben.okafor@northwind.example"
    assert "Status: In progress → Blocked" in shown
    assert "Due: Nov 20, 2026" in shown
    assert "Created Sep 28, 2026, 11:55 AM by Ava Chen · Changed Nov 20, 2026, 4:30 AM by Ben Okafor" in shown


def test_a_row_leads_back_and_into_smartsheet() -> None:
    """Back to the page it was opened from; the link selects the row."""
    card = card_of(drawn.row())
    assert buttons(card) == {"Back": ("rows", "0123456789ab.1")}
    assert links(card) == {"Open row in Smartsheet": f"{samples.LINK}?rowId=7000000000000012"}


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("https://x.example/s/a", "https://x.example/s/a?rowId=5"),
        ("https://x.example/s/a?view=grid", "https://x.example/s/a?view=grid&rowId=5"),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_a_rows_address_is_its_sheets_with_the_row(permalink: str, expected: str) -> None:
    """None when the sheet's own address is missing or broken."""
    assert address(permalink, 5) == expected


def test_the_fullest_row_fits() -> None:
    """Four hundred long fields, long comments and long changes: the card keeps its limit and says what is left out."""
    wide = "\U0001f680" * 4000
    fields = tuple(RowField(f"{wide}{n}", wide) for n in range(400))
    view = drawn.row()
    comments = tuple(replace(each, text=wide) for each in view.comments) * 20
    changes = tuple(
        replace(each, title=wide, change=replace(each.change, before=wide, after=wide)) for each in view.changes
    )
    card = card_of(replace(view, title=wide, path=(wide,) * 9, fields=fields, comments=comments, changes=changes * 20))
    assert size(card) <= LIMIT
    assert "and 376 more fields" in texts(card)
    assert "Comments, the latest 3 of 40" in texts(card)
