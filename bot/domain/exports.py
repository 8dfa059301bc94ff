"""A file of changes that somebody asked for: kept as the question, answered when it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.chat import Conversation
from bot.domain.people import Person

GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Export:
    """Which changes, of which conversation, as whom: who fetches the file gets what this person may see then.

    `sheet_id` is the only sheet they are of, 0 for all. It is good until `until`.
    """

    conversation: Conversation
    person: Person
    since: date
    until: datetime
    sheet_id: int = 0
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Download:
    """The card with the link to it; `back` is what leads back to the list."""

    url: str
    until: datetime
    back: str
