"""The numbers and dates a text states, each with all it may mean: “1.234” is a thousand to one reader, one to another.

Read in any script's digits, with thousands separators, decimals by point or comma, percent and scale (“$1.2M”), dates
in figures and in words, times, and number words up to twelve. Not read: ordinal words, fractions in words (“half”), and
figures inside names that begin with a letter (“Q3”, “v2”).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.agent.figure_patterns import FIGURE, HIDDEN_IN_DIGITS, INVISIBLE, KINDS, SEPARATORS
from bot.agent.figure_words import ALSO_WORDS, MONTHS, NUMBER_WORDS, SCALES, language_of

AROUND = 24
"""Characters of context kept on either side of a figure."""

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number a figure may mean; `step` is the unit of its last written digit, so that a rounding is known as one."""

    value: float
    step: float


@dataclass(frozen=True, slots=True)
class Day:
    """A date a figure may mean; what it does not say is None."""

    month: int | None
    day: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, date or time as written. It holds when one of its readings, days or its time does, or all its parts.

    `exact` is a text that may occur as it is (“1.2.3”). `before` and `after` are what stands around it, in lower case.
    """

    written: str
    readings: tuple[Reading, ...] = ()
    days: tuple[Day, ...] = ()
    time: str = ""
    exact: str = ""
    parts: tuple[Figure, ...] = ()
    percent: bool = False
    ordinal: bool = False
    before: str = ""
    after: str = ""


def figures(text: str) -> Iterator[Figure]:
    """Every figure of the text, in order; the numbers of a numbered list (1., 2., …) are none."""
    said = plain_digits(text)
    words = NUMBER_WORDS.get(language_of(said) or "", {})
    items = 0
    for match in FIGURE.finditer(said):
        kind = next(kind for kind in KINDS if match[kind] is not None)
        if kind == "item" and int(match["item_number"]) == items + 1:
            items += 1
        elif (found := _figure(kind, match, words)) is not None:
            before, after = said[max(0, match.start() - AROUND) : match.start()], said[match.end() :][:AROUND]
            yield replace(found, before=before.casefold(), after=after.casefold())


def plain_digits(text: str) -> str:
    """The text with every script's digits as 0–9 and without what cannot be seen."""
    visible = INVISIBLE.sub(" ", HIDDEN_IN_DIGITS.sub("", text)).translate(SEPARATORS)
    if visible.isascii():
        return visible
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in visible)


def _figure(kind: str, match: re.Match[str], words: dict[str, int]) -> Figure | None:
    written = match[0].strip()
    match kind:
        case "skip":
            return None
        case "item":
            return _whole(match["item_number"])
        case "word":
            number = words.get(written.casefold())
            return None if number is None else Figure(written, readings=(Reading(float(number), 1.0),))
        case "time":
            return Figure(written, time=f"{int(match['time_hour']):02}:{match['time_minute']}")
        case "version":
            return Figure(written, exact=written, readings=_readings(written) if _GROUPED.fullmatch(written) else ())
        case "plain":
            return _number(match)
        case _:
            return _dated(kind, match, written)


def _dated(kind: str, match: re.Match[str], written: str) -> Figure:
    first, second = match[f"{kind}_1"], match[f"{kind}_2"]
    year = match[f"{kind}_y"] if f"{kind}_y" in match.re.groupindex else None
    if kind in {"iso", "cjk"}:
        return Figure(written, days=_days((first, second, year)), time=(kind == "iso" and match["iso_t"]) or "")
    if kind == "numeric":
        century = f"20{year}" if year is not None and len(year) == 2 else year
        return Figure(written, days=_days((first, second, century), (second, first, century)), exact=written)
    if kind == "short":
        days = _days((first, second, None), (second, first, None))
        return Figure(written, days=days, parts=(_whole(first), _whole(second)))
    if kind == "foreign":
        parts = (_whole(first), _whole(str(year)))
        return Figure(written, days=_days((None, first, year)), parts=parts)
    named, day = (second, first) if kind == "day_month" else (first, second)
    days = _days((MONTHS[named.casefold()], day, year))
    # “In November 12 tasks were late”, “12 may be late”: the number may belong to what follows.
    loose = year is None and (kind == "month_day" or named in ALSO_WORDS)
    return Figure(written, days=days, parts=(_whole(day),) if loose or not days else ())


def _days(*parts: tuple[str | int | None, str, str | None]) -> tuple[Day, ...]:
    """Those of the given (month, day, year) that exist in a calendar."""
    found = []
    for month, day, year in parts:
        try:
            date(int(year or 2024), int(month or 1), int(day))
        except ValueError:
            continue
        found.append(Day(None if month is None else int(month), int(day), None if year is None else int(year)))
    return tuple(dict.fromkeys(found))


def _whole(digits: str) -> Figure:
    return Figure(digits, readings=(Reading(float(digits), 1.0),))


def _number(match: re.Match[str]) -> Figure:
    digits = match["plain_number"]
    readings = _readings(digits)
    if match["plain_scale"]:
        scale = next(s for pattern, s in SCALES if re.fullmatch(pattern, match["plain_scale"], re.IGNORECASE))
        readings = (*(Reading(r.value * scale, r.step * scale) for r in readings), *readings)
    spaced = digits.split()
    return Figure(
        match[0].strip(),
        readings=readings,
        parts=tuple(map(_whole, spaced)) if len(spaced) > 1 and all(map(str.isdecimal, spaced)) else (),
        percent=bool(match["plain_percent"]),
        ordinal=bool(match["plain_ordinal"]),
    )


def _readings(digits: str) -> tuple[Reading, ...]:
    """Every number the digits may mean: a lone separator before three digits may part thousands or decimals, before
    three zeros thousands alone, as nobody writes 5 as “5,000”."""
    tight = re.sub(r"[\s'’]", "", digits)
    marks = [c for c in tight if c in ".,"]
    if not marks:
        return (_reading(tight),)
    last = marks[-1]
    other = "," if last == "." else "."
    if len(set(marks)) == 2:
        return (_reading(tight.replace(other, "").replace(last, ".")),)
    if len(marks) > 1:
        return (_reading(tight.replace(last, "")),)
    whole, _, rest = tight.partition(last)
    decimal = _reading(f"{whole}.{rest}")
    if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        return (_reading(whole + rest),) if rest == "000" else (_reading(whole + rest), decimal)
    return (decimal,)


def _reading(digits: str) -> Reading:
    _, _, decimals = digits.partition(".")
    return Reading(float(digits), 10.0 ** -len(decimals))
