"""What the card of a change says in each of its states, word for word: in one line, in numbers, where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.plan_status import Made, Outcome, PlanState, PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import ChangeRecords, Refused
from bot.domain.record_changes import RecordChange
from tests.builders import NOON, a_person
from tests.cards.plan_samples import plan_views
from tests.cards.walk import buttons, card_of, grid, links, texts
from tests.plans import a_plan, an_edit

AT, LATER = "Ava Chen, Nov 23, 2026, 12:00 PM UTC", "Ava Chen, Nov 23, 2026, 12:02 PM UTC"
WAITS = "Nothing is changed until Ava Chen approves."
DECIDE = ["Approve", "Cancel"]


def view(name: str) -> PlanCard:
    found = plan_views()[name]
    assert isinstance(found, PlanCard)
    return found


def in_state(state: PlanState, **more: object) -> PlanCard:
    """A change of 27 cells in this state, decided by Ava at noon."""
    status = PlanStatus(state, 2, by=a_person(), at=NOON, **more)  # type: ignore[arg-type]
    return replace(view("plan-proposed"), status=status)


STATES = {
    "plan-proposed": ("Approve?", WAITS, [*DECIDE, "Next"]),
    "plan-waiting": (
        "Approve, too?",
        f"Approved by {AT}. A second person must approve it before anything is changed.",
        [*DECIDE, "Next"],
    ),
    "plan-applying": ("Being made", f"Approved by {LATER}. It is being made…", ["Refresh"]),
    "plan-applied": ("Done", f"Done: approved by {LATER}. 27 cells changed.", ["Undo", "Next"]),
    "plan-undone": ("Undone", "Undone by Ava Chen; the sheet is as it was before this change.", ["Redo", "Next"]),
    "plan-conflict": (
        "Conflict",
        "Nothing was changed: the sheet has moved on since this card was shown.",
        ["Approve the rest", "Cancel", "Next"],
    ),
    "plan-failed": ("Failed", "No. Nothing was changed.", ["Next"]),
}


@pytest.mark.parametrize("name", STATES)
def test_a_change_says_where_it_stands(name: str) -> None:
    """To a notification, and on the card, with the buttons that make sense then."""
    summary, sentence, pressed = STATES[name]
    card = card_of(view(name))
    assert card["fallbackText"] == f"{summary}: Set Status to Done in Launch plan"
    assert texts(card)[:3] == ["Set Status to Done", "Launch plan · 27 cells in 27 rows to change", sentence]
    assert list(buttons(card)) == pressed
    assert links(card) == {"Open in Smartsheet": "https://app.smartsheet.com/sheets/7"}


def test_a_change_that_ended_without_being_made_says_so() -> None:
    """Cancelled by whom, or by nobody in time, or refused with what was written all the same."""
    cancelled = card_of(in_state(PlanState.CANCELLED))
    assert texts(cancelled)[2] == f"Cancelled by {AT}. Nothing was changed."
    expired = card_of(in_state(PlanState.EXPIRED))
    assert texts(expired)[2] == "Nobody approved it in time. Nothing was changed; ask again."
    assert (list(buttons(cancelled)), list(buttons(expired))) == (["Next"], ["Next"])
    failed = card_of(in_state(PlanState.FAILED, outcome=Outcome(cells=3)))
    assert texts(failed)[2] == "Smartsheet refused it. 3 cells changed."
    assert list(buttons(failed)) == ["Undo", "Next"]
    unsure = card_of(in_state(PlanState.FAILED, outcome=Outcome(message="Look at it.", unsure=True)))
    assert texts(unsure)[2] == "Look at it."


def test_a_decision_whose_time_is_not_known_is_said_without_it() -> None:
    """Nothing stands where the moment would."""
    waiting = PlanStatus(PlanState.WAITING, 1, first=a_person())
    said = texts(card_of(replace(view("plan-waiting"), status=waiting)))[2]
    assert said == "Approved by Ava Chen. A second person must approve it before anything is changed."


def test_two_who_approved_are_both_named() -> None:
    """In the order in which they did."""
    card = card_of(in_state(PlanState.APPLIED, first=a_person("Ben Okafor"), outcome=Outcome(cells=1)))
    assert texts(card)[2] == f"Done: approved by Ben Okafor and {AT}. 1 cell changed."


@pytest.mark.parametrize(
    ("name", "counted", "line"),
    [
        ("plan-add", "1 row to add", ["Venue", "Add", "under “Launch”: Task: Venue; Due: 2026-12-05"]),
        ("plan-delete", "4 rows to delete", ["3 Task 3", "Delete", "Task: Venue; Due: 2026-12-05"]),
        ("plan-move", "1 row to move, with 2 rows below", ["4 Venue", "Move", "to the top"]),
        ("plan-proposed", "27 cells in 27 rows to change", ["2 Book venue", "Status", "In Progress", "Done"]),
        ("plan-sort", "3 rows to sort", ["All 3 rows", "Sort by Due Date", "earliest first"]),
        (
            "plan-comments",
            "1 discussion to delete · 1 comment to change · 1 attachment to create",
            [
                "Row 13 Order injection moulds, discussion of 2 comments",
                "Delete",
                "Ben Okafor, 2026-11-20: Altum will not start before the deposit is on their account;",
                "gone",
            ],
        ),
    ],
)
def test_every_kind_of_change_is_counted_and_shown_on_a_line(name: str, counted: str, line: list[str]) -> None:
    """What, before and after; a side that says nothing is left out."""
    card = card_of(view(name))
    assert texts(card)[1] == f"Launch plan · {counted}"
    assert grid(card)[1] == line


def test_what_cannot_be_taken_back_or_done_is_said_before_the_click() -> None:
    """Why it is for good, what to note, what is left out; eight of each, the others counted."""
    change = RecordChange("comment", "sheets/7", "Row 1", record_id="5", before="{}", final="Smartsheet keeps none.")
    refused = tuple(Refused(f"Row {n}", "It is locked.") for n in range(10))
    plan = a_plan(steps=(ChangeRecords((change,)),), warnings=("Look.",), refused=refused)
    said = texts(card_of(PlanCard(plan, PlanStatus())))
    at = said.index("Please note")
    assert said[at : at + 4] == [
        "Please note",
        "It cannot be taken back from here. Smartsheet keeps none.",
        "Look.",
        "Cannot be changed",
    ]
    assert said[at + 4 : at + 6] == ["Row 0: It is locked.", "Row 1: It is locked."]
    assert said[at + 11 : at + 13] == ["Row 7: It is locked.", "and 2 more"]
    done = PlanStatus(PlanState.APPLIED, 2, a_person(), NOON, outcome=Outcome(records=1))
    after = card_of(PlanCard(plan, done))
    assert texts(after)[2] == f"Done: approved by {AT}. 1 comment deleted."
    assert "Please note" not in texts(after)
    assert list(buttons(after)) == []


def test_what_moved_on_or_was_refused_is_listed_with_whose_it_was() -> None:
    """Where, what it is now, and by whom, where that is known."""
    said = texts(card_of(view("plan-conflict")))
    assert said[3:6] == [
        "Moved on",
        "Row 12 “Book venue”, Status is now “Blocked” (Ben Okafor)",
        "What is left of the change: 27 cells in 27 rows to change.",
    ]
    outcome = Outcome(cells=2, refused=(Refused("Row 5", "It is locked."),))
    refused = texts(card_of(in_state(PlanState.APPLIED, outcome=outcome)))
    assert refused[3:5] == ["Refused by Smartsheet", "Row 5: It is locked."]


def test_a_new_sheet_is_opened_from_its_card() -> None:
    """Here and in Smartsheet, until it is taken back."""
    made = Made(9, "Visits", "https://app.smartsheet.com/sheets/9")
    card = card_of(in_state(PlanState.APPLIED, outcome=Outcome(records=1, made=made)))
    assert buttons(card)["Open the sheet here"] == ("open", "9")
    assert links(card) == {"Open in Smartsheet": "https://app.smartsheet.com/sheets/9"}
    undone = PlanStatus(PlanState.APPLIED, 1, a_person(), NOON)
    gone = in_state(PlanState.APPLIED, outcome=Outcome(records=1, made=made), undone_by="p2")
    back = card_of(replace(gone, undone=undone))
    assert texts(back)[2] == "Undone by Ava Chen; the new sheet is deleted."
    assert "Open the sheet here" not in buttons(back)


def test_a_formula_is_told_from_a_value() -> None:
    """Shown with what it computes; one that is not computed yet as it stands."""
    steps = tuple(a_plan().steps[:1])
    edit = an_edit(before="Open", after="Done")
    formula = replace(edit, after=replace(edit.after, raw='{"formula":"=1+1"}', shown="2"))
    shown = replace(edit, after=replace(edit.after, raw='{"formula":"=1+1"}', shown="=1+1"))
    plan = a_plan(steps=(replace(steps[0], edits=(formula, shown)),))  # type: ignore[type-var, arg-type]
    assert [row[-1] for row in grid(card_of(PlanCard(plan, PlanStatus())))[1:]] == ["2 (formula)", "=1+1"]
