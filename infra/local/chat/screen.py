"""What the terminal shows: each message of the bot in a margin, and which buttons its newest card has."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.chat.card_text import Button, card_text, plain
from infra.local.chat.commands import NotUnderstood
from infra.local.teams import Posted, Thread

_MARGIN = "  │ "


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest card of a place: the activity that carries it, and its buttons by number."""

    activity_id: str
    buttons: tuple[Button, ...]
    lines: tuple[str, ...] = ()

    def button(self, name: str) -> Button:
        """The button with that number, title or tooltip, or the beginning of one. Raises NotUnderstood."""
        if name.isdigit() and 1 <= int(name) <= len(self.buttons):
            return self.buttons[int(name) - 1]
        wanted = name.lower()
        for matches in (str.__eq__, str.startswith):
            for button in self.buttons:
                if any(matches(text.lower(), wanted) for text in (button.title, button.label)):
                    return button
        offered = ", ".join(f"[{number}] {button.label}" for number, button in enumerate(self.buttons, start=1))
        raise NotUnderstood(f"There is no button {name} on the newest card; it has {offered}.")


@dataclass(slots=True)
class Screen:
    """Writes lines no wider than `width`; remembers the newest card of every place."""

    write: Callable[[str], None]
    width: int = 100
    newest: dict[str, Shown] = field(default_factory=dict)

    def show(self, place: Thread, posted: Posted, *, here: Thread) -> None:
        """Show what the bot did; typing is not shown. Elsewhere than `here` the place is named."""
        if posted.action == "delete":
            self._head(place, "took a message back", here=here)
            return
        if posted.type != "message":
            return
        self._head(place, "" if posted.action == "post" else "changed its message", here=here)
        if posted.text:
            self.lines(plain(posted.text))
        if posted.card is not None:
            self.card(place, posted.id, posted.card)
        elif posted.action == "post":
            self.newest.pop(place.id, None)

    def card(self, place: Thread, activity_id: str, card: Mapping[str, Any]) -> None:
        """Show a card, which is from now on the newest of its place; not again what the newest already shows, as a
        press is answered with the card that everybody gets."""
        text = card_text(card, width=self.width - len(_MARGIN))
        before = self.newest.get(place.id)
        shown = Shown(activity_id=activity_id, buttons=tuple(text.buttons), lines=tuple(text.lines))
        self.newest[place.id] = shown
        if before is not None and (before.activity_id, before.lines) == (activity_id, shown.lines):
            return
        for line in text.lines:
            self.write(f"{_MARGIN}{line}".rstrip())

    def lines(self, text: str) -> None:
        """Write text in the margin, wrapped; lines that are already short keep their spaces."""
        for line in text.splitlines():
            for part in textwrap.wrap(line, self.width - len(_MARGIN), replace_whitespace=False) or [""]:
                self.write(f"{_MARGIN}{part}".rstrip())

    def _head(self, place: Thread, what: str, *, here: Thread) -> None:
        where = "" if place.id == here.id else f" in {place_name(place)}"
        self.write(" ".join(f"Sheetline{where} {what}".split()))


def place_name(place: Thread) -> str:
    """A place in words: personal chat, the group's or the channel's name."""
    match place.kind:
        case "personal":
            return "personal chat"
        case "channel":
            return f"#{place.name} ({'thread' if place.root else 'channel'})"
        case _:
            return place.name
