"""Columns and sheets, changed through the SDK."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.exceptions import ApiError
from smartsheet.models import Column
from smartsheet.models import Sheet as SheetModel

from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS, ROSTER
from tests.local.smartsheet.conftest import Sandbox


def test_columns_are_added_changed_and_deleted(sandbox: Sandbox) -> None:
    """A new column takes its place, a retitled one keeps its cells, a deleted one takes them along."""
    client, sheet = sandbox.client(), sandbox.world.sheet("Risk register")
    version = sheet.version
    added = client.Sheets.add_columns(
        RISKS, [Column({"title": "Trend", "type": "PICKLIST", "options": ["up", "down"], "index": 1})]
    )
    assert (added.result[0].index, sheet.columns[1].title, sheet.version) == (1, "Trend", version + 1)
    client.Sheets.update_column(RISKS, added.result[0].id, Column({"title": "Direction"}))
    assert (sheet.columns[1].title, sheet.version) == ("Direction", version + 1)
    client.Sheets.delete_column(RISKS, sheet.column("Mitigation").id)
    assert "Mitigation" not in [column.title for column in sheet.columns]
    assert client.Sheets.get_sheet(RISKS).rows[0].cells[0].value == "Mould supplier misses the date"


def test_a_column_formula_fills_every_row(sandbox: Sandbox) -> None:
    """A formula set on a column computes in each row at once."""
    client, sheet = sandbox.client(), sandbox.world.sheet("Risk register")
    made = {"title": "Half", "type": "TEXT_NUMBER", "index": 5, "formula": "=[Score]@row / 2"}
    client.Sheets.add_columns(RISKS, [Column(made)])
    scores = [(sheet.value(row, "Score"), sheet.value(row, "Half")) for row in sheet.rows]
    assert all(half == score / 2 for score, half in scores)
    assert len(scores) == 20


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"title": "Risk", "type": "DATE", "index": 0}, 1056),
        ({"title": "X", "type": "DURATION", "index": 0}, 1142),
        ({"title": "X", "type": "COLOUR", "index": 0}, 1031),
        ({"title": "X", "type": "DATE"}, 1012),
        ({"title": "X", "type": "DATE", "index": 0, "options": ["a"]}, 1060),
        ({"title": "X", "type": "CHECKBOX", "index": 0, "symbol": "RYG"}, 1058),
        ({"title": "X" * 51, "type": "DATE", "index": 0}, 1041),
        ({"title": "X", "type": "DATETIME", "index": 0}, 1089),
        ({"title": "X", "type": "DATETIME", "index": 0, "systemColumnType": "MODIFIED_DATE"}, 1077),
    ],
)
def test_columns_that_make_no_sense_are_refused(sandbox: Sandbox, body: dict[str, Any], code: int) -> None:
    """Titles, types, options and symbols must agree, and nothing is added otherwise."""
    before = len(sandbox.world.sheet("Risk register").columns)
    answer = sandbox.send("POST", f"/sheets/{RISKS}/columns", json=body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert len(sandbox.world.sheet("Risk register").columns) == before


def test_columns_need_an_admin_and_some_stay(sandbox: Sandbox) -> None:
    """An editor may not touch columns; the primary and the project's own cannot be deleted."""
    sheet = sandbox.world.sheet("Launch plan")
    with pytest.raises(ApiError, match="1004"):
        sandbox.client("ben").Sheets.delete_column(LAUNCH_PLAN, sheet.column("Comments").id)
    with pytest.raises(ApiError, match="1065"):
        sandbox.client().Sheets.delete_column(LAUNCH_PLAN, sheet.primary.id)
    with pytest.raises(ApiError, match="1098"):
        sandbox.client().Sheets.delete_column(LAUNCH_PLAN, sheet.column("Duration").id)


def test_sheets_are_renamed_and_deleted_by_who_may(sandbox: Sandbox) -> None:
    """Renaming needs an admin, deleting the owner."""
    with pytest.raises(ApiError, match="1004"):
        sandbox.client("ben").Sheets.update_sheet(RISKS, SheetModel({"name": "Mine"}))
    sandbox.client().Sheets.update_sheet(RISKS, SheetModel({"name": "Risks 2027"}))
    assert sandbox.world.sheets[RISKS].name == "Risks 2027"
    with pytest.raises(ApiError, match="1004"):
        sandbox.client("carla").Sheets.delete_sheet(ROSTER)
    sandbox.client().Sheets.delete_sheet(ROSTER)
    assert ROSTER not in sandbox.world.sheets
