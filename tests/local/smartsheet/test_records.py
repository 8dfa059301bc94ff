"""What lies beside the rows, as the official SDK sees it: talk, files, summaries, rules, reports, dashboards."""

from __future__ import annotations

import pytest

from infra.local.smartsheet.sample.beside import DASHBOARD, REPORT
from infra.local.smartsheet.sample.ids import BUDGET, LAUNCH_PLAN, RISKS
from tests.local.smartsheet.conftest import Sandbox


def test_discussions_carry_their_comments_when_asked(sandbox: Sandbox) -> None:
    """A row's discussion with its comments and their files; a row that is deleted takes its talk with it."""
    client, plan = sandbox.client(), sandbox.world.sheets[LAUNCH_PLAN]
    moulds = plan.find("Task Name", "Order injection moulds").id
    listed = client.Discussions.get_row_discussions(
        LAUNCH_PLAN, moulds, include="comments,attachments", include_all=True
    )
    (talk,) = listed.data
    assert [comment.created_by.name for comment in talk.comments] == ["Ben Okafor", "Carla Rossi", "Ben Okafor"]
    assert [file.name for comment in talk.comments for file in comment.attachments] == ["Deposit receipt.pdf"]
    assert client.Discussions.get_all_discussions(LAUNCH_PLAN, include_all=True).total_count == 4
    sandbox.world.delete_row(LAUNCH_PLAN, moulds)
    assert client.Discussions.get_all_discussions(LAUNCH_PLAN, include_all=True).total_count == 3


def test_attachments_are_those_of_the_sheet_its_rows_and_comments(sandbox: Sandbox) -> None:
    """All of the sheet; of a row only its own and its comments'."""
    client, plan = sandbox.client(), sandbox.world.sheets[LAUNCH_PLAN]
    everything = client.Attachments.list_all_attachments(LAUNCH_PLAN, include_all=True).data
    assert {(str(a.parent_type), a.name) for a in everything} == {
        ("ROW", "Mould offer Altum.pdf"),
        ("COMMENT", "Deposit receipt.pdf"),
        ("SHEET", "Steering deck"),
    }
    moulds = plan.find("Task Name", "Order injection moulds").id
    of_row = client.Attachments.list_row_attachments(LAUNCH_PLAN, moulds, include_all=True).data
    assert {a.name for a in of_row} == {"Mould offer Altum.pdf", "Deposit receipt.pdf"}


def test_a_moved_date_has_its_history(sandbox: Sandbox) -> None:
    """Newest first; the newest is what the cell holds."""
    plan = sandbox.world.sheets[LAUNCH_PLAN]
    row, column = plan.find("Task Name", "Order injection moulds"), plan.column("Due Date")
    entries = sandbox.client().Cells.get_cell_history(LAUNCH_PLAN, row.id, column.id, include_all=True).data
    assert [entry.modified_by.name for entry in entries] == ["Ben Okafor", "Ben Okafor", "Ava Chen"]
    assert entries[0].value == row.cells[column.id].value
    assert entries[0].modified_at > entries[1].modified_at > entries[2].modified_at


def test_summary_requests_rules_and_references_are_listed(sandbox: Sandbox) -> None:
    """Each in the SDK's own shape."""
    client = sandbox.client()
    fields = client.Sheets.get_sheet_summary_fields(LAUNCH_PLAN, include_all=True).data
    assert [field.title for field in fields][:2] == ["Launch date", "Sponsor"]
    (request,) = client.Sheets.list_update_requests(LAUNCH_PLAN).data
    assert (request.subject, str(request.schedule.type_)) == ("Where do we stand?", "WEEKLY")
    rules = client.Sheets.list_automation_rules(LAUNCH_PLAN).data
    assert [(rule.enabled, str(rule.action.type_)) for rule in rules] == [
        (True, "NOTIFICATION_ACTION"),
        (False, "APPROVAL_REQUEST_ACTION"),
    ]
    references = client.Sheets.list_cross_sheet_references(LAUNCH_PLAN).data
    assert [(r.source_sheet_id, str(r.status)) for r in references] == [(RISKS, "OK"), (BUDGET, "BROKEN")]


def test_a_reference_is_added_once_and_to_what_its_maker_sees(sandbox: Sandbox) -> None:
    """To whole columns, under a name of its own; Dev may not edit, and Ben does not see the Budget."""
    risks = sandbox.world.sheets[RISKS].columns[0].id
    wanted = {"name": "All risks", "sourceSheetId": RISKS, "startColumnId": risks, "endColumnId": risks}
    path = f"/sheets/{LAUNCH_PLAN}/crosssheetreferences"
    made = sandbox.send("POST", path, json=wanted).json()["result"]
    assert (made["name"], made["status"]) == ("All risks", "OK")
    unnamed = sandbox.send("POST", path, json={**wanted, "name": None}).json()["result"]
    assert unnamed["name"] == "Risk register Range 1"
    budget = {**wanted, "name": "B", "sourceSheetId": BUDGET}
    refused = [(wanted, "ava"), (wanted, "dev"), (budget, "ben"), ({**wanted, "name": "C", "endColumnId": 1}, "ava")]
    codes = [sandbox.send("POST", path, person, json=body).json()["errorCode"] for body, person in refused]
    assert codes == [1031, 1004, 1006, 1036]


def test_a_report_shows_rows_of_the_sheets_its_reader_sees(sandbox: Sandbox) -> None:
    """Ben sees rows of both sheets under virtual columns, page by page; without the second sheet only the first's."""
    report = sandbox.get(
        f"/reports/{REPORT}", "ben", level=3, include="objectValue,sourceSheets", pageSize=10_000
    ).json()
    assert {row["sheetId"] for row in report["rows"]} == {LAUNCH_PLAN, RISKS}
    assert report["totalRowCount"] == len(report["rows"])
    virtual = {column["title"]: column["virtualId"] for column in report["columns"]}
    first = {cell["virtualColumnId"]: cell.get("displayValue") for cell in report["rows"][0]["cells"]}
    assert first[virtual["Sheet Name"]] == "Launch plan"
    assert first[virtual["Primary"]] == "Fill the open firmware position"
    paged = sandbox.get(f"/reports/{REPORT}", "ben", pageSize=7, page=2).json()
    assert [row["id"] for row in paged["rows"]] == [row["id"] for row in report["rows"]][7:14]
    sandbox.world.unshare(RISKS, "ben")
    alone = sandbox.get(f"/reports/{REPORT}", "ben", pageSize=10_000).json()
    assert {row["sheetId"] for row in alone["rows"]} == {LAUNCH_PLAN}


def test_a_dashboard_has_its_widgets(sandbox: Sandbox) -> None:
    """The SDK reads every widget of the sample."""
    sight = sandbox.client("carla").Sights.get_sight(DASHBOARD, level=4)
    assert [widget.title for widget in sight.widgets] == [
        "Welcome",
        "Budget so far",
        "Risks by category",
        "Open work",
        "Countdown",
    ]


@pytest.mark.parametrize(
    "path",
    [
        f"/reports/{REPORT}",
        f"/sights/{DASHBOARD}",
        f"/sheets/{RISKS}/discussions",
        f"/sheets/{RISKS}/attachments",
        f"/sheets/{RISKS}/summary/fields",
        f"/sheets/{RISKS}/automationrules",
    ],
)
def test_what_is_not_shared_is_not_found(sandbox: Sandbox, path: str) -> None:
    """A contractor who sees one sheet gets 404/1006 for everything else, as for an unknown id."""
    answer = sandbox.get(path, "dev")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, 1006)
    assert sandbox.get("/reports", "dev").json()["data"] == []
    assert sandbox.get("/search", "dev", query="booked for next week").json()["results"] == []


def test_search_finds_what_lies_beside_the_cells(sandbox: Sandbox) -> None:
    """Comments, files, summary fields, reports and dashboards, each with the sheet it lies in."""
    found = [
        (hit.object_type, hit.parent_object_name)
        for text in ("NW-4711", "steering deck", "Sponsor Ava", "open work", "launch dashboard")
        for hit in sandbox.client().Search.search(text).results
    ]
    assert found == [
        ("discussion", "Launch plan"),
        ("attachment", "Launch plan"),
        ("summaryField", "Launch plan"),
        ("report", None),
        ("sight", None),
    ]
