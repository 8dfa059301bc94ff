"""A card that always fits: the same card is built again with less of each long text until it does.

Teams takes messages up to 100 KB of UTF-16 (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages)
and clients are known to fail on cards above 28 KB; we keep to 28 KB in UTF-16 and in the escaped ASCII that goes over
the wire, whichever is larger.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LIMIT = 28 * 1024
"""Bytes a card may have."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters each kind of text may take, and how many columns a table.

    More than eight columns cannot be read in a chat pane. `tight` means that more would be shown with more room.
    Where there is no room for `charts` beside their tables, the tables stay.
    """

    text: int
    cell: int
    name: int
    note: int
    sql: int
    columns: int
    tight: bool = True
    charts: bool = True


ROOMS = (
    Room(text=3000, cell=120, name=120, note=400, sql=4000, columns=8, tight=False),
    Room(text=2000, cell=60, name=80, note=200, sql=2000, columns=8),
    Room(text=1000, cell=28, name=48, note=120, sql=1000, columns=8),
    Room(text=400, cell=12, name=24, note=60, sql=400, columns=8, charts=False),
    Room(text=100, cell=3, name=12, note=24, sql=100, columns=6, charts=False),
)
"""From roomy to tight. The last one fits whatever the text is: every list in a card has a fixed maximum length."""


def size(card: dict[str, Any]) -> int:
    """Bytes of the card: of its JSON as sent (ASCII, escaped) or of its compact JSON in UTF-16, whichever is larger."""
    escaped = len(json.dumps(card))
    if 2 * escaped <= LIMIT:
        return 2 * escaped
    return max(escaped, len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le")))


def fit(build: Callable[[Room], dict[str, Any]]) -> dict[str, Any]:
    """The roomiest card that fits. The tightest is returned in any case; tests hold it under the limit."""
    card: dict[str, Any] = {}
    for room in ROOMS:
        card = build(room)
        if size(card) <= LIMIT:
            break
    return card
