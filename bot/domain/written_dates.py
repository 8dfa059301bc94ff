"""A day as people write it: ISO, a word, or the short form of their locale."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1, "heute": 0, "morgen": 1, "gestern": -1}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMERIC = re.compile(r"(\d{1,4})[./-](\d{1,2})(?:[./-](\d{1,4})?)?")
_NAMED = re.compile(
    r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th|\.)?\s+)?(?P<month>[^\W\d_]{3,})\.?"
    r"(?:\s+(?P<last>\d{1,2})(?:st|nd|rd|th)?)?(?:,?\s+(?P<year>\d{4}))?"
)


def read_day(text: str, *, today: date, locale: str) -> date | None:
    """The day, or None. Without a year it is the nearest such day from three months back on."""
    said = " ".join(text.casefold().split())
    if said in _WORDS:
        return today + timedelta(days=_WORDS[said])
    if (match := re.fullmatch(r"(?:next |this |on )?(\w+day)", said)) and match[1] in _DAYS:
        ahead = (_DAYS.index(match[1]) - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead)
    if match := re.fullmatch(r"in (\d{1,3}) (day|week)s?", said):
        return today + timedelta(days=int(match[1]) * (7 if match[2] == "week" else 1))
    try:
        return (
            date.fromisoformat(said[:10])
            if re.match(r"\d{4}-\d\d-\d\d(?:t|$)", said)
            else _written(said, today, locale)
        )
    except ValueError:
        return None


def _written(said: str, today: date, locale: str) -> date | None:
    if match := _NUMERIC.fullmatch(said):
        return _numeric([part for part in match.groups() if part], today, locale)
    match = _NAMED.fullmatch(said)
    number = (match["first"] or match["last"]) if match else None
    month = _months(locale).get(match["month"][:3]) if match else None
    if match is None or number is None or month is None or (match["first"] and match["last"]):
        return None
    return _near(month, int(number), today) if match["year"] is None else date(int(match["year"]), month, int(number))


def _numeric(parts: list[str], today: date, locale: str) -> date | None:
    if len(parts) == 3 and len(parts[0]) == 4:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    order = [letter for letter in day_order(locale) if letter != "y"]
    named = dict(zip(order, map(int, parts[:2]), strict=True))
    if len(parts) == 2:
        return _near(named["m"], named["d"], today)
    year = int(parts[2])
    return date(year + 2000 if len(parts[2]) <= 2 else year, named["m"], named["d"])


def _near(month: int, day: int, today: date) -> date:
    this = date(today.year, month, day)
    return this if this >= today - timedelta(days=92) else date(today.year + 1, month, day)


@lru_cache(maxsize=64)
def day_order(locale: str) -> str:
    """“mdy”, “dmy” or “ymd”, as the locale's short date goes."""
    pattern = _locale(locale).date_formats["short"].pattern.casefold()
    return "".join(dict.fromkeys(letter for letter in pattern if letter in "dmy"))


@lru_cache(maxsize=64)
def _months(locale: str) -> dict[str, int]:
    """Months by the first three letters of their name, in the locale's language and in English."""
    names: dict[str, int] = {}
    for found in (Locale("en"), _locale(locale)):
        names |= {name.casefold()[:3]: number for number, name in found.months["format"]["wide"].items()}
    return names


def _locale(tag: str) -> Locale:
    for candidate in (tag, tag.split("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (ValueError, TypeError, UnknownLocaleError):
            continue
    return Locale("en", "US")
