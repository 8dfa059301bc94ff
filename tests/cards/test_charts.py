"""Charts on cards: each kind's element, the table behind it, what is written and what is spoken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import AnswerView, Chart, ChartKind, Series
from cards.sizing import LIMIT, ROOMS, size
from tests.cards import drawn, samples, strategies
from tests.cards.walk import buttons, card_of, grid, nodes, texts


def chart_in(card: dict[str, Any]) -> Any:
    """The card's only chart."""
    (chart,) = [node for node in nodes(card) if node["type"].startswith("Chart.")]
    return chart


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("chart-bar", "Chart.HorizontalBar"),
        ("chart-column", "Chart.VerticalBar"),
        ("chart-grouped", "Chart.VerticalBar.Grouped"),
        ("chart-line", "Chart.Line"),
        ("chart-pie", "Chart.Pie"),
        ("chart-donut", "Chart.Donut"),
        ("chart-gauge", "Chart.Gauge"),
    ],
)
def test_each_kind_is_its_element_with_the_table_behind_it(name: str, element: str) -> None:
    """A client that knows no charts shows what the card would have shown without one."""
    view = drawn.views()[name]
    card = card_of(view)
    bare = card_of(replace(view, chart=None))  # type: ignore[type-var]
    chart = chart_in(card)
    assert chart["type"] == element
    plain_parts = [part for part in bare["body"] if part not in card["body"]]
    behind = chart["fallback"]
    assert behind in plain_parts or behind["items"] == [part for part in plain_parts if part["type"] != "ActionSet"]


def test_bars_have_their_labels_and_values() -> None:
    """Each category once, with its value."""
    chart = chart_in(card_of(drawn.bars()))
    assert chart["data"][0] == {"x": "Ben Okafor", "y": 5.0}
    assert [bar["y"] for bar in chart["data"]] == [5.0, 4.0, 2.0, 1.0]


def test_a_chart_is_named_for_a_screen_reader_and_not_twice_for_the_eye() -> None:
    """The title is there but not shown: the card's heading says it."""
    chart = chart_in(card_of(drawn.bars()))
    assert (chart["title"], chart["showTitle"]) == ("Overdue by owner", False)


def test_what_is_not_drawn_is_said_below_the_chart() -> None:
    """Twelve of thirty-seven are not mistaken for all."""
    assert "The chart has the 12 largest of 37." in texts(card_of(drawn.largest()))
    assert not any("largest of" in text for text in texts(card_of(drawn.bars())))


def test_a_value_stands_behind_its_bar_only_where_it_is_not_cut_off() -> None:
    """Long numbers would be cut at the card's edge, so an axis tells them."""
    assert chart_in(card_of(drawn.bars()))["displayMode"] == "AbsoluteNoAxis"
    money = chart_in(card_of(drawn.largest()))
    assert (money["displayMode"], money["xAxisTitle"]) == ("AbsoluteWithAxis", "Planned (USD)")


def test_a_chart_always_leads_to_its_rows() -> None:
    """The exact numbers are one press away, however few they are."""
    answer = drawn.bars()
    assert buttons(card_of(answer))["Rows"] == ("rows", "0123456789ab.1")
    assert grid(card_of(answer, side=AnswerView.ROWS))[1] == ["Ben Okafor", "5"]


def test_money_is_named_and_percents_are_whole() -> None:
    """A chart writes its own numbers, so the unit stands in the name, and 0.4567 is 45.67 of 100."""
    planned = chart_in(card_of(drawn.grouped()))["data"][0]
    gauge = chart_in(card_of(drawn.gauge()))
    assert planned["legend"] == "Planned (EUR)"
    assert (gauge["value"], gauge["min"], gauge["max"], gauge["valueFormat"]) == (45.67, 0.0, 100.0, "Percentage")
    assert [segment["size"] for segment in gauge["segments"]] == [45.67, 54.33]


def test_a_gap_is_left_out_not_drawn_as_zero() -> None:
    """A category without a value has no bar in that series."""
    actual = chart_in(card_of(drawn.grouped()))["data"][1]
    assert [value["x"] for value in actual["values"]] == ["Hardware", "Marketing"]


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (("2026-09-07", "2026-09-14", "2026-09-21"), ["7. Sept.", "14. Sept.", "21. Sept."]),
        (("2026-09-01", "2026-10-01", "2026-12-01"), ["Sept. 2026", "Okt. 2026", "Dez. 2026"]),
        (("2026-12-28", "2027-01-04", "2027-01-11"), ["28.12.2026", "04.01.2027", "11.01.2027"]),
        (("2026-09-07", "2026-09-08", "2026-11-30"), ["2026-09-07", "2026-09-08", "2026-11-30"]),
        (("2026-09", "2026-10", "2026-11"), ["2026-09", "2026-10", "2026-11"]),
        (("2026-02-30", "2026-03-02", "2026-03-04"), ["2026-02-30", "2026-03-02", "2026-03-04"]),
    ],
)
def test_dates_are_as_short_as_they_are_clear(days: tuple[str, ...], shown: list[str]) -> None:
    """In the reader's words; of unequal distance they stay ISO, which makes a time axis."""
    chart = Chart(ChartKind.LINE, days, (Series("n", (1.0, 2.0, 3.0)),), title="x")
    (line,) = chart_in(card_of(replace(drawn.line(), chart=chart), locale="de-DE"))["data"]
    assert [value["x"] for value in line["values"]] == shown


def test_a_donut_says_its_whole_and_its_parts() -> None:
    """The total in the middle and each part's value in its legend, as the reader writes them."""
    whole = replace(drawn.donut(), chart=replace(drawn.donut().chart, series=(Series("n", (1200.5, 3.0, 1.0, 1.0)),)))  # type: ignore[type-var]
    chart = chart_in(card_of(whole, locale="de-DE"))
    assert chart["value"] == "1.205,5"
    assert [part["legend"] for part in chart["data"]][:2] == ["Complete: 1.200,5", "In progress: 3"]


def test_labels_that_are_cut_stay_different() -> None:
    """Two long names with one beginning are still two bars."""
    names = tuple(f"{'a very long category name ' * 3}{n}" for n in range(3))
    chart = Chart(ChartKind.BAR, names, (Series("n", (1.0, 2.0, 3.0)),), title="x")
    labels = [bar["x"] for bar in chart_in(card_of(replace(drawn.bars(), chart=chart)))["data"]]
    assert len(set(labels)) == 3


def test_suggestions_are_asked_by_their_index() -> None:
    """The button shows the whole question and carries only where it is kept."""
    presses = buttons(card_of(drawn.bars()))
    assert presses["Which tasks are overdue?"] == ("ask", "0123456789ab.1")
    assert [target for verb, target in presses.values() if verb == "ask"] == [f"0123456789ab.{n}" for n in range(3)]


def test_without_room_the_table_stays_and_the_chart_goes() -> None:
    """Numbers come before pictures."""
    wide = "\U0001f680" * 4000
    answer = replace(drawn.bars(), text=wide, title=wide, table=samples.long_table(500, total=12_431))
    crowded = replace(answer, evidence=samples.evidence(*[samples.source(wide)] * 6, sql=wide, notes=(wide,) * 9))
    card = card_of(crowded)
    assert size(card) <= LIMIT
    assert len(grid(card)) == 11
    assert any(not room.charts for room in ROOMS)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Any chart, sound in its shape, with any text."""
    kind = draw(st.sampled_from(ChartKind))
    size_ = 1 if kind is ChartKind.GAUGE else draw(st.integers(1, 60))
    several = draw(st.integers(1, 4)) if kind in (ChartKind.LINE, ChartKind.GROUPED) else 1
    share = st.floats(0, 1) if kind is ChartKind.GAUGE else st.floats(allow_nan=False, allow_infinity=False)
    names = draw(st.lists(strategies.words(), min_size=size_, max_size=size_))
    value = share if kind is ChartKind.GAUGE else st.one_of(st.none(), share)
    series = tuple(Series(draw(strategies.words()), tuple(draw(value) for _ in range(size_))) for _ in range(several))
    unit = draw(st.sampled_from(["", "percent", "currency USD", "currency"]))
    return Chart(kind, tuple(names), series, draw(strategies.words()), unit, draw(st.integers(0, 500)))


@given(charts(), strategies.answers(), strategies.locales())
def test_any_chart_fits_and_holds_no_markup(chart: Chart, answer: Any, locale: str) -> None:
    """Beside any answer the card keeps its limit; its texts are one line each without what misleads."""
    card = card_of(replace(answer, chart=chart), locale=locale)
    assert size(card) <= LIMIT
    for node in nodes(card):
        if node["type"].startswith("Chart."):
            assert node["fallback"]["type"] in ("Table", "Container", "RichTextBlock")
            spoken = [node["title"], *_labels(node)]
            assert not any("{{" in text or "\n" in text or "\u202e" in text for text in spoken)
    assert texts(card)


def _labels(node: Any) -> list[str]:
    """Every label and legend of a chart."""
    found: list[str] = []
    for key, value in node.items():
        if key in ("x", "legend", "subLabel", "value") and isinstance(value, str):
            found.append(value)
        elif key in ("data", "values", "segments"):
            for item in value:
                found += _labels(item)
    return found
