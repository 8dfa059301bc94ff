"""Every card as the Playground shows it; `make screenshots` keeps the pictures in docs/cards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from infra.local.people import BY_KEY
from tests.e2e.conftest import ARTIFACTS, ROOT, SANDBOX_PORT, RunningWorld
from tests.e2e.oracle import Oracle
from tests.e2e.playground_page import PERSONAL, Card, PlaygroundPage

pytestmark = pytest.mark.e2e
PICTURES = ARTIFACTS / "cards"
KEPT = ROOT / "docs" / "cards"


@pytest.fixture(scope="module")
def chat(world: RunningWorld, page: Page) -> PlaygroundPage:
    url = re.search(r"http://\S+", world.closing_line)
    assert url is not None
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    page.set_viewport_size({"width": 1400, "height": 2400})  # the tallest card fits without scrolling
    playground = PlaygroundPage(page=page, screenshots=ARTIFACTS)
    playground.open(url[0])
    playground.go_to(PERSONAL)
    return playground


def shot(card: Card, name: str) -> None:
    card.locator.scroll_into_view_if_needed()
    card.locator.screenshot(path=PICTURES / f"{name}.png")


def test_every_card_is_shown_and_pictured(chat: PlaygroundPage) -> None:
    """A walk through all that Sheetline says: each card comes, shows what it should, and has its picture taken."""
    shot(Card(chat.page.locator(".ac-adaptiveCard").first), "welcome")
    for text, name, shows in (
        ("help", "help", "What you can ask"),
        ("sheets", "sheets", "Your sheets"),
        ("open launch", "picker", "Which"),
        ("open launch plan", "overview", "46 rows"),
        ("how many tasks are there?", "figure", "Launch plan"),
        ("show rows 5-12", "table", "Rows 5–12"),
        ("open the holiday calendar", "failure", "can't see a sheet"),
        ("status", "status", "Launch plan"),
    ):
        card = chat.ask(text)
        card.shows(shows)
        shot(card, name)
    prompts = chat.ask("help finance")
    prompts.shows("Finance")
    shot(prompts, "prompts")
    walk_an_answer(chat)
    afresh = chat.ask("new chat")
    afresh.shows("forgotten")
    shot(afresh, "notice")


def test_every_card_of_a_change_is_pictured(chat: PlaygroundPage) -> None:
    """Proposed, in conflict with what Ben did meanwhile, done, undone; a deletion; a row as a form."""
    chat.ask("open launch plan").shows("46 rows")
    change = chat.ask("mark all overdue tasks as Complete")
    change.has_button("Approve")
    shot(change, "change")
    _ben_was_faster(change)
    change.press("Approve")
    change.has_button("Approve the rest")
    shot(change, "change-conflict")
    change.press("Approve the rest")
    change.has_button("Undo")
    shot(change, "change-done")
    change.press("Undo")
    change.has_button("Redo")
    gone = chat.ask("delete rows 5 and 9")
    gone.has_button("Approve")
    shot(gone, "change-delete")
    gone.press("Cancel")
    gone.shows("Nothing was changed")
    form = chat.ask("edit row 13")
    form.has_button("Preview change")
    shot(form, "form")
    sheet = chat.ask(
        "create a sheet Site visits with columns Site, Visit Date (date) and rows Ankara, 2026-12-01; Izmir"
    )
    sheet.has_button("Approve")
    shot(sheet, "change-sheet")
    sheet.press("Cancel")
    sheet.shows("Nothing was changed")
    history = chat.ask("history")
    history.has_button("Export")
    shot(history, "history")


def _ben_was_faster(change: Card) -> None:
    """He sets the first cell that the card names, in Smartsheet, while the card waits."""
    row, column, before, _ = change.table[1]
    ben = Oracle(f"http://127.0.0.1:{SANDBOX_PORT}/2.0", BY_KEY["ben"])
    ben.set("Launch plan", int(row.split()[0]), column, "Blocked" if before != "Blocked" else "Not Started")


def walk_an_answer(chat: PlaygroundPage) -> None:
    """An answer with its chart, how it was computed, the rows behind it, and one row."""
    answer = chat.ask("how many tasks are overdue, by owner?")
    answer.has_button("How")
    shot(answer, "answer-chart")
    answer.press("How")
    answer.shows("SELECT")
    shot(answer, "answer-how")
    answer.press("Back")
    late = chat.ask("which tasks are overdue?")
    late.has_button("Rows")
    shot(late, "answer-table")
    late.press("Rows")
    late.has_button("Back")
    shot(late, "answer-rows")
    late.locator.get_by_text("Offline sync").first.click()
    late.shows("In Progress")
    late.hides("Page 1 of 1")
    shot(late, "row")


def test_the_kept_pictures_are_of_these_cards() -> None:
    """docs/cards has a picture of each card and of no other, and its page shows them all."""
    taken = {picture.name for picture in PICTURES.glob("*.png")}
    kept = {picture.name for picture in Path(KEPT).glob("*.png")}
    assert taken == kept, "run “make screenshots” and look at what it changed"
    page = (KEPT / "README.md").read_text(encoding="utf-8")
    assert all(f"({name})" in page for name in kept)
