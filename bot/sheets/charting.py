"""Whether a result is worth drawing, and how: decided by its shape and types, and by what was asked for.

    one label column + a number     bars; a donut when a breakdown of few parts is asked for
    dates or periods + a number     a line
    two label columns + a number    grouped bars; labels + several like numbers likewise
    one value that is a share       a gauge

No chart is better than one that misleads: labels said twice, measures of different kinds, a capped result and a plain
listing of rows stay a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.answers import Chart, ChartKind, Series, Table
from bot.sheets.chart_columns import Measure, Role, Roles, roles_of

MOST_BARS = 20
"""Categories drawn; of more, the TOP_BARS largest are, and the chart says so."""

TOP_BARS = 12
MOST_POINTS = 60
MOST_PARTS = 6
MOST_SERIES = 4
MOST_GROUPS = 8
_LIKE = 20.0
"""Measures drawn side by side differ at most by this factor, or the small one would not be seen."""

_AS_TABLE = re.compile(r"\b(?:as a (?:table|list)|no (?:chart|graph)s?|(?:table|list) only)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"\b(?:share|shares|percentages?|percent|breakdown|break down|split|proportion|distribution|distributed|mix"
    r"|anteile?|verteilung|aufteilung|répartition|proporción|reparto)\b",
    re.IGNORECASE,
)
_WISHES = (
    (re.compile(r"\b(?:pie|torten?diagramm|camembert)\b", re.IGNORECASE), ChartKind.PIE),
    (re.compile(r"\b(?:donut|doughnut|ring chart)\b", re.IGNORECASE), ChartKind.DONUT),
    (re.compile(r"\b(?:line (?:chart|graph)|trend line)\b", re.IGNORECASE), ChartKind.LINE),
    (re.compile(r"\b(?:column chart|vertical bars?)\b", re.IGNORECASE), ChartKind.COLUMN),
    (re.compile(r"\b(?:bar (?:chart|graph)|bars)\b", re.IGNORECASE), ChartKind.BAR),
)


def choose_chart(
    table: Table, types: Sequence[str], *, question: str = "", title: str = "", timezone: str = "UTC"
) -> Chart | None:
    """The chart for this result, or None. `types` are DuckDB's, one a column; `question` is what the person said.

    `timezone`, an IANA name, is where the days of moments with a zone begin.
    """
    if _AS_TABLE.search(question) or not table.rows or table.capped or len(types) != len(table.columns):
        return None
    roles = roles_of(table, types, zone=ZoneInfo(timezone))
    if len(table.rows) == 1:
        return _gauge(table, roles, title=title)
    if not roles.measures or roles.others:
        return None
    chart = _over_time(table, roles) or _by_category(table, roles, question=question)
    if chart is None or not _worth_drawing(chart):
        return None
    return replace(chart, title=title or " and ".join(series.name for series in chart.series))


def _gauge(table: Table, roles: Roles, *, title: str) -> Chart | None:
    """A single value known to be a share of one."""
    if len(table.columns) != 1 or len(roles.measures) != 1:
        return None
    measure = roles.measures[0]
    value = measure.value(table.rows[0])
    if value is None or not 0 <= value <= 1 or not (measure.format == "percent" or measure.is_share):
        return None
    series = Series(measure.title, (value,))
    return Chart(ChartKind.GAUGE, (measure.title,), (series,), title=title or measure.title, unit="percent")


def _over_time(table: Table, roles: Roles) -> Chart | None:
    """A line through at least three moments; two are columns."""
    if len(roles.times) != 1 or len(roles.categories) > 1:
        return None
    time = roles.times[0]
    rows = sorted((row for row in table.rows if row[time.index] is not None), key=time.label)
    if len(rows) < len(table.rows):
        return None
    moments = list(dict.fromkeys(time.label(row) for row in rows))
    if roles.categories:
        names = list(dict.fromkeys(roles.categories[0].label(row) for row in rows))
        found = _crossed(rows, time, roles.categories[0], roles.measures, moments, names)
    else:
        found = _side_by_side(rows, roles.measures) if len(moments) == len(rows) else None
    if found is None or not 2 <= len(moments) <= MOST_POINTS or len(found) > MOST_SERIES:
        return None
    kind = ChartKind.LINE if len(moments) > 2 else ChartKind.COLUMN if len(found) == 1 else ChartKind.GROUPED
    return Chart(kind, tuple(moments), found, unit=roles.measures[0].format)


def _by_category(table: Table, roles: Roles, *, question: str) -> Chart | None:
    if roles.times or not roles.categories:
        return None
    if len(roles.categories) > 2:
        return None
    labels = tuple(roles.categories[0].label(row) for row in table.rows)
    if len(set(labels)) < len(labels):
        return _grouped(table, roles) if len(roles.categories) == 2 else None
    series = _side_by_side(table.rows, roles.measures)
    unit = roles.measures[0].format
    if len(series) > 1:
        return Chart(ChartKind.GROUPED, labels, series, unit=unit) if len(labels) <= MOST_GROUPS else None
    chart = _largest(Chart(ChartKind.BAR, labels, series, unit=unit))
    return replace(chart, kind=_bar_kind(chart, roles.measures[0], question=question))


def _bar_kind(chart: Chart, measure: Measure, *, question: str) -> ChartKind:
    """What was asked for where it can be right; parts of a whole as a donut; bars that lie, for long labels."""
    values = [value for value in chart.series[0].values if value is not None]
    few = not chart.left_out and len(values) == len(chart.categories) <= MOST_PARTS
    whole = few and measure.adds_up and sum(values) > 0
    wished = next((kind for pattern, kind in _WISHES if pattern.search(question)), None)
    if whole and (wished in (ChartKind.PIE, ChartKind.DONUT) or (wished is None and _PARTS.search(question))):
        return wished or ChartKind.DONUT
    if wished is ChartKind.COLUMN:
        return ChartKind.COLUMN
    return ChartKind.BAR


def _grouped(table: Table, roles: Roles) -> Chart | None:
    """Two labels a row: the one with fewer values tells the bars of a group apart."""
    first, second = roles.categories
    names = [list(dict.fromkeys(role.label(row) for row in table.rows)) for role in (first, second)]
    if len(names[0]) < len(names[1]):
        first, second, names = second, first, names[::-1]
    if len(names[0]) > MOST_GROUPS or not 2 <= len(names[1]) <= MOST_SERIES:
        return None
    found = _crossed(table.rows, first, second, roles.measures, names[0], names[1])
    return Chart(ChartKind.GROUPED, tuple(names[0]), found, unit=roles.measures[0].format) if found else None


def _crossed(
    rows: Sequence[tuple[object, ...]],
    along: Role,
    across: Role,
    measures: Sequence[Measure],
    places: Sequence[str],
    names: Sequence[str],
) -> tuple[Series, ...] | None:
    """One series for each name, one value at each place; None when a pair occurs twice or there are two measures."""
    if len(measures) != 1:
        return None
    cells = {(along.label(row), across.label(row)): measures[0].value(row) for row in rows}
    if len(cells) < len(rows):
        return None
    return tuple(Series(name, tuple(cells.get((place, name)) for place in places)) for name in names)


def _side_by_side(rows: Sequence[tuple[object, ...]], measures: Sequence[Measure]) -> tuple[Series, ...]:
    """One series for each measure when they are alike; the first alone when they are not."""
    drawn = [Series(measure.title, tuple(measure.value(row) for row in rows)) for measure in measures]
    tops = [max((abs(v) for v in series.values if v is not None), default=0.0) for series in drawn]
    alike = len({measure.kind for measure in measures}) == 1 and max(tops) <= _LIKE * min(tops)
    if len(drawn) > 1 and (not alike or len(drawn) > MOST_SERIES):
        return (drawn[0],)
    return tuple(drawn)


def _largest(chart: Chart) -> Chart:
    """All categories up to MOST_BARS in their order; of more the TOP_BARS largest, largest first."""
    count = len(chart.categories)
    if count <= MOST_BARS:
        return chart
    values = chart.series[0].values
    order = sorted(range(count), key=lambda i: -_size(values[i]))[:TOP_BARS]
    kept = Series(chart.series[0].name, tuple(values[i] for i in order))
    return replace(
        chart, categories=tuple(chart.categories[i] for i in order), series=(kept,), left_out=count - len(order)
    )


def _size(value: float | None) -> float:
    return float("-inf") if value is None else value


def _worth_drawing(chart: Chart) -> bool:
    """Most places have a value, not all of them zero, none below: Teams' bars draw a negative value as 0 [M]."""
    values = [value for series in chart.series for value in series.values]
    present = [value for value in values if value is not None]
    return 2 * len(present) > len(values) and any(present) and min(present) >= 0
