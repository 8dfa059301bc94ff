"""What a change of a summary comes to before anybody sees a card: values, fields, refusals; nothing is read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes.engine.preview import Draft
from bot.changes.values.values import Reading
from bot.domain.live import LiveColumn, LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import Record, RecordChange, Verb, canonical, opened
from bot.domain.sheets import Column, ColumnType
from bot.errors import PermissionDenied
from bot.features.summary.summary_preview import FieldWish, preview_summary
from bot.features.summary.summary_words import part, whole
from tests.builders import NOON

READING = Reading(NOON.date(), people=(("Ben Okafor", "ben@x.example"),))
SPENT = LiveColumn(Column(1, 0, "Spent", ColumnType.TEXT_NUMBER, formula="=[Budget Total]# * 2"))


def a_field(number: int, title: str, kind: str, **fields: Any) -> Record:
    return Record(f"F{number}", canonical({"title": title, "type": kind, "index": number, **fields}))


LAUNCH = a_field(1, "Launch Date", "DATE", objectValue={"objectType": "DATE", "value": "2026-12-01"})
TOTAL = a_field(2, "Budget Total", "TEXT_NUMBER", formula="=SUM([Planned]:[Planned])")
RATING = a_field(3, "Rating", "PICKLIST", options=["Green", "Red"], objectValue="Green")
LOCKED = a_field(4, "Sponsor", "CONTACT_LIST", locked=True)
LOGO = a_field(5, "Logo", "TEXT_NUMBER", image={"id": "i"}, objectValue="logo.png")
READS = a_field(6, "Double", "TEXT_NUMBER", formula="=[Budget Total]# * 2")
ALL = (LAUNCH, TOTAL, RATING, LOCKED, LOGO, READS)


def preview(*wishes: FieldWish, level: str = "ADMIN") -> Draft:
    return preview_summary(LiveSheet(7, "Budget", "", 3, level, (SPENT,), ()), ALL, wishes, reading=READING)


def change(*wishes: FieldWish) -> RecordChange:
    """The one change of a wish that is granted."""
    draft = preview(*wishes)
    assert draft.refused == []
    ((step,),) = (draft.steps,)
    assert isinstance(step, ChangeRecords)
    (made,) = step.changes
    return made


def test_a_day_of_a_summary_is_read_and_shown_as_a_day() -> None:
    """Sent as Smartsheet's own object; on the card the day alone, to be written as its reader does."""
    made = change(FieldWish(LAUNCH, value="Dec 15, 2026"))
    assert (made.what, made.record_id, made.verb) == ("Summary field “Launch Date”", "F1", Verb.CHANGE)
    assert (made.said_before, made.said_after) == ("2026-12-01", "2026-12-15")
    assert opened(made.after) == {"formula": None, "objectValue": {"objectType": "DATE", "value": "2026-12-15"}}
    assert opened(made.before) == {"formula": None, "objectValue": {"objectType": "DATE", "value": "2026-12-01"}}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"objectType": "DATE", "value": "2026-12-01"}, "2026-12-01"),
        ({"objectType": "DATETIME", "value": "2026-12-01T08:00:00Z"}, "2026-12-01"),
        ({"objectType": "DURATION", "value": "three weeks or so"}, "three weeks or so"),
        ({"objectType": "CONTACT", "email": "ben@x.example", "name": "Ben"}, "Ben (ben@x.example)"),
        ({"objectType": "CONTACT", "email": "ben@x.example", "name": "ben@x.example"}, "ben@x.example"),
        ({"objectType": "CONTACT", "email": "ben@x.example"}, "ben@x.example"),
        ({"objectType": "CONTACT", "name": "Ben"}, "Ben"),
        ({"objectType": "MULTI_PICKLIST", "values": ["a", "b"]}, "a, b"),
        ({"values": [{"email": "a@x.example"}, {"name": "Ben"}]}, "a@x.example, Ben"),
        (True, "Yes"),
        (False, "No"),
        (1234567.5, "1,234,567.5"),
        (10**15, "1000000000000000"),
        ("words", "words"),
        (None, "empty"),
    ],
)
def test_a_value_of_a_summary_in_words(held: Any, said: str) -> None:
    """Days without their time, people with their address, numbers with thousands, nothing as “empty”."""
    assert part({"objectValue": held}) == said
    assert whole({"type": "DATE", "objectValue": held}) == f"date · {said}"


def test_a_formula_stands_for_what_it_computes_and_titles_and_choices_are_named() -> None:
    """Each part of a change by itself."""
    assert part({"objectValue": 5, "formula": "=1+1"}) == "=1+1"
    assert part({"title": "Due", "options": ["a", "b"], "objectValue": "a"}) == "title “Due” · choices a, b · a"
    assert part({"options": None}) == "choices"
    shape = {"type": "PICKLIST", "options": ["a"], "locked": True, "symbol": "", "objectValue": "a"}
    assert whole(shape) == "dropdown · choices a · locked · a"


def test_a_value_in_a_formulas_place_is_warned_of_and_a_formula_replaces_a_value() -> None:
    """One takes the other's place in what is sent."""
    draft = preview(FieldWish(TOTAL, value=500))
    assert draft.warnings == ["Summary field “Budget Total” holds a formula, which this replaces."]
    made = change(FieldWish(TOTAL, value=500))
    assert (opened(made.after), made.said_before) == (
        {"formula": None, "objectValue": 500},
        "=SUM([Planned]:[Planned])",
    )
    formula = change(FieldWish(RATING, value="=1"))
    assert opened(formula.after) == {"formula": "=1", "objectValue": None}
    assert preview(FieldWish(RATING, value="=1")).warnings == []


def test_a_value_is_read_as_its_field_takes_it() -> None:
    """An option without its case, a person by name; what does not fit is refused with the nearest."""
    assert opened(change(FieldWish(RATING, value="red")).after)["objectValue"] == "Red"
    (refused,) = preview(FieldWish(RATING, value="Blue")).refused
    assert (refused.where, "Green" in refused.why) == ("Summary field “Rating”", True)
    cleared = change(FieldWish(RATING, value=""))
    assert (opened(cleared.after), cleared.said_after) == ({"formula": None, "objectValue": None}, "empty")
    person = change(FieldWish(LOCKED, value="Ben Okafor"))
    assert opened(person.after)["objectValue"] == {
        "email": "ben@x.example",
        "name": "Ben Okafor",
        "objectType": "CONTACT",
    }


def test_a_new_field_comes_last_with_its_kind_and_value() -> None:
    """A dropdown when choices are named; text or number when nothing is said."""
    made = change(FieldWish(None, title=" Phase ", options=("One", "Two"), value="two"))
    assert (made.verb, made.home, made.what) == (Verb.CREATE, "sheets/7", "Summary field “Phase”")
    assert opened(made.after) == {
        "title": "Phase",
        "type": "PICKLIST",
        "index": 6,
        "options": ["One", "Two"],
        "objectValue": "Two",
    }
    assert made.said_after == "dropdown · choices One, Two · Two"
    plain = change(FieldWish(None, title="Note"))
    assert (opened(plain.after), plain.said_after) == (
        {"title": "Note", "type": "TEXT_NUMBER", "index": 6},
        "text or number · empty",
    )


def test_a_deleted_field_says_what_it_held_and_who_reads_it() -> None:
    """Formulas of columns and of other fields; an image would be gone for good."""
    made = change(FieldWish(TOTAL, delete=True))
    assert (made.verb, made.before, made.said_before) == (
        Verb.DELETE,
        TOTAL.body,
        "text or number · =SUM([Planned]:[Planned])",
    )
    assert made.final == ""
    assert preview(FieldWish(TOTAL, delete=True)).warnings == ["Formulas read it and will fail: Spent, Double."]
    assert preview(FieldWish(RATING, delete=True)).warnings == []
    assert change(FieldWish(LOGO, delete=True)).final == "Its image would be gone."


ADMIN = "That takes admin access to the sheet; yours is editor."


@pytest.mark.parametrize(
    ("wish", "level", "why"),
    [
        (FieldWish(None, title="New"), "EDITOR", ADMIN),
        (FieldWish(RATING, delete=True), "EDITOR", ADMIN),
        (FieldWish(RATING, title="Colour"), "EDITOR", ADMIN),
        (FieldWish(RATING, options=("Green",)), "EDITOR", ADMIN),
        (FieldWish(LOCKED, value="Ben Okafor"), "EDITOR", "The field is locked."),
        (FieldWish(None, title="  "), "ADMIN", "It needs a title."),
        (FieldWish(None, title="x" * 51), "ADMIN", "A title has up to 50 characters; this has 51."),
        (FieldWish(None, title="Rating"), "ADMIN", "The summary has a field with this title."),
        (FieldWish(LAUNCH, title="Rating"), "ADMIN", "The summary has a field with this title."),
        (
            FieldWish(RATING, type=ColumnType.DATE),
            "ADMIN",
            "Smartsheet may lose what it holds with another type; delete it and add it anew.",
        ),
        (
            FieldWish(a_field(7, "Odd", "DURATION"), value="1d"),
            "ADMIN",
            "Smartsheet does not let me set this kind of field; change it there.",
        ),
    ],
)
def test_what_a_summary_does_not_take_is_refused_with_the_reason(wish: FieldWish, level: str, why: str) -> None:
    """By access, title, type; nothing of it is planned."""
    draft = preview(wish, level=level)
    assert ([each.why for each in draft.refused], draft.steps) == ([why], [])


def test_what_is_so_already_is_said_and_an_editor_sets_values() -> None:
    """Nothing is planned for the former; the latter needs no admin."""
    draft = preview(FieldWish(RATING, value="Green", title="Rating"))
    assert (draft.steps, draft.warnings) == ([], ["Summary field “Rating” is so already."])
    assert len(preview(FieldWish(RATING, value="Red"), level="EDITOR").steps) == 1
    two = preview(FieldWish(None, title="A"), FieldWish(None, title="A"))
    assert [each.why for each in two.refused] == ["The summary has a field with this title."]
    with pytest.raises(PermissionDenied):
        preview(FieldWish(RATING, value="Red"), level="VIEWER")
