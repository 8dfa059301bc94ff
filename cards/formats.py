"""Values as a reader writes them: numbers, dates and times by locale and time zone (CLDR data, by way of Babel)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

from bot.domain.answers import CellValue

EMPTY = "–"
_MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """How one person reads values. Made by `reader`, once per locale and time zone."""

    locale: Locale
    zone: tzinfo
    decimal: str
    group: str
    minus: str
    by_thousands: bool
    right_to_left: bool = False

    def cell(
        self, value: CellValue, *, decimals: int | None = None, grouped: bool = True, number_format: str = ""
    ) -> str:
        """A cell's value as text; an empty one is “–”, so that a gap reads as a gap.

        `number_format` as in `Table.formats`; `decimals` are those of the number as it is shown, percents included.
        """
        if value is None or value == "" or value == ():
            return EMPTY
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, int | float):
            places = decimals_of((value,), number_format) if decimals is None else decimals
            shown = self.number(_scaled(value, number_format), decimals=places, grouped=grouped)
            return self._affixed(shown, number_format) if number_format and math.isfinite(value) else shown
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return str(format_date(value, "medium", locale=self.locale))
        return ", ".join(value)

    def number(self, value: float, *, decimals: int = 0, grouped: bool = True) -> str:
        """The number with exactly `decimals` places. A tiny one keeps four significant digits rather than read as 0."""
        if not math.isfinite(value):
            return EMPTY if math.isnan(value) else ("∞" if value > 0 else "−∞")
        if abs(value) >= 1e16 or 0 < abs(value) < 0.5 * 10**-decimals:
            return f"{value:.4g}".replace(".", self.decimal)
        if not self.by_thousands and grouped:
            whole = self.locale.decimal_formats[None].pattern.split(";")[0].split(".")[0]
            return str(format_decimal(value, f"{whole}.{'0' * decimals}" if decimals else whole, locale=self.locale))
        text = f"{abs(value):{',' if grouped else ''}.{decimals}f}"
        text = text.translate({ord(","): self.group, ord("."): self.decimal})
        return self.minus + text if value < 0 else text

    def _affixed(self, number: str, number_format: str) -> str:
        """The number with its percent or currency sign where the locale puts it; a minus stays in front of all."""
        before, after = affixes(self.locale, number_format)
        if before and number.startswith(self.minus):
            return self.minus + before + number[len(self.minus) :] + after
        return before + number + after

    def count(self, number: int, noun: str) -> str:
        """A number of things: “1 row”, “12,431 rows”."""
        return f"{self.number(number)} {noun}{'' if number == 1 else 's'}"

    def moment(self, value: datetime) -> str:
        """A date and time in the reader's zone; one without a zone is a wall-clock time and stays as it is."""
        local = self._local(value)
        return f"{format_date(local, 'medium', locale=self.locale)}, {self._clock(local)}"

    def month(self, value: date) -> str:
        """“Nov 2026”."""
        return str(format_skeleton("yMMM", value, locale=self.locale))

    def day_of_year(self, value: date) -> str:
        """“Nov 22”."""
        return str(format_skeleton("MMMd", value, locale=self.locale))

    def day(self, value: datetime) -> str:
        """The date of a moment in the reader's zone."""
        return str(format_date(self._local(value), "medium", locale=self.locale))

    def as_of(self, value: datetime) -> str:
        """Day, time and zone: others in a channel may read the card from another zone, or days later."""
        local = self._local(value)
        name = local.tzname() or "UTC"
        zone = f"UTC{name}" if name[:1] in "+-" else name
        return f"{self.moment(value)} {zone}"

    def _local(self, value: datetime) -> datetime:
        try:
            return value.astimezone(self.zone) if value.tzinfo else value
        except OverflowError:  # the first and the last day that Python can hold
            return value

    def _clock(self, local: datetime) -> str:
        # CLDR parts “2:05” and “PM” by a narrow no-break space, which many fonts draw as none.
        return str(format_time(local, "short", locale=self.locale)).replace("\u202f", " ")


@lru_cache(maxsize=512)
def reader(locale: str, timezone: str) -> Reader:
    """The reader for Teams' `locale` (BCP 47) and `localTimezone` (IANA); unknown ones read as en-US and UTC."""
    found = _locale(locale)
    symbols = found.number_symbols["latn"]
    return Reader(
        locale=found,
        zone=_zone(timezone),
        decimal=symbols["decimal"],
        group=symbols["group"],
        minus=symbols["minusSign"],
        by_thousands=found.decimal_formats[None].grouping == (3, 3),
        right_to_left=found.character_order == "right-to-left",
    )


def _locale(tag: str) -> Locale:
    for candidate in (tag, tag.split("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (ValueError, TypeError, UnknownLocaleError):
            continue
    return Locale("en", "US")


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


@lru_cache(maxsize=512)
def affixes(locale: Locale, number_format: str) -> tuple[str, str]:
    """What stands before and after a number of this format: `("$", "")`, `("", " %")`; of an unknown one, nothing."""
    kind, _, code = number_format.partition(" ")
    if kind == "percent":
        pattern = locale.percent_formats[None]
        return pattern.prefix[0], pattern.suffix[0]
    if kind != "currency" or not code:
        return "", ""
    pattern = locale.currency_formats["standard"]
    symbol = get_currency_symbol(code, locale)
    before, after = (part.replace("\u00a4", symbol) for part in (pattern.prefix[0], pattern.suffix[0]))
    if before[-1:].isalpha():  # CLDR's rule for a code before a number: CHF 5, not CHF5
        before += "\u00a0"
    return before, after


def decimals_of(values: Sequence[CellValue], number_format: str = "") -> int:
    """The places a column of numbers needs so that all of them line up: 0, 1 or 2; money has all its places or none."""
    most = 0
    for raw in values:
        if not isinstance(raw, int | float) or isinstance(raw, bool) or not math.isfinite(raw):
            continue
        value = _scaled(raw, number_format)
        if math.isfinite(value) and value != int(value):
            if number_format.startswith("currency"):
                return _money_places(number_format)
            if round(value, 1) != round(value, _MOST_DECIMALS):
                return _MOST_DECIMALS
            most = max(most, int(round(value, 1) != round(value)))
    return most


def _scaled(value: float, number_format: str) -> float:
    """0.45 is 45 of a percent format; rounding takes away what the binary fraction adds (28.499999999999996)."""
    return round(value * 100, 6) if number_format == "percent" and math.isfinite(value) else value


def _money_places(number_format: str) -> int:
    code = number_format.partition(" ")[2]
    return int(get_currency_precision(code)) if code else _MOST_DECIMALS
