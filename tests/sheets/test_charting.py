"""Which results are drawn, how, and which stay a table."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import CellValue, Chart, ChartKind, Series, Table
from bot.sheets.charting import MOST_BARS, TOP_BARS, choose_chart

TEXT, COUNT, MONEY, DAY, MOMENT = "VARCHAR", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP WITH TIME ZONE"


def result(columns: str, *rows: tuple[CellValue, ...], formats: tuple[str, ...] = (), total: int = 0) -> Table:
    return Table(tuple(columns.split("|")), rows, total or len(rows), formats)


OWNERS = result("Owner|overdue", ("Ben", 5), ("Ava", 4), ("Carla", 2))


def kind(table: Table, *types: str, question: str = "") -> ChartKind | None:
    chart = choose_chart(table, types, question=question)
    return None if chart is None else chart.kind


def test_a_category_and_a_number_are_bars_in_the_results_order() -> None:
    """The query's ORDER BY is kept; the alias becomes words."""
    chart = choose_chart(OWNERS, (TEXT, COUNT), title="Overdue by owner")
    series = (Series("Overdue", (5.0, 4.0, 2.0)),)
    assert chart == Chart(ChartKind.BAR, ("Ben", "Ava", "Carla"), series, title="Overdue by owner")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what share does each owner have?", ChartKind.DONUT),
        ("overdue breakdown by owner", ChartKind.DONUT),
        ("Verteilung nach Besitzer", ChartKind.DONUT),
        ("overdue by owner as a pie chart", ChartKind.PIE),
        ("overdue by owner as a donut", ChartKind.DONUT),
        ("overdue by owner in a column chart", ChartKind.COLUMN),
        ("how many are overdue, by owner?", ChartKind.BAR),
        ("overdue by owner, as a table", None),
        ("overdue by owner, no chart please", None),
    ],
)
def test_the_question_decides_between_forms_that_are_right(question: str, expected: ChartKind | None) -> None:
    """A breakdown is a donut, a wish is granted, and no chart is none."""
    assert kind(OWNERS, TEXT, COUNT, question=question) is expected


@pytest.mark.parametrize(
    "table",
    [
        result("Owner|average cost", ("Ben", 5.0), ("Ava", 4.0)),
        result("Owner|Done", ("Ben", 0.5), ("Ava", 0.4), formats=("", "percent")),
        result("Owner|n", *((f"P{n}", n + 1) for n in range(7))),
        result("Owner|n", ("Ben", 5), ("Ava", 3), ("Cy", None)),
    ],
)
def test_only_a_few_parts_of_a_whole_are_a_pie(table: Table) -> None:
    """Averages, percents, many parts and gaps never are, whatever is wished."""
    assert kind(table, TEXT, MONEY, question="share of each as a pie chart") is ChartKind.BAR


def test_values_below_zero_are_not_drawn() -> None:
    """Teams' bars would show them as 0."""
    assert kind(result("Line|variance", ("a", 5.0), ("b", -3.0)), TEXT, MONEY) is None


def test_of_many_categories_the_largest_are_drawn_and_the_rest_counted() -> None:
    """More than twenty: the twelve largest, largest first, and how many are left out."""
    many = result("Item|stock", *((f"Item {n}", (n * 7) % 31) for n in range(30)))
    chart = choose_chart(many, (TEXT, COUNT))
    assert chart is not None
    assert (len(chart.categories), chart.left_out) == (TOP_BARS, 30 - TOP_BARS)
    drawn = list(chart.series[0].values)
    assert drawn == sorted(((n * 7) % 31 for n in range(30)), reverse=True)[:TOP_BARS]
    whole = choose_chart(result("Item|stock", *many.rows[:MOST_BARS]), (TEXT, COUNT))
    assert whole is not None
    assert (len(whole.categories), whole.left_out) == (MOST_BARS, 0)


def test_dates_are_a_line_in_the_order_of_time() -> None:
    """However the rows were sorted; two dates are two columns."""
    days = [date(2026, 11, d) for d in (3, 1, 2)]
    chart = choose_chart(result("day|done", *((day, day.day * 2) for day in days)), (DAY, COUNT))
    assert chart is not None
    assert (chart.kind, chart.categories) == (ChartKind.LINE, ("2026-11-01", "2026-11-02", "2026-11-03"))
    assert chart.series[0].values == (2.0, 4.0, 6.0)
    assert kind(result("day|done", *((day, 1) for day in days[:2])), DAY, COUNT) is ChartKind.COLUMN


@pytest.mark.parametrize(
    ("title", "type_", "values"),
    [
        ("month", TEXT, ("2026-09", "2026-10", "2026-11")),
        ("quarter", TEXT, ("2026-Q1", "2026-Q2", "2026-Q3")),
        ("year", COUNT, (2024, 2025, 2026)),
    ],
)
def test_periods_written_as_text_or_number_are_time_too(title: str, type_: str, values: tuple[CellValue, ...]) -> None:
    """Months, quarters and years."""
    table = result(f"{title}|n", *((value, at + 1) for at, value in enumerate(values)))
    assert kind(table, type_, COUNT) is ChartKind.LINE


def test_a_moment_belongs_to_the_day_of_the_person() -> None:
    """A month that begins at midnight in Berlin does not become the day before."""
    months = [datetime(2026, m, 28 if m == 2 else 31, 23, tzinfo=UTC) for m in (1, 3)]
    months.insert(1, datetime(2026, 2, 28, 23, tzinfo=UTC))
    chart = choose_chart(result("month|n", *((month, 1) for month in months)), (MOMENT, COUNT), timezone="Africa/Lagos")
    assert chart is not None
    assert chart.categories == ("2026-02-01", "2026-03-01", "2026-04-01")


def test_time_and_a_category_are_one_line_each() -> None:
    """A place without a value is a gap, not a zero."""
    rows = [
        (f"2026-{m:02}", status, m) for m in (9, 10, 11) for status in ("Open", "Done") if (m, status) != (9, "Done")
    ]
    chart = choose_chart(result("month|Status|n", *rows), (TEXT, TEXT, COUNT))
    assert chart is not None
    assert chart.kind is ChartKind.LINE
    assert chart.series == (Series("Open", (9.0, 10.0, 11.0)), Series("Done", (None, 10.0, 11.0)))


def test_two_categories_are_grouped_by_the_one_with_more_values() -> None:
    """The one with fewer values tells the bars of a group apart."""
    rows = [(status, owner, len(owner)) for status in ("Open", "Done") for owner in ("Ben", "Carla", "Mei")]
    chart = choose_chart(result("Status|Owner|n", *rows), (TEXT, TEXT, COUNT))
    assert chart is not None
    assert (chart.kind, chart.categories) == (ChartKind.GROUPED, ("Ben", "Carla", "Mei"))
    assert [series.name for series in chart.series] == ["Open", "Done"]


def test_like_measures_stand_side_by_side_and_unlike_ones_do_not() -> None:
    """Planned beside actual; not a count beside a sum, nor a number beside its percentage."""
    both = result("Category|Planned|Actual", ("a", 10.0, 12.0), ("b", 5.0, 4.0))
    chart = choose_chart(both, (TEXT, MONEY, MONEY))
    assert chart is not None
    assert (chart.kind, len(chart.series)) == (ChartKind.GROUPED, 2)
    for types, table in (
        ((TEXT, COUNT, MONEY), both),
        ((TEXT, MONEY, MONEY), result("Status|n|percent", ("a", 3.0, 30.0), ("b", 7.0, 70.0))),
        ((TEXT, MONEY, MONEY), result("Status|n|volume", ("a", 3.0, 3000.0), ("b", 7.0, 7000.0))),
    ):
        alone = choose_chart(table, types)
        assert alone is not None
        assert (alone.kind, len(alone.series)) == (ChartKind.BAR, 1)


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (result("Done", (0.45,), formats=("percent",)), 0.45),
        (result("share_done", (0.45,)), 0.45),
        (result("pct_done", (0.45,)), None),
        (result("rows", (1,)), None),
        (result("Done", (1.2,), formats=("percent",)), None),
        (result("Owner|share", ("Ben", 0.4)), None),
    ],
)
def test_one_value_is_a_gauge_only_when_it_is_surely_a_share(table: Table, shown: float | None) -> None:
    """By its column's format or its name; 0.45 “percent” could be either, so it is none."""
    chart = choose_chart(table, tuple(MONEY if isinstance(v, float) else TEXT for v in table.rows[0]))
    assert (chart.series[0].values[0] if chart else None) == shown
    assert chart is None or chart.kind is ChartKind.GAUGE


@pytest.mark.parametrize(
    ("table", "types"),
    [
        (result("Owner|n"), (TEXT, COUNT)),
        (result("n", (12,)), (COUNT,)),
        (result("Owner|n", ("Ben", 1), ("Ben", 2)), (TEXT, COUNT)),
        (result("Owner|n", ("Ben", 0), ("Ava", 0)), (TEXT, COUNT)),
        (result("Owner|n", ("Ben", 1), ("Ava", 2), total=900), (TEXT, COUNT)),
        (result("Task|Owner|Status|n", ("a", "b", "c", 1), ("d", "e", "f", 2)), (TEXT, TEXT, TEXT, COUNT)),
        (result("Task|Due", ("a", date(2026, 1, 1)), ("b", date(2026, 1, 2))), (TEXT, DAY)),
        (result("Task|Due|n", ("a", date(2026, 1, 1), 1), ("b", date(2026, 1, 1), 2)), (TEXT, DAY, COUNT)),
        (result("Task|Due|n", ("a", date(2026, 1, 1), 1), ("b", date(2026, 1, 3), 2)), (TEXT, DAY, COUNT)),
        (result("_row|Task", (1, "a"), (2, "b")), ("INTEGER", TEXT)),
        (result("Task|Row id", ("a", 11), ("b", 12)), (TEXT, COUNT)),
        (result("Task|Start|Due|n", ("a", date(2026, 1, 1), date(2026, 1, 2), 1)), (TEXT, DAY, DAY, COUNT)),
    ],
)
def test_what_a_chart_would_not_show_better_stays_a_table(table: Table, types: tuple[str, ...]) -> None:
    """Nothing, one value, labels said twice, zeros, a capped result, plain listings of rows."""
    assert choose_chart(table, types) is None


CELLS = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.integers(-5, 5),
    st.floats(-10, 10),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text(max_size=2), max_size=2).map(tuple),
)
TYPES = st.sampled_from([TEXT, COUNT, MONEY, DAY, MOMENT, "BOOLEAN", "VARCHAR[]"])
FORMATS = st.sampled_from(["", "percent", "currency USD"])


@st.composite
def results(draw: st.DrawFn) -> tuple[Table, tuple[str, ...]]:
    """Any result; columns mostly of one kind of value, as queries give them."""
    width = draw(st.integers(1, 4))
    height = draw(st.integers(0, 30))
    kinds = [draw(st.sampled_from([CELLS, st.text(max_size=2), st.integers(-3, 50), st.dates()])) for _ in range(width)]
    rows = tuple(tuple(draw(kinds[at]) for at in range(width)) for _ in range(height))
    columns = tuple(draw(st.sampled_from(["Owner", "n", "Due", "share", "year", "_row", "Status"])) for _ in kinds)
    formats = draw(st.one_of(st.just(()), st.tuples(*(FORMATS for _ in kinds))))
    types = tuple(draw(TYPES) for _ in kinds)
    return Table(columns, rows, height + draw(st.integers(0, 1)), formats), types


@given(results(), st.sampled_from(["", "share", "pie chart", "line chart"]))
def test_any_result_yields_a_sound_chart_or_none(given_: tuple[Table, tuple[str, ...]], question: str) -> None:
    """Every series has a value or a gap for each category, categories differ, and each value stands in the table."""
    table, types = given_
    chart = choose_chart(table, types, question=question)
    if chart is None:
        return
    held = {float(cell) for row in table.rows for cell in row if isinstance(cell, int | float)}
    assert len(set(chart.categories)) == len(chart.categories) > 0
    assert all(len(series.values) == len(chart.categories) for series in chart.series)
    assert {value for series in chart.series for value in series.values if value is not None} <= held
    assert chart.title
