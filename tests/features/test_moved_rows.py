"""Where rows can be moved to, over a sheet in memory: the places that words name, and those that are refused."""

from __future__ import annotations

import pytest

from bot.changes.engine.preview import Draft, place_for
from bot.changes.steps.structure import preview_move
from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet
from bot.domain.outline import Place
from bot.domain.plans import MoveRows
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, PermissionDenied

TASK = LiveColumn(Column(1, 0, "Task", ColumnType.TEXT_NUMBER, primary=True))
PARENTS = {11: None, 12: 11, 13: 11, 14: None, 15: None}
"""Two rows under the first, then two more."""


def a_sheet(*, level: str = "EDITOR", locked: int = 0) -> LiveSheet:
    rows = tuple(
        LiveRow(
            row_id,
            number,
            parent,
            {1: CellContent(f'{{"value":"Task {number}"}}', f"Task {number}")},
            locked=row_id == locked,
        )
        for number, (row_id, parent) in enumerate(PARENTS.items(), start=1)
    )
    return LiveSheet(7, "Launch plan", "", 3, level, (TASK,), rows)


def moved(draft: Draft) -> list[tuple[int, Place, int]]:
    """Each move: the row, where to, and how many rows go with it."""
    return [(m.row_id, m.after, m.below) for step in draft.steps if isinstance(step, MoveRows) for m in step.moves]


@pytest.mark.parametrize(
    ("row", "position", "anchor", "place", "below"),
    [
        (14, "top", None, Place(None, None), 0),
        (11, "bottom", None, Place(None, 15), 2),
        (15, "under", 11, Place(11, 13), 0),
        (15, "below", 12, Place(11, 12), 0),
        (14, "indent", None, Place(11, 13), 0),
        (13, "outdent", None, Place(None, 11), 0),
    ],
)
def test_a_row_goes_where_the_words_say(row: int, position: str, anchor: int | None, place: Place, below: int) -> None:
    """With the rows under it, which are counted."""
    assert moved(preview_move(a_sheet(), [row], position, anchor)) == [(row, place, below)]


@pytest.mark.parametrize(
    ("row", "position", "anchor", "where", "why"),
    [
        (14, "under", None, "Row 4 “Task 4”", "It is not said under or below which row."),
        (14, "below", 99, "Row 4 “Task 4”", "It is not said under or below which row."),
        (11, "under", 12, "Row 1 “Task 1”", "A row cannot go under itself."),
        (11, "top", None, "Row 1 “Task 1”", "It is there already."),
        (15, "bottom", None, "Row 5 “Task 5”", "It is there already."),
    ],
)
def test_a_place_that_cannot_be_is_refused(row: int, position: str, anchor: int | None, where: str, why: str) -> None:
    """Named by number and title, with the reason; nothing is planned."""
    draft = preview_move(a_sheet(), [row], position, anchor)
    assert [(each.where, each.why) for each in draft.refused] == [(where, why)]
    assert draft.steps == []


def test_a_locked_row_is_an_admins_to_move() -> None:
    """The others are moved all the same, in their order, one below the other."""
    draft = preview_move(a_sheet(locked=14), [14, 15], "top", None)
    assert [(each.where, each.why) for each in draft.refused] == [("Row 4 “Task 4”", "The row is locked.")]
    assert moved(draft) == [(15, Place(None, None), 0)]
    both = preview_move(a_sheet(level="ADMIN", locked=14), [14, 15], "top", None)
    assert moved(both) == [(14, Place(None, None), 0), (15, Place(None, 14), 0)]
    with pytest.raises(PermissionDenied):
        preview_move(a_sheet(level="VIEWER"), [14], "top", None)


def test_new_rows_need_a_row_to_stand_by_too() -> None:
    """Under or below it; the top and the bottom need none, in an empty sheet either."""
    outline = a_sheet().outline()
    for position, anchor in (("under", None), ("below", None), ("under", 99), ("below", 99)):
        with pytest.raises(InvalidArguments) as caught:
            place_for(outline, position, anchor)
        assert caught.value.message == "It is not said under or below which row."
        assert caught.value.hint == "Name the row by its number."
    assert [place_for(outline, p, None) for p in ("top", "bottom")] == [Place(None, None), Place(None, 15)]
    assert place_for(outline, "under", 14) == Place(14, None)
