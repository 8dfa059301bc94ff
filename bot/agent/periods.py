"""A stretch of time up to now, as people say it, as the day it began."""

from __future__ import annotations

import re
from datetime import date, timedelta

LONGEST_DAYS = 3_660
USUAL = timedelta(days=30)
WORDS = (
    r"today|yesterday|(?:this|last) (?:week|month|year)|(?:(?:for|in|of) )?(?:the )?(?:last |past )?\d{1,4} "
    r"(?:days?|weeks?|months?)|(?:since )?\d{4}-\d\d-\d\d"
)
"""A pattern for what `since` understands."""

_COUNTED = re.compile(r"(\d{1,4}) (day|week|month)s?")
_DAYS = {"day": 1, "week": 7, "month": 31}


def since(said: str, today: date) -> date | None:
    """The first day of “this week”, “30 days”, “since 2026-11-01”, …; “” is the usual month; None for anything else."""
    words = " ".join(said.casefold().split())
    if not words:
        return today - USUAL
    if not re.fullmatch(WORDS, words):
        return None
    if (counted := _COUNTED.search(words)) is not None:
        days = int(counted[1]) * _DAYS[counted[2]]
        return today - timedelta(days=min(max(days, 1), LONGEST_DAYS) - 1)
    if (written := re.search(r"\d{4}-\d\d-\d\d", words)) is not None:
        try:
            return max(date.fromisoformat(written[0]), today - timedelta(days=LONGEST_DAYS))
        except ValueError:
            return None
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    return {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "this week": monday,
        "last week": monday - timedelta(days=7),
        "this month": first,
        "last month": (first - timedelta(days=1)).replace(day=1),
        "this year": today.replace(month=1, day=1),
        "last year": today.replace(year=today.year - 1, month=1, day=1),
    }[words]
