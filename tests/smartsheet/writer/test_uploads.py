"""Files as records, against the sandbox: the bytes that were kept, under their name, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.record_changes import alike, canonical, differing, lost
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.store.files import FileBox
from tests.smartsheet.writer.conftest import AVA, Desk, actor

DATA = b"\x00\x01%PDF " + bytes(range(256)) * 20
NAMES = ["Offer.pdf", "Größe & Preis.xlsx", "見積もり.csv", "it's 'quoted'; x.txt", "no suffix"]


async def _no_pause(seconds: float) -> None:
    return None


@pytest.fixture
def box(tmp_path: Path) -> FileBox:
    return FileBox(tmp_path)


@pytest.fixture
def records(desk: Desk, box: FileBox) -> SmartsheetRecords:
    return SmartsheetRecords(desk.writer._calls, files=box, sleep=_no_pause)


def kept(box: FileBox, data: bytes = DATA) -> str:
    incoming = box.begin()
    incoming.write(data, most=10**6)
    return incoming.keep().sha256


def home(desk: Desk) -> str:
    sheet = desk.world.sheet("Launch plan")
    return f"sheets/{sheet.id}/rows/{sheet.rows[11].id}"


def body(name: str, sha256: str) -> str:
    return canonical({"name": name, "attachmentType": "FILE", "sha256": sha256})


@pytest.mark.parametrize("name", NAMES)
async def test_the_bytes_arrive_under_their_name(
    desk: Desk, records: SmartsheetRecords, box: FileBox, name: str
) -> None:
    """Names beyond ASCII included; the record that is read back is alike, and could be made again."""
    wanted = body(name, kept(box))
    made = await records.create(AVA, "attachment", home(desk), wanted)
    (held,) = [each for each in desk.world.records.attachments if str(each.id) == made]
    assert (held.name, held.content, held.by) == (name, DATA, "ava")
    record = await records.record(AVA, "attachment", home(desk), made)
    assert record is not None
    loose = frozenset({"sha256"})
    assert alike(wanted, record.body, loose=loose)
    assert differing(wanted, record.body, loose=loose) == ()
    assert lost("attachment", record.body)
    assert not lost("attachment", wanted)
    await records.delete(AVA, "attachment", home(desk), made)
    await records.delete(AVA, "attachment", home(desk), made)
    assert await records.record(AVA, "attachment", home(desk), made) is None


async def test_bytes_that_are_not_kept_are_not_sent(desk: Desk, records: SmartsheetRecords, box: FileBox) -> None:
    desk.world.calls.clear()
    with pytest.raises(NotFound, match="no longer kept"):
        await records.create(AVA, "attachment", home(desk), body("x.pdf", "ab" * 32))
    alone = SmartsheetRecords(desk.writer._calls, sleep=_no_pause)
    with pytest.raises(NotFound, match="not kept here"):
        await alone.create(AVA, "attachment", home(desk), body("x.pdf", kept(box)))
    assert not desk.world.calls


@pytest.mark.parametrize("fault", ["drop_after", "bad_gateway", "truncate"])
async def test_a_file_is_sent_once_whatever_happens(
    desk: Desk, records: SmartsheetRecords, box: FileBox, fault: str
) -> None:
    desk.world.faults.add(fault, method="POST", path="/attachments")
    with pytest.raises(OutcomeUnknown):
        await records.create(AVA, "attachment", home(desk), body("x.pdf", kept(box)))
    assert len([call for call in desk.world.calls if call.method == "POST"]) == 1


async def test_a_viewer_is_refused_by_smartsheet_too(desk: Desk, records: SmartsheetRecords, box: FileBox) -> None:
    with pytest.raises((PermissionDenied, InvalidArguments)):
        await records.create(actor("dev"), "attachment", home(desk), body("x.pdf", kept(box)))
