"""What a change's card says of rows that are copied or moved to another sheet, and of a new order, line by line."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.plan_status import Outcome, PlanState, PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import DeleteCopies, Step
from bot.domain.row_orders import SortBy
from tests.cards.walk import card_of, grid, texts
from tests.plans import a_plan, a_sort, a_transfer


def card(step: Step, status: PlanStatus | None = None) -> dict[str, object]:
    return card_of(PlanCard(a_plan(steps=(step,), title="Rows"), status or PlanStatus()))


def test_copied_rows_are_called_copied_and_stay() -> None:
    """Each with its depth, number and cells, and that it is also there; a column that is made is named."""
    copied = card(a_transfer(keep=True))
    assert "2 rows to copy to Archive" in texts(copied)[1]
    assert grid(copied)[1:] == [
        ["5 Venue", "Copy", "Task Name: Venue", "also at the bottom of Archive"],
        ["› 6 Chairs", "Copy", "–", "also at the bottom of Archive"],
        ["Column Status", "Add to Archive", "–", "new"],
    ]


def test_moved_rows_are_called_moved_and_are_then_elsewhere() -> None:
    """At the bottom of the other sheet."""
    moved = card(replace(a_transfer(), moves=(), values=(), spare=(), dependents=()))
    assert "2 rows to move to Archive" in texts(moved)[1]
    assert grid(moved)[1:3] == [
        ["5 Venue", "Move", "Task Name: Venue", "the bottom of Archive"],
        ["› 6 Chairs", "Move", "–", "the bottom of Archive"],
    ]


def test_rows_that_come_back_say_so() -> None:
    """Where they were; a column made for the way back goes again."""
    back = card(a_transfer())
    assert "2 rows to move back from Launch plan" in texts(back)[1]
    lines = grid(back)[1:]
    assert lines[0] == ["5 Venue", "Move", "Task Name: Venue", "Archive, where it was"]
    spare = card(replace(a_transfer(), spare=("Status",)))
    assert grid(spare)[-1] == ["Column Status", "Add to Archive", "–", "and take it away again"]


def test_copies_that_are_taken_back_are_deleted_there() -> None:
    """In the sheet they were copied to."""
    undone = card(DeleteCopies(a_transfer(keep=True), a_transfer().rows))
    assert "2 rows to delete in Archive" in texts(undone)[1]
    assert grid(undone)[1] == ["5 Venue", "Delete in Archive", "Task Name: Venue"]


def test_what_was_done_is_called_as_it_was() -> None:
    """Rows copied are “copied”; rows added by a move are “added”."""
    done = PlanStatus(PlanState.APPLIED, 1, outcome=Outcome(rows_added=2))
    assert "2 rows copied." in " ".join(texts(card(a_transfer(keep=True), done)))
    assert "2 rows added." in " ".join(texts(card(a_transfer(), done)))


def test_an_order_says_its_columns_one_after_the_other() -> None:
    """First by, then by; an order that is put back is as it was before."""
    order = replace(a_sort(), by=(SortBy(3, "Due Date", said="earliest first"), SortBy(1, "Task", said="Z to A")))
    assert "3 rows to sort" in texts(card(order))[1]
    assert grid(card(order))[1:] == [
        ["All 3 rows", "Sort by Due Date", "earliest first"],
        ["–", "then by Task", "Z to A"],
    ]
    back = card(replace(a_sort(), after=(13, 11, 12)))
    assert "3 rows to put back in order" in texts(back)[1]
    assert grid(back)[1:] == [["All 3 rows", "Order", "as it was before"]]
