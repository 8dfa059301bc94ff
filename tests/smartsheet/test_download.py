"""A sheet's raw JSON on disk: whole or not at all, and nobody waits for it."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Internal, NotFound, SheetlineError, SheetsUnavailable, TimedOut
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.conftest import MakeSheets
from tests.smartsheet.wire import DROP, HANG, Reply, Wire, answer, refusal

SHEET = json.dumps({"id": 5, "rows": [{"id": n, "cells": [{"value": "ä" * 20}]} for n in range(2000)]}).encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
ONCE = RetryPolicy(attempts=1)


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> Reply:
    framed = (b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return Reply((OK + b"Transfer-Encoding: chunked\r\n\r\n", *framed, end))


WHOLE = {
    "with a length": answer(200, SHEET),
    "in chunks": chunked(SHEET[:1000], SHEET[1000:]),
    "until the connection closes": Reply((OK + b"\r\n", SHEET)),
    "compressed": answer(200, gzip.compress(SHEET), Content_Encoding="gzip"),
    "after blank space": answer(200, b"\n " + SHEET + b"\n"),
}
BROKEN = {
    "shorter than its length": Reply((OK + b"Content-Length: %d\r\n\r\n" % len(SHEET), SHEET[:-10])),
    "chunked, no last chunk": chunked(SHEET, end=b""),
    "chunked, cut in a chunk": Reply((OK + b"Transfer-Encoding: chunked\r\n\r\n", b"fff\r\n", SHEET[:100])),
    "closed in the middle": Reply((OK + b"\r\n", SHEET[:5000])),
    "compressed and cut": Reply((OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(SHEET)[:-300])),
    "not compressed as claimed": answer(200, SHEET, Content_Encoding="gzip"),
    "a page": answer(200, b"<html>Sign in</html>", Content_Type="text/html"),
    "empty": answer(200, b""),
    "an array": answer(200, b"[1]"),
    "dropped": DROP,
    "a fault": refusal(500, 4000),
}


@pytest.mark.parametrize("reply", WHOLE.values(), ids=WHOLE)
async def test_the_file_is_byte_for_byte_what_smartsheet_sent(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path, reply: Reply
) -> None:
    """However HTTP frames it, the JSON arrives unchanged, readable by nobody else."""
    wire.otherwise = reply
    target = tmp_path / "sheet.json"
    await make_sheets().download(SERVICE, 5, target)
    assert target.read_bytes().strip() == SHEET
    assert target.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
async def test_a_broken_answer_leaves_no_trace(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path, reply: Reply
) -> None:
    """An earlier file stays as it was, and no temporary file is left."""
    wire.otherwise = reply
    target = tmp_path / "sheet.json"
    target.write_bytes(b"earlier")
    with pytest.raises(SheetsUnavailable):
        await make_sheets(retry_policy=ONCE).download(SERVICE, 5, target)
    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [target]


@given(cut=st.integers(0, len(SHEET) - 1))
async def test_no_cut_anywhere_passes_for_a_whole_sheet(
    cut: int, wire: Wire, make_sheets: MakeSheets, tmp_path: Path
) -> None:
    """A body promised whole and cut at any byte is refused."""
    wire.otherwise = Reply((OK + b"Content-Length: %d\r\n\r\n" % len(SHEET), SHEET[:cut]))
    with pytest.raises(SheetsUnavailable):
        await make_sheets(retry_policy=ONCE).download(SERVICE, 5, tmp_path / "sheet.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("reply", [BROKEN["shorter than its length"], BROKEN["a page"], DROP, refusal(500, 4004)])
async def test_a_passing_fault_is_downloaded_again(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path, reply: Reply
) -> None:
    """The second attempt starts from nothing and is whole."""
    wire.script.append(reply)
    wire.otherwise = answer(200, SHEET)
    sheets = make_sheets(retry_policy=RetryPolicy(first_pause_s=0.01))
    await sheets.download(SERVICE, 5, tmp_path / "sheet.json")
    assert (tmp_path / "sheet.json").read_bytes() == SHEET
    assert len(wire.received) == 2


async def test_it_asks_for_all_that_a_snapshot_needs(wire: Wire, make_sheets: MakeSheets, tmp_path: Path) -> None:
    """Level 2 with objectValue, formats and writers; no page, which would cut the sheet at 100 rows."""
    wire.otherwise = answer(200, SHEET)
    await make_sheets().download(SERVICE, 5, tmp_path / "sheet.json")
    url = urlsplit(wire.received[0].target)
    assert url.path == "/2.0/sheets/5"
    assert parse_qs(url.query) == {
        "level": ["2"],
        "include": ["objectValue,format,writerInfo"],
        "exclude": ["nonexistentCells,linksOutToCellsDetails"],
    }


async def test_a_missing_sheet_is_not_found(wire: Wire, make_sheets: MakeSheets, tmp_path: Path) -> None:
    """A refusal is told as such, and leaves no file."""
    wire.otherwise = refusal(404, 1006)
    with pytest.raises(NotFound):
        await make_sheets().download(SERVICE, 5, tmp_path / "sheet.json")
    assert not list(tmp_path.iterdir())


async def test_a_place_that_cannot_be_written_is_our_own_fault(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path
) -> None:
    """A missing directory is Internal, not blamed on Smartsheet and not retried."""
    wire.otherwise = answer(200, SHEET)
    with pytest.raises(Internal):
        await make_sheets().download(SERVICE, 5, tmp_path / "nowhere" / "sheet.json")
    assert len(wire.received) == 1


async def test_the_loop_keeps_turning_during_a_large_download(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path
) -> None:
    """While 40 MB arrive, a task that yields over and over keeps its turns: at least one for each 256 KiB."""
    big = b'{"rows":"' + b"x" * (40 << 20) + b'"}'
    wire.otherwise = answer(200, big)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    await make_sheets().download(SERVICE, 5, tmp_path / "sheet.json")
    ticking.cancel()
    assert (tmp_path / "sheet.json").stat().st_size == len(big)
    assert ticks >= 160


async def test_a_download_has_a_deadline_of_its_own(wire: Wire, make_sheets: MakeSheets, tmp_path: Path) -> None:
    """`download_s` ends a download that drips; the abandoned thread writes nothing afterwards."""
    wire.otherwise = Reply((OK + b"Content-Length: 9000\r\n\r\n", b"{", *[b" "] * 8000), gap_s=0.01)
    sheets = make_sheets(timeouts=Timeouts(total_s=60, download_s=0.2), connections=1)
    with pytest.raises(TimedOut):
        await sheets.download(SERVICE, 5, tmp_path / "sheet.json")
    await _thread_is_free(wire, sheets)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("reply", [HANG, Reply((OK + b"Content-Length: 9000\r\n\r\n", *[b" "] * 8000), gap_s=0.01)])
async def test_a_cancelled_download_leaves_nothing(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path, reply: Reply
) -> None:
    """Whether no byte came yet or some did: after cancellation no file appears."""
    wire.otherwise = reply
    sheets = make_sheets(timeouts=Timeouts(read_s=0.3), connections=1)
    task = asyncio.create_task(sheets.download(SERVICE, 5, tmp_path / "sheet.json"))
    await wire.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await _thread_is_free(wire, sheets)
    assert not list(tmp_path.iterdir())


async def test_an_abandoned_download_has_no_effect_even_when_it_is_complete(
    wire: Wire, make_sheets: MakeSheets, tmp_path: Path
) -> None:
    """The last byte arrives after the caller gave up: the file is not put in place."""
    wire.otherwise = Reply((OK + b"Content-Length: %d\r\n\r\n" % len(SHEET), SHEET[:-1], SHEET[-1:]), gap_s=0.4)
    sheets = make_sheets(timeouts=Timeouts(read_s=5, download_s=0.5), connections=1)
    with pytest.raises(SheetlineError):
        await sheets.download(SERVICE, 5, tmp_path / "sheet.json")
    await _thread_is_free(wire, sheets)
    assert not list(tmp_path.iterdir())


async def _thread_is_free(wire: Wire, sheets: SmartsheetSheets) -> None:
    """Return when the adapter's only thread has ended what it did."""
    wire.otherwise = answer(200, {"version": 7})
    assert await sheets.version(SERVICE, 5) == 7
