"""In personal chat, group chat and channel the same questions get the same right answers, as a person sees them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from infra.local.people import BY_KEY
from tests.clock import machine_now
from tests.e2e.conftest import ARTIFACTS, SANDBOX_PORT, RunningWorld
from tests.e2e.oracle import NOBODY, Oracle
from tests.e2e.playground_page import CHANNEL, GROUP, PERSONAL, Card, PlaygroundPage

pytestmark = pytest.mark.e2e
ORACLE = Oracle(base=f"http://127.0.0.1:{SANDBOX_PORT}/2.0", person=BY_KEY["ava"])


@pytest.fixture(scope="module")
def playground(world: RunningWorld, page: Page) -> PlaygroundPage:
    url = re.search(r"http://\S+", world.closing_line)
    assert url is not None
    playground = PlaygroundPage(page=page, screenshots=ARTIFACTS)
    playground.open(url[0])
    return playground


@pytest.mark.parametrize(("place", "name"), [(PERSONAL, "personal"), (GROUP, "group"), (CHANNEL, "channel")])
def test_the_first_conversation_works_everywhere(playground: PlaygroundPage, place: str, name: str) -> None:
    """Open a sheet, ask two questions, look how the first was answered and come back."""
    playground.go_to(place)
    playground.picture(f"{name}-0-welcome")

    opened = playground.ask("open launch plan")
    opened.shows("Launch plan")
    opened.shows(f"{ORACLE.rows('Launch plan')} rows")
    playground.picture(f"{name}-1-open")

    overdue = playground.reply("how many tasks are overdue, by owner?")
    overdue.has_button("How")
    playground.picture(f"{name}-2-overdue")
    counts = {_owner(row[0]): int(row[-1]) for row in _rows(overdue)}
    assert counts == ORACLE.overdue_by_owner(today=machine_now().date())
    overdue.shows("Launch plan")

    before = overdue.text
    overdue.press("How")
    overdue.shows("How this was answered")
    assert "SELECT" in overdue.text.upper()
    playground.picture(f"{name}-3-how")
    overdue.press("Back")
    overdue.hides("How this was answered")
    assert overdue.text == before

    largest = playground.reply("which 5 budget lines are largest?")
    largest.has_button("How")
    playground.picture(f"{name}-4-budget")
    assert {row[0]: _amount(row[-1]) for row in _rows(largest)} == ORACLE.largest_budget_lines(5)
    largest.shows("Budget")


def test_a_long_answer_is_paged_in_place(playground: PlaygroundPage) -> None:
    """Rows turns the card over, Next and Previous turn its pages, Back returns to the answer."""
    playground.go_to(PERSONAL)
    playground.ask("open launch plan")

    late = playground.ask("which tasks are overdue?")
    late.has_button("Rows")
    before = late.text
    late.press("Rows")
    late.has_button("Back")
    listed = [row[0] for row in late.table[1:]]
    playground.picture("personal-5-rows")
    late.press("Back")
    late.has_button("Rows")

    assert late.text == before
    assert len(listed) == len(set(listed)) > 5


def _rows(card: Card) -> list[list[str]]:
    """The answer's figures as a table without its header; behind Rows where the card draws a chart."""
    if card.table:
        return card.table[1:]
    card.press("Rows")
    card.has_button("Back")
    rows = card.table[1:]
    card.press("Back")
    card.has_button("Rows")
    return rows


def _owner(shown: str) -> str:
    return NOBODY if shown == "Unassigned" else shown


def _amount(shown: str) -> float:
    return float(re.sub(r"[^\d.]", "", shown))
