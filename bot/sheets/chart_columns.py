"""What each column of a result is to a chart: a label, a moment, a measure, or nothing that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.domain.answers import Table

_IDENTIFIER = re.compile(r"(?:^|[\s_])(?:row|id|nr|no|number|wbs|level|rank|phone|zip|code)$", re.IGNORECASE)
_PERIOD_TITLE = re.compile(r"(?:^|[\s_])(?:year|quarter|month|week|day|jahr|monat|woche)$", re.IGNORECASE)
_PERIOD = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?|-?W\d{2}|[- ]?Q[1-4])?")
_MIDDLING = re.compile(
    r"\b(?:avg|average|mean|median|min|minimum|max|maximum|highest|lowest|rate|ratio|percent|percentage|pct|share|per"
    r"|earliest|latest|score)\b|%",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?:share|fraction|proportion|ratio)\b", re.IGNORECASE)

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A label, or a moment, which sorts by its label."""

    index: int
    zone: tzinfo

    def label(self, row: Row) -> str:
        """The category's name; an empty one is empty, a moment is an ISO date where the person is."""
        value = row[self.index]
        if value is None:
            return ""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, datetime):
            return _day(value, self.zone).isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers that means an amount."""

    index: int
    title: str
    type: str
    format: str

    def value(self, row: Row) -> float | None:
        value = row[self.index]
        return float(value) if isinstance(value, int | float) else None

    @property
    def adds_up(self) -> bool:
        """Whether the sum of its values means something: of averages and percents it does not."""
        return self.format != "percent" and not _MIDDLING.search(_words(self.title))

    @property
    def kind(self) -> tuple[str, str, bool]:
        """What two measures have in common that can be drawn on one scale."""
        return self.type, self.format, self.adds_up

    @property
    def is_share(self) -> bool:
        return bool(_SHARE.search(_words(self.title)))


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns of a result by what they are; `others` cannot be drawn and are too much to leave out."""

    categories: tuple[Role, ...]
    times: tuple[Role, ...]
    measures: tuple[Measure, ...]
    others: int


def roles_of(table: Table, types: Sequence[str], *, zone: tzinfo) -> Roles:
    """Each column's role. Row numbers and ids have none and are left out of a chart without harm."""
    categories, times, measures, others = [], [], [], 0
    for index, (title, type_) in enumerate(zip(table.columns, types, strict=True)):
        values = [row[index] for row in table.rows]
        present = [value for value in values if value not in (None, "", ())]
        if not present:
            others += 1
        elif _is_time(title, type_, present, zone):
            times.append(Role(index, zone))
        elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in present):
            if title.startswith("_") or _IDENTIFIER.search(title):
                continue
            measures.append(Measure(index, _heading(title), type_, table.formats[index] if table.formats else ""))
        elif all(isinstance(value, str | bool | tuple) for value in present):
            categories.append(Role(index, zone))
        else:
            others += 1
    return Roles(tuple(categories), tuple(times), tuple(measures), others)


def _is_time(title: str, type_: str, present: Sequence[object], zone: tzinfo) -> bool:
    """Dates; times of which no two are of one day; years and months written as text or numbers."""
    if all(isinstance(value, date) for value in present):
        moments = {value for value in present if isinstance(value, datetime)}
        return len({_day(moment, zone) for moment in moments}) == len(moments)
    if type_ == "VARCHAR":
        return all(isinstance(value, str) and _PERIOD.fullmatch(value) for value in present)
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in present)
    return whole and bool(_PERIOD_TITLE.search(title)) and all(1900 <= value <= 2200 for value in present)  # type: ignore[operator]


def _day(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment where the person is; a wall-clock time has its own."""
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except OverflowError:  # the first and the last day that Python can hold
        return moment.date()


def _heading(title: str) -> str:
    """An alias of a query as words, a sheet's title as it is."""
    return _words(title).capitalize() if re.fullmatch(r"[a-z][a-z0-9_]*", title) else title


def _words(title: str) -> str:
    return title.replace("_", " ")
