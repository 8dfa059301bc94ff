"""A row's cells as fields of a form and what was typed there as values, by themselves: no bot, no sheet read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes.engine.rules import PlanPolicy
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.domain.forms import NOBODY, FixedField, FormField, Widget, stamp
from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet
from bot.domain.record_changes import canonical
from bot.domain.sheets import Column, ColumnType
from bot.features.rows.row_form_preview import LONGEST_TEXT, MOST_FIELDS, Known, field_for, fields_of, given

PLAIN = Known(frozenset(), frozenset(), frozenset(), ())
NUMBERS = Known(frozenset(), frozenset({1}), frozenset(), (("Ben", "ben@x.example"), ("Ana", "ana@y.example")))
PERCENTS = Known(frozenset(), frozenset({1}), frozenset({1}), ())
ANA, BEN = ("Ana", "ana@x.example"), ("Ben", "ben@x.example")


def a_column(kind: ColumnType = ColumnType.TEXT_NUMBER, *, number: int = 1, **more: Any) -> LiveColumn:
    contacts = more.pop("contacts", ())
    return LiveColumn(
        Column(number, number - 1, more.pop("title", f"Column {number}"), kind, **more), contacts=contacts
    )


def holding(**fields: Any) -> CellContent:
    return CellContent(canonical(fields), str(fields.get("value", "")))


def typed(
    column: LiveColumn, text: str, *, content: CellContent | None = None, known: Known = PLAIN, **more: Any
) -> Any:
    """What the column is given when this was typed into the field that the cell makes."""
    field = field_for(column, content or CellContent(), known)
    return given(FormField(field.column_id, field.title, field.widget, text, field.choices, **more), column, known)


@pytest.mark.parametrize(
    ("column", "content", "known", "widget", "value"),
    [
        (a_column(), holding(value="Venue"), PLAIN, Widget.TEXT, "Venue"),
        (a_column(), holding(value="x" * 60), PLAIN, Widget.TEXT, "x" * 60),
        (a_column(), holding(value="x" * 61), PLAIN, Widget.LINES, "x" * 61),
        (a_column(), holding(value="a\nb"), PLAIN, Widget.LINES, "a\nb"),
        (a_column(), holding(value=12.5), PLAIN, Widget.NUMBER, "12.5"),
        (a_column(), CellContent(), NUMBERS, Widget.NUMBER, ""),
        (a_column(), CellContent(), PLAIN, Widget.TEXT, ""),
        (a_column(), holding(value="tbd"), NUMBERS, Widget.TEXT, "tbd"),
        (a_column(), holding(value=0.125), PERCENTS, Widget.TEXT, "12.5%"),
        (a_column(), CellContent(), PERCENTS, Widget.TEXT, ""),
        (a_column(ColumnType.CHECKBOX), holding(value=True), PLAIN, Widget.TOGGLE, "true"),
        (a_column(ColumnType.CHECKBOX), CellContent(), PLAIN, Widget.TOGGLE, "false"),
        (a_column(ColumnType.CHECKBOX), holding(value="maybe"), PLAIN, Widget.TEXT, "maybe"),
        (a_column(ColumnType.DATE), holding(value="2026-12-01"), PLAIN, Widget.DATE, "2026-12-01"),
        (
            a_column(ColumnType.ABSTRACT_DATETIME),
            holding(value="2026-12-01T08:00:00"),
            PLAIN,
            Widget.DATE,
            "2026-12-01",
        ),
        (a_column(ColumnType.DATE), CellContent(), PLAIN, Widget.DATE, ""),
        (a_column(ColumnType.DATE), holding(value="soon"), PLAIN, Widget.TEXT, "soon"),
        (
            a_column(ColumnType.PICKLIST, options=("Open", "Done")),
            holding(value="Done"),
            PLAIN,
            Widget.CHOICE,
            stamp("Done"),
        ),
        (a_column(ColumnType.PICKLIST), holding(value="Done"), PLAIN, Widget.TEXT, "Done"),
        (
            a_column(ColumnType.MULTI_PICKLIST),
            holding(objectValue={"objectType": "MULTI_PICKLIST", "values": ["a", "b"]}),
            PLAIN,
            Widget.TEXT,
            "a, b",
        ),
    ],
)
def test_a_cell_gets_the_input_that_suits_it(
    column: LiveColumn, content: CellContent, known: Known, widget: Widget, value: str
) -> None:
    """By the column's type and what the cell holds; what does not fit its column is text, to be seen as it is."""
    field = field_for(column, content, known)
    assert (field.widget, field.value, field.title) == (widget, value, "Column 1")


def test_an_emptied_number_clears_the_cell_and_a_typed_one_is_a_number() -> None:
    """Nothing typed is nothing, not zero, and no complaint; what is no number is refused with what was typed."""
    held = holding(value=5)
    assert typed(a_column(), "", content=held) is None
    assert typed(a_column(), "   ", content=held) is None
    assert typed(a_column(), " 0 ", content=held) == 0.0
    assert typed(a_column(), "-2.5", content=held) == -2.5
    for wrong in ("five", "nan", "inf", "1,5"):
        with pytest.raises(InvalidCellValue, match=f"^“{wrong}” is not a number.$"):
            typed(a_column(), wrong, content=held)


def test_a_checkbox_is_yes_or_no_and_text_stays_as_it_was_typed() -> None:
    """An empty text clears; spaces within it stay."""
    toggle = a_column(ColumnType.CHECKBOX)
    assert [typed(toggle, text) for text in ("true", "false", "")] == [True, False, False]
    with pytest.raises(InvalidCellValue, match=r"^A checkbox is yes or no\.$"):
        typed(toggle, "perhaps")
    assert (typed(a_column(), ""), typed(a_column(), " a  b ")) == (None, " a  b ")


def test_a_choice_is_one_of_the_columns_or_none() -> None:
    """The first choice empties the field; a key that is nobody's is refused, and so are two where one goes."""
    column = a_column(ColumnType.PICKLIST, options=("Open", "Done"))
    field = field_for(column, CellContent(), PLAIN)
    assert field.choices == ((NOBODY, "(empty)"), (stamp("Open"), "Open"), (stamp("Done"), "Done"))
    assert [typed(column, text) for text in (stamp("Done"), NOBODY, "")] == ["Done", None, None]
    with pytest.raises(InvalidCellValue, match=r"^It is no longer one of the choices; choose again\.$"):
        typed(column, stamp("Gone"))
    with pytest.raises(InvalidCellValue, match=r"^This column takes one only\.$"):
        typed(column, f"{stamp('Open')},{stamp('Done')}")


def test_what_a_cell_holds_stays_a_choice_when_the_column_drops_it() -> None:
    """So that a form which is sent back untouched changes nothing."""
    column = a_column(ColumnType.PICKLIST, options=("Open",))
    field = field_for(column, holding(value="Retired"), PLAIN)
    assert (field.value, field.choices[-1]) == (stamp("Retired"), (stamp("Retired"), "Retired"))
    assert typed(column, stamp("Retired"), content=holding(value="Retired")) == "Retired"


def test_people_are_chosen_by_address_or_typed_beside() -> None:
    """The column's own contacts come first; of namesakes the address is said; several columns take both ways."""
    one = a_column(ColumnType.CONTACT_LIST, contacts=(ANA,))
    field = field_for(one, holding(objectValue={"objectType": "CONTACT", "email": "dev@x.example"}), NUMBERS)
    assert [title for _, title in field.choices] == [
        "(empty)",
        "Ana (ana@x.example)",
        "Ben",
        "Ana (ana@y.example)",
        "dev@x.example",
    ]
    assert (field.value, field.address) == (stamp("dev@x.example"), "")
    assert typed(one, stamp("ben@x.example"), known=NUMBERS, address="") == "ben@x.example"
    assert typed(one, "", known=NUMBERS, address=" new@x.example ") == "new@x.example"
    with pytest.raises(InvalidCellValue, match=r"^This column takes one only\.$"):
        typed(one, "", known=NUMBERS, address="a@x.example; b@x.example")

    several = a_column(ColumnType.MULTI_CONTACT_LIST, contacts=(ANA, BEN))
    assert [title for _, title in field_for(several, CellContent(), PLAIN).choices] == ["Ana", "Ben"]
    both = typed(several, stamp("ben@x.example"), address="new@x.example, ben@x.example")
    assert both == ("ben@x.example", "new@x.example")
    assert typed(several, "", address="") is None


def test_what_a_form_cannot_give_back_is_shown_with_its_reason() -> None:
    """Formulas, links, long texts, what Smartsheet fills or somebody locked; hidden columns are not shown at all."""
    columns = (
        a_column(number=1, title="Plain"),
        a_column(number=2, title="Task", primary=True),
        a_column(number=3, title="Sum"),
        a_column(number=4, title="Linked"),
        a_column(number=5, title="Site"),
        a_column(number=6, title="Long"),
        a_column(number=7, title="Locked", locked=True),
        a_column(ColumnType.PREDECESSOR, number=8, title="After"),
        a_column(number=9, title="Hidden", hidden=True),
    )
    cells = {
        2: holding(value="Venue"),
        3: CellContent('{"formula":"=1+1"}', "2"),
        4: CellContent('{"linkInFromCell":{"sheetId":1},"value":null}', "7"),
        5: CellContent('{"hyperlink":{"url":"https://x.example"},"value":"x"}', "x"),
        6: holding(value="x" * (LONGEST_TEXT + 1)),
        9: holding(value="secret"),
    }
    row = LiveRow(11, 1, cells=cells)
    live = LiveSheet(7, "Launch plan", "", 3, "EDITOR", columns, (row,))
    fields, fixed, left_out = fields_of(live, row, PLAIN, PlanPolicy())
    assert [field.title for field in fields] == ["Task", "Plain"]
    assert [(cell.title, cell.why) for cell in fixed] == [
        ("Sum", "A formula computes this cell."),
        ("Linked", "It shows a cell of another sheet."),
        ("Site", "It holds a link, which a form would lose."),
        ("Long", "It is too long for a form."),
        ("Locked", "The column is locked."),
        ("After", "Forms do not set this kind of column."),
    ]
    assert fixed[0] == FixedField("Sum", "2", "A formula computes this cell.")
    assert left_out == ()
    assert fields_of(live, None, PLAIN, PlanPolicy())[1] == ()


def test_a_form_takes_twenty_fields_and_names_the_others() -> None:
    """In the sheet's order."""
    columns = tuple(a_column(number=number) for number in range(1, MOST_FIELDS + 3))
    live = LiveSheet(7, "Launch plan", "", 3, "EDITOR", columns, ())
    fields, _, left_out = fields_of(live, None, PLAIN, PlanPolicy())
    assert (len(fields), left_out) == (20, ("Column 21", "Column 22"))
