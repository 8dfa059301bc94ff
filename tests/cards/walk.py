"""Reads a card: its elements, the text a person sees, its buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.answers import View
from cards import render


def card_of(view: View, **options: Any) -> dict[str, Any]:
    """The card of a view as a plain dict."""
    card = render(view, **options).card
    assert card is not None
    return dict(card)


def nodes(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of the card that has a type, the card first."""
    if isinstance(node, Mapping):
        if "type" in node:
            yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for item in node:
            yield from nodes(item)


def of_type(card: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """The card's elements of one type, in reading order."""
    return [node for node in nodes(card) if node["type"] == kind]


def inline_text(block: Mapping[str, Any]) -> str:
    """The text of a RichTextBlock."""
    return "".join(part if isinstance(part, str) else part["text"] for part in block["inlines"])


def texts(card: Mapping[str, Any]) -> list[str]:
    """What a person reads, block by block."""
    found = []
    for node in nodes(card):
        if node["type"] == "TextBlock":
            found.append(node["text"])
        elif node["type"] == "RichTextBlock":
            found.append(inline_text(node))
    return found


def grid(card: Mapping[str, Any], index: int = 0) -> list[list[str]]:
    """The texts of a table, row by row, the header first."""
    table = of_type(card, "Table")[index]
    return [["".join(texts(cell)) for cell in row["cells"]] for row in table["rows"]]


def buttons(card: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Title → (verb, id) of the buttons that act, in order."""
    return {
        node["title"]: (node["verb"], node["data"]["id"]) for node in nodes(card) if node["type"] == "Action.Execute"
    }


def links(card: Mapping[str, Any]) -> dict[str, str]:
    """Title → address of the buttons that open a page."""
    return {node["title"]: node["url"] for node in nodes(card) if node["type"] == "Action.OpenUrl"}
