"""Short cards: a status, a notice, a failure with its next step."""

from __future__ import annotations

from bot.domain.answers import Failure, Notice, Status
from cards import buttons, elements, plain, prose, tables
from cards.elements import Element
from cards.sizing import Room

_MOST_FACTS = 20
_MOST_BUTTONS = 4


def status(view: Status, *, room: Room) -> Element:
    """The session as label and value pairs."""
    body = [elements.heading("Status"), tables.pairs(view.facts[:_MOST_FACTS], room=room)]
    return elements.card(body, fallback=status_summary(view))


def status_summary(view: Status) -> str:
    """The first facts in one line."""
    return plain.line("; ".join(f"{label}: {value}" for label, value in view.facts[:3]) or "Status", 200)


def notice(view: Notice, *, room: Room) -> Element:
    """A confirmation or a piece of information."""
    body = [elements.heading(plain.line(view.title, room.note), size="Medium")]
    body += prose.paragraphs(view.text, limit=room.text, markup=False)
    return elements.card(body + _said(view.buttons), fallback=notice_summary(view))


def notice_summary(view: Notice) -> str:
    """The notice in one line."""
    return plain.line(view.title or view.text, 200) or "Done"


def failure(view: Failure, *, room: Room) -> Element:
    """What went wrong, what to do next, and the reference to quote; never more than that."""
    body = [elements.rich([elements.run(plain.line(view.message, room.note), bold=True)])]
    body += prose.paragraphs(view.hint, limit=room.note, markup=False)
    if view.reference:
        body.append(elements.small(f"Reference {plain.line(view.reference, 64)}"))
    return elements.card(body + _said(view.buttons), fallback=failure_summary(view))


def failure_summary(view: Failure) -> str:
    """The failure in one line."""
    return plain.line(view.message or view.hint, 200) or "Something went wrong"


def _said(words: tuple[str, ...]) -> list[Element]:
    return buttons.row([buttons.say(word) for word in words[:_MOST_BUTTONS]])
