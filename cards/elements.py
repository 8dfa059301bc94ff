"""The parts cards are made of: typed models of `microsoft_teams.cards`, dumped to plain dicts.

Two rules hold for every part. Text that is data goes into text runs, never into Markdown (see `cards.plain`). Colours
are semantic, never fixed, so that a card is right in light, dark and high-contrast themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from microsoft_teams.cards.core import (
    AdaptiveCard,
    CardElement,
    Column,
    ColumnSet,
    Container,
    ContainerStyle,
    RichTextBlock,
    SerializableObject,
    Spacing,
    TeamsCardProperties,
    TextBlock,
    TextColor,
    TextRun,
    TextSize,
)

from cards import plain

Element = dict[str, Any]


def dumped(model: SerializableObject) -> Element:
    """The model as the JSON object Teams takes."""
    return model.model_dump(by_alias=True, exclude_none=True)


def card(body: Sequence[Element], *, fallback: str, wide: bool = False) -> Element:
    """A whole card; `fallback` is what a client too old for it shows, and what one that reads aloud says first.

    Version 1.5 is what Teams supports everywhere. https://learn.microsoft.com/adaptive-cards/authoring-cards/speech
    """
    shell = AdaptiveCard(
        version="1.5",
        fallback_text=fallback,
        speak=plain.spoken(fallback) or None,
        msteams=TeamsCardProperties(width="full") if wide else None,
    )
    return {**dumped(shell), "body": list(body)}


def heading(text: str, *, size: TextSize = "Large", spacing: Spacing | None = None) -> Element:
    """A title. Only a TextBlock can be a heading to a screen reader, so plain words get one; anything else is a run."""
    if plain.is_plain(text):
        return dumped(TextBlock(text=text, size=size, weight="Bolder", wrap=True, style="heading", spacing=spacing))
    return rich([run(text, size=size, bold=True)], spacing=spacing)


def label(text: str, *, spacing: Spacing | None = None) -> Element:
    """A short, quiet text of our own, never data: it is Markdown."""
    return dumped(TextBlock(text=text, wrap=True, is_subtle=True, size="Small", spacing=spacing))


def sentence(text: str) -> Element:
    """A sentence of our own, never data: it is Markdown."""
    return dumped(TextBlock(text=text, wrap=True))


def run(
    text: str,
    *,
    size: TextSize | None = None,
    color: TextColor | None = None,
    bold: bool = False,
    subtle: bool = False,
    code: bool = False,
) -> TextRun:
    """A run of text, shown exactly as it is."""
    return TextRun(
        text=text or " ",
        size=size,
        color=color,
        weight="Bolder" if bold else None,
        is_subtle=subtle or None,
        font_type="Monospace" if code else None,
    )


def rich(runs: Sequence[TextRun], *, spacing: Spacing | None = None) -> Element:
    """A paragraph of runs."""
    inlines: list[CardElement] = [*runs]
    return dumped(RichTextBlock(inlines=inlines, spacing=spacing))


def text(content: str, *, spacing: Spacing | None = None) -> Element:
    """A paragraph of data in the card's normal text."""
    return rich([run(content)], spacing=spacing)


def small(content: str, *, spacing: Spacing | None = None) -> Element:
    """A paragraph of data in small, subtle text."""
    return rich([run(content, size="Small", subtle=True)], spacing=spacing)


def box(items: Sequence[Element], *, style: ContainerStyle | None = None, spacing: Spacing | None = None) -> Element:
    """A group of elements, on a tinted ground when it has a style."""
    return {**dumped(Container(style=style, spacing=spacing)), "items": list(items)}


def chip(words: str, press: Element) -> Element:
    """A text on a tinted ground that can be pressed; unlike a button's title it is wrapped, so it is read whole."""
    shown = rich([run(plain.line(words, 120), size="Small")])
    return {**box([shown], style="emphasis", spacing="Small"), "selectAction": press}


def side_by_side(
    left: Sequence[Element], right: Sequence[Element], *, separator: bool = False, spacing: Spacing | None = None
) -> Element:
    """Two columns: the left takes the room, the right only what it needs."""
    columns = [
        {**dumped(Column(width="stretch", vertical_content_alignment="Center")), "items": list(left)},
        {**dumped(Column(width="auto", vertical_content_alignment="Center")), "items": list(right)},
    ]
    return {**dumped(ColumnSet(separator=separator or None, spacing=spacing)), "columns": columns}
