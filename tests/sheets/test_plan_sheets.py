"""What a person wants a new sheet to be, as the change that makes it: what cannot be is refused one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.engine.preview import Draft
from bot.changes.values.values import Given, Reading
from bot.domain.plan_keys import FIRST_COLUMN, NEW_SHEET
from bot.domain.plans import AddRows, ChangeRecords, NewRow
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import Record, canonical
from bot.errors import InvalidArguments, LimitExceeded, PermissionDenied
from bot.features.sheets.sheet_edits import There, preview_deletion, preview_move, preview_rename
from bot.features.sheets.sheet_preview import Destination, preview_sheet

PLACE = Destination("workspaces/9", "the workspace “Launch”", "ADMIN", taken=frozenset({"Budget"}))
READING = Reading(date(2026, 11, 23))
TEXT, DAY = {"title": "Site", "type": "TEXT_NUMBER"}, {"title": "Visit", "type": "DATE"}
STATUS = {"title": "Status", "type": "PICKLIST", "options": ["Open", "Done"]}


def drawn(columns: list[dict[str, Any]], rows: list[list[Given]] | None = None, name: str = "Visits") -> Draft:
    return preview_sheet(name, columns, rows or [], destination=PLACE, reading=READING)


def columns_of(draft: Draft) -> list[dict[str, Any]]:
    step = draft.steps[0]
    assert isinstance(step, ChangeRecords)
    body: dict[str, Any] = json.loads(step.changes[0].after)
    assert sum(bool(column.get("primary")) for column in body["columns"]) == 1
    return list(body["columns"])


def rows_of(draft: Draft) -> list[NewRow]:
    return [row for step in draft.steps if isinstance(step, AddRows) for row in step.rows]


@pytest.mark.parametrize(
    ("columns", "primary"),
    [([TEXT, DAY], "Site"), ([DAY, TEXT], "Site"), ([DAY], "Name"), ([DAY | {"title": "Name"}], "Item")],
)
def test_the_first_text_column_is_the_primary_one_and_one_is_added_where_there_is_none(
    columns: list[dict[str, Any]], primary: str
) -> None:
    draft = drawn(columns)
    assert [column["title"] for column in columns_of(draft) if column.get("primary")] == [primary]
    assert bool(draft.warnings) == (primary not in [column["title"] for column in columns])


@pytest.mark.parametrize(
    ("column", "why"),
    [
        (TEXT, "Another column has this title."),
        ({"title": " ", "type": "DATE"}, "It needs a title."),
        ({"title": "x" * 51, "type": "DATE"}, "up to 50 characters"),
        ({"title": "Sum", "type": "TEXT_NUMBER", "formula": "=SUMM([Site]@row)"}, "SUMM"),
    ],
)
def test_a_column_that_cannot_be_is_refused_and_the_others_keep_their_values(column: dict[str, Any], why: str) -> None:
    draft = drawn([TEXT, column, STATUS], [["Ankara", "lost", "done"]])
    assert [column["title"] for column in columns_of(draft)] == ["Site", "Status"]
    assert why in draft.refused[0].why
    (row,) = rows_of(draft)
    assert [(cell.column_id, cell.content.shown) for cell in row.cells] == [
        (FIRST_COLUMN, "Ankara"),
        (FIRST_COLUMN - 1, "Done"),
    ]


def test_without_any_column_the_reasons_are_told() -> None:
    with pytest.raises(InvalidArguments, match="needs a title"):
        drawn([{"title": "", "type": "DATE"}])
    with pytest.raises(InvalidArguments, match="which columns"):
        drawn([])


def test_values_are_read_as_their_columns_take_them_and_the_rest_is_named() -> None:
    rows: list[list[Given]] = [["Ankara", "Dec 1, 2026", "open"], ["Izmir", "someday", "Maybe"], [None, "", None]]
    draft = drawn([TEXT, DAY, STATUS], rows)
    assert [[cell.content.shown for cell in row.cells] for row in rows_of(draft)] == [
        ["Ankara", "2026-12-01", "Open"],
        ["Izmir"],
    ]
    assert [refused.where for refused in draft.refused] == ["Row 2, Visit", "Row 2, Status"]
    assert draft.warnings == ["1 empty row is left out."]


def test_the_name_the_place_and_the_size_are_what_smartsheet_takes() -> None:
    assert "already" in drawn([TEXT], name="Budget").warnings[0]
    for name in ("", "x" * 51):
        with pytest.raises(InvalidArguments):
            drawn([TEXT], name=name)
    with pytest.raises(LimitExceeded):
        drawn([TEXT], [["a"]] * 20_001)
    with pytest.raises(LimitExceeded):
        drawn([TEXT | {"title": f"C{n}"} for n in range(401)])
    with pytest.raises(LimitExceeded):
        drawn([TEXT | {"title": f"C{n}"} for n in range(101)], [["a"]] * 5_000)
    with pytest.raises(PermissionDenied):
        preview_sheet("Visits", [TEXT], [], destination=Destination("workspaces/9", "it", "EDITOR"), reading=READING)


@given(
    st.lists(
        st.sampled_from([TEXT, DAY, STATUS, {"title": "Twice", "type": "TEXT_NUMBER", "formula": "=1 + 1"}]), max_size=5
    ),
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=5), st.integers(0, 9)), max_size=6), max_size=6),
)
def test_whatever_is_asked_for_cells_stand_in_columns_of_the_sheet_and_rows_one_after_the_other(
    columns: list[dict[str, Any]], rows: list[list[Given]]
) -> None:
    """Every cell's key is that of a column that is created and takes values; each row follows the one before."""
    try:
        draft = drawn(columns, rows)
    except InvalidArguments:
        return
    keys = {FIRST_COLUMN - number for number, _ in enumerate(columns_of(draft))}
    before = None
    for row in rows_of(draft):
        assert {cell.column_id for cell in row.cells} <= keys
        assert (row.place.parent_id, row.place.after_id) == (None, before)
        before = row.key
    assert all(
        change.key in (NEW_SHEET, *range(-1_000_500, FIRST_COLUMN + 1))
        for step in draft.steps
        if isinstance(step, ChangeRecords)
        for change in step.changes
    )


def _there(**fields: Any) -> There:
    body = {"name": "Plan", "place": "workspaces/7", "workspace": "7", "path": "Launch", "rows": 3, **fields}
    return There(Record("12", canonical(body)), "OWNER", "ADMIN")


def test_a_move_from_a_place_nobody_knows_says_that_it_is_for_good() -> None:
    """Elsewhere it is undone by moving back; who gains and who loses sight of it is said."""
    known, unknown = preview_move(_there(), destination=PLACE), preview_move(_there(place=""), destination=PLACE)
    for draft, for_good in ((known, False), (unknown, True)):
        (step,) = draft.steps
        assert isinstance(step, ChangeRecords)
        assert bool(step.changes[0].final) == for_good
    assert "loses it" in known.warnings[0]


def test_a_deletion_is_refused_where_policy_has_it_so_and_to_who_rules_neither_sheet_nor_workspace() -> None:
    with pytest.raises(PermissionDenied, match="switched off"):
        preview_deletion(_there(), shared=(), users=(), policy=PlanPolicy(destructive=False))
    admin = replace(_there(), level="ADMIN", workspace_level="EDITOR")
    with pytest.raises(PermissionDenied, match="only by its owner"):
        preview_deletion(admin, shared=(), users=(), policy=PlanPolicy())


@given(st.sampled_from(["VIEWER", "COMMENTER", "EDITOR", "EDITOR_SHARE", "ADMIN", "OWNER"]), st.text(max_size=60))
def test_a_sheet_gets_a_name_that_smartsheet_takes_from_who_may_give_it(level: str, name: str) -> None:
    try:
        draft = preview_rename(replace(_there(), level=level), name)
    except PermissionDenied:
        assert level not in ("ADMIN", "OWNER")
        return
    except InvalidArguments:
        assert not 0 < len(" ".join(name.split())) <= 50
        return
    for step in draft.steps:
        assert isinstance(step, ChangeRecords)
        new = step.changes[0].after
        assert 0 < len(json.loads(new)["name"]) <= 50
