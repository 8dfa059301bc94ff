"""Sheets created, copied and moved in the sandbox, through the SDK and as the API refuses them."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.models import ContainerDestination
from smartsheet.models import Sheet as SheetModel

from infra.local.smartsheet.sample.ids import FOLDER, LAUNCH_PLAN, PROJECT_PLAN, RISKS, WORKSPACE
from tests.local.smartsheet.conftest import Sandbox

TEXT: dict[str, Any] = {"title": "Site", "type": "TEXT_NUMBER", "primary": True}
DAY: dict[str, Any] = {"title": "Visit", "type": "DATE"}


def test_the_sdk_creates_copies_and_moves_a_sheet(sandbox: Sandbox) -> None:
    client, world = sandbox.client(), sandbox.world
    made = client.Workspaces.create_sheet_in_workspace(
        WORKSPACE, SheetModel({"name": "Visits", "columns": [TEXT, DAY]})
    )
    sheet = world.sheets[made.result.id]
    assert (sheet.owner, sheet.workspace_id, [c.title for c in sheet.columns]) == ("ava", WORKSPACE, ["Site", "Visit"])
    to = ContainerDestination({"destination_type": "folder", "destination_id": FOLDER, "new_name": "Plan v2"})
    copied = world.sheets[client.Sheets.copy_sheet(LAUNCH_PLAN, to, include=["data"]).result.id]
    source = world.sheets[LAUNCH_PLAN]
    assert (copied.name, copied.folder_id, len(copied.rows)) == ("Plan v2", FOLDER, len(source.rows))
    assert [row.parent_id is None for row in copied.rows] == [row.parent_id is None for row in source.rows]
    assert {row.id for row in copied.rows}.isdisjoint(row.id for row in source.rows)
    client.Sheets.move_sheet(copied.id, ContainerDestination({"destination_type": "home"}))
    assert (copied.workspace_id, copied.folder_id) == (None, None)


def test_a_template_is_listed_in_its_workspace_and_no_sheet(sandbox: Sandbox) -> None:
    answer = sandbox.get(f"/workspaces/{WORKSPACE}/children", childrenResourceTypes="templates").json()
    assert [each["name"] for each in answer["data"]] == ["Project plan", "Issue tracker"]
    assert sandbox.get(f"/sheets/{PROJECT_PLAN}").status_code == 404
    assert sandbox.get("/templates").status_code == 404
    assert (
        sandbox.get(f"/workspaces/{WORKSPACE}/children", "elif", childrenResourceTypes="templates").status_code == 404
    )


REFUSED: list[tuple[str, dict[str, Any], int]] = [
    (f"/workspaces/{WORKSPACE}/sheets", {"columns": [TEXT]}, 1012),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "x" * 51, "columns": [TEXT]}, 1041),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits"}, 1012),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [DAY]}, 1055),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [TEXT, TEXT | {"title": "Other"}]}, 1055),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [DAY | {"primary": True}]}, 1057),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [TEXT, DAY | {"title": "Site"}]}, 1056),
    (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [TEXT, DAY | {"options": ["a"]}]}, 1060),
    (f"/workspaces/{WORKSPACE}/sheets?include=nothing", {"name": "Visits", "columns": [TEXT]}, 1018),
    (f"/folders/{FOLDER}/sheets", {"name": "Visits", "fromId": 12}, 1006),
    ("/workspaces/12/sheets", {"name": "Visits", "columns": [TEXT]}, 1006),
    (f"/sheets/{RISKS}/copy", {"newName": "Visits"}, 1012),
    (f"/sheets/{RISKS}/copy", {"destinationType": "drawer"}, 1031),
    (f"/sheets/{RISKS}/move", {"destinationType": "folder"}, 1012),
    (f"/sheets/{RISKS}/move", {"destinationType": "folder", "destinationId": 12}, 1006),
]


@pytest.mark.parametrize(("path", "body", "code"), REFUSED)
def test_what_the_api_does_not_take(sandbox: Sandbox, path: str, body: dict[str, Any], code: int) -> None:
    before = set(sandbox.world.sheets)
    assert sandbox.send("POST", path, json=body).json()["errorCode"] == code
    assert set(sandbox.world.sheets) == before


def test_only_admins_of_a_workspace_put_into_it_and_take_out_of_it(sandbox: Sandbox) -> None:
    """An editor of one of its sheets may copy that sheet to their own folder."""
    there, home = {"destinationType": "workspace", "destinationId": WORKSPACE}, {"destinationType": "home"}
    for path, body in (
        (f"/workspaces/{WORKSPACE}/sheets", {"name": "Visits", "columns": [TEXT]}),
        (f"/sheets/{RISKS}/copy", there),
        (f"/sheets/{RISKS}/move", home),
    ):
        assert sandbox.send("POST", path, "ben", json=body).json()["errorCode"] == 1004
    copied = sandbox.send("POST", f"/sheets/{RISKS}/copy", "ben", json=home | {"newName": "Mine"}).json()
    assert (copied["result"]["accessLevel"], sandbox.world.sheets[copied["result"]["id"]].rows) == ("OWNER", [])
