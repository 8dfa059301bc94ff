"""A change in the Playground: shown before it is made, approved with a press, taken back with another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import ARTIFACTS, RunningWorld
from tests.e2e.playground_page import CHANNEL, GROUP, PERSONAL, PlaygroundPage

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def playground(world: RunningWorld, page: Page) -> PlaygroundPage:
    url = re.search(r"http://\S+", world.closing_line)
    assert url is not None
    page.set_viewport_size({"width": 1400, "height": 2000})
    playground = PlaygroundPage(page=page, screenshots=ARTIFACTS)
    playground.open(url[0])
    return playground


@pytest.mark.parametrize(("place", "name"), [(PERSONAL, "personal"), (GROUP, "group"), (CHANNEL, "channel")])
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
