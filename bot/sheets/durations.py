"""A duration in working days, from its objectValue or from its text.

https://help.smartsheet.com/articles/765727 : `4d 6h 30m`; units w d h m s ms; a leading `e` means elapsed (calendar)
time. A working week has 5 days and a working day `hours_a_day` hours unless the project's settings say otherwise.
"""

from __future__ import annotations

import re

from bot.sheets.sheet_json import ObjectValue

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|w|d|h|m|s)", re.IGNORECASE)
_WHOLE = re.compile(r"(-?)\s*(e?)\s*((?:\d+(?:\.\d+)?\s*(?:ms|w|d|h|m|s)\s*)+)", re.IGNORECASE)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds", "ms": "milliseconds"}


def days_of(duration: ObjectValue, *, hours_a_day: float, days_a_week: float) -> float:
    """Working days; of an elapsed duration, calendar days."""
    week, day = (7.0, 24.0) if duration.elapsed else (days_a_week, hours_a_day)
    hours = duration.hours + duration.minutes / 60 + duration.seconds / 3600 + duration.milliseconds / 3_600_000
    total = duration.weeks * week + duration.days + hours / day
    return -total if duration.negative else total


def parse(text: str) -> ObjectValue | None:
    """The duration that `text` writes, or None when it is other text. A bare number means days."""
    stripped = text.strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", stripped):
        return ObjectValue(negative=stripped.startswith("-"), days=abs(float(stripped)))
    whole = _WHOLE.fullmatch(stripped)
    if whole is None:
        return None
    found = ObjectValue(negative=bool(whole[1]), elapsed=bool(whole[2]))
    for number, unit in _PART.findall(whole[3]):
        name = _UNITS[unit.lower()]
        setattr(found, name, getattr(found, name) + float(number))
    return found
