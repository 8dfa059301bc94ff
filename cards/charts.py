"""Charts of Teams (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards).

Every chart has the table as its `fallback`, for clients that know no charts; the Rows side has it for everyone. A chart
writes its own numbers: percents are therefore given as whole percents, and the unit stands in the names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import cycle, pairwise
from typing import Any

from microsoft_teams.cards.core import (
    BarChartDataValue,
    CardElement,
    ChartColor,
    DonutChart,
    DonutChartData,
    GaugeChart,
    GaugeChartLegend,
    GroupedVerticalBarChart,
    GroupedVerticalBarChartData,
    HorizontalBarChart,
    HorizontalBarChartDataValue,
    LineChart,
    LineChartData,
    LineChartValue,
    PieChart,
    VerticalBarChart,
    VerticalBarChartDataValue,
)

from bot.domain.answers import Chart, ChartKind, Series
from cards import plain
from cards.elements import Element, dumped, small
from cards.formats import EMPTY, Reader, decimals_of
from cards.sizing import Room

_LABEL = 40
_SHORT = 4
"""Characters of a value that can stand behind its bar: longer ones are cut off at the card's edge [M]."""

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COLORS: tuple[ChartColor, ...] = (
    "categoricalBlue",
    "categoricalTeal",
    "categoricalPurple",
    "categoricalMarigold",
    "categoricalLavender",
    "categoricalLime",
)
"""Of Teams' palette, without red, which would say that something is wrong."""


def drawn(chart: Chart, *, reader: Reader, room: Room, fallback: Element) -> list[Element]:
    """The chart, with what is shown where charts are not known, and in words what it leaves out."""
    shape = dumped(_draw(chart, reader=reader, room=room))
    name = plain.line(chart.title, room.name) or "Chart"
    body = [{**shape, "title": name, "showTitle": False, "fallback": fallback}]
    if chart.left_out:
        shown, held = len(chart.categories), len(chart.categories) + chart.left_out
        body.append(small(f"The chart has the {shown} largest of {reader.number(held)}.", spacing="Small"))
    return body


def _draw(chart: Chart, *, reader: Reader, room: Room) -> CardElement:
    labels = _labels(chart, reader=reader, room=room)
    series = [_scaled(each, chart.unit, room=room) for each in chart.series]
    name, values = series[0]
    match chart.kind:
        case ChartKind.BAR:
            bars = [HorizontalBarChartDataValue(x=x, y=y) for x, y in _present(labels, values)]
            room_for_values = all(len(f"{bar.y:g}") <= _SHORT for bar in bars)
            return HorizontalBarChart(
                data=bars,
                display_mode="AbsoluteNoAxis" if room_for_values else "AbsoluteWithAxis",
                color=_COLORS[0],
                x_axis_title=name,
            )
        case ChartKind.COLUMN:
            columns = [VerticalBarChartDataValue(x=x, y=y) for x, y in _present(labels, values)]
            return VerticalBarChart(data=columns, color=_COLORS[0], y_axis_title=name, show_bar_values=True)
        case ChartKind.GROUPED:
            groups = [
                GroupedVerticalBarChartData(
                    legend=each, values=[BarChartDataValue(x=x, y=y) for x, y in _present(labels, ys)], color=color
                )
                for (each, ys), color in zip(series, cycle(_COLORS), strict=False)
            ]
            return GroupedVerticalBarChart(data=groups, y_axis_title=_unit(chart.unit))
        case ChartKind.LINE:
            lines = [
                LineChartData(
                    legend=each, values=[LineChartValue(x=x, y=y) for x, y in _present(labels, ys)], color=color
                )
                for (each, ys), color in zip(series, cycle(_COLORS), strict=False)
            ]
            return LineChart(data=lines, y_axis_title=_unit(chart.unit))
        case ChartKind.PIE | ChartKind.DONUT:
            parts = [
                DonutChartData(legend=f"{x}: {_written(y, chart.unit, reader=reader)}", value=y, color=color)
                for (x, y), color in zip(_present(labels, values), cycle(_COLORS), strict=False)
            ]
            if chart.kind is ChartKind.PIE:
                return PieChart(data=parts)
            return DonutChart(data=parts, value=_total(chart, reader=reader))
        case ChartKind.GAUGE:
            return _gauge(name, values[0] or 0.0)


def _gauge(name: str, value: float) -> CardElement:
    """A share on a scale to 100; the figure itself stands in the answer's words."""
    rest = round(100 - value, 2)
    segments = [
        GaugeChartLegend(size=value, legend=name, color=_COLORS[0]),
        GaugeChartLegend(size=rest, legend="The rest", color="neutral"),
    ]
    return GaugeChart(min=0, max=100, value=value, value_format="Percentage", segments=segments, show_legend=False)


def _labels(chart: Chart, *, reader: Reader, room: Room) -> list[str]:
    """The categories as names in the chart, all different."""
    names: dict[str, None] = {}
    for category in _dated(chart, reader=reader):
        base = plain.line(category, min(_LABEL, room.cell)) or EMPTY
        name, number = base, 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names[name] = None
    return list(names)


def _dated(chart: Chart, *, reader: Reader) -> Sequence[str]:
    """Dates as short as they are clear; on a line those of unequal distance stay ISO, which makes a time axis."""
    if not all(_ISO_DATE.fullmatch(category) for category in chart.categories):
        return chart.categories
    try:
        days = [date.fromisoformat(category) for category in chart.categories]
    except ValueError:
        return chart.categories
    if all(day.day == 1 for day in days):
        return [reader.month(day) for day in days]
    gaps = {(later - earlier).days for earlier, later in pairwise(days)}
    if chart.kind is ChartKind.LINE and len(gaps) > 1:
        return chart.categories
    one_year = len({day.year for day in days}) == 1
    return [reader.day_of_year(day) if one_year else reader.cell(day) for day in days]


def _scaled(series: Series, unit: str, *, room: Room) -> tuple[str, list[float | None]]:
    """The series' name with its unit, and its values as the chart shall write them."""
    name = plain.line(plain.humanize(series.name), min(_LABEL, room.name)) or "Value"
    said = _unit(unit)
    factor = 100 if unit == "percent" else 1
    values = [None if value is None else round(value * factor, 4) for value in series.values]
    return (f"{name} ({said})" if said and said not in name else name), values


def _unit(unit: str) -> str | None:
    """`%`, the currency's code, or nothing."""
    return "%" if unit == "percent" else unit.partition(" ")[2] or None


def _present(labels: Sequence[str], values: Sequence[float | None]) -> list[tuple[Any, float]]:
    return [(label, value) for label, value in zip(labels, values, strict=True) if value is not None]


def _total(chart: Chart, *, reader: Reader) -> str:
    """The whole, for the middle of a donut."""
    return _written(sum(value for value in chart.series[0].values if value is not None), chart.unit, reader=reader)


def _written(value: float, unit: str, *, reader: Reader) -> str:
    """A value as the reader writes it. Percents are not parts of a whole and never come here."""
    return reader.cell(value, decimals=decimals_of((value,), unit), number_format=unit)
