"""When: the date words of a question as conditions on a date column, in DuckDB's dialect, from today()."""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.columns import day, named, role
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.vocabulary import MONTHS

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_DAY = (
    r"(?:\d{4}-\d\d?-\d\d?|today|tomorrow|yesterday"
    rf"|\d\d?\.? (?:of )?{_MONTH}(?:,? \d{{4}})?|{_MONTH} \d\d?(?:st|nd|rd|th)?(?:,? \d{{4}})?)"
)
_NEAR = {"today": "today()", "tomorrow": "today() + 1", "yesterday": "today() - 1"}
_UNITS = {"day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
_VERBS = r"(?:(?:is |are |was |were )?(?:due|ends?|ending|finish(?:es|ing)?|start(?:s|ing|ed)?|begin(?:s|ning)?) )?"


def take_date_condition(reader: Reader, sheet: Sheet) -> tuple[str, Column] | None:
    """Take one date condition (“due this week”, “starting before 2026-12-01”) with the column it is about.

    None when there is none, or the sheet has no date column to put it to.
    """
    for pattern, condition in _PATTERNS:
        full = rf"(?P<verb>{_VERBS}){pattern}"
        if reader.has(full):
            column = _column_for(reader, full, sheet)
            match = reader.take(full) if column is not None else None
            if column is None or match is None:
                return None
            return f"({condition(match, day(column))})", column
    return None


def take_when(reader: Reader, lead: str, column: str) -> str | None:
    """Take a date condition right after `lead`, put to the SQL of a date: “changed” … “since Monday”."""
    for pattern, condition in _PATTERNS:
        if match := reader.take(lead + pattern):
            return condition(match, column)
    return None


def _column_for(reader: Reader, pattern: str, sheet: Sheet) -> Column | None:
    """The date column meant: by the verb (“starting”), by a title before the words, else the due column."""
    match = re.search(rf"(?<![\w%]){pattern}(?![\w])", reader.left)
    verb = match["verb"] if match else ""
    if verb.strip().split(" ")[-1].startswith(("start", "begin")):
        return role(sheet, "start")
    before = reader.left[: match.start()] if match else ""
    for words in (r"[\w%]+ [\w%]+", r"[\w%]+"):
        said = re.search(rf"({words})\s+(?:is|are|was|falls?|in|on)?\s*$", before)
        meant = named(sheet, said[1]) if said and not verb else None
        if meant is not None and meant.is_date and said:
            reader.take(re.escape(said[1]))
            return meant
    return role(sheet, "due") or next(
        (c for c in sheet.columns if c.is_date and "modified" not in c.title.lower()), None
    )


def _period(match: re.Match[str], column: str) -> str:
    shift = {"this": 0, "current": 0, "next": 1, "last": -1, "previous": -1}[match["which"]]
    unit = match["unit"]
    moved = f"today() + INTERVAL ({shift}) {_UNITS[unit]}" if shift else "today()"
    return f"date_trunc('{unit}', {column}) = date_trunc('{unit}', {moved})"


def _coming(match: re.Match[str], column: str) -> str:
    span = f"INTERVAL ({match['n'] or 1}) {_UNITS[match['unit']]}"
    return f"{column} BETWEEN today() AND today() + {span}"


def _past(match: re.Match[str], column: str) -> str:
    span = f"INTERVAL ({match['n'] or 1}) {_UNITS[match['unit']]}"
    return f"{column} BETWEEN today() - {span} AND today()"


def _near(match: re.Match[str], column: str) -> str:
    return f"{column} = {_NEAR[match['near']]}"


def _side(match: re.Match[str], column: str) -> str:
    return f"{column} {'>' if match['side'] == 'future' else '<'} today()"


def _compared(operator: str) -> Callable[[re.Match[str], str], str]:
    return lambda match, column: f"{column} {operator} {_date(match['day'])}"


def _between(match: re.Match[str], column: str) -> str:
    return f"{column} BETWEEN {_date(match['day'])} AND {_date(match['until'])}"


def _month(match: re.Match[str], column: str) -> str:
    year = match["year"] or "year(today())"
    return f"date_trunc('month', {column}) = make_date({year}, {MONTHS[match['month']]}, 1)"


def _date(said: str) -> str:
    """A date as SQL; without a year, this year's."""
    if said in _NEAR:
        return _NEAR[said]
    if iso := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", said):
        return f"make_date({int(iso[1])}, {int(iso[2])}, {int(iso[3])})"
    year = re.search(r"\d{4}", said)
    number = re.search(r"\b(\d\d?)(?!\d)", said)
    month = next(MONTHS[word] for word in re.findall(r"[a-z]+", said) if word in MONTHS)
    return f"make_date({year[0] if year else 'year(today())'}, {month}, {number[1] if number else 1})"


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], str], str]], ...] = (
    (rf"between (?P<day>{_DAY}) and (?P<until>{_DAY})", _between),
    (
        r"(?:in |during |within )?(?P<which>this|current|next|last|previous) (?:calendar )?(?P<unit>week|month|year)",
        _period,
    ),
    (
        r"(?:in |within |over |during )?(?:the )?(?:next|coming|following) (?P<n>\d+)? ?(?P<unit>day|week|month)s?",
        _coming,
    ),
    (r"(?:in|within) (?:the )?(?P<n>\d+) (?P<unit>day|week|month)s?", _coming),
    (r"(?:in |within |over |during )?(?:the )?(?:last|past|previous) (?P<n>\d+)? ?(?P<unit>day|week|month)s?", _past),
    (r"(?:is |are )?in the (?P<side>future|past)", _side),
    (r"(?:on )?(?P<near>today|tomorrow|yesterday)", _near),
    (rf"(?:before|earlier than|prior to) (?P<day>{_DAY})", _compared("<")),
    (rf"(?:after|later than) (?P<day>{_DAY})", _compared(">")),
    (rf"(?:by|until|no later than) (?P<day>{_DAY})", _compared("<=")),
    (rf"(?:since|from) (?P<day>{_DAY})", _compared(">=")),
    (rf"on (?P<day>{_DAY})", _compared("=")),
    (rf"in (?P<month>{_MONTH}) ?(?P<year>\d{{4}})?", _month),
)
