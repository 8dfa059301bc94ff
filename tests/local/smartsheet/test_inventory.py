"""The big inventory sheet: real Smartsheet JSON of any size, the same bytes for the same arguments."""

from __future__ import annotations

import orjson

from infra.local.smartsheet.inventory import inventory_sheet_json


def test_it_is_reproducible_and_as_large_as_asked() -> None:
    """Equal arguments give equal bytes with the asked number of rows and of cells in each row."""
    first, second = inventory_sheet_json(rows=300, columns=25), inventory_sheet_json(rows=300, columns=25)
    sheet = orjson.loads(first)
    assert first == second
    assert sheet["totalRowCount"] == len(sheet["rows"]) == 300
    assert {len(row["cells"]) for row in sheet["rows"]} == {25}


def test_it_has_every_column_type_and_empty_cells() -> None:
    """Every column type of Smartsheet occurs; an empty cell has no value key; rows are numbered and linked."""
    sheet = orjson.loads(inventory_sheet_json(rows=400))
    types = {column["type"] for column in sheet["columns"]}
    assert types == {
        "TEXT_NUMBER",
        "PICKLIST",
        "MULTI_PICKLIST",
        "CONTACT_LIST",
        "MULTI_CONTACT_LIST",
        "CHECKBOX",
        "DATE",
        "DATETIME",
        "ABSTRACT_DATETIME",
        "DURATION",
        "PREDECESSOR",
    }
    cells = [cell for row in sheet["rows"] for cell in row["cells"]]
    empty = [cell for cell in cells if set(cell) == {"columnId"}]
    assert 0.1 < len(empty) / len(cells) < 0.5
    assert [row["rowNumber"] for row in sheet["rows"]] == list(range(1, 401))
    ids = [row["id"] for row in sheet["rows"]]
    assert [row.get("siblingId") for row in sheet["rows"]] == [None, *ids[:-1]]


def test_more_columns_than_described_are_text() -> None:
    """Columns past the described twenty-five are text columns of their own."""
    sheet = orjson.loads(inventory_sheet_json(rows=5, columns=30))
    assert [column["title"] for column in sheet["columns"]][25:] == [f"Field {n}" for n in range(26, 31)]
    assert len({column["id"] for column in sheet["columns"]}) == 30
