"""Answer cards: what each side shows, and what its buttons carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.answers import Answer, AnswerView, Table
from tests.cards import drawn, samples
from tests.cards.walk import buttons, card_of, grid, links, of_type, texts


def test_the_answer_comes_first_then_the_table_then_what_it_rests_on() -> None:
    """Title, sentence, table, evidence: a reader who stops early has the answer."""
    shown = texts(card_of(samples.overdue_by_owner()))
    assert shown[0] == "Overdue by owner"
    assert shown[1] == "12 tasks are overdue; Ben Okafor has the most, with 5."
    assert shown[2:6] == ["Owner", "Overdue", "Ben Okafor", "5"]
    assert shown[-1] == "Launch plan · version 12 · 48 rows · as of Nov 22, 2026, 2:05 PM UTC"


def test_numbers_are_right_aligned_and_their_decimals_line_up() -> None:
    """A column with a fraction in any row shows the same places in every row."""
    table = Table(columns=("Line", "Cost"), rows=(("a", 1200), ("b", 3.25), ("c", None)), total=3)
    card = card_of(samples.answer(table=table), locale="en-US")
    columns = of_type(card, "Table")[0]["columns"]
    assert [column["horizontalCellContentAlignment"] for column in columns] == ["Left", "Right"]
    assert [row[1] for row in grid(card)] == ["Cost", "1,200.00", "3.25", "–"]


def test_values_are_written_in_the_readers_locale_and_time_zone() -> None:
    """Numbers, dates and times follow the reader, not the server."""
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    table = Table(
        columns=("Cost", "Due", "Changed", "Done", "Tags"),
        rows=((1234.5, date(2026, 1, 5), moment, True, ("a", "b")), (2.0, None, None, False, ())),
        total=2,
    )
    german = grid(card_of(samples.answer(table=table), locale="de-DE", timezone="Europe/Berlin"))
    assert german[1] == ["1.234,50", "05.01.2026", "23.11.2026, 00:30", "Yes", "a, b"]
    assert german[2] == ["2,00", "–", "–", "No", "–"]


def test_years_and_ids_are_not_grouped_like_amounts() -> None:
    """2026 is a year, not two thousand and twenty-six."""
    table = Table(columns=("Year", "Row id", "Amount"), rows=((2026, 10450, 10450), (2025, 2, 1)), total=2)
    assert grid(card_of(samples.answer(table=table)))[1] == ["2026", "10450", "10,450"]


def test_money_has_cents_in_every_row_once_it_has_them_in_one() -> None:
    """An amount of 1250.5 reads as 1,250.50."""
    table = Table(columns=("Line", "Budget ($)"), rows=(("a", 1250.5), ("b", 7)), total=2)
    assert [row[1] for row in grid(card_of(samples.answer(table=table)))[1:]] == ["1,250.50", "7.00"]


def test_a_single_figure_is_shown_large_under_its_name() -> None:
    """One row, one column: the number itself, not a table."""
    card = card_of(samples.figure())
    assert of_type(card, "Table") == []
    figure = next(run for run in of_type(card, "TextRun") if run["text"] == "12")
    assert figure["size"] == "ExtraLarge"
    assert "Overdue tasks" in texts(card)


def test_a_single_row_reads_from_top_to_bottom() -> None:
    """One row of several columns becomes label and value pairs."""
    assert grid(card_of(samples.record()))[:3] == [
        ["Task", "Sign venue contract"],
        ["Owner", "Ben Okafor"],
        ["Status", "Blocked"],
    ]


def test_no_rows_is_said_plainly() -> None:
    """An empty result is an answer too."""
    card = card_of(samples.empty())
    assert "No rows match." in texts(card)
    assert "Rows" not in buttons(card)
    assert buttons(card)["How"] == ("how", "0123456789ab")


def test_the_summary_side_shows_ten_rows_and_offers_the_rest() -> None:
    """More than ten rows: ten are shown, the card says so, and Rows turns to the first page."""
    card = card_of(samples.rows_answer())
    assert len(grid(card)) == 1 + 10
    assert "Showing the first 10 of 37." in texts(card)
    assert buttons(card) == {"Rows": ("rows", "0123456789ab.1"), "How": ("how", "0123456789ab")}
    assert links(card) == {"Open in Smartsheet": samples.LINK}


def test_rows_is_offered_only_when_there_are_more() -> None:
    """Four rows are all on the card already."""
    assert list(buttons(card_of(samples.overdue_by_owner()))) == ["How"]


@pytest.mark.parametrize(
    ("page", "first", "last", "offered"),
    [
        (1, "1", "15", {"Next": "0123456789ab.2"}),
        (2, "16", "30", {"Previous": "0123456789ab.1", "Next": "0123456789ab.3"}),
        (3, "31", "37", {"Previous": "0123456789ab.2"}),
        (99, "31", "37", {"Previous": "0123456789ab.2"}),
        (-4, "1", "15", {"Next": "0123456789ab.2"}),
    ],
)
def test_the_rows_side_turns_pages_of_fifteen(page: int, first: str, last: str, offered: dict[str, str]) -> None:
    """Each page has its rows, says where it is, and leads to its neighbours and back; out of range is brought in."""
    card = card_of(samples.rows_answer(), side=AnswerView.ROWS, page=page)
    rows = grid(card)
    shown = {title: target for title, (verb, target) in buttons(card).items() if verb == "rows"}
    assert (rows[1][0], rows[-1][0]) == (first, last)
    assert f"rows {first}–{last} of 37." in " ".join(texts(card))
    assert shown == offered
    assert buttons(card)["Back"] == ("answer", "0123456789ab")


def test_the_pages_together_hold_every_row_once() -> None:
    """Turning through all pages shows each row exactly once, in order."""
    answer = samples.rows_answer()
    seen = [row[0] for page in (1, 2, 3) for row in grid(card_of(answer, side=AnswerView.ROWS, page=page))[1:]]
    assert seen == [str(n) for n in range(1, 38)]


def test_a_capped_result_says_how_much_there_is() -> None:
    """The cap is disclosed on every side."""
    answer = samples.capped_stale()
    for side in AnswerView:
        shown = " ".join(texts(card_of(answer, side=side)))
        assert "12,431 rows" in shown
        assert "first 500" in shown


def test_an_answer_from_an_old_copy_says_when_it_was_read_and_why() -> None:
    """Stale data is named as such, in the warning colour, on the summary and the rows side."""
    for side in (AnswerView.SUMMARY, AnswerView.ROWS):
        card = card_of(samples.capped_stale(), side=side)
        loud = [run["text"] for run in of_type(card, "TextRun") if run.get("color") == "Warning"]
        assert loud == ["last read Nov 22, 2026, 2:05 PM UTC; Smartsheet is not answering"]


def test_how_shows_the_query_the_sheets_and_the_notes() -> None:
    """The query with its line ends, what it ran on, what came out, what was left out, and the way back."""
    card = card_of(samples.capped_stale(), side=AnswerView.HOW)
    code = [run["text"] for run in of_type(card, "TextRun") if run.get("fontType") == "Monospace"]
    facts = dict(grid(card))
    assert "\n".join(code) == samples.evidence().sql
    assert facts["Budget"].startswith("version 12, 86 rows, as of ")
    assert "last read" in facts["Warehouse inventory"]
    assert facts["Result"] == "12,431 rows, 7 columns; the first 500 rows are kept"
    assert "2 cells in Budget are not numbers and were left out." in texts(card)
    assert buttons(card) == {"Back": ("answer", "0123456789ab")}


def test_each_of_several_sheets_has_its_own_link() -> None:
    """A join names the sheet each link opens."""
    assert list(links(card_of(samples.capped_stale()))) == ["Open “Warehouse inventory”", "Open “Budget”"]


@pytest.mark.parametrize(
    "address",
    [
        "http://app.smartsheet.com/sheets/1",
        "javascript:alert(1)",
        "https://",
        "https://app.smartsheet.com@evil.example/",
        "https://app.smartsheet.com/ x",
        "https://[",
        "",
    ],
)
def test_only_a_clean_https_address_becomes_a_link(address: str) -> None:
    """Anything else is left out; the answer stands without it."""
    basis = samples.evidence(samples.source(permalink=address))
    assert links(card_of(samples.answer(basis=basis))) == {}


def test_columns_beyond_the_eighth_are_counted_not_squeezed_in() -> None:
    """A card shows eight columns and says how many it leaves out."""
    table = Table(columns=tuple(f"C{n}" for n in range(11)), rows=((1,) * 11, (2,) * 11), total=2)
    card = card_of(samples.answer(table=table))
    assert len(grid(card)[0]) == 8
    assert "3 more columns are not shown." in " ".join(texts(card))


def test_columns_that_do_not_fit_side_by_side_stand_one_below_the_other() -> None:
    """No word is broken and no column of a query is lost: each row says its values with their titles."""
    card = card_of(drawn.wide())
    shown = texts(card)
    assert of_type(card, "Table") == []
    assert "Prepare the launch checklist with legal and finance" in shown
    assert any("Responsible department: Hardware engineering · Justification: The supplier's" in text for text in shown)


def test_of_rows_that_open_only_the_columns_that_fit_are_shown() -> None:
    """The rest is one press away, and the card says so."""
    basis = samples.evidence(samples.source())
    rows = tuple((n, *row) for n, row in enumerate(drawn.wide().table.rows, start=1))  # type: ignore[union-attr]
    table = Table(("_row", *drawn.wide().table.columns), rows, len(rows))  # type: ignore[union-attr]
    card = card_of(samples.answer(table=table, basis=basis))
    assert len(grid(card)[0]) == 6
    assert "3 more columns are not shown; a row opens to all of them." in texts(card)


def test_times_of_one_hour_are_shown_as_their_dates() -> None:
    """A project sheet starts each task at 8:00; another hour in any row brings the times back."""
    days = [datetime(2026, 11, day, 8, 0) for day in (2, 3)]  # noqa: DTZ001 (wall-clock times)
    table = Table(("Task", "Start"), (("a", days[0]), ("b", days[1])), 2)
    assert [row[1] for row in grid(card_of(samples.answer(table=table)))] == ["Start", "Nov 2, 2026", "Nov 3, 2026"]
    later = Table(table.columns, (table.rows[0], ("b", days[1].replace(hour=9))), 2)
    assert grid(card_of(samples.answer(table=later)))[1][1] == "Nov 2, 2026, 8:00 AM"


def test_bold_and_lists_of_a_model_become_runs_and_of_a_person_stay_text() -> None:
    """Only text a model wrote is read for its marks, and even then nothing becomes Markdown."""
    written = Answer(id="a", text="# Late\n- **Ava** has 3\n* Ben has 2", model_made=True)
    card = card_of(written)
    bold = [run["text"] for run in of_type(card, "TextRun") if run.get("weight") == "Bolder"]
    assert texts(card) == ["Late", "•  Ava has 3", "•  Ben has 2"]
    assert bold == ["Late", "Ava"]
    assert texts(card_of(replace(written, model_made=False))) == ["# Late", "- **Ava** has 3", "* Ben has 2"]


def test_a_side_the_answer_does_not_have_shows_the_summary() -> None:
    """Pressing an old button never yields an empty card."""
    plain = Answer(id="a", text="Open a sheet first.")
    for side in AnswerView:
        assert texts(card_of(plain, side=side)) == ["Open a sheet first."]
