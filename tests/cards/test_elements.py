"""What each part of a card is on the wire: quiet, bold or plain, and nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cards import buttons, elements
from cards.elements import run

_RUN: dict[str, Any] = {"type": "TextRun", "text": "x"}
_TEXT: dict[str, Any] = {"type": "TextBlock", "text": "x", "wrap": True}
_PRESS = {"verb": "v", "data": {"verb": "v", "id": "1"}, "title": "T"}
_CENTRED = {"type": "Column", "verticalContentAlignment": "Center", "items": []}


def rich(*runs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [*runs], **more}


PARTS: tuple[tuple[Callable[[], Any], Any], ...] = (
    (lambda: elements.heading("x"), {**_TEXT, "size": "Large", "weight": "Bolder", "style": "heading"}),
    (lambda: elements.heading("*x*"), rich({**_RUN, "text": "*x*", "size": "Large", "weight": "Bolder"})),
    (lambda: elements.label("x"), {**_TEXT, "size": "Small", "isSubtle": True}),
    (lambda: elements.sentence("x"), _TEXT),
    (lambda: elements.text("x"), rich(_RUN)),
    (lambda: elements.text("x", spacing="Small"), rich(_RUN, spacing="Small")),
    (lambda: elements.small("x"), rich({**_RUN, "size": "Small", "isSubtle": True})),
    (
        lambda: elements.rich([run("x", color="Good", bold=True, code=True), run("")]),
        rich({**_RUN, "color": "Good", "weight": "Bolder", "fontType": "Monospace"}, {**_RUN, "text": " "}),
    ),
    (lambda: elements.box([_RUN]), {"type": "Container", "items": [_RUN]}),
    (
        lambda: elements.box([], style="emphasis", spacing="None"),
        {"type": "Container", "items": [], "style": "emphasis", "spacing": "None"},
    ),
    (
        lambda: elements.chip("x", _PRESS),
        {
            "type": "Container",
            "style": "emphasis",
            "spacing": "Small",
            "items": [rich({**_RUN, "size": "Small"})],
            "selectAction": _PRESS,
        },
    ),
    (
        lambda: elements.side_by_side([], []),
        {"type": "ColumnSet", "columns": [{**_CENTRED, "width": "stretch"}, {**_CENTRED, "width": "auto"}]},
    ),
    (lambda: elements.side_by_side([], [], separator=True)["separator"], True),
    (
        lambda: elements.card([_RUN], fallback="x"),
        {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "x", "speak": "x", "body": [_RUN]},
    ),
    (lambda: elements.card([], fallback="x", wide=True)["msteams"], {"width": "full"}),
    (
        lambda: buttons.button("T", "v", "1"),
        {
            "type": "Action.Execute",
            **_PRESS,
            "fallback": {"type": "Action.Submit", "title": "T", "data": _PRESS["data"]},
        },
    ),
    (lambda: buttons.button("T", "v", "1", tooltip="Why")["fallback"]["tooltip"], "Why"),
    (lambda: buttons.press("T", "v", "1"), {"type": "Action.Execute", **_PRESS}),
    (lambda: buttons.say("new chat")["data"], {"verb": "say", "id": "new chat"}),
    (lambda: buttons.say("new chat")["title"], "New chat"),
    (
        lambda: buttons.smartsheet("https://x.example/1"),
        {"type": "Action.OpenUrl", "title": "Open in Smartsheet", "url": "https://x.example/1"},
    ),
    (lambda: (buttons.smartsheet("https://x.example/1", name="Plan") or {})["title"], "Open “Plan”"),
    (lambda: buttons.row([None]), []),
    (
        lambda: buttons.row([None, _PRESS], spacing="Small"),
        [{"type": "ActionSet", "actions": [_PRESS], "spacing": "Small"}],
    ),
)


@pytest.mark.parametrize(("part", "wire"), PARTS)
def test_a_part_of_a_card_says_what_it_is_and_no_more(part: Callable[[], Any], wire: Any) -> None:
    """Nothing is bold, coloured, quiet or spaced unless it was asked for."""
    assert part() == wire


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example",
        "https://",
        "https://ava@x.example",
        "https://x.example/ä",
        "https://x.example/a b",
        "https://x.example/\n",
        f"https://x.example/{'a' * 400}",
        "javascript:alert(1)",
        "https://[x",
    ],
)
def test_an_address_that_is_not_a_clean_one_is_no_button(url: str) -> None:
    """Only https, with a host, without a name or anything unseen in it, and not endless."""
    assert buttons.smartsheet(url) is None


def test_a_button_that_stands_out_does_so_in_old_clients_too() -> None:
    """And one that sends nothing of what was typed sends nothing there either."""
    made = buttons.positive("T", "v", "1")
    assert (made["style"], made["fallback"]["style"]) == ("positive", "positive")
    alone = buttons.without_inputs(buttons.button("T", "v", "1"))
    assert (alone["associatedInputs"], alone["fallback"]["associatedInputs"]) == ("none", "none")
