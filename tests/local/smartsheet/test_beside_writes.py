"""Update requests, summary fields and automations written through the official SDK, and the API's own refusals."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.models import AutomationRule, SummaryField, UpdateRequest

from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS
from tests.local.smartsheet.conftest import Sandbox


def test_a_request_without_schedule_is_listed_among_the_sent(sandbox: Sandbox) -> None:
    """One for each person; the list of requests holds those still to come, without their rows."""
    client, plan = sandbox.client(), sandbox.world.sheets[LAUNCH_PLAN]
    people = ["ben@northwind.example", "outside@elsewhere.example"]
    wanted = UpdateRequest(
        {"sendTo": [{"email": email} for email in people], "rowIds": [plan.rows[3].id], "subject": "Now"}
    )
    made = client.Sheets.create_update_request(LAUNCH_PLAN, wanted).result
    sent = client.Sheets.list_sent_update_requests(LAUNCH_PLAN, include_all=True).data
    assert [(each.update_request_id, str(each.status)) for each in sent] == [(made.id, "PENDING")] * 2
    one = client.Sheets.get_sent_update_request(LAUNCH_PLAN, sent[0].id)
    assert [*one.row_ids] == [plan.rows[3].id]
    (weekly,) = client.Sheets.list_update_requests(LAUNCH_PLAN).data
    assert "rowIds" not in weekly.to_dict()
    assert len(client.Sheets.get_update_request(LAUNCH_PLAN, weekly.id).row_ids) == 2
    client.Sheets.delete_sent_update_request(LAUNCH_PLAN, sent[0].id)
    assert client.Sheets.list_sent_update_requests(LAUNCH_PLAN).total_count == 1


def test_a_summary_title_is_unique_or_renamed(sandbox: Sandbox) -> None:
    client = sandbox.client()
    field = SummaryField({"title": "Sponsor", "type": "TEXT_NUMBER", "objectValue": "Ava"})
    made = client.Sheets.add_sheet_summary_fields(LAUNCH_PLAN, [field], rename_if_conflict=True)
    assert [each.title for each in made.result] == ["Sponsor (1)"]
    made.result[0].title = "Patron"
    changed = client.Sheets.update_sheet_summary_fields(
        LAUNCH_PLAN, [SummaryField({"id": made.result[0].id, "title": "Patron"})]
    )
    assert changed.version == made.version + 1
    client.Sheets.delete_sheet_summary_fields(LAUNCH_PLAN, [made.result[0].id])
    titles = [each.title for each in client.Sheets.get_sheet_summary_fields(LAUNCH_PLAN, include_all=True).data]
    assert ("Patron" in titles, "Sponsor" in titles) == (False, True)


def test_an_automation_is_switched_off(sandbox: Sandbox) -> None:
    rule = sandbox.world.records.automations[0]
    wanted = AutomationRule({"enabled": False, "action": {"type": "NOTIFICATION_ACTION"}})
    answer = sandbox.client().Sheets.update_automation_rule(LAUNCH_PLAN, rule.id, wanted)
    assert (answer.result.enabled, rule.enabled) == (False, False)


_ROW = {"sendTo": [{"email": "ben@northwind.example"}], "rowIds": [1]}
REFUSED: list[tuple[str, str, str, Any, int]] = [
    ("ava", "POST", "updaterequests", {"rowIds": [1]}, 1012),
    ("ava", "POST", "updaterequests", _ROW, 1034),
    ("dev", "POST", "updaterequests", _ROW, 1004),
    ("ava", "DELETE", "sentupdaterequests/1", None, 1006),
    ("ava", "PUT", "summary/fields", [{"title": "x"}], 1012),
    ("ava", "PUT", "summary/fields", [{"id": 1, "title": "x"}], 1006),
    ("ava", "DELETE", "summary/fields", None, 1009),
    ("ava", "DELETE", "summary/fields?ids=1", None, 1006),
    ("ava", "POST", "summary/fields", [{"title": "x", "type": "PREDECESSOR"}], 1031),
]


@pytest.mark.parametrize(("person", "method", "path", "body", "code"), REFUSED)
def test_the_api_refuses(sandbox: Sandbox, person: str, method: str, path: str, body: Any, code: int) -> None:
    answer = sandbox.send(method, f"/sheets/{LAUNCH_PLAN}/{path}", person, **({"json": body} if body else {}))
    assert answer.json()["errorCode"] == code


def test_a_rule_is_changed_only_with_its_own_type(sandbox: Sandbox) -> None:
    rule = next(each for each in sandbox.world.records.automations if each.sheet_id == RISKS)
    path = f"/sheets/{RISKS}/automationrules/{rule.id}"
    for body, code in (({"enabled": False}, 1012), ({"action": {"type": "UPDATE_REQUEST_ACTION"}}, 1031)):
        assert sandbox.send("PUT", path, json=body).json()["errorCode"] == code
    assert sandbox.send("PUT", path, "ben", json={"action": rule.action}).json()["errorCode"] == 1004
    assert rule.enabled
