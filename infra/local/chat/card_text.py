"""An Adaptive Card as plain text: what a reader would see, with its buttons numbered.

Covers the elements Teams shows (card schema 1.5 and Teams' own charts, badges and progress bars); an unknown element
shows its `fallback`, or its type in brackets, so that nothing vanishes silently.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.chat.table_text import table_lines

Element = Mapping[str, Any]
_TITLED = ("Small", "Default")
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x2060, *range(0x2066, 0x206A)))  # spaces, joiners and bidirectional isolates


@dataclass(frozen=True, slots=True)
class Button:
    """A pressable action of a card, as the card carries it."""

    title: str
    action: Element

    @property
    def label(self) -> str:
        """The title; the tooltip where it says more, because several buttons of a card may have one title."""
        return str(self.action.get("tooltip") or self.title)

    @property
    def url(self) -> str | None:
        """Where the button leads, when it only opens a page."""
        return str(self.action["url"]) if self.action.get("type") == "Action.OpenUrl" else None


@dataclass(slots=True)
class CardText:
    """A card's lines, top to bottom, and its buttons in the order of their numbers."""

    lines: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


def card_text(card: Element, *, width: int, first_button: int = 1) -> CardText:
    """Render `card` no wider than `width` columns; buttons are numbered from `first_button`."""
    text = CardText()
    _Writer(text, width=width, first_button=first_button).card(card)
    while text.lines and not text.lines[-1]:
        text.lines.pop()
    return text


@dataclass(slots=True)
class _Writer:
    text: CardText
    width: int
    first_button: int
    pressable: list[Element] = field(default_factory=list)

    def card(self, card: Element) -> None:
        self.elements(card.get("body", ()))
        self.actions(card.get("actions", ()))
        pressable, self.pressable = self.pressable, []
        self.actions(pressable)

    def elements(self, elements: Sequence[Element]) -> None:
        for element in elements:
            self.element(element)

    def element(self, element: Element) -> None:
        if element.get("isVisible") is False:
            return
        if element.get("separator") and self.text.lines:
            self.text.lines.append("")
        match element.get("type"):
            case "TextBlock":
                self.paragraph(plain(str(element.get("text", ""))), heading=_is_heading(element))
            case "RichTextBlock":
                # Text runs know no Markdown: shown as they are.
                self.paragraph("".join(_inlines(element.get("inlines", ()))))
            case "Container" | "Column" | "TableCell" if "selectAction" in element:
                self.actions([element["selectAction"]])
            case "Container" | "Column" | "TableCell":
                self.elements(element.get("items", ()))
            case "ColumnSet":
                self.columns(element.get("columns", ()))
            case "FactSet":
                self.facts(element.get("facts", ()))
            case "Table":
                self.table(element)
            case "ActionSet":
                self.actions(element.get("actions", ()))
            case "Image":
                self.paragraph(f"[image: {element.get('altText') or element.get('url', '')}]")
            case "Badge":
                self.paragraph(f"[{element.get('text', '')}]")
            case "ProgressBar":
                self.paragraph(f"[progress: {element.get('value', '?')} of {element.get('max', 100)}]")
            case str(kind) if kind.startswith("Input."):
                self.paragraph(_input(element))
            case kind:
                self.unknown(element, kind)

    def unknown(self, element: Element, kind: object) -> None:
        fallback = element.get("fallback")
        if isinstance(fallback, Mapping):
            self.element(fallback)
        elif fallback != "drop":
            self.paragraph(f"[{element.get('title') or kind}]")

    def columns(self, columns: Sequence[Element]) -> None:
        """Columns side by side become one line when each is one short line, else one after another."""
        parts = [card_text({"body": [column]}, width=self.width) for column in columns]
        joined = "   ".join(" ".join(part.lines) for part in parts if part.lines)
        flat = all(len(part.lines) <= 1 and not part.buttons for part in parts) and len(joined) <= self.width
        if flat and joined:
            self.text.lines.append(joined)
        elif not flat:
            self.elements(columns)

    def facts(self, facts: Sequence[Element]) -> None:
        titles = [plain(str(fact.get("title", ""))) for fact in facts]
        indent = max(map(len, titles), default=0) + 2
        for title, fact in zip(titles, facts, strict=True):
            self.paragraph(plain(str(fact.get("value", ""))), first=title.ljust(indent), indent=indent)

    def table(self, element: Element) -> None:
        rows = [
            [_cell(cell, width=self.width) for cell in row.get("cells", ())]
            for row in element.get("rows", ())
            if row.get("type") == "TableRow"
        ]
        headed = bool(element.get("firstRowAsHeaders", True))
        self.text.lines.extend(table_lines(rows, headed=headed, width=self.width))
        self.pressable.extend(_presses(element))

    def actions(self, actions: Sequence[Element]) -> None:
        labels = []
        for action in actions:
            if action.get("type") == "Action.ToggleVisibility":
                continue
            button = Button(title=str(action.get("title", "?")), action=action)
            self.text.buttons.append(button)
            labels.append(f"[{self.first_button + len(self.text.buttons) - 1}] {button.label}")
        if labels:
            self.text.lines.extend(_side_by_side(labels, width=self.width))
        for action in actions:
            if action.get("type") == "Action.ShowCard" and isinstance(action.get("card"), Mapping):
                self.card(action["card"])

    def paragraph(self, text: str, *, heading: bool = False, first: str = "", indent: int = 0) -> None:
        for number, line in enumerate(text.translate(_ZERO_WIDTH).splitlines() or [""]):
            start = first if number == 0 else " " * indent
            wrapped = textwrap.wrap(line, self.width, initial_indent=start, subsequent_indent=" " * indent)
            self.text.lines.extend(wrapped or [start.rstrip()])
        if heading and self.text.lines:
            self.text.lines[-1] = self.text.lines[-1].rstrip()
            self.text.lines.append("─" * min(self.width, max(len(self.text.lines[-1]), 1)))


def _side_by_side(labels: Sequence[str], *, width: int) -> list[str]:
    """Labels next to each other, broken into lines between labels only."""
    lines = [labels[0]]
    for label in labels[1:]:
        joined = f"{lines[-1]}   {label}"
        lines[-1:] = [joined] if len(joined) <= width else [lines[-1], label]
    return lines


def plain(markdown: str) -> str:
    """Text without the Markdown that Teams would render: emphasis, links and backslash escapes."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"\\([!-/:-@\[-`{-~])", keep, markdown)
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r"\1 <\2>", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    text = re.sub(r"</?at>", "", text)
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)


def _is_heading(element: Element) -> bool:
    return element.get("weight") == "Bolder" and element.get("size", "Default") not in _TITLED


def _presses(node: Any) -> Iterator[Element]:
    """What a press on a text inside does, in reading order."""
    if isinstance(node, Mapping):
        if node.get("type") == "TextRun" and isinstance(node.get("selectAction"), Mapping):
            yield node["selectAction"]
        for value in node.values():
            yield from _presses(value)
    elif isinstance(node, list):
        for item in node:
            yield from _presses(item)


def _inlines(inlines: Sequence[Any]) -> Iterator[str]:
    for inline in inlines:
        yield inline if isinstance(inline, str) else str(inline.get("text", ""))


def _cell(cell: Element, *, width: int) -> str:
    return " ".join(line for line in card_text({"body": [cell]}, width=width).lines if line)


def _input(element: Element) -> str:
    label = element.get("label") or element.get("placeholder") or element.get("title") or ""
    choices = ", ".join(str(choice.get("value")) for choice in element.get("choices", ()))
    value = element.get("value", "")
    return f"<{element.get('id')}> {label}" + (f" ({choices})" if choices else "") + (f" = {value}" if value else "")
