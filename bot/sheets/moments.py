"""Dates and times from Smartsheet's ISO texts, strictly: what is not one of these forms is other text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def parse_date(text: str) -> date | None:
    """The date that `text` writes as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """An aware UTC time, or None. `Z` and offsets are honoured; without one it is UTC; a bare date is its midnight."""
    try:
        if not (_MOMENT.fullmatch(text) or _DATE.fullmatch(text)):
            return None
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_wall_time(text: str) -> datetime | None:
    """A naive time: a project's start or end on the wall clock, wherever that is; or None."""
    moment = parse_moment(text)
    return None if moment is None else moment.replace(tzinfo=None)
