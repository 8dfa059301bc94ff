"""Sheets as the official Python SDK reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from smartsheet.exceptions import ApiError

from infra.local.people import BY_KEY
from infra.local.smartsheet.sample.ids import BUDGET, LAUNCH_PLAN, RISKS, ROSTER
from tests.local.smartsheet.conftest import Sandbox

SHEETS = ["Budget", "Inventory", "Launch plan", "Launch plan (2025 archive)", "Risk register", "Team roster"]


def test_the_token_says_who_it_is(sandbox: Sandbox) -> None:
    """users/me is the person whose token is used."""
    me = sandbox.client("ben").Users.get_current_user()
    assert (me.id, me.email) == (BY_KEY["ben"].user_id, "ben@northwind.example")


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("ava", dict.fromkeys(SHEETS, "OWNER")),
        ("ben", {"Launch plan": "EDITOR", "Risk register": "EDITOR", "Team roster": "VIEWER"}),
        ("carla", dict.fromkeys(SHEETS, "VIEWER") | {"Budget": "OWNER"}),
        ("dev", {"Launch plan": "VIEWER"}),
        ("elif", {}),
    ],
)
def test_each_person_lists_what_is_shared_with_them(sandbox: Sandbox, person: str, seen: dict[str, str]) -> None:
    """The list holds exactly the sheets shared with the token's owner, with their level, by name."""
    listed = sandbox.client(person).Sheets.list_sheets(include_all=True).data
    assert [(sheet.name, str(sheet.access_level)) for sheet in listed] == sorted(seen.items())


def test_the_list_comes_in_pages(sandbox: Sandbox) -> None:
    """Pages cover the list without overlap; a page past the end is the last one; counts are of the whole."""
    client = sandbox.client()
    pages = [client.Sheets.list_sheets(page_size=4, page=page) for page in (1, 2)]
    assert [sheet.name for page in pages for sheet in page.data] == SHEETS
    assert (pages[0].total_pages, pages[0].total_count, pages[0].page_number) == (2, 6, 1)
    beyond = client.Sheets.list_sheets(page_size=4, page=9)
    assert [sheet.name for sheet in beyond.data] == SHEETS[4:]
    assert beyond.page_number == 2


def test_the_list_can_be_of_what_changed_since(sandbox: Sandbox) -> None:
    """modifiedSince leaves out sheets untouched since then."""
    before = sandbox.world.now()
    sheet = sandbox.world.sheet("Budget")
    sandbox.world.set_cell(sheet.id, sheet.rows[1].id, "Notes", "checked", by="carla")
    listed = sandbox.client().Sheets.list_sheets(include_all=True, modified_since=before).data
    assert [sheet.name for sheet in listed] == ["Budget"]


def test_a_sheet_has_typed_columns_and_rows_in_a_hierarchy(sandbox: Sandbox) -> None:
    """At level 2 with objectValue each column shows its own type, and rows name their parent and sibling before."""
    sheet = sandbox.client().Sheets.get_sheet(LAUNCH_PLAN, level=2, include="objectValue")
    assert {column.title: str(column.type) for column in sheet.columns} == {
        "Task Name": "TEXT_NUMBER",
        "Status": "PICKLIST",
        "Assigned To": "CONTACT_LIST",
        "Start Date": "ABSTRACT_DATETIME",
        "Due Date": "ABSTRACT_DATETIME",
        "Duration": "DURATION",
        "% Complete": "TEXT_NUMBER",
        "Predecessors": "PREDECESSOR",
        "Priority": "PICKLIST",
        "Health": "PICKLIST",
        "Done": "CHECKBOX",
        "Tags": "MULTI_PICKLIST",
        "Reviewers": "MULTI_CONTACT_LIST",
        "Comments": "TEXT_NUMBER",
        "Link": "TEXT_NUMBER",
        "ID": "TEXT_NUMBER",
        "Created By": "CONTACT_LIST",
        "Modified": "DATETIME",
        "Modified By": "CONTACT_LIST",
    }
    by_id = {row.id: row for row in sheet.rows}
    assert [row.row_number for row in sheet.rows] == list(range(1, sheet.total_row_count + 1))
    third = next(row for row in sheet.rows if row.cells[0].value == "Agree launch date with sales")
    assert by_id[third.sibling_id].cells[0].value == "Write the launch brief"
    assert by_id[third.parent_id].cells[0].value == "Scope"
    assert by_id[by_id[third.parent_id].parent_id].cells[0].value == "1 · Plan"


def test_below_level_two_multi_values_are_text(sandbox: Sandbox) -> None:
    """Without level, multi-value columns are TEXT_NUMBER and their cells plain text, as for old clients."""
    row = sandbox.world.sheet("Launch plan").find("Task Name", "CE and FCC declarations")
    old = sandbox.get(f"/sheets/{LAUNCH_PLAN}", rowIds=row.id).json()
    new = sandbox.get(f"/sheets/{LAUNCH_PLAN}", rowIds=row.id, level=2, include="objectValue").json()
    index = next(i for i, column in enumerate(new["columns"]) if column["title"] == "Tags")
    assert (old["columns"][index]["type"], old["columns"][index]["version"]) == ("TEXT_NUMBER", 2)
    assert old["rows"][0]["cells"][index]["value"] == "legal, critical path"
    assert new["columns"][index]["type"] == "MULTI_PICKLIST"
    assert new["rows"][0]["cells"][index] == {
        "columnId": new["columns"][index]["id"],
        "objectValue": {"objectType": "MULTI_PICKLIST", "values": ["legal", "critical path"]},
        "displayValue": "legal, critical path",
    }


def test_cells_look_as_the_vendor_renders_them(sandbox: Sandbox) -> None:
    """Money has a shown value, dates have none, an empty cell is its columnId alone, an error is a value."""
    sheet = sandbox.get(f"/sheets/{BUDGET}", level=2, include="objectValue,format").json()
    titles = {column["title"]: index for index, column in enumerate(sheet["columns"])}
    rows = {row["cells"][0]["value"]: row["cells"] for row in sheet["rows"]}
    planned = rows["Injection moulds"][titles["Planned"]]
    assert (planned["value"], planned["displayValue"]) == (96000.0, "$96,000.00")
    assert rows["Injection moulds"][titles["Invoice date"]].keys() == {"columnId", "value", "objectValue"}
    assert rows["Travel"][titles["Vendor"]].keys() == {"columnId"}
    assert rows["Batteries, first lot"][titles["Actual"]]["value"] == "TBD"
    assert rows["Batteries, first lot"][titles["Variance"]]["value"] == "#INVALID OPERATION"
    assert rows["Hardware"][titles["Planned"]]["formula"] == "=SUM(CHILDREN())"
    assert rows["Hardware"][titles["Planned"]]["value"] == 195_600.0


def test_a_sheet_can_be_narrowed(sandbox: Sandbox) -> None:
    """rowIds, rowNumbers and columnIds select; pages slice; nonexistentCells can be left out."""
    world_sheet = sandbox.world.sheet("Risk register")
    wanted = world_sheet.rows[4].id
    risk = world_sheet.column("Risk").id
    chosen = sandbox.get(f"/sheets/{RISKS}", rowIds=wanted, rowNumbers="2", columnIds=risk).json()
    assert [row["rowNumber"] for row in chosen["rows"]] == [2, 5]
    assert [column["id"] for column in chosen["columns"]] == [risk]
    page = sandbox.get(f"/sheets/{RISKS}", pageSize=8, page=3).json()
    assert ([row["rowNumber"] for row in page["rows"]], page["totalRowCount"]) == ([17, 18, 19, 20], 20)
    full = sandbox.get(f"/sheets/{RISKS}").json()["rows"][10]["cells"]
    lean = sandbox.get(f"/sheets/{RISKS}", exclude="nonexistentCells").json()["rows"][10]["cells"]
    assert lean == [cell for cell in full if len(cell) > 1]


def test_an_unchanged_sheet_answers_its_version_alone(sandbox: Sandbox) -> None:
    """ifVersionAfter the present version gives {version}; once changed, the whole sheet."""
    version = sandbox.get(f"/sheets/{ROSTER}/version").json()["version"]
    assert sandbox.get(f"/sheets/{ROSTER}", ifVersionAfter=version).json() == {"version": version}
    row = sandbox.world.sheet("Team roster").rows[0]
    sandbox.world.set_cell(ROSTER, row.id, "Role", "Sponsor", by="ava")
    after = sandbox.get(f"/sheets/{ROSTER}", ifVersionAfter=version).json()
    assert (after["version"], len(after["rows"])) == (version + 1, 15)


def test_rows_changed_since_are_told_apart(sandbox: Sandbox) -> None:
    """rowsModifiedSince gives only rows written after that moment."""
    moment = (sandbox.world.now() - timedelta(minutes=1)).isoformat()
    sheet = sandbox.world.sheet("Launch plan")
    row = sheet.find("Task Name", "Press kit")
    sandbox.world.set_cell(sheet.id, row.id, "Status", "In Progress", by="ben")
    body = sandbox.get(f"/sheets/{sheet.id}", rowsModifiedSince=moment, include="writerInfo").json()
    assert [each["id"] for each in body["rows"]] == [row.id]
    assert body["rows"][0]["modifiedBy"] == {"name": "Ben Okafor", "email": "ben@northwind.example"}


def test_the_inventory_is_served_whole_and_in_pages(sandbox: Sandbox) -> None:
    """Twenty thousand rows come at once; a page of them is the same rows."""
    sheet = sandbox.world.sheet("Inventory")
    view = {"level": 2, "include": "objectValue,format,writerInfo"}
    page = sandbox.get(f"/sheets/{sheet.id}", page=200, pageSize=100, **view).json()
    assert [row["rowNumber"] for row in page["rows"]] == list(range(19_901, 20_001))
    whole = sandbox.get(f"/sheets/{sheet.id}", **view)
    assert len(whole.content) > 40_000_000
    assert whole.content.count(b'"expanded":') == 20_000


def test_columns_and_single_rows_can_be_read(sandbox: Sandbox) -> None:
    """The SDK's column and row calls answer what the whole sheet holds."""
    client, sheet = sandbox.client(), sandbox.world.sheet("Risk register")
    columns = client.Sheets.get_columns(RISKS, include_all=True).data
    assert [column.title for column in columns] == [column.title for column in sheet.columns]
    assert client.Sheets.get_column(RISKS, columns[4].id).formula == "=Probability@row * Impact@row"
    row = client.Sheets.get_row(RISKS, sheet.rows[2].id, include="objectValue,columns")
    assert (row.row_number, len(row.cells), len(row.columns)) == (3, 13, 13)
    with pytest.raises(ApiError, match="1006"):
        client.Sheets.get_row(RISKS, 123)
