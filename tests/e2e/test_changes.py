"""A change in the Playground: shown before it is made, approved with a press, taken back with another.

The sheet is read from the sandbox's own API before, between and after: as the person at the keyboard sees it.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from infra.local.people import DEFAULT
from tests.e2e.conftest import ARTIFACTS, SANDBOX_PORT, RunningWorld
from tests.e2e.oracle import Oracle
from tests.e2e.playground_page import CHANNEL, GROUP, PERSONAL, PlaygroundPage

pytestmark = pytest.mark.e2e

PLACES = [(PERSONAL, "personal"), (GROUP, "group"), (CHANNEL, "channel")]
CHANGES = [
    ("update", "Launch plan", "mark all overdue tasks as Complete", ["to change", "Status", "Complete"]),
    ("delete", "Risk register", "delete rows 1 and 4", ["rows to delete", "Delete"]),
    ("delete-children", "Launch plan", "delete row 2", ["rows to delete", "Delete"]),
    ("move", "Launch plan", "move row 2 to the bottom", ["1 row to move", "with"]),
    ("column", "Risk register", "add a dropdown column Effort with choices Low, High after Status", ["Low, High"]),
    ("sort", "Risk register", "sort by Impact descending", ["Sort by Impact"]),
    ("comment", "Risk register", "comment on row 3: waiting for legal", ["waiting for legal"]),
    ("link", "Risk register", "attach https://example.com/spec to row 3 as Spec", ["https://example.com/spec"]),
    ("share", "Risk register", "share it with elif@northwind.example as editor", ["1 share to create", "editor"]),
]


@pytest.fixture(scope="module")
def playground(world: RunningWorld, page: Page) -> PlaygroundPage:
    url = re.search(r"http://\S+", world.closing_line)
    assert url is not None
    page.set_viewport_size({"width": 1400, "height": 2000})
    playground = PlaygroundPage(page=page, screenshots=ARTIFACTS)
    playground.open(url[0])
    return playground


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(f"http://127.0.0.1:{SANDBOX_PORT}/2.0", DEFAULT)


@pytest.mark.parametrize(("place", "name"), PLACES)
def test_a_change_is_shown_approved_and_taken_back(playground: PlaygroundPage, place: str, name: str) -> None:
    """The card names the cell with before and after; the same card then says that it was made, and undone."""
    playground.go_to(place)
    playground.ask("open launch plan").shows("Launch plan")
    plan = playground.reply("set Priority to Low for row 13")
    plan.has_button("Approve")
    plan.shows("Order injection moulds")
    plan.shows("Low")
    playground.picture(f"{name}-6-plan")
    plan.press("Approve")
    plan.has_button("Undo")
    playground.picture(f"{name}-7-applied")
    plan.press("Undo")
    plan.shows("Undo: Set Priority to Low")
    plan.has_button("Redo")
    playground.picture(f"{name}-8-undone")


@pytest.mark.parametrize(("name", "sheet", "words", "shown"), CHANGES, ids=[change[0] for change in CHANGES])
def test_the_sheet_ends_as_it_began(
    playground: PlaygroundPage, oracle: Oracle, name: str, sheet: str, words: str, shown: list[str]
) -> None:
    """Nothing before Approve; something after it; and after Undo values, order, hierarchy and access are as before."""
    playground.go_to(PERSONAL)
    playground.ask(f"open {sheet}").shows(sheet)
    before = oracle.picture(sheet)
    plan = playground.ask(words)
    plan.has_button("Approve")
    for text in shown:
        plan.shows(text)
    playground.picture(f"change-{name}-1-plan")
    assert oracle.picture(sheet) == before
    plan.press("Approve")
    plan.has_button("Undo")
    assert oracle.picture(sheet) != before
    plan.press("Undo")
    plan.has_button("Redo")
    playground.picture(f"change-{name}-2-undone")
    assert oracle.picture(sheet) == before


def test_a_sheet_is_made_and_taken_back(playground: PlaygroundPage, oracle: Oracle) -> None:
    """It is there after Approve, can be opened from its card, and is gone after Undo."""
    playground.go_to(PERSONAL)
    before = oracle.sheets()
    plan = playground.ask("create a sheet Site visits with columns Site, Visit Date (date) and rows Ankara, 2026-12-01")
    plan.shows("Visit Date")
    assert oracle.sheets() == before
    plan.press("Approve")
    plan.has_button("Open the sheet here")
    playground.picture("change-sheet-1-made")
    assert "Site visits" in oracle.sheets()
    plan.press("Undo")
    plan.shows("Undo: Create Site visits")
    assert oracle.sheets() == before


def test_rows_go_to_another_sheet_and_come_back(playground: PlaygroundPage, oracle: Oracle) -> None:
    """Both sheets change, and both are as before after Undo, but for the columns that the card says stay."""
    playground.go_to(PERSONAL)
    playground.ask("open risk register").shows("Risk register")
    before = oracle.picture("Risk register")
    archived = oracle.picture("Launch plan (2025 archive)")["rows"]
    plan = playground.ask("move rows 3 and 5 to 2025 archive")
    plan.has_button("Approve")
    plan.press("Approve")
    plan.has_button("Undo")
    playground.picture("change-transfer-1-made")
    assert len(oracle.picture("Launch plan (2025 archive)")["rows"]) == len(archived) + 2
    plan.press("Undo")
    plan.has_button("Redo")
    assert oracle.picture("Risk register") == before
    assert oracle.picture("Launch plan (2025 archive)")["rows"] == archived


def test_history_leads_back_to_the_cards(playground: PlaygroundPage) -> None:
    """What was changed here, newest first, each to be shown again."""
    playground.go_to(PERSONAL)
    history = playground.ask("history")
    history.shows("changes since")
    playground.picture("change-history")
    history.has_button("Export")
