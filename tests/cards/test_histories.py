"""The list of what was changed from here: how each change ended, whose it was, and the way to more of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.audit import Happening
from bot.domain.change_history import ChangeHistory, ChangeLine
from bot.domain.plan_status import Outcome
from bot.domain.plans import Refused
from tests.cards.plan_samples import changes_made
from tests.cards.walk import buttons, card_of, of_type, texts


def history() -> ChangeHistory:
    view = changes_made()["changes"]
    assert isinstance(view, ChangeHistory)
    return view


def a_line(last: Happening = Happening.APPLIED, **changes: Any) -> ChangeLine:
    return replace(history().lines[1], last=last, **changes)


def ended(line: ChangeLine) -> str:
    """What the card says of how the change ended."""
    return texts(card_of(replace(history(), lines=(line,), total=1)))[3]


def test_each_change_is_named_with_sheet_asker_and_time() -> None:
    """Title, then sheet, person and moment, then how it ended."""
    said = texts(card_of(history()))
    assert said[0] == "9 changes of Launch plan since Nov 16, 2026"
    assert said[1:4] == [
        "Set Status to Done 0",
        "Launch plan · Ava Chen · Nov 23, 2026, 12:00 PM",
        "Not decided yet",
    ]
    assert said[-2:] == [
        "Page 1 of 2; the newest first.",
        "Changes of sheets that you cannot read now are left out.",
    ]
    assert card_of(history())["fallbackText"] == "9 changes of Launch plan"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (a_line(Happening.PROPOSED), "Not decided yet"),
        (a_line(Happening.PROPOSED, overdue=True), "Not decided in time"),
        (a_line(Happening.APPROVED, approved_by=("Ava Chen",)), "Approved by Ava Chen"),
        (a_line(Happening.SECONDED), "Approved by Ava Chen and Ben Okafor"),
        (a_line(Happening.CANCELLED), "Cancelled"),
        (a_line(Happening.EXPIRED), "Not decided in time"),
        (a_line(), "Done, approved by Ava Chen and Ben Okafor: 3 cells changed"),
        (a_line(Happening.CONFLICT), "Not made: the sheet had moved on"),
        (a_line(Happening.FAILED), "Failed; written: 3 cells changed"),
        (a_line(Happening.FAILED, outcome=Outcome()), "Failed; nothing was written"),
        (a_line(Happening.REFUSED), "Refused"),
        (a_line(taken_back="Ben Okafor"), "Taken back by Ben Okafor"),
        (
            a_line(made_again=True, approved_by=("Ava Chen",)),
            "Done, approved by Ava Chen: 3 cells changed; taken back, then made again",
        ),
    ],
)
def test_a_change_says_how_it_ended(line: ChangeLine, said: str) -> None:
    """Waiting, approved, made, taken back or not made, and by whom."""
    assert ended(line) == said


def test_what_was_written_is_counted_by_kind() -> None:
    """Cells, rows and others, each with its verb; what Smartsheet refused is counted, too."""
    refused = (Refused("Row 1", "It is locked."), Refused("Row 2", "It is locked."))
    every = Outcome(cells=1, rows_added=2, rows_deleted=3, rows_moved=4, records=5, refused=refused)
    line = a_line(approved_by=("Ava Chen",), outcome=every)
    counts = "1 cell changed, 2 rows added, 3 rows deleted, 4 rows moved, 5 other changes made"
    assert ended(line) == f"Done, approved by Ava Chen: {counts}; 2 things refused by Smartsheet"
    assert ended(replace(line, outcome=Outcome())) == "Done, approved by Ava Chen: nothing"


def test_pages_are_turned_and_each_change_shown() -> None:
    """The first page has no way back, the last none on; every line leads to its own card."""
    assert list(buttons(card_of(history()))) == ["Show", "Next", "Export"]
    assert buttons(card_of(history()))["Next"] == ("changes", "20261116.7.2")
    last = card_of(replace(history(), page=2))
    assert (list(buttons(last)), buttons(last)["Previous"]) == (
        ["Show", "Previous", "Export"],
        ("changes", "20261116.7.1"),
    )
    assert buttons(last)["Export"] == ("export", "20261116.7.1")
    shown = [press["data"]["id"] for press in of_type(last, "Action.Execute") if press["title"] == "Show"]
    assert shown == ["p0.1", "p1.1", "p2.1", "p3.1"]
    assert list(buttons(card_of(replace(history(), total=6)))) == ["Show", "Export"]


def test_nothing_changed_is_a_sentence() -> None:
    """With nothing to export and no page to turn."""
    card = card_of(changes_made()["changes-none"])
    assert texts(card) == ["0 changes since Nov 16, 2026", "Nothing was changed from here that you can see."]
    assert buttons(card) == {}
    one = replace(history(), total=1, sheet_name="")
    assert texts(card_of(one))[0] == "1 change since Nov 16, 2026"


def test_somebody_unknown_and_a_change_without_a_title_are_still_listed() -> None:
    """A name that Teams did not give."""
    said = texts(card_of(replace(history(), lines=(a_line(asker="", title=""),), total=1)))
    assert said[1:3] == ["A change", "Launch plan · Somebody · Nov 23, 2026, 11:00 AM"]
