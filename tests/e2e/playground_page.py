"""The Playground's page as a person uses it: go somewhere, say something, read the card that answers, press buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PERSONAL, GROUP, CHANNEL = "Personal Chat", "Group Chat", "My Team - General"
WELCOME = "Hello, I am Sheetline"
ANSWER_MS = 30_000
_CARD = ".ac-adaptiveCard"
_COMPOSER = "[contenteditable][role=textbox]"


@dataclass(slots=True)
class PlaygroundPage:
    """One browser page. `screenshots` is the folder its pictures go to."""

    page: Page
    screenshots: Path
    place: str = PERSONAL
    _entered: set[str] = field(default_factory=set)

    def open(self, url: str) -> None:
        """Load the page. The Playground installs the bot in each conversation when it is first entered after that."""
        self.page.goto(url)
        self.page.get_by_role("treeitem", name=PERSONAL).wait_for(timeout=ANSWER_MS)

    def go_to(self, place: str) -> None:
        """Select a conversation; the first time, wait until the bot has said hello there."""
        self.page.get_by_role("treeitem", name=place).click()
        self.place = place
        self.page.locator(_COMPOSER).first.wait_for(timeout=ANSWER_MS)
        if place not in self._entered:
            expect(self.page.locator(_CARD).first).to_contain_text(WELCOME, timeout=ANSWER_MS)
            self._entered.add(place)

    def ask(self, text: str) -> Card:
        """Say it in the chat, or as a new post of the channel, and wait for the card that answers."""
        if self.place == CHANNEL:
            self._type(self.page.locator(_COMPOSER).first, text)
            expect(self._newest_thread).to_contain_text(text, timeout=ANSWER_MS)
            return _next_card(self._newest_thread, after=0)
        chat = self.page.locator("body")
        before = chat.locator(_CARD).count()
        self._type(self.page.locator(_COMPOSER).first, text)
        return _next_card(chat, after=before)

    def reply(self, text: str) -> Card:
        """Say it where the last question was said: in the chat, or in the channel's newest thread."""
        if self.place != CHANNEL:
            return self.ask(text)
        thread = self._newest_thread
        before = thread.locator(_CARD).count()
        self._type(thread.locator(_COMPOSER), text)
        return _next_card(thread, after=before)

    def picture(self, name: str) -> None:
        """A screenshot of the whole window."""
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.screenshots / f"{name}.png")

    @property
    def _newest_thread(self) -> Locator:
        """A channel lists its threads newest first, below the card in which a new post is written."""
        return self.page.locator(".fui-Card[role=group]").nth(1)

    def _type(self, composer: Locator, text: str) -> None:
        """Type and send; outside the personal chat the bot is mentioned, as people must."""
        composer.click()
        if self.place != PERSONAL:
            composer.press_sequentially("@")
            self.page.get_by_role("menuitem", name="Sheetline").first.click()
            composer.press_sequentially(" ")
        composer.press_sequentially(text)
        composer.press("Enter")


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it stands in the page."""

    locator: Locator

    @property
    def text(self) -> str:
        return " ".join(self.locator.inner_text().split())

    @property
    def table(self) -> list[list[str]]:
        """The first table's rows, its header first; empty when there is none."""
        rows = self.locator.locator("[role=table]").first.locator("[role=row]")
        return [[" ".join(cell.split()) for cell in _cells(row)] for row in rows.all()]

    def shows(self, text: str) -> None:
        """Wait until the card contains the text."""
        expect(self.locator).to_contain_text(text, timeout=ANSWER_MS, use_inner_text=True)

    def hides(self, text: str) -> None:
        """Wait until the card no longer contains the text."""
        expect(self.locator).not_to_contain_text(text, timeout=ANSWER_MS, use_inner_text=True)

    def press(self, title: str) -> None:
        self.locator.get_by_role("button", name=title, exact=True).click()

    def has_button(self, title: str) -> None:
        """Wait until the card offers the button."""
        expect(self.locator.get_by_role("button", name=title, exact=True)).to_be_visible(timeout=ANSWER_MS)


def _next_card(scope: Locator, *, after: int) -> Card:
    cards = scope.locator(_CARD)
    expect(cards).to_have_count(after + 1, timeout=ANSWER_MS)
    return Card(cards.nth(after))


def _cells(row: Locator) -> list[str]:
    return row.locator("[role=cell], [role=columnheader]").all_inner_texts()
