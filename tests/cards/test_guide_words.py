"""How welcome and help say to begin in each kind of conversation, and what a row's card says around its fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Guide, RowCard
from bot.domain.chat import Scope
from bot.domain.records import Author, Comment
from tests.builders import NOON
from tests.cards.drawn import every_view
from tests.cards.walk import card_of, texts

FILES = "Files reach me in our personal chat only."


@pytest.mark.parametrize(
    ("scope", "open_sheets", "begin"),
    [
        (
            Scope.PERSONAL,
            (),
            "Open a sheet, then ask in your own words. Or send a CSV or Excel file: I make a sheet or rows of it.",
        ),
        (
            Scope.PERSONAL,
            ("Budget",),
            "Ask in your own words. Or send a CSV or Excel file: I make a sheet or rows of it.",
        ),
        (
            Scope.GROUP,
            (),
            "Mention me in a message: open a sheet, then ask in your own words. Everyone in this chat sees the answer. "
            + FILES,
        ),
        (
            Scope.CHANNEL,
            ("Budget",),
            f"Mention me in a post or a reply: ask in your own words. Each thread keeps to its own subject. {FILES}",
        ),
    ],
)
def test_one_begins_as_the_conversation_has_it(scope: Scope, open_sheets: tuple[str, ...], begin: str) -> None:
    """With a sheet first where none is open; outside personal chats by a mention, and seen by others."""
    assert begin in texts(card_of(Guide(scope=scope, open_sheets=open_sheets)))


def row(name: str = "row") -> RowCard:
    view = every_view()[name]
    assert isinstance(view, RowCard)
    return view


@pytest.mark.parametrize(
    ("path", "children", "place"),
    [
        ((), 0, "Row 13"),
        (("Launch",), 1, "Row 13 · Launch · 1 row below"),
        (("A", "B", "C"), 2, "Row 13 · A › B › C · 2 rows below"),
        (("A", "B", "C", "D"), 0, "Row 13 · … › B › C › D"),
    ],
)
def test_a_row_says_where_it_stands(path: tuple[str, ...], children: int, place: str) -> None:
    """Its number, the three rows above it that are nearest, how many are below."""
    assert texts(card_of(replace(row(), number=13, path=path, children=children)))[1] == place


def test_a_row_names_its_latest_comments_and_counts_the_others() -> None:
    """Each with who said it, when, and how many files came with it."""
    ben = Author("Ben Okafor", "ben@x.example")
    comments = tuple(
        Comment(id=n, text=f"Said {n}", by=ben, at=NOON - timedelta(days=n), files=("a.pdf",) * n) for n in range(4)
    )
    said = texts(card_of(replace(row(), comments=comments)))
    at = said.index("Comments, the latest 3 of 4")
    assert said[at + 1 : at + 7] == [
        "Said 0",
        "Ben Okafor · Nov 23, 2026, 12:00 PM",
        "Said 1",
        "Ben Okafor · Nov 22, 2026, 12:00 PM · 1 file",
        "Said 2",
        "Ben Okafor · Nov 21, 2026, 12:00 PM · 2 files",
    ]
    assert "Comments" in texts(card_of(replace(row(), comments=comments[:3])))


def test_a_row_names_its_empty_fields_in_one_line_and_only_if_there_are_any() -> None:
    """Eight by name, the others counted."""
    filled = tuple(field for field in row().fields if field.value not in (None, "", ()))
    assert not any(line.startswith("Empty") for line in texts(card_of(replace(row(), fields=filled))))
    empty = tuple(replace(filled[0], title=f"Field {n}", value=None) for n in range(10))
    said = [line for line in texts(card_of(replace(row(), fields=(*filled, *empty)))) if line.startswith("Empty")]
    assert said == [f"Empty: {', '.join(f'Field {n}' for n in range(8))} and 2 more"]
