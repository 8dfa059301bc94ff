"""What a row is besides its cells: its place in the hierarchy, who made it and when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.sheets.raw_sheets import CREATED, cell, column, row, sheet
from tests.sheets.test_columns import load


def test_hierarchy_is_columns(tmp_path: Path) -> None:
    """Level, path and number of children follow parentId, also when a parent comes after its child."""
    columns = [column(0, "Task")]
    rows = [
        row(1, [cell(0, "Launch")]),
        row(2, [cell(0, "Design")], parentId=1001),
        row(3, [cell(0, "Logo")], parentId=1004),
        row(4, [cell(0, "Brand")], parentId=1002),
        row(5, [], parentId=1002),
    ]
    _, table = load(sheet(columns, rows), tmp_path)
    got = table.to_pydict()
    assert got["_level"] == [0, 1, 3, 2, 2]
    assert got["_path"] == [None, "Launch", "Launch / Design / Brand", "Launch / Design", "Launch / Design"]
    assert got["_children"] == [1, 2, 0, 1, 0]
    assert got["_parent_id"] == [None, 1001, 1004, 1002, 1002]


def test_a_circle_of_parents_or_a_missing_one_does_not_hang(tmp_path: Path) -> None:
    """Smartsheet never sends them; if it did, the climb ends."""
    rows = [row(1, [], parentId=1002), row(2, [], parentId=1001), row(3, [], parentId=1003), row(4, [], parentId=5)]
    _, table = load(sheet([column(0, "Task")], rows), tmp_path)
    assert table.num_rows == 4
    assert table["_level"].to_pylist()[3] == 0


def test_who_and_when_are_columns(tmp_path: Path) -> None:
    """Names, or emails where there is no name, and UTC times."""
    rows = [row(1, []), row(2, [], createdBy={"email": "x@x.example"}, modifiedBy=None, modifiedAt=None)]
    _, table = load(sheet([column(0, "Task")], rows), tmp_path)
    got = table.to_pydict()
    assert got["_created_by"] == ["Ava Chen", "x@x.example"]
    assert got["_modified_by"] == ["Ben Okafor", None]
    assert got["_created_at"][0] == datetime.fromisoformat(CREATED)
    assert got["_modified_at"][1] is None
