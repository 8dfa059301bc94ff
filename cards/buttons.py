"""Buttons. A card carries only `{verb, id}`, never arguments: what a press may do is decided when it arrives.

`Action.Execute` updates the card in place; hosts without it press the `Action.Submit` in `fallback`, which carries the
same two words. The set stands in the body, because a fallback is honoured only there
(https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from microsoft_teams.cards.core import ActionSet, ExecuteAction, OpenUrlAction, Spacing, SubmitAction

from cards import plain
from cards.elements import Element, dumped

OPEN: Final = "open"
ASK: Final = "ask"
SAY: Final = "say"
ROW: Final = "row"
TRY: Final = "try"
PROMPTS: Final = "prompts"
HISTORY: Final = "history"
EDIT: Final = "edit"
PREVIEW: Final = "preview"
PUT_AWAY: Final = "putaway"

_TITLE = 60
_URL = 400


def button(title: str, verb: str, target: str, *, tooltip: str | None = None) -> Element:
    """A button that sends `verb` and `target`. `tooltip` tells apart buttons with the same title, also to a reader."""
    data = {"verb": verb, "id": target}
    words: dict[str, Any] = {"title": plain.line(title, _TITLE), "data": data}
    if tooltip:
        words["tooltip"] = tooltip
    execute, submit = _shapes()
    return {**execute, **words, "verb": verb, "fallback": {**submit, **words}}


def positive(title: str, verb: str, target: str) -> Element:
    """A button that stands out: the one that goes on."""
    made = button(title, verb, target)
    return {**made, "style": "positive", "fallback": {**made["fallback"], "style": "positive"}}


def without_inputs(made: Element) -> Element:
    """The button, sending nothing of what is typed into its card."""
    alone = {"associatedInputs": "none"}
    return {**made, **alone, "fallback": {**made["fallback"], **alone}}


@cache
def _shapes() -> tuple[Element, Element]:
    """Both actions without their words, dumped once: ten models a list would take a millisecond."""
    return dumped(ExecuteAction()), dumped(SubmitAction())


def say(word: str) -> Element:
    """A button that does what typing the command `word` does."""
    words = plain.line(word, _TITLE).lower()
    return button(words[:1].upper() + words[1:], SAY, words)


def smartsheet(permalink: str, *, name: str = "", title: str = "Open in Smartsheet") -> Element | None:
    """A link into Smartsheet, or None when the address is not a clean https one."""
    if not is_safe(permalink):
        return None
    words = f"Open “{name}”" if name else title
    return dumped(OpenUrlAction(title=plain.line(words, _TITLE), url=permalink))


def press(title: str, verb: str, target: str) -> Element:
    """What a press on a text does, without a fallback: it is honoured only on an element. `title` is read out."""
    return {**_shapes()[0], "title": plain.line(title, _TITLE), "verb": verb, "data": {"verb": verb, "id": target}}


def is_safe(url: str) -> bool:
    """True for an https address with a host and nothing invisible in it."""
    if len(url) > _URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def row(actions: Sequence[Element | None], *, spacing: Spacing | None = None) -> list[Element]:
    """The buttons that exist, in one set; nothing when there are none. Teams shows six of them, so give no more."""
    present = [action for action in actions if action is not None]
    return [{**dumped(ActionSet(spacing=spacing)), "actions": present}] if present else []
