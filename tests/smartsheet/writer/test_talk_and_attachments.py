"""Discussions, comments and attachments as records, against the sandbox: read, made, changed, gone, never twice."""

from __future__ import annotations

import pytest

from bot.domain.record_changes import alike, canonical, differing, lost
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from bot.smartsheet.record_writer import SmartsheetRecords
from infra.local.smartsheet.records import Attachment
from tests.smartsheet.writer.conftest import AVA, Desk, actor

URL = "https://docs.northwind.example/spec"
LINK = {"name": "Spec", "url": URL, "attachmentType": "LINK"}


@pytest.fixture
def records(desk: Desk) -> SmartsheetRecords:
    async def no_pause(seconds: float) -> None:
        return None

    return SmartsheetRecords(desk.writer._calls, sleep=no_pause)


def homes(desk: Desk) -> tuple[str, str, int]:
    """The sheet's home, a row's, and that row's id."""
    sheet = desk.world.sheet("Launch plan")
    row = sheet.find("Task Name", "Water ingress test (IP67)")
    return f"sheets/{sheet.id}", f"sheets/{sheet.id}/rows/{row.id}", row.id


async def test_a_discussion_is_read_with_all_that_is_said(desk: Desk, records: SmartsheetRecords) -> None:
    """Its first comment, on what it is, every text; of a row its own, of the sheet those of all rows too."""
    sheet, row, row_id = homes(desk)
    (found,) = await records.records(AVA, "discussion", row)
    said = ["Units 2 and 4 leak at the cable gland.", "Do we need the new gland before retesting?"]
    assert found.fields() == {"text": said[0], "parentId": row_id, "comments": said}
    assert found.by == "Ben Okafor"
    assert lost("discussion", found.body)
    assert len(await records.records(AVA, "discussion", sheet)) == 4


@pytest.mark.parametrize("at", [0, 1])
async def test_a_discussion_is_started_replied_to_and_deleted(desk: Desk, records: SmartsheetRecords, at: int) -> None:
    """What was made is alike what was asked for, until somebody replies; deleting twice is deleting once."""
    home, parent = homes(desk)[at], (homes(desk)[0].removeprefix("sheets/"), homes(desk)[2])[at]
    wanted = canonical({"text": "Hello", "parentId": int(parent)})
    made = await records.create(AVA, "discussion", home, wanted)
    record = await records.record(AVA, "discussion", home, made)
    assert record is not None
    assert alike(wanted, record.body)
    assert not lost("discussion", record.body)
    talk = f"{homes(desk)[0]}/discussions/{made}"
    reply = await records.create(actor("ben"), "comment", talk, canonical({"text": "Hi"}))
    now = await records.record(AVA, "discussion", home, made)
    assert now is not None
    assert differing(record.body, now.body) == ("comments",)
    await records.change(actor("ben"), "comment", talk, reply, canonical({"text": "Hi!"}))
    assert [each.fields()["text"] for each in await records.records(AVA, "comment", talk)] == ["Hello", "Hi!"]
    for _ in range(2):
        await records.delete(AVA, "discussion", home, made)
    assert await records.record(AVA, "discussion", home, made) is None
    assert await records.records(AVA, "comment", talk) == ()


async def test_an_attachment_is_read_by_its_id(desk: Desk, records: SmartsheetRecords) -> None:
    """A link with its address; a file without the one that is made for each read."""
    sheet, row, row_id = homes(desk)
    made = await records.create(AVA, "attachment", row, canonical({**LINK, "parentId": row_id}))
    record = await records.record(AVA, "attachment", sheet, made)
    assert record is not None
    assert record.fields() == {**LINK, "parentId": row_id}
    assert record in await records.records(AVA, "attachment", row)
    (file,) = [each for each in desk.world.records.attachments if each.name == "Mould offer Altum.pdf"]
    shown = await records.record(AVA, "attachment", sheet, str(file.id))
    assert shown is not None
    assert "url" not in shown.fields()
    assert lost("attachment", shown.body)
    assert not lost("attachment", record.body)
    for _ in range(2):
        await records.delete(AVA, "attachment", row, made)
    assert await records.record(AVA, "attachment", row, made) is None


async def test_a_file_s_versions_are_a_collection(desk: Desk, records: SmartsheetRecords) -> None:
    """Newest first; of a comment those of its sheet, which tells where each lies."""
    sheet = homes(desk)[0]
    (file,) = [each for each in desk.world.records.attachments if each.name == "Mould offer Altum.pdf"]
    file.older = [Attachment(9, file.sheet_id, "ROW", file.parent_id, "Offer v1.pdf", "carla", file.at)]
    found = await records.records(AVA, "attachment", f"{sheet}/attachments/{file.id}")
    assert [(each.id, each.by) for each in found] == [(str(file.id), "Ben Okafor"), ("9", "Carla Rossi")]
    comment = desk.world.records.discussions[0].comments[1].id
    made = await records.create(AVA, "attachment", f"{sheet}/comments/{comment}", canonical(LINK))
    parents = {
        each.id: each.fields()["parentId"]
        for each in await records.records(AVA, "attachment", f"{sheet}/comments/{comment}")
    }
    assert parents[made] == comment


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway", "truncate"])
@pytest.mark.parametrize("kind", ["discussion", "comment", "attachment"])
async def test_none_is_made_twice(desk: Desk, records: SmartsheetRecords, kind: str, fault: str) -> None:
    """Without an answer nobody knows; one request leaves, and the caller looks."""
    sheet, row, _ = homes(desk)
    talk = f"{sheet}/discussions/{desk.world.records.discussions[0].id}"
    home, body = {
        "discussion": (row, {"text": "Hello"}),
        "comment": (talk, {"text": "Hello"}),
        "attachment": (row, {**LINK}),
    }[kind]
    desk.world.faults.add(fault, method="POST", path="/sheets")
    with pytest.raises(OutcomeUnknown):
        await records.create(AVA, kind, home, canonical(body))
    assert len(desk.world.calls.matching("POST")) == 1


async def test_refusals_are_errors_of_ours(desk: Desk, records: SmartsheetRecords) -> None:
    """Somebody else's comment, a viewer, a row that is gone, an empty text; our change agent stands on every write."""
    sheet, row, _ = homes(desk)
    talk = f"{sheet}/discussions/{desk.world.records.discussions[0].id}"
    first = str(desk.world.records.discussions[0].comments[0].id)
    with pytest.raises(PermissionDenied):
        await records.change(AVA, "comment", talk, first, canonical({"text": "I did not say that."}))
    with pytest.raises(PermissionDenied):
        await records.create(actor("dev"), "attachment", row, canonical(LINK))
    with pytest.raises(NotFound):
        await records.create(AVA, "discussion", f"{sheet}/rows/12345", canonical({"text": "Hello"}))
    with pytest.raises(InvalidArguments):
        await records.create(AVA, "comment", talk, canonical({"text": " "}))
    assert await records.records(AVA, "discussion", f"{sheet}/rows/12345") == ()
    with pytest.raises(NotFound):
        await records.records(actor("elif"), "discussion", sheet)
    written = [call for call in desk.world.calls if call.method != "GET"]
    assert {call.change_agent for call in written} == {"sheetline"}
