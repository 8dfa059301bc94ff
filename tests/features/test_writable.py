"""What cannot be written, whoever asks, and what this person's access does not allow: each with its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes.engine.rules import (
    ROLLED_UP,
    PlanPolicy,
    cell_refusal,
    column_refusal,
    creatable,
    require_editor,
    require_room,
)
from bot.domain.live import LiveColumn, LiveRow, LiveSheet
from bot.domain.sheets import Column, ColumnType
from bot.errors import LimitExceeded, PermissionDenied


def a_column(role: str = "", **more: Any) -> LiveColumn:
    return LiveColumn(Column(1, 0, "Budget", ColumnType.TEXT_NUMBER, **more), role)


def a_sheet(level: str = "EDITOR", *, project: bool = False) -> LiveSheet:
    return LiveSheet(7, "Launch plan", "", 3, level, (), (), project)


@pytest.mark.parametrize(
    ("column", "sheet", "policy", "why"),
    [
        (a_column(), a_sheet(), PlanPolicy(), ""),
        (
            a_column(system_type="AUTO_NUMBER"),
            a_sheet("OWNER"),
            PlanPolicy(),
            "Smartsheet fills this column itself.",
        ),
        (a_column(formula="=1"), a_sheet("OWNER"), PlanPolicy(), "A column formula fills it."),
        (a_column(locked=True), a_sheet("EDITOR_SHARE"), PlanPolicy(), "The column is locked."),
        (a_column(locked=True), a_sheet("ADMIN"), PlanPolicy(), ""),
        (a_column(), a_sheet("OWNER"), PlanPolicy(protected=("BUDGET",)), "The column is protected here."),
        (
            a_column("GANTT_END_DATE"),
            a_sheet(project=True),
            PlanPolicy(),
            "The project computes it from start and duration; change those.",
        ),
        (a_column("GANTT_END_DATE"), a_sheet(), PlanPolicy(), ""),
        (a_column("GANTT_START_DATE"), a_sheet(project=True), PlanPolicy(), ""),
    ],
)
def test_a_column_that_cannot_be_written_says_why(
    column: LiveColumn, sheet: LiveSheet, policy: PlanPolicy, why: str
) -> None:
    """Filled by Smartsheet, a formula or the project; locked, but not for admins; protected here for all."""
    assert column_refusal(sheet, column, policy) == why


@pytest.mark.parametrize("role", sorted(ROLLED_UP))
def test_a_project_computes_rows_with_rows_under_them(role: str) -> None:
    """Start, end, duration and progress of such a row; those of others may be written."""
    column, parent, child = a_column(role), LiveRow(11, 1), LiveRow(12, 2)
    why = "The project computes it from the rows below."
    assert cell_refusal(a_sheet(project=True), column, parent, {11}) == why
    assert cell_refusal(a_sheet(project=True), column, child, {11}) == ""
    assert cell_refusal(a_sheet(), column, parent, {11}) == ""
    assert cell_refusal(a_sheet(project=True), a_column(), parent, {11}) == ""


def test_a_locked_row_is_an_admins() -> None:
    """Whatever the column."""
    row = LiveRow(11, 1, locked=True)
    assert cell_refusal(a_sheet(), a_column(), row, ()) == "The row is locked."
    assert cell_refusal(a_sheet("ADMIN"), a_column(), row, ()) == ""


def test_a_new_row_is_given_what_nothing_computes() -> None:
    """In a project not the end, and under it not what its children make."""
    assert creatable(a_sheet(), a_column(), parent=True)
    assert creatable(a_sheet(), a_column("GANTT_END_DATE"), parent=True)
    assert not creatable(a_sheet(), a_column(formula="=1"), parent=False)
    assert not creatable(a_sheet(), a_column(system_type="AUTO_NUMBER"), parent=False)
    project = a_sheet(project=True)
    assert not creatable(project, a_column("GANTT_END_DATE"), parent=False)
    assert creatable(project, a_column("GANTT_DURATION"), parent=False)
    assert not creatable(project, a_column("GANTT_DURATION"), parent=True)


@pytest.mark.parametrize(("level", "said"), [("VIEWER", "viewer"), ("COMMENTER", "commenter"), ("", "no")])
def test_who_may_only_look_is_told_so(level: str, said: str) -> None:
    """With their access and whom to ask; editors may write."""
    with pytest.raises(PermissionDenied) as caught:
        require_editor(a_sheet(level))
    assert caught.value.message == f"You have {said} access to “Launch plan”, which does not allow changes."
    assert caught.value.hint == "Ask the sheet's owner for editor access."
    require_editor(a_sheet("EDITOR"))


def test_a_change_of_too_many_rows_says_how_many_it_may_touch() -> None:
    """At the limit it passes."""
    require_room(5_000, PlanPolicy())
    with pytest.raises(LimitExceeded) as caught:
        require_room(5_001, PlanPolicy())
    assert caught.value.message == "That is 5,001 rows; one change may touch 5,000."
