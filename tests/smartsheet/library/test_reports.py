"""A report becomes a sheet's JSON: whole, in pages, and good enough to be loaded as a snapshot."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reports import id_for_report
from bot.errors import LimitExceeded, NotFound, SheetsUnavailable
from bot.sheets.loader import SnapshotLoader
from bot.smartsheet import report_pages
from bot.workers.thread import ThreadWorker
from infra.local.smartsheet.faults import Kind
from infra.local.smartsheet.sample.beside import REPORT
from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS
from tests.smartsheet.library.conftest import AVA, BEN, DEV, Scripted, Shelf
from tests.smartsheet.wire import HANG, answer


@pytest.fixture
async def loader(tmp_path: Path) -> AsyncIterator[SnapshotLoader]:
    made = SnapshotLoader(tmp_path / "snapshots", ThreadWorker)
    yield made
    await made.aclose()


async def test_a_report_is_a_snapshot_like_any_sheet(shelf: Shelf, loader: SnapshotLoader, tmp_path: Path) -> None:
    """Typed columns under the report's titles, rows of both sheets numbered through, contacts with their emails."""
    await shelf.library.download_report(BEN, REPORT, tmp_path / "report.json")
    snapshot = await loader.load(tmp_path / "report.json")
    assert (snapshot.sheet_id, snapshot.name) == (id_for_report(REPORT), "Open work")
    types = {column.sql_name: column.sql_type for column in snapshot.columns}
    assert types["Due Date"] == "TIMESTAMP"
    assert types["Reviewers"] == "VARCHAR[]"
    with pa.memory_map(str(snapshot.file.path)) as mapped:
        table = pa.ipc.open_file(mapped).read_all()
        assert table["_row"].to_pylist() == list(range(1, snapshot.rows + 1))
        assert set(table["Sheet Name"].to_pylist()) == {"Launch plan", "Risk register"}
        assert "ben@northwind.example" in table["Assigned To (email)"].to_pylist()
        del table


async def test_the_file_says_which_sheet_a_row_is_of(shelf: Shelf, tmp_path: Path) -> None:
    """Row ids and sheet ids stay, so that a row can be looked up where it lives."""
    await shelf.library.download_report(AVA, REPORT, tmp_path / "report.json")
    rows = json.loads((tmp_path / "report.json").read_bytes())["rows"]
    assert {row["sheetId"] for row in rows} == {LAUNCH_PLAN, RISKS}
    assert all(shelf.world.sheets[row["sheetId"]].row(row["id"]) for row in rows)


async def test_nobody_reads_a_report_that_is_not_theirs(shelf: Shelf, tmp_path: Path) -> None:
    """NotFound, and no file, not even a part of one."""
    with pytest.raises(NotFound):
        await shelf.library.download_report(DEV, REPORT, tmp_path / "report.json")
    assert list(tmp_path.iterdir()) == []


async def test_a_bad_day_leaves_nothing_half_done(shelf: Shelf, tmp_path: Path) -> None:
    """Cut once: read again. Cut for good: an error and no file."""
    shelf.world.faults.add(Kind.TRUNCATE, path="/reports/", count=1)
    await shelf.library.download_report(AVA, REPORT, tmp_path / "good.json")
    shelf.world.faults.add(Kind.TRUNCATE, path="/reports/", count=None)
    with pytest.raises(SheetsUnavailable):
        await shelf.library.download_report(AVA, REPORT, tmp_path / "bad.json")
    assert [path.name for path in tmp_path.iterdir()] == ["good.json"]


def _page(rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    columns = [{"virtualId": 71, "title": "Name", "type": "TEXT_NUMBER", "primary": True}]
    return {"id": 7, "name": "R", "totalRowCount": total, "columns": columns, "rows": rows}


def _row(number: int) -> dict[str, Any]:
    return {
        "id": 1000 + number,
        "sheetId": 3,
        "rowNumber": 1,
        "cells": [{"virtualColumnId": 71, "value": f"r{number}"}],
    }


async def test_every_page_is_read(scripted: Scripted, tmp_path: Path) -> None:
    """25,000 rows are three requests of 10,000, one snapshot, no row lost or double."""
    rows = [_row(number) for number in range(25_000)]
    for start in range(0, 25_000, 10_000):
        scripted.wire.script.append(answer(200, _page(rows[start : start + 10_000], 25_000)))
    await scripted.library.download_report(AVA, 7, tmp_path / "report.json")
    merged = json.loads((tmp_path / "report.json").read_bytes())
    assert [row["id"] for row in merged["rows"]] == [1000 + number for number in range(25_000)]
    assert merged["totalRowCount"] == merged["rows"][-1]["rowNumber"] == 25_000
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert len(scripted.wire.received) == 3


async def test_a_giant_report_is_refused_at_its_first_page(scripted: Scripted, tmp_path: Path) -> None:
    """Its size is said; nothing more is read."""
    scripted.wire.otherwise = answer(200, _page([_row(1)], 250_000))
    with pytest.raises(LimitExceeded, match="250,000"):
        await scripted.library.download_report(AVA, 7, tmp_path / "report.json")
    assert len(scripted.wire.received) == 1


async def test_an_answer_that_is_no_report_is_said_so(scripted: Scripted, tmp_path: Path) -> None:
    """Rows that are not rows end as SheetsUnavailable, without a file."""
    scripted.wire.otherwise = answer(200, {"id": 7, "totalRowCount": 1, "columns": [], "rows": ["no row"]})
    with pytest.raises(SheetsUnavailable):
        await scripted.library.download_report(AVA, 7, tmp_path / "report.json")
    assert list(tmp_path.iterdir()) == []


CELLS = st.lists(
    st.fixed_dictionaries(
        {"virtualColumnId": st.integers(1, 4)},
        optional={
            "columnId": st.integers(50, 60),
            "value": st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans()),
            "displayValue": st.text(max_size=20),
            "objectValue": st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
        },
    ),
    max_size=4,
)


async def test_a_report_names_the_sheets_it_draws_from(shelf: Shelf) -> None:
    """As far as the actor sees them, and without its rows."""
    assert set(await shelf.library.report_sources(AVA, REPORT)) == {LAUNCH_PLAN, RISKS}
    with pytest.raises(NotFound):
        await shelf.library.report_sources(DEV, REPORT)


@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=3))
def test_no_value_is_changed_on_the_way(pages: list[list[list[dict[str, Any]]]]) -> None:
    """Whatever the cells hold: each leaves under its virtual id, with the value it came with."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, rows in enumerate(pages):
            body = _page([{"id": 5, "sheetId": 6, "cells": cells} for cells in rows], sum(map(len, pages)))
            paths.append(Path(folder) / f"{number}.json")
            paths[-1].write_text(json.dumps(body), encoding="utf-8")
        report_pages.merge(paths, Path(folder) / "all.json")
        merged = json.loads((Path(folder) / "all.json").read_bytes())
    sent = [cells for rows in pages for cells in rows]
    assert len(merged["rows"]) == len(sent)
    for row, cells in zip(merged["rows"], sent, strict=True):
        for after, before in zip(row.get("cells", []), cells, strict=True):
            assert after["columnId"] == before["virtualColumnId"]
            for name in ("value", "displayValue", "objectValue"):
                assert after.get(name, "absent") == before.get(name, "absent")


async def test_cancelling_leaves_no_parts(scripted: Scripted, tmp_path: Path) -> None:
    """A turn that is stopped while a page is on its way leaves the folder as it was."""
    scripted.wire.otherwise = HANG
    task = asyncio.create_task(scripted.library.download_report(AVA, 7, tmp_path / "report.json"))
    await scripted.wire.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(tmp_path.iterdir()) == []
