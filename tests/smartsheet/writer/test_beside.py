"""Records beside the rows, written through the adapter over the sandbox: each kind made, changed, taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.record_changes import Record, alike, canonical
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from infra.local.smartsheet.sample.beside import DASHBOARD, REPORT
from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS
from tests.smartsheet.writer.conftest import AVA, Desk, actor

HOME = f"sheets/{LAUNCH_PLAN}"
BEN, DEV = actor("ben"), actor("dev")
REQUEST: dict[str, Any] = {
    "sendTo": [{"email": "ben@northwind.example"}, {"email": "carla@northwind.example"}],
    "subject": "Please update",
    "message": "Where are we?",
}
FIELDS: tuple[dict[str, Any], ...] = (
    {"title": "Budget", "type": "TEXT_NUMBER", "objectValue": 120000},
    {"title": "Spent", "type": "TEXT_NUMBER", "objectValue": 0},
    {"title": "Motto", "type": "TEXT_NUMBER", "objectValue": "Ship it"},
    {"title": "Due", "type": "DATE", "objectValue": {"objectType": "DATE", "value": "2026-12-01"}},
    {"title": "Agreed", "type": "CHECKBOX", "objectValue": True},
    {"title": "Mood", "type": "PICKLIST", "options": ["Good", "Bad"], "objectValue": "Good"},
    {
        "title": "Lead",
        "type": "CONTACT_LIST",
        "objectValue": {"objectType": "CONTACT", "email": "ben@northwind.example", "name": "Ben Okafor"},
    },
    {"title": "Total", "type": "TEXT_NUMBER", "formula": "=SUM([Duration]:[Duration])"},
)


def request_body(desk: Desk, **more: Any) -> str:
    rows = desk.world.sheets[LAUNCH_PLAN].rows
    return canonical({**REQUEST, "rowIds": [rows[8].id, rows[11].id], **more})


async def record(desk: Desk, kind: str, home: str, record_id: str) -> Record:
    found = await desk.records.record(AVA, kind, home, record_id)
    assert found is not None
    return found


async def test_a_request_is_mailed_to_each_once_and_withdrawn_for_who_has_not_answered(desk: Desk) -> None:
    """It stands among the sent ones, for all it was sent to; who answered keeps theirs."""
    body = request_body(desk, columnIds=[desk.world.sheets[LAUNCH_PLAN].column("Status").id])
    made = await desk.records.create(AVA, "sent_request", HOME, body)
    sent = desk.world.records.sent_requests
    assert [each.to for each in sent] == ["ben@northwind.example", "carla@northwind.example"]
    found = await record(desk, "sent_request", HOME, made)
    assert alike(body, found.body)
    assert found.by == "Ava Chen"
    assert await desk.records.records(AVA, "update_request", HOME) == tuple(
        each for each in await desk.records.records(AVA, "update_request", HOME) if each.id != made
    )
    sent[0].status = "COMPLETE"
    assert (await record(desk, "sent_request", HOME, made)).fields()["answered"] == ["ben@northwind.example"]
    await desk.records.delete(AVA, "sent_request", HOME, made)
    await desk.records.delete(AVA, "sent_request", HOME, made)
    assert [each.to for each in sent] == ["ben@northwind.example"]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway"])
async def test_a_request_is_never_mailed_twice(desk: Desk, fault: str) -> None:
    """Without an answer nobody knows whether it went out; it is said, not tried again."""
    desk.world.faults.add(fault, method="POST", path="/updaterequests")
    with pytest.raises(OutcomeUnknown):
        await desk.records.create(AVA, "sent_request", HOME, request_body(desk))
    assert len(desk.world.calls.matching("POST", "/updaterequests")) == 1
    assert len(desk.world.records.sent_requests) == (2 if fault == "drop_after" else 0)


async def test_a_scheduled_request_is_listed_in_short_and_ended(desk: Desk) -> None:
    (weekly,) = await desk.records.records(AVA, "update_request", HOME)
    assert weekly.fields()["subject"] == "Where do we stand?"
    assert "rowIds" not in weekly.fields()
    later = {"type": "ONCE", "startAt": "2026-12-01T08:00:00Z"}
    made = await desk.records.create(AVA, "update_request", HOME, request_body(desk, schedule=later))
    assert desk.world.records.sent_requests == []
    await desk.records.change(AVA, "update_request", HOME, made, canonical({"subject": "Soon"}))
    assert (await record(desk, "update_request", HOME, made)).fields()["subject"] == "Soon"
    for each in (made, made, weekly.id):
        await desk.records.delete(AVA, "update_request", HOME, each)
    assert await desk.records.records(AVA, "update_request", HOME) == ()


@pytest.mark.parametrize("fields", FIELDS, ids=[str(fields["title"]) for fields in FIELDS])
async def test_a_summary_field_is_made_again_as_it_was(desk: Desk, fields: dict[str, Any]) -> None:
    """What is read of it makes the same field; that it is gone already is no failure."""
    made = await desk.records.create(AVA, "summary_field", HOME, canonical({**fields, "index": 1}))
    first = await record(desk, "summary_field", HOME, made)
    assert {name: first.fields().get(name) for name in fields} == fields
    for _ in range(2):
        await desk.records.delete(AVA, "summary_field", HOME, made)
    again = await desk.records.create(AVA, "summary_field", HOME, first.body)
    second = await record(desk, "summary_field", HOME, again)
    assert (second.body, second.by) == (first.body, "Ava Chen")


async def test_a_summary_field_is_changed_through_its_collection(desk: Desk) -> None:
    """A value replaces a formula and a formula a value; null clears; the version moves; others stay."""
    before = {each.fields()["title"]: each for each in await desk.records.records(AVA, "summary_field", HOME)}
    risks, version = before["Open risks"], desk.world.sheets[LAUNCH_PLAN].version
    assert "objectValue" not in risks.fields()
    steps: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"objectValue": 7, "formula": None}, {"objectValue": 7}),
        ({"objectValue": None, "formula": "=1 + 2"}, {"formula": "=1 + 2"}),
        ({"objectValue": None, "formula": None}, {}),
        ({"title": "Risks open"}, {}),
    ]
    for sent, held in steps:
        await desk.records.change(BEN if "title" not in sent else AVA, "summary_field", HOME, risks.id, canonical(sent))
        now = (await record(desk, "summary_field", HOME, risks.id)).fields()
        assert {name: now[name] for name in ("objectValue", "formula") if name in now} == held
    assert now["title"] == "Risks open"
    assert desk.world.sheets[LAUNCH_PLAN].version == version + len(steps)
    others = {each.id: each.body for each in await desk.records.records(AVA, "summary_field", HOME)}
    assert {each.id: each.body for each in before.values() if each.id != risks.id}.items() <= others.items()


REFUSED: tuple[tuple[str, dict[str, Any], type[Exception]], ...] = (
    ("ben", {"title": "New", "type": "DATE"}, PermissionDenied),
    ("ava", {"title": "Sponsor", "type": "DATE"}, InvalidArguments),
    ("ava", {"title": "New"}, InvalidArguments),
    ("ava", {"title": "x" * 51, "type": "DATE"}, InvalidArguments),
    ("ava", {"title": "New", "type": "DATE", "objectValue": "tomorrow"}, InvalidArguments),
    ("ava", {"title": "New", "type": "PICKLIST", "options": ["a"], "objectValue": "b"}, InvalidArguments),
    ("ava", {"title": "New", "type": "TEXT_NUMBER", "formula": "1 + 1"}, InvalidArguments),
)


@pytest.mark.parametrize(("person", "fields", "error"), REFUSED)
async def test_a_summary_field_that_cannot_be_is_refused(
    desk: Desk, person: str, fields: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await desk.records.create(actor(person), "summary_field", HOME, canonical(fields))


async def test_a_locked_summary_field_is_an_admins(desk: Desk) -> None:
    (field, *_) = desk.world.records.summaries[LAUNCH_PLAN]
    field.more["locked"] = True
    body = canonical({"objectValue": {"objectType": "DATE", "value": "2027-01-01"}})
    with pytest.raises(PermissionDenied):
        await desk.records.change(BEN, "summary_field", HOME, str(field.id), body)
    await desk.records.change(AVA, "summary_field", HOME, str(field.id), body)
    with pytest.raises(PermissionDenied):
        await desk.records.change(DEV, "summary_field", HOME, str(field.id), body)


@pytest.mark.parametrize(("kind", "object_id"), [("sheet", RISKS), ("report", REPORT), ("sight", DASHBOARD)])
async def test_a_favourite_is_added_and_taken_away(desk: Desk, kind: str, object_id: int) -> None:
    """Each person's own; one that is there already is refused, one that is gone is passed over."""
    body = canonical({"type": kind, "objectId": object_id})
    made = await desk.records.create(AVA, "favorite", "favorites", body)
    assert (await record(desk, "favorite", "favorites", made)).body == body
    assert await desk.records.record(BEN, "favorite", "favorites", made) is None
    with pytest.raises(InvalidArguments):
        await desk.records.create(AVA, "favorite", "favorites", body)
    for _ in range(2):
        await desk.records.delete(AVA, "favorite", "favorites", made)
    assert await desk.records.record(AVA, "favorite", "favorites", made) is None
    with pytest.raises(NotFound):
        await desk.records.create(actor("elif"), "favorite", "favorites", body)


async def test_an_automation_is_switched_with_the_type_of_its_action(desk: Desk) -> None:
    """What else it does stays; an editor may only switch their own."""
    rule = desk.world.records.automations[0]
    action = dict(rule.action)
    body = canonical({"enabled": False, "action": action})
    with pytest.raises(PermissionDenied):
        await desk.records.change(BEN, "automation", HOME, str(rule.id), body)
    await desk.records.change(AVA, "automation", HOME, str(rule.id), body)
    (call,) = [c for c in desk.world.calls.matching("PUT", "/automationrules") if c.status == 200]
    assert (rule.enabled, rule.action, rule.name) == (False, action, "Tell everyone when a task is blocked")
    assert call.change_agent == "sheetline"
    now = (await record(desk, "automation", HOME, str(rule.id))).fields()
    assert (now["enabled"], json.dumps(now["action"], sort_keys=True)) == (False, json.dumps(action, sort_keys=True))
    rule.by = "ben"
    await desk.records.change(BEN, "automation", HOME, str(rule.id), canonical({"enabled": True, "action": action}))
    for _ in range(2):
        await desk.records.delete(AVA, "automation", HOME, str(rule.id))
    assert await desk.records.record(AVA, "automation", HOME, str(rule.id)) is None
