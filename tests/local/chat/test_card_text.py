"""A card in the terminal shows what a reader would see, and numbers what can be pressed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.local.chat.card_text import card_text, plain
from infra.local.chat.table_text import table_lines


def block(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, **more}


def table(*rows: tuple[str, ...]) -> dict[str, Any]:
    cells = [[{"type": "TableCell", "items": [block(text)]} for text in row] for row in rows]
    return {"type": "Table", "rows": [{"type": "TableRow", "cells": row} for row in cells]}


def test_a_table_is_aligned_with_numbers_to_the_right() -> None:
    """Columns line up; a column whose body is numbers is aligned to the right."""
    card = {"body": [table(("Owner", "Tasks"), ("Ava Chen", "4"), ("Ben Okafor", "13"))]}

    text = card_text(card, width=60)

    assert text.lines == ["Owner       Tasks", "----------  -----", "Ava Chen        4", "Ben Okafor     13"]


def test_buttons_are_numbered_in_reading_order_and_hidden_elements_are_left_out() -> None:
    """Actions inside the body come before the card's own; invisible elements do not show."""
    how = {"type": "Action.Execute", "title": "How", "verb": "how"}
    link = {"type": "Action.OpenUrl", "title": "Open in Smartsheet", "url": "http://127.0.0.1/sheet"}
    card = {"body": [block("secret", isVisible=False), {"type": "ActionSet", "actions": [how]}], "actions": [link]}

    text = card_text(card, width=60, first_button=3)

    assert text.lines == ["[3] How", "[4] Open in Smartsheet"]
    assert [(button.title, button.url) for button in text.buttons] == [
        ("How", None),
        ("Open in Smartsheet", "http://127.0.0.1/sheet"),
    ]


def test_an_unknown_element_shows_its_fallback_or_its_name() -> None:
    """Nothing vanishes silently: a chart shows its fallback, a thing without one its type."""
    chart = {"type": "Chart.Donut", "fallback": block("Ava 4, Ben 3")}
    card = {"body": [chart, {"type": "Carousel"}, {"type": "Icon", "fallback": "drop"}]}

    assert card_text(card, width=60).lines == ["Ava 4, Ben 3", "[Carousel]"]


def test_facts_and_columns_read_as_lines() -> None:
    """Facts align their values; short columns share a line."""
    facts = {"type": "FactSet", "facts": [{"title": "Sheet", "value": "Launch plan"}, {"title": "Rows", "value": "48"}]}
    columns = {
        "type": "ColumnSet",
        "columns": [{"type": "Column", "items": [block(text)]} for text in ("Due", "today")],
    }

    assert card_text({"body": [facts, columns]}, width=60).lines == ["Sheet  Launch plan", "Rows   48", "Due   today"]


def test_markdown_reads_as_plain_text_and_escaped_data_as_written() -> None:
    """Emphasis and links lose their marks; characters that were escaped as data keep theirs."""
    assert plain(r"**12** of [48](http://x/y) rows, file\_name \*not bold\*, 2 * 3 * 4") == (
        "12 of 48 <http://x/y> rows, file_name *not bold*, 2 * 3 * 4"
    )


def test_text_runs_are_shown_as_they_are() -> None:
    """Data travels in text runs, in which Markdown means nothing."""
    runs = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "**a** "}, "[b](http://c)"]}

    assert card_text({"body": [runs]}, width=60).lines == ["**a** [b](http://c)"]


@given(
    st.lists(st.lists(st.text(alphabet="ab 1.,é\n", max_size=30), min_size=1, max_size=5), max_size=6),
    st.integers(min_value=40, max_value=120),
)
def test_no_line_of_a_table_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    """However long the cells and however uneven the rows, every line fits, one line a row."""
    lines = table_lines(rows, headed=True, width=width)

    assert all(len(line) <= width for line in lines)
    assert len(lines) == (len(rows) + 1 if rows else 0)


def test_what_can_be_pressed_without_a_button_is_numbered_too() -> None:
    """A pressable box becomes its action; pressable texts of a table follow at the end of the card."""
    row = {"type": "Action.Execute", "title": "Open row 3", "verb": "row"}
    asked = {"type": "Action.Execute", "title": "Which tasks are overdue?", "verb": "ask"}
    link = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "3", "selectAction": row}]}
    pressable = {
        "type": "Table",
        "firstRowAsHeaders": False,
        "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [link]}]}],
    }
    card = {"body": [pressable, {"type": "Container", "items": [block("Which?")], "selectAction": asked}]}

    text = card_text(card, width=60)

    assert text.lines == ["3", "[1] Which tasks are overdue?", "[2] Open row 3"]
    assert [button.action["verb"] for button in text.buttons] == ["ask", "row"]
