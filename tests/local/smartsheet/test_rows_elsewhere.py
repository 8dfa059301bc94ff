"""Rows copied, moved and sorted through the official SDK, and the errors the API has for what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.models import CopyOrMoveRowDestination, CopyOrMoveRowDirective, SortSpecifier

from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.sample.ids import ARCHIVE, LAUNCH_PLAN
from tests.local.smartsheet.conftest import Sandbox
from tests.local.smartsheet.row_requests import names_of, small_sheet


def directive(row_ids: list[int], sheet_id: int) -> Any:
    return CopyOrMoveRowDirective({"row_ids": row_ids, "to": CopyOrMoveRowDestination({"sheet_id": sheet_id})})


def test_the_sdk_copies_rows_with_children_only_when_asked(sandbox: Sandbox) -> None:
    """The answer pairs every row that went; the columns that were lacking are made at the right end."""
    sheet, archive = small_sheet(sandbox), sandbox.world.sheet("Launch plan (2025 archive)")
    parent, rows, columns = sheet.find("Name", "A"), len(archive.rows), len(archive.columns)
    client = sandbox.client()
    alone = client.Sheets.copy_rows(sheet.id, directive([parent.id], ARCHIVE))
    assert (alone.destination_sheet_id, [pair.from_ for pair in alone.row_mappings]) == (ARCHIVE, [parent.id])
    assert len(archive.rows) == rows + 1
    made = [column.title for column in archive.columns[columns:]]
    assert made[0] == "Name"
    assert len(set(made)) == len(made)

    whole = client.Sheets.copy_rows(sheet.id, directive([parent.id], ARCHIVE), include=["children"])
    assert len(whole.row_mappings) == 3
    assert [archive.value(row, "Name") for row in archive.rows[-3:]] == ["A", "a1", "a2"]
    assert {row.parent_id for row in archive.rows[-2:]} == {archive.rows[-3].id}
    assert len(archive.columns) == columns + len(made)


def test_the_sdk_moves_rows_with_all_under_them(sandbox: Sandbox) -> None:
    sheet = small_sheet(sandbox)
    client = sandbox.client()
    result = client.Sheets.move_rows(sheet.id, directive([sheet.find("Name", "A").id], ARCHIVE))
    assert len(result.row_mappings) == 3
    assert names_of(sheet) == ["B", "b1"]


def test_the_sdk_sorts_rows_under_their_parents(sandbox: Sandbox) -> None:
    """And the answer is the sheet in its new order."""
    sheet = small_sheet(sandbox)
    column = sheet.column("Name").id
    spec = SortSpecifier({"sort_criteria": [{"column_id": column, "direction": "DESCENDING"}]})
    answer = sandbox.client().Sheets.sort_sheet(sheet.id, spec)
    assert names_of(sheet) == ["B", "b1", "A", "a2", "a1"]
    assert [row.cells[0].value for row in answer.rows] == names_of(sheet)


def _rows(sheet: Sheet, *more: int) -> dict[str, Any]:
    return {"rowIds": [sheet.rows[3].id, *more], "to": {"sheetId": ARCHIVE}}


REFUSED = [
    ("/rows/move", "ava", {"to": {"sheetId": ARCHIVE}}, {}, 400, 1012),
    ("/rows/move", "ava", {"rowIds": [1]}, {}, 400, 1012),
    ("/rows/copy", "ava", {"rowIds": list(range(5_001)), "to": {"sheetId": ARCHIVE}}, {}, 400, 1061),
    ("/rows/copy", "ava", {"rowIds": [1], "to": {"sheetId": ARCHIVE}}, {}, 404, 1006),
    ("/rows/copy", "ava", {"rowIds": [1], "to": {"sheetId": 99}}, {}, 404, 1006),
    ("/rows/copy", "carla", None, {}, 403, 1004),
    ("/rows/move", "dev", None, {}, 403, 1004),
    ("/rows/move", "ava", None, {"include": "children"}, 400, 1018),
    ("/sort", "ava", {}, {}, 400, 1012),
    ("/sort", "ava", {"sortCriteria": [{"columnId": 1, "direction": "ASCENDING"}]}, {}, 400, 1036),
    ("/sort", "dev", {"sortCriteria": []}, {}, 403, 1004),
]


@pytest.mark.parametrize(("path", "person", "body", "params", "status", "code"), REFUSED)
def test_what_is_refused(
    sandbox: Sandbox, path: str, person: str, body: Any, params: dict[str, str], status: int, code: int
) -> None:
    """With the API's own status and code, and nothing changed."""
    plan, archive = sandbox.world.sheets[LAUNCH_PLAN], sandbox.world.sheets[ARCHIVE]
    before = (plan.version, archive.version, len(plan.rows), len(archive.rows))
    sent = _rows(plan) if body is None else body
    answer = sandbox.send("POST", f"/sheets/{LAUNCH_PLAN}{path}", person, json=sent, params=params)
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert (plan.version, archive.version, len(plan.rows), len(archive.rows)) == before


def test_rows_that_are_not_there_are_passed_over_when_asked(sandbox: Sandbox) -> None:
    plan, archive = sandbox.world.sheets[LAUNCH_PLAN], sandbox.world.sheets[ARCHIVE]
    rows = len(archive.rows)
    answer = sandbox.send(
        "POST", f"/sheets/{LAUNCH_PLAN}/rows/copy", json=_rows(plan, 5), params={"ignoreRowsNotFound": "true"}
    )
    assert [pair["from"] for pair in answer.json()["rowMappings"]] == [plan.rows[3].id]
    assert len(archive.rows) == rows + 1
