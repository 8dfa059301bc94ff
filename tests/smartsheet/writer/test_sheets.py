"""Sheets as records over the sandbox: made, found again, read by their id, renamed, moved, copied and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.record_changes import canonical
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from bot.smartsheet.sheet_records import HOME
from infra.local.smartsheet.sample.ids import FOLDER, PROJECT_PLAN, WORKSPACE
from tests.smartsheet.writer.conftest import AVA, Desk, actor

SPACE, SHELF = f"workspaces/{WORKSPACE}", f"folders/{FOLDER}"
PLACES = [HOME, SPACE, SHELF]
COLUMNS = [
    {"title": "Site", "type": "TEXT_NUMBER", "primary": True},
    {"title": "Visit", "type": "DATE"},
    {"title": "Status", "type": "PICKLIST", "options": ["Open", "Done"]},
]
BODY = canonical({"name": "Site visits", "columns": COLUMNS})


async def fields(desk: Desk, sheet_id: str) -> dict[str, Any]:
    record = await desk.records.record(AVA, "sheet", HOME, sheet_id)
    assert record is not None
    return record.fields()


@pytest.mark.parametrize("home", PLACES)
async def test_a_sheet_is_made_where_it_is_to_lie_and_found_there_by_its_name(desk: Desk, home: str) -> None:
    before = {record.id for record in await desk.records.records(AVA, "sheet", home)}
    made = await desk.records.create(AVA, "sheet", home, BODY)
    found = [record for record in await desk.records.records(AVA, "sheet", home) if record.id not in before]
    assert [(record.id, record.fields()) for record in found] == [(made, {"name": "Site visits"})]
    body = await fields(desk, made)
    assert (body["name"], body["place"], body["owner"], body["rows"]) == (
        "Site visits",
        home,
        "ava@northwind.example",
        0,
    )
    sheet = desk.world.sheets[int(made)]
    assert [(c.title, c.type, c.primary) for c in sheet.columns] == [
        ("Site", "TEXT_NUMBER", True),
        ("Visit", "DATE", False),
        ("Status", "PICKLIST", False),
    ]
    assert body["permalink"] == sheet.permalink


async def test_a_sheet_comes_of_a_template_with_its_rows_where_they_are_asked_for(desk: Desk) -> None:
    for include, rows in ((["data"], 6), ([], 0)):
        body = canonical({"name": "Pilot", "fromId": PROJECT_PLAN, "include": include})
        sheet = desk.world.sheets[int(await desk.records.create(AVA, "sheet", SPACE, body))]
        assert [column.title for column in sheet.columns] == ["Task", "Assigned to", "Start", "Finish", "Status"]
        assert len(sheet.rows) == rows


async def test_a_copy_has_what_it_is_asked_to_have(desk: Desk) -> None:
    source = desk.world.sheet("Risk register")
    body = canonical({"name": "Risks v2", "copyOf": source.id, "include": ["data", "discussions"]})
    made = await desk.records.create(AVA, "sheet", SHELF, body)
    sheet = desk.world.sheets[int(made)]
    assert (await fields(desk, made))["place"] == SHELF
    assert [column.title for column in sheet.columns] == [column.title for column in source.columns]
    assert [row.cells[sheet.primary.id].value for row in sheet.rows] == [
        row.cells[source.primary.id].value for row in source.rows
    ]
    assert len(desk.world.records.discussions_of(sheet)) == len(desk.world.records.discussions_of(source))
    assert sheet.shares == []


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway", "truncate"])
async def test_making_a_sheet_is_never_sent_twice(desk: Desk, fault: str) -> None:
    desk.world.faults.add(fault, method="POST", path="/sheets$")
    with pytest.raises(OutcomeUnknown):
        await desk.records.create(AVA, "sheet", SPACE, BODY)
    assert len(desk.world.calls.matching("POST", "/sheets")) == 1
    names = [record.fields()["name"] for record in await desk.records.records(AVA, "sheet", SPACE)]
    assert names.count("Site visits") == (1 if fault in ("drop_after", "truncate") else 0)


@pytest.mark.parametrize("home", PLACES)
async def test_a_sheet_is_renamed_and_moved_and_keeps_its_id_shares_and_version(desk: Desk, home: str) -> None:
    sheet = desk.world.sheet("Risk register")
    shares, version = list(sheet.shares), sheet.version
    await desk.records.change(AVA, "sheet", SPACE, str(sheet.id), canonical({"name": "Risks", "place": home}))
    body = await fields(desk, str(sheet.id))
    assert (body["name"], body["place"], body["version"]) == ("Risks", home, version)
    assert sheet.shares == shares
    calls = len(desk.world.calls.matching("POST", "/move"))
    await desk.records.change(AVA, "sheet", SPACE, str(sheet.id), canonical({"place": home}))
    assert len(desk.world.calls.matching("POST", "/move")) == calls, "what is there already is not moved again"


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway"])
async def test_a_move_without_an_answer_is_looked_for_before_it_is_sent_again(desk: Desk, fault: str) -> None:
    sheet = desk.world.sheet("Risk register")
    desk.world.faults.add(fault, method="POST", path="/move")
    await desk.records.change(AVA, "sheet", SPACE, str(sheet.id), canonical({"place": SHELF}))
    assert (await fields(desk, str(sheet.id)))["place"] == SHELF
    assert len(desk.world.calls.matching("POST", "/move")) == (1 if fault == "drop_after" else 2)


async def test_a_deleted_sheet_is_gone_and_deleting_it_again_is_passed_over(desk: Desk) -> None:
    sheet = desk.world.sheet("Risk register")
    for _ in range(2):
        await desk.records.delete(AVA, "sheet", SPACE, str(sheet.id))
    assert sheet.id not in desk.world.sheets
    assert await desk.records.record(AVA, "sheet", SPACE, str(sheet.id)) is None


async def test_refusals_are_errors_of_ours(desk: Desk) -> None:
    """Without admin access to the workspace nothing is put into it, or taken out of it; a long name is refused."""
    sheet = desk.world.sheet("Risk register")
    ben, long = actor("ben"), canonical({"name": "x" * 51, "columns": COLUMNS})
    for home, body in ((SPACE, BODY), (SHELF, BODY)):
        with pytest.raises(PermissionDenied):
            await desk.records.create(ben, "sheet", home, body)
    with pytest.raises(PermissionDenied):
        await desk.records.change(ben, "sheet", SPACE, str(sheet.id), canonical({"name": "Mine"}))
    with pytest.raises(PermissionDenied):
        await desk.records.change(ben, "sheet", SPACE, str(sheet.id), canonical({"place": HOME}))
    with pytest.raises(PermissionDenied):
        await desk.records.delete(ben, "sheet", SPACE, str(sheet.id))
    with pytest.raises(NotFound):
        await desk.records.create(actor("elif"), "sheet", SPACE, BODY)
    with pytest.raises(InvalidArguments):
        await desk.records.create(AVA, "sheet", SPACE, long)
