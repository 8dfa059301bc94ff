"""Rows written through the official SDK: places, deletions, partial success, limits, versions."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.exceptions import ApiError
from smartsheet.models import Row

from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS
from tests.local.smartsheet.conftest import Sandbox
from tests.local.smartsheet.row_requests import cells_of, id_of, names_of, post, put, small_sheet


def test_the_sdk_updates_cells_and_the_version_moves_by_one(sandbox: Sandbox) -> None:
    """One request changes several rows, answers them with the new version, and leaves who wrote them."""
    sheet, client = sandbox.world.sheet("Risk register"), sandbox.client("ben")
    before = sheet.version
    rows = [
        Row({"id": row.id, "cells": cells_of(sheet, {"Status": "Closed", "Probability": 1})}) for row in sheet.rows[:3]
    ]
    result = client.Sheets.update_rows(RISKS, rows)
    assert (result.message, result.version, sheet.version) == ("SUCCESS", before + 1, before + 1)
    assert [row.row_number for row in result.result] == [1, 2, 3]
    assert [sheet.value(row, "Status") for row in sheet.rows[:3]] == ["Closed"] * 3
    assert sheet.value(sheet.rows[0], "Score") == 5.0
    assert {row.modified_by for row in sheet.rows[:3]} == {"ben"}


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ({"toTop": True}, ["new", "A", "a1", "a2", "B", "b1"]),
        ({"toBottom": True}, ["A", "a1", "a2", "B", "b1", "new"]),
        ({}, ["A", "a1", "a2", "B", "b1", "new"]),
        ({"parentId": "A"}, ["A", "new", "a1", "a2", "B", "b1"]),
        ({"parentId": "A", "toBottom": True}, ["A", "a1", "a2", "new", "B", "b1"]),
        ({"siblingId": "A"}, ["A", "a1", "a2", "new", "B", "b1"]),
        ({"siblingId": "a2", "above": True}, ["A", "a1", "new", "a2", "B", "b1"]),
    ],
)
def test_a_row_is_added_where_it_is_told(sandbox: Sandbox, place: dict[str, Any], after: list[str]) -> None:
    """Every location of the API puts a new row where the reference says."""
    sheet = small_sheet(sandbox)
    body = {name: id_of(sheet, value) if name.endswith("Id") else value for name, value in place.items()}
    answer = post(sandbox, sheet, body | {"cells": cells_of(sheet, {"Name": "new"})})
    assert answer.status_code == 200, answer.text
    assert names_of(sheet) == after
    assert answer.json()["result"]["rowNumber"] == after.index("new") + 1
    parent = {"A": "A", "a2": "A"}.get(place.get("parentId", place.get("siblingId", "")))
    if place.get("siblingId") == "A":
        parent = None
    assert sheet.row(answer.json()["result"]["id"]).parent_id == (id_of(sheet, parent) if parent else None)


@pytest.mark.parametrize(
    ("row", "place", "after", "parent"),
    [
        ("a2", {"toTop": True}, ["a2", "A", "a1", "B", "b1"], None),
        ("A", {"toBottom": True}, ["B", "b1", "A", "a1", "a2"], None),
        ("A", {"parentId": "B"}, ["B", "A", "a1", "a2", "b1"], "B"),
        ("b1", {"siblingId": "a1"}, ["A", "a1", "b1", "a2", "B"], "A"),
        ("B", {"indent": 1}, ["A", "a1", "a2", "B", "b1"], "A"),
        ("a1", {"outdent": 1}, ["A", "a2", "a1", "B", "b1"], None),
    ],
)
def test_a_row_moves_with_its_children(
    sandbox: Sandbox, row: str, place: dict[str, Any], after: list[str], parent: str | None
) -> None:
    """A moved row takes everything under it along and gets the parent of its new place."""
    sheet = small_sheet(sandbox)
    body = {name: id_of(sheet, value) if name.endswith("Id") else value for name, value in place.items()}
    answer = put(sandbox, sheet, {"id": id_of(sheet, row), **body})
    assert answer.status_code == 200, answer.text
    assert names_of(sheet) == after
    moved = sheet.find("Name", row)
    assert moved.parent_id == (id_of(sheet, parent) if parent else None)


@pytest.mark.parametrize(
    ("row", "place", "code"),
    [
        ("A", {"parentId": "a1"}, 1062),
        ("A", {"toTop": True, "toBottom": True}, 1062),
        ("A", {"above": True}, 1062),
        ("A", {"indent": 1}, 1062),
        ("A", {"outdent": 1}, 1062),
        ("A", {"indent": 2}, 1062),
        ("A", {"parentId": 5}, 1063),
        ("A", {"siblingId": 5}, 1064),
    ],
)
def test_impossible_places_are_refused(sandbox: Sandbox, row: str, place: dict[str, Any], code: int) -> None:
    """A place that contradicts itself or lies under the row itself is refused and nothing moves."""
    sheet = small_sheet(sandbox)
    before, version = names_of(sheet), sheet.version
    body = {n: id_of(sheet, v) if n.endswith("Id") and isinstance(v, str) else v for n, v in place.items()}
    answer = put(sandbox, sheet, {"id": id_of(sheet, row), **body})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert (names_of(sheet), sheet.version) == (before, version)


def test_rows_of_one_request_share_one_place(sandbox: Sandbox) -> None:
    """Different locations in one request are 1123."""
    sheet = small_sheet(sandbox)
    answer = post(sandbox, sheet, [{"toTop": True}, {"toBottom": True}])
    assert answer.json()["errorCode"] == 1123


def test_deleting_takes_the_children(sandbox: Sandbox) -> None:
    """delete_rows answers every row that is gone; an unknown id is 1006 unless ignored."""
    sheet, client = small_sheet(sandbox), sandbox.client()
    gone = [id_of(sheet, name) for name in ("A", "a1", "a2")]
    with pytest.raises(ApiError, match="1006"):
        client.Sheets.delete_rows(sheet.id, [gone[0], 99])
    result = client.Sheets.delete_rows(sheet.id, [gone[0], 99], ignore_rows_not_found=True)
    assert [int(value.value) for value in result.result] == gone
    assert names_of(sheet) == ["B", "b1"]


def test_partial_success_does_the_good_and_lists_the_bad(sandbox: Sandbox) -> None:
    """With allowPartialSuccess good items are written and failedItems names the others with index, row and error."""
    sheet = sandbox.world.sheet("Risk register")
    rows = [
        Row({"id": sheet.rows[0].id, "cells": cells_of(sheet, {"Status": "Closed"})}),
        Row({"id": sheet.rows[1].id, "cells": cells_of(sheet, {"Status": "Nonsense"})}),
        Row({"id": 12, "cells": cells_of(sheet, {"Status": "Closed"})}),
    ]
    result = sandbox.client().Sheets.update_rows_with_partial_success(RISKS, rows)
    assert (result.message, result.result_code) == ("PARTIAL_SUCCESS", 3)
    assert [row.id for row in result.result] == [sheet.rows[0].id]
    assert [(item.index, item.row_id, item.error.code) for item in result.failed_items] == [
        (1, sheet.rows[1].id, 1042),
        (2, 12, 1006),
    ]


def test_limits_and_rights(sandbox: Sandbox) -> None:
    """More than 500 rows are refused; a viewer is 1004, a stranger 1006; adding with an id is 1032."""
    sheet = sandbox.world.sheet("Launch plan")
    assert post(sandbox, sheet, [{"toBottom": True}] * 501).json()["errorCode"] == 1061
    assert post(sandbox, sheet, {"toBottom": True}, "dev").json()["errorCode"] == 1004
    assert post(sandbox, sheet, {"toBottom": True}, "elif").json()["errorCode"] == 1006
    assert post(sandbox, sheet, {"id": 1, "toBottom": True}).json()["errorCode"] == 1032
    assert sandbox.send("PUT", f"/sheets/{LAUNCH_PLAN}/rows", data="{").json()["errorCode"] == 1124


def test_new_rows_are_numbered_automatically(sandbox: Sandbox) -> None:
    """The auto-number column goes on counting."""
    sheet = sandbox.world.sheet("Launch plan")
    made = post(sandbox, sheet, {"toBottom": True, "cells": cells_of(sheet, {"Task Name": "One more"})}).json()
    assert sheet.value(sheet.row(made["result"]["id"]), "ID") == "LP-0047"


def test_the_inventory_can_be_written_too(sandbox: Sandbox) -> None:
    """A row of the big sheet changes, moves its formula, and shows changed in the whole sheet."""
    sheet = sandbox.world.sheet("Inventory")
    row = sheet.rows[10]
    answer = put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, {"Quantity": 10, "Unit Cost": 2.5})})
    assert answer.status_code == 200, answer.text
    assert sheet.value(row, "Stock Value") == 25.0
    top = post(sandbox, sheet, {"toTop": True, "cells": cells_of(sheet, {"SKU": "NW-NEW"})}).json()["result"]["id"]
    view = {"level": 2, "include": "objectValue,format,writerInfo", "pageSize": 3, "page": 1}
    rows = sandbox.get(f"/sheets/{sheet.id}", **view).json()["rows"]
    assert [(r["rowNumber"], r.get("siblingId")) for r in rows] == [(1, None), (2, top), (3, rows[1]["id"])]


def test_history_tells_who_wrote_what(sandbox: Sandbox) -> None:
    """Cell history is newest first and goes back to the value the row was made with."""
    sheet, client = sandbox.world.sheet("Risk register"), sandbox.client("ben")
    row, column = sheet.rows[0], sheet.column("Status")
    put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, {"Status": "Mitigating"})}, "ben")
    sandbox.world.set_cell(RISKS, row.id, "Status", "Closed", by="ava")
    entries = client.Cells.get_cell_history(RISKS, row.id, column.id, include_all=True).data
    assert [(entry.value, entry.modified_by.email) for entry in entries] == [
        ("Closed", "ava@northwind.example"),
        ("Mitigating", "ben@northwind.example"),
        ("Open", "ava@northwind.example"),
    ]
