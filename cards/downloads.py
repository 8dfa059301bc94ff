"""A file to be fetched by a link."""

from __future__ import annotations

from microsoft_teams.cards.core import OpenUrlAction

from bot.domain.exports import Download
from cards import buttons, elements
from cards.elements import Element
from cards.formats import Reader

BACK = "changes"


def build(view: Download, *, reader: Reader) -> Element:
    """The link, how long it is good, and the way back."""
    body = [
        elements.heading("Every cell changed, as CSV", size="Medium"),
        elements.text(
            f"The link is good until {reader.as_of(view.until)}, for whoever has it: pass it on to nobody else."
        ),
    ]
    actions = [
        elements.dumped(OpenUrlAction(title="Download CSV", url=view.url)),
        buttons.button("Back", BACK, view.back, tooltip="Back to the changes"),
    ]
    return elements.card(body + buttons.row(actions), fallback=summary(view))


def summary(view: Download) -> str:
    """The card in one line."""
    return "The changes as a CSV file"
