"""Grounding: figures that no result, fact or question holds are found; what code can count by itself is no alarm."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.grounding import known, unsupported

RESULT = {
    "ok": True,
    "data": {
        "columns": ["Assigned To", "Overdue", "Share", "Budget", "Due"],
        "rows": [
            ["Ben Okafor", 7, 0.3684, 1234567.89, "2026-11-19"],
            ["Ava Chen", 5, 0.2632, -4200.0, "2026-12-03"],
            ["T-104 Phase 2", 4, 0.2105, 0, None],
        ],
        "total_rows": 18,
        "shown_rows": 3,
    },
}
TODAY = date(2026, 11, 22)


def missing(text: str, *results: Any, question: str = "", counts: tuple[int, ...] = ()) -> tuple[str, ...]:
    held = known([json.dumps(r) for r in results or (RESULT,)], facts=(question,), days=(TODAY,), numbers=counts)
    return unsupported(text, held)


@pytest.mark.parametrize(
    "text",
    [
        "Ben Okafor has 7 overdue tasks, Ava Chen 5.",
        "Ben has seven, Ava five.",
        "36.84 % of them are Ben's, or 37%, or about 40 %.",
        "Ben's share is 0.37.",
        "The budget is $1,234,567.89, that is $1.23M or 1.2 million.",
        "Das Budget beträgt 1.234.567,89 €, rund 1,2 Mio.",
        "Le budget est de 1 234 567,89 €.",
        "About 1,200,000 in all.",
        "Ava is 4,200 below plan.",
        "The next one is due on 2026-11-19, the last on December 3, 2026.",
        "Due 19 November, 3 Dec and 11/19/2026; in German 19.11.2026, 3. Dezember.",
        "期限は2026年11月19日です。",
        "Today is Sunday, November 22, 2026.",
        "There are 18 rows; the first 3 are shown, and 15 more.",
        "Here are the top two, and the 3 largest.",
        "The 2nd is Ava; it was due on the 19th.",
        "T-104 is in Phase 2.",
        "1. Ben Okafor\n2. Ava Chen\n3. T-104",
        "In 2026 nothing else is due.",
        "One of them is late.",
        "Q3 and H2 look fine, see v9 on https://app.smartsheet.com/sheets/123456.",
        "Both are late; none is blocked.",
        "٧ مهام متأخرة",
        "‏7‏ tasks",
        "Ben leads. Shall I list the first 50? You can also ask “which 9 lines are largest?”.",
        "Quand commence-t-on ? Le 3 décembre 2026.",
    ],
)
def test_what_the_results_hold_may_be_said(text: str) -> None:
    """Numbers, shares, roundings, dates and places of the results, in whatever way people write them."""
    assert missing(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben Okafor has 8 overdue tasks.", ("8",)),
        ("Ben has eight.", ("eight",)),
        ("Ben hat acht Aufgaben, die spät sind.", ("acht",)),
        ("38 % of them are Ben's.", ("38 %",)),
        ("The budget is $1.3M.", ("1.3M",)),
        ("The budget is 1.234.569 €.", ("1.234.569",)),
        ("It is due on 2026-11-20.", ("2026-11-20",)),
        ("It is due on November 23, 2026.", ("November 23, 2026",)),
        ("It is due on 20 November, they say.", ("20 November",)),
        ("There are 18 rows, 12 of them open.", ("12",)),
        ("In all that is 16 tasks.", ("16",)),
        ("And 30 more.", ("30",)),
        ("The top 30 are shown.", ("30",)),
        ("It slipped in 2024.", ("2024",)),
        ("About 1,300,000 in all.", ("1,300,000",)),
        ("٨ مهام متأخرة", ("8",)),
        ("It is 4\u200b2.", ("42",)),
        ("8. That is how many are late.", ("8",)),
        ("Meet at 17:25.", ("17:25",)),
        ("8 are late, 8 in all, 9 open.", ("8", "9")),
        ("Only 8 are late, shall I list them?", ("8",)),
    ],
)
def test_what_no_result_holds_is_named(text: str, expected: tuple[str, ...]) -> None:
    """A made-up, added-up or outdated figure is found, as it was written, once."""
    assert missing(text) == expected


def test_the_question_and_the_facts_count() -> None:
    """A number the person said, the day, and the counts of the open sheets may be repeated."""
    assert (
        missing("Of your 250 lines none is over 9,000.", {"ok": True}, question="of 250 lines, which pass 9000?") == ()
    )
    assert missing("Launch plan has 46 rows.", {"ok": True}, counts=(46, 87)) == ()
    assert missing("Launch plan has 46 rows.", {"ok": True}) == ("46",)


def test_an_empty_result_says_zero() -> None:
    """No rows is a finding; without any result, zero is as unfounded as any number."""
    empty = {"ok": True, "data": {"columns": ["Task"], "rows": [], "total_rows": 0, "shown_rows": 0}}
    assert missing("0 tasks are late, zero.", empty) == ()
    assert missing("0 tasks are late.", {"ok": True}) == ("0",)


def test_failures_count_for_what_they_say() -> None:
    """A failed call's own sentence may be passed on."""
    failed = {"ok": False, "code": "NOT_FOUND", "message": "Launch plan has 46 rows; none has that number.", "hint": ""}
    assert missing("Launch plan has only 46 rows.", failed) == ()


numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3)))


@given(st.lists(numbers, min_size=1, max_size=8), st.data())
def test_a_number_of_the_result_is_never_an_alarm(values: list[float], data: st.DataObject) -> None:
    """However a held number is written (separators, decimals, sign, percent), it is recognised."""
    result = {"data": {"rows": [[value] for value in values], "total_rows": len(values)}}
    value = abs(data.draw(st.sampled_from(values)))
    decimals = data.draw(st.integers(0, 2 if float(value).is_integer() else 3))  # “1.000” is a thousand
    english = f"{value:,.{decimals}f}"
    german = english.translate(str.maketrans(",.", ".,"))
    spaced = english.replace(",", "\u202f")
    percent = f"{value * 100:.1f} %"
    for written in (english, german, spaced, percent, f"${english}", f"({german} €)"):
        assert missing(f"It is {written}, as found.", result) == ()


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_date_of_the_result_is_never_an_alarm(day: date) -> None:
    """However a held date is written, it is recognised."""
    result = {"data": {"rows": [[day.isoformat()]], "total_rows": 1}}
    for pattern in (
        "%Y-%m-%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%d.%m.%Y",
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d %B",
        "%B %d",
    ):
        assert missing(f"It is due {day.strftime(pattern)}.", result) == ()


@given(st.integers(14, 10**7), st.lists(st.integers(14, 10**7), min_size=1, max_size=6))
def test_another_number_is_always_an_alarm(stated: int, held: list[int]) -> None:
    """An exact number that is none of the result's is found, with and without separators."""
    if stated in held or stated in {1990 + n for n in range(110)} or stated in {100 * n for n in held}:
        return
    result = {"data": {"rows": [[value] for value in held], "total_rows": len(held)}}
    for written in (str(stated), f"{stated:,}"):
        assert missing(f"There are {written} of them.", result) == (written,)


def test_thousands_are_not_taken_for_decimals() -> None:
    """Five of them are not “5,000”, in no locale; 5.25 may still be written with a comma."""
    five = {"data": {"rows": [[5]], "total_rows": 5}}
    assert missing("There are 5,000 of them.", five) == ("5,000",)
    assert missing("Es sind 5.000.", five) == ("5.000",)
    assert missing("Im Schnitt 5,25.", {"data": {"rows": [[5.25]], "total_rows": 1}}) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever a model says, looking at it ends and says only what stands there."""
    assert all(isinstance(found, str) and found for found in missing(text))


@pytest.mark.parametrize("written", ["25/12/2026", "12/25/2026", "25.12.2026", "25-12-26", "25 December, as planned"])
def test_a_day_may_be_said_in_either_order_of_its_figures(written: str) -> None:
    """Day first or month first, with four figures of the year or two; another day in the same form is found."""
    held = {"data": {"rows": [["2026-12-25"]], "total_rows": 1}}
    assert missing(f"It is due on {written}.", held) == ()
    assert missing("It is due on 24/12/2026.", held) == ("24/12/2026",)
    assert missing("It is due on 25/12/2025.", held) == ("25/12/2025",)


def test_what_a_cell_says_in_figures_may_be_said_in_words_and_as_it_stands() -> None:
    """A date as a text of a cell is a date; figures that are no date in any calendar may be repeated as they stand."""
    held = {"data": {"rows": [["moved to 25/12/2026"], ["part 45/45/2026"]], "total_rows": 2}}
    assert missing("It moved to December 25, 2026; the part is 45/45/2026.", held) == ()
    assert missing("The part is 45/46/2026.", held) == ("45/46/2026",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 may be late.", ()),
        ("Of those, 12 march on.", ()),
        ("In November 12 tasks were late.", ()),
        ("12 May is the day.", ("12 May",)),
        ("12 december is the day.", ("12 december",)),
        ("It was due on November 12, 2026.", ("November 12, 2026",)),
        ("13 may be late.", ("13 may",)),
    ],
)
def test_a_number_beside_a_word_that_is_also_a_month_counts_as_a_number(text: str, expected: tuple[str, ...]) -> None:
    """“12 may be late” says twelve; “12 May” says a day, which twelve tasks do not make known."""
    assert missing(text, {"data": {"late": 12}}) == expected


def test_a_time_of_a_result_may_be_said_in_any_zone() -> None:
    """The minutes are what zones leave alone; with a day before it, the day must be known, too."""
    held = {"data": {"rows": [["2026-11-19T17:25:00Z"], ["call at 9:05"]], "total_rows": 2}}
    assert missing("It was changed at 17:25, that is 12:25 in New York; the call is at 09:05.", held) == ()
    assert missing("It was changed at 17:26.", held) == ("17:26",)
    assert missing("It was changed on 2026-11-20 17:25.", held) == ("2026-11-20 17:25",)


def test_the_length_of_a_list_is_known_without_being_written() -> None:
    """How many there are, a place among them, and how many are left when some are named."""
    four = {"data": {"names": ["Ana", "Ben", "Carla", "Dev"]}}
    assert missing("There are 4 of them. The top 3 lead.", four) == ()
    assert missing("Ana, Ben and 2 more.", four) == ()
    assert missing("There are 5 of them.", four) == ("5",)
    assert missing("The top 5 lead.", four) == ("5",)
    assert missing("Ana and 4 others.", {"data": {"names": ["Ana"], "total": 5}}) == ()
    assert missing("Ana and 6 others.", {"data": {"names": ["Ana"], "total": 5}}) == ("6",)
