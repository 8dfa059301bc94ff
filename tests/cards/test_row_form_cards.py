"""The card on which a row is typed: an input that suits each field, what is not changed here, and its buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.forms import FixedField, FormField, RowForm, Widget, input_id
from tests.cards.plan_samples import row_form
from tests.cards.walk import buttons, card_of, links, nodes, of_type, texts


def inputs(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The card's inputs by id, without what is said of their height."""
    return {str(node["id"]): dict(node) for node in nodes(card) if str(node["type"]).startswith("Input.")}


def drawn(field: FormField) -> dict[str, Any]:
    """The input of a form with this one field: its type and what it holds."""
    found = inputs(card_of(replace(row_form(), fields=(field,))))[input_id(field.column_id)]
    return {name: found[name] for name in ("type", "value", "style", "isMultiSelect", "isMultiline") if name in found}


@pytest.mark.parametrize(
    ("widget", "value", "expected"),
    [
        (Widget.TEXT, "Venue", {"type": "Input.Text", "value": "Venue"}),
        (Widget.TEXT, "a\nb", {"type": "Input.Text", "value": "a\nb", "isMultiline": True}),
        (Widget.TEXT, "", {"type": "Input.Text"}),
        (Widget.LINES, "a", {"type": "Input.Text", "value": "a", "isMultiline": True}),
        (Widget.NUMBER, "12000", {"type": "Input.Number", "value": 12000.0}),
        (Widget.NUMBER, "", {"type": "Input.Number"}),
        (Widget.NUMBER, "a dozen", {"type": "Input.Text", "value": "a dozen"}),
        (Widget.NUMBER, "9007199254740993000", {"type": "Input.Text", "value": "9007199254740993000"}),
        (Widget.DATE, "2026-12-07", {"type": "Input.Date", "value": "2026-12-07"}),
        (Widget.DATE, "", {"type": "Input.Date"}),
        (Widget.DATE, "20261207", {"type": "Input.Text", "value": "20261207"}),
        (Widget.TOGGLE, "true", {"type": "Input.Toggle", "value": "true"}),
        (Widget.TOGGLE, "", {"type": "Input.Toggle", "value": "false"}),
    ],
)
def test_a_field_is_typed_in_the_input_that_suits_it(widget: Widget, value: str, expected: dict[str, Any]) -> None:
    """An empty field stays empty; what does not suit its input is shown as text, to be corrected."""
    assert drawn(FormField(1, "Field", widget, value)) == expected


def test_choices_are_chosen_and_many_are_searched() -> None:
    """One of a few from a list, one of many by typing, several by ticking."""
    few, many = (tuple((f"k{n}", f"Choice {n}") for n in range(count)) for count in (10, 11))
    one = FormField(1, "Field", Widget.CHOICE, "k1", choices=few)
    assert drawn(one) == {"type": "Input.ChoiceSet", "value": "k1", "style": "compact"}
    assert drawn(replace(one, choices=many))["style"] == "filtered"
    several = drawn(replace(one, widget=Widget.CHOICES, choices=many))
    assert (several["style"], several["isMultiSelect"]) == ("compact", True)
    offered = inputs(card_of(replace(row_form(), fields=(one,))))[input_id(1)]["choices"]
    assert [(each["title"], each["value"]) for each in offered[:2]] == [("Choice 0", "k0"), ("Choice 1", "k1")]


def test_the_card_says_which_row_and_what_is_not_changed_here() -> None:
    """Row and sheet, what needs another look, the cells shown only with their reason, the columns without room."""
    said = texts(card_of(row_form()))
    assert said[:3] == ["Edit row 13", "Order injection moulds · Launch plan", "One field needs another look."]
    assert "“soonish” is not a date; write it like 2026-12-07." in said
    assert said[-4:] == [
        "Not changed here",
        "Duration: 12d · The project computes it from start and duration; change those.",
        "No room here for Health: say what to set them to, or open the row in Smartsheet.",
        "Nothing is changed yet: first you see what would be.",
    ]


def test_what_is_too_much_to_list_is_counted() -> None:
    """Twelve cells and twelve titles are named."""
    fixed = tuple(FixedField(f"Column {n}", "", "It is locked.") for n in range(14))
    said = texts(card_of(replace(row_form(), fixed=fixed, left_out=tuple(f"Left {n}" for n in range(13)))))
    assert said[said.index("Column 11 · It is locked.") + 1] == "and 2 more"
    assert sum(" · It is locked." in line for line in said) == 12
    assert said[-2].startswith("No room here for Left 0, ")
    assert "Left 11 and 1 more: say" in said[-2]


def test_a_form_is_previewed_or_left() -> None:
    """Back to the row it came from, else put away; the link opens the row. A new row's form says so."""
    form = row_form()
    assert buttons(card_of(form)) == {
        "Preview change": ("preview", str(form.target)),
        "Back": ("row", "0123456789ab.2"),
    }
    assert links(card_of(form)) == {"Open row in Smartsheet": "https://app.smartsheet.com/sheets/7?rowId=13"}
    new = replace(form, target=replace(form.target, row_id=0, back=""), number=0, title="")
    assert buttons(card_of(new)) == {
        "Preview change": ("preview", str(new.target)),
        "Cancel": ("putaway", str(new.target)),
    }
    assert links(card_of(new)) == {"Open in Smartsheet": "https://app.smartsheet.com/sheets/7"}
    assert texts(card_of(new))[:2] == ["Add a row", "Launch plan"]
    assert card_of(new)["fallbackText"] == "Add a row of Launch plan"
    assert card_of(form)["fallbackText"] == "Edit row 13 of Launch plan"


def test_the_way_back_sends_nothing_that_was_typed() -> None:
    """Only the preview does."""
    pressed = {
        action["title"]: action.get("associatedInputs") for action in of_type(card_of(row_form()), "Action.Execute")
    }
    assert pressed == {"Preview change": None, "Back": "none"}


def test_short_fields_stand_two_abreast_and_people_beside_their_addresses() -> None:
    """A long field and one with a problem have a line of their own; the sheet's order stays."""
    names = {field.title: input_id(field.column_id) for field in row_form().fields}
    lines = [
        [str(node["id"]) for node in nodes(line) if "label" in node]
        for line in of_type(card_of(row_form()), "ColumnSet")
    ]
    assert lines == [
        [names["Status"], names["Start Date"]],
        [names["Budget"], names["Done"]],
        [names["Assigned To"], names["Assigned To"].replace("c", "e", 1)],
    ]


def test_a_form_keeps_what_a_client_may_change_on_the_way_from_counting_as_a_change() -> None:
    """Notation of a number, order of choices, line ends, an empty toggle; another value is another stamp."""

    def stamp(widget: Widget, value: str) -> str:
        return FormField(1, "Field", widget, value).stamp

    assert stamp(Widget.NUMBER, "5.0") == stamp(Widget.NUMBER, "5") != stamp(Widget.NUMBER, "")
    assert stamp(Widget.CHOICES, "b,a,") == stamp(Widget.CHOICES, "a,b") != stamp(Widget.CHOICES, "a")
    assert stamp(Widget.CHOICE, "-") == stamp(Widget.CHOICE, "") != stamp(Widget.CHOICE, "a")
    assert stamp(Widget.TOGGLE, "") == stamp(Widget.TOGGLE, "false") != stamp(Widget.TOGGLE, "true")
    assert stamp(Widget.LINES, "a\r\nb ") == stamp(Widget.LINES, "a\nb") != stamp(Widget.LINES, "a b")


def test_the_form_without_a_sheet_address_links_nowhere() -> None:
    """A sheet whose address is not known."""
    form: RowForm = replace(row_form(), permalink="")
    assert links(card_of(form)) == {}
