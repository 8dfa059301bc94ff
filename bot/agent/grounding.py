"""What an answer may state: the figures of this turn's results, of the question and of the turn's facts, nothing else.

A model that states a number or date no result holds is told so once; if it insists, its words are not shown. Only this
turn's results count: what an earlier turn found may have changed since. A figure is held when a result has it, rounded
or not, as a share or as a percentage; so is what code itself can count: the rows of a result, those not shown, a
place in it. Limits: names are not checked, and a wrong number that some cell of the results happens to hold passes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from bot.agent.figures import Day, Figure, Reading, figures, plain_digits

_MONEY = r"\s?(?:[$€£¥]|[a-z]{3} )?\s?$"
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.|nearly|almost|some|etwa|rund|ungefähr|knapp"
    rf"|environ|près de|unos|unas|cerca de)|[~≈]){_MONEY}"
)
_BOUND = re.compile(
    r"\b(?:over|under|above|below|(?:more|less|fewer) than|at least|at most|up to|über|unter|mehr als|weniger als"
    rf"|plus de|moins de|más de|menos de){_MONEY}"
)
_PLACE_BEFORE = re.compile(r"\b(?:top|first|last|next|bottom)\s$")
_PLACE_AFTER = re.compile(r"^\s(?:(?:most|least)\s|(?:larg|small|high|low|bigg|lat|earli|old|new|long|short)est\b)")
_MORE = re.compile(r"^\s(?:[a-z]+\s)?(?:more|others?|further|remaining|additional)\b")
_ASKED = re.compile(
    r"[“„«\"][^“”„«»\"\n]{1,200}[?？؟]\s?[”“»\"]"
    r"|(?:(?<=[.!?:\n] )|^)(?:shall|should|do|does|would|want|which|what|how|who|when|can|could|may) [^.!?\n]{1,200}\?",
    re.IGNORECASE | re.MULTILINE,
)
"""A question in quotation marks (“which 5 lines are largest?”), and one put to the person (“Shall I list all 40?”)."""

_MOST_LISTED = 25
"""How many rows a sentence may name before it says “and N more”."""

_TOTALS = frozenset({"total", "total_rows", "shown_rows"})


@dataclass(frozen=True, slots=True)
class Known:
    """The figures a turn's answer may state. `counts` are lengths and totals of results, `rows` the longest of them."""

    numbers: tuple[float, ...]
    days: frozenset[date]
    times: frozenset[str]
    counts: frozenset[int]
    rows: int
    text: str

    def near(self, value: float, within: float) -> bool:
        """Whether a known number, its sign aside, lies within `within` of `value`."""
        slack = within + 1e-9 * max(1.0, value)
        at = bisect_left(self.numbers, value - slack)
        return at < len(self.numbers) and self.numbers[at] <= value + slack


def known(
    results: Iterable[str], *, facts: Iterable[str] = (), days: Iterable[date] = (), numbers: Iterable[int] = ()
) -> Known:
    """What tool results (their JSON texts) hold, and facts: texts such as the question, days, numbers."""
    gathered = _Gathered(days=days, numbers=numbers)
    for text in facts:
        gathered.read(text)
    for content in results:
        gathered.take(_decoded(content))
    return gathered.known()


def unsupported(text: str, held: Known) -> tuple[str, ...]:
    """The figures that `text` states and nothing known holds, as written, each once. To ask is not to state."""
    return tuple(dict.fromkeys(f.written for f in figures(_ASKED.sub(" ", text)) if not _holds(f, held)))


def _holds(figure: Figure, held: Known) -> bool:
    return (
        any(_is_known_day(day, held) for day in figure.days)
        or (bool(figure.time) and not figure.days and figure.time[-2:] in {time[-2:] for time in held.times})
        or (bool(figure.exact) and figure.exact.casefold() in held.text)
        or any(_is_known_number(reading, figure, held) for reading in figure.readings)
        or (bool(figure.parts) and all(_holds(part, held) for part in figure.parts))
    )


def _is_known_day(day: Day, held: Known) -> bool:
    return any(
        known.day == day.day
        and (day.month is None or known.month == day.month)
        and (day.year is None or known.year == day.year)
        for known in held.days
    )


def _is_known_number(reading: Reading, figure: Figure, held: Known) -> bool:
    value, within = reading.value, reading.step / 2
    if _ABOUT.search(figure.before):
        within = max(within, _last_nonzero_unit(value, reading.step) / 2)
    elif _BOUND.search(figure.before):
        within = max(within, _last_nonzero_unit(value, reading.step))
    if held.near(value, within) or (figure.percent and held.near(value / 100, within / 100)):
        return True
    if not value.is_integer():
        return False
    number = int(value)
    if figure.ordinal and any(day.day == number for day in held.days):
        return True
    placed = figure.ordinal or _PLACE_BEFORE.search(figure.before) or _PLACE_AFTER.search(figure.after)
    if placed and 1 <= number <= held.rows:
        return True
    return bool(_MORE.search(figure.after)) and any(number < count <= number + _MOST_LISTED for count in held.counts)


def _last_nonzero_unit(value: float, step: float) -> float:
    """“About 1,200” speaks in hundreds, “over 1,200” of 1,200 to 1,300."""
    unit = step
    while value and value % (unit * 10) == 0 and unit * 10 <= value:
        unit *= 10
    return unit


class _Gathered:
    """Collects what a turn's results and facts hold."""

    def __init__(self, *, days: Iterable[date], numbers: Iterable[int]) -> None:
        self.numbers: set[float] = {float(number) for number in numbers}
        self.days: set[date] = set(days)
        self.times: set[str] = set()
        self.counts: set[int] = set()
        self.texts: list[str] = []

    def take(self, value: Any) -> None:
        """A decoded JSON value: its numbers, the figures in its texts, the lengths of its lists."""
        if isinstance(value, str):
            self.read(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers.add(abs(float(value)))
        elif isinstance(value, list):
            for item in value:
                self.take(item)
        elif isinstance(value, dict):
            self._take_object(value)

    def read(self, text: str) -> None:
        """A text: its figures, in every reading."""
        self.texts.append(plain_digits(text))
        for figure in figures(text):
            self._add(figure)

    def known(self) -> Known:
        years = {float(day.year) for day in self.days}
        return Known(
            numbers=tuple(sorted(self.numbers | years)),
            days=frozenset(self.days),
            times=frozenset(self.times),
            counts=frozenset(self.counts),
            rows=max(self.counts, default=0),
            text="\n".join(self.texts).casefold(),
        )

    def _take_object(self, held: dict[str, Any]) -> None:
        for key, value in held.items():
            if isinstance(value, list):
                self.numbers.add(float(len(value)))
                self.counts.add(len(value))
            elif key in _TOTALS and isinstance(value, int):
                self.counts.add(value)
            self.take(value)

    def _add(self, figure: Figure) -> None:
        self.numbers.update(reading.value for reading in figure.readings)
        if figure.percent:
            self.numbers.update(reading.value / 100 for reading in figure.readings)
        if figure.time:
            self.times.add(figure.time)
        for day in figure.days:
            if day.year is not None and day.month is not None:
                self.days.add(date(day.year, day.month, day.day))
        for part in figure.parts:
            self._add(part)


def _decoded(content: str) -> Any:
    """A result as the model reads it; one that is no JSON counts as a text."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return content
