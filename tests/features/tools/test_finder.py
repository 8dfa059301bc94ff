"""Finding the sheet a person means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.finder import find
from tests.builders import a_summary

SHEETS = (
    a_summary(4583173393803140, "Launch plan"),
    a_summary(4583173393803141, "Launch plan (2025 archive)"),
    a_summary(4583173393803142, "Risk register"),
    a_summary(4583173393803143, "Budget"),
    a_summary(4583173393803144, "Équipe – Zürich"),
)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Launch plan", "Launch plan"),
        ("launch PLAN", "Launch plan"),
        ("the launch plan sheet", "Launch plan"),
        ("archive", "Launch plan (2025 archive)"),
        ("risks", "Risk register"),
        ("risk registr", "Risk register"),
        ("bugdet", "Budget"),
        ("equipe zurich", "Équipe – Zürich"),
        ("4583173393803143", "Budget"),
        ("https://app.smartsheet.com/sheets/key4583173393803142?view=grid", "Risk register"),
    ],
)
def test_the_sheet_meant_is_found(asked: str, name: str) -> None:
    """By exact name, part of it, a slip of the finger, without accents, by id and by link."""
    found = find(asked, SHEETS)
    assert found.sheet is not None
    assert found.sheet.name == name


def test_several_that_match_are_a_choice() -> None:
    """When the words fit more than one sheet, the person chooses."""
    found = find("launch", SHEETS)
    assert found.sheet is None
    assert {s.name for s in found.choices} == {"Launch plan", "Launch plan (2025 archive)"}


def test_none_that_matches_names_the_nearest() -> None:
    """An unknown name, and an id or link that is not visible, match nothing; the names nearest to a name are told."""
    assert find("holiday calendar", SHEETS).nearest
    assert find("999999999", SHEETS).sheet is None
    assert find("launch plan", ()).nearest == ()
    assert find("https://app.smartsheet.com/sheets/launch-plan", SHEETS).nearest == ()


@given(st.text(max_size=80))
def test_a_found_sheet_is_always_one_of_those_given(asked: str) -> None:
    """Nothing is found that the actor cannot see."""
    found = find(asked, SHEETS)
    assert all(sheet in SHEETS for sheet in [*([found.sheet] if found.sheet else []), *found.choices])
