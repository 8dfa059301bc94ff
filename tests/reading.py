"""Reads a card as a person does: its texts, its tables, its buttons; and counts in the sheet what it should say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from infra.local.smartsheet import World

ASKERS_ZONE: Final = ZoneInfo("America/New_York")
"""Where the people of the local Teams are, unless a test moves them."""

Card = Mapping[str, Any]


def elements(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every element of a card, in reading order; a chart is read as its fallback, other fallbacks are not."""
    if isinstance(node, Mapping):
        if "type" in node:
            yield node
        chart = str(node.get("type", "")).startswith("Chart.")
        for key, value in node.items():
            if (key == "fallback") == chart:
                yield from elements(value)
    elif isinstance(node, list):
        for item in node:
            yield from elements(item)


def text_of(node: Any) -> str:
    """All the words in a part of a card, one space between them; places where one may be broken are not seen."""
    words = []
    for element in elements(node):
        if element["type"] in {"TextBlock", "TextRun"}:
            words.append(str(element["text"]))
        if element["type"] == "RichTextBlock":
            words += [inline for inline in element["inlines"] if isinstance(inline, str)]
    return " ".join(" ".join(words).replace("\u200b", "").split())


def table_of(card: Card) -> list[list[str]]:
    """The cells of the card's first table, its header included."""
    table = next(element for element in elements(card) if element["type"] == "Table")
    return [[text_of(cell) for cell in row["cells"]] for row in table["rows"]]


def buttons_of(card: Card) -> list[str]:
    """The titles of the card's buttons."""
    return [str(element["title"]) for element in elements(card) if str(element["type"]).startswith("Action.")]


def overdue_by_owner(world: World) -> Counter[str]:
    """Counted by hand: leaf tasks of the launch plan due before the asker's today and not complete."""
    sheet = world.sheet("Launch plan")
    today = datetime.now(ASKERS_ZONE).date().isoformat()
    parents = {row.parent_id for row in sheet.rows}
    late: Counter[str] = Counter()
    for row in sheet.rows:
        due, status = sheet.value(row, "Due Date"), sheet.value(row, "Status")
        if row.id not in parents and due and str(due)[:10] < today and status != "Complete":
            owner = row.cells.get(sheet.column("Assigned To").id)
            late[owner.display or "Unassigned" if owner else "Unassigned"] += 1
    return late
