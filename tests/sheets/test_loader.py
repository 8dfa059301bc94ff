"""The loader: whole sheets become snapshots, broken bytes become one clear failure, a dead process is replaced."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import pytest

from bot.errors import SheetsUnavailable
from bot.sheets.loader import SnapshotLoader
from bot.workers.process import ProcessWorker
from tests.sheets.conftest import task_sheet
from tests.sheets.raw_sheets import sheet, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_loaded_sheet_says_what_it_is(loader: SnapshotLoader, raw_path: Path) -> None:
    """Id, name, version, access, rows and columns come from the JSON; the table is mapped, not copied."""
    snapshot = await loader.load(raw_path)
    assert (snapshot.sheet_id, snapshot.name, snapshot.version, snapshot.access_level, snapshot.rows) == (
        *(77, "Launch plan", 12, "EDITOR", 5),
    )
    assert [(c.sql_name, c.sql_type) for c in snapshot.columns] == [
        ("Task Name", "VARCHAR"),
        ("Status", "VARCHAR"),
        ("Due Date", "DATE"),
        ("Cost", "DOUBLE"),
        ("Done", "BOOLEAN"),
    ]
    assert [name for name, _ in snapshot.schema()] == snapshot.table.column_names
    assert snapshot.nbytes == snapshot.file.path.stat().st_size
    assert raw_path.exists()


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b"not json", b'{"id": 1, "rows": [{"id": "x"}]}', b"\xff\xfe", b'{"name": "no id"}'],
)
async def test_broken_bytes_are_one_clear_failure(loader: SnapshotLoader, tmp_path: Path, broken: bytes) -> None:
    """Whatever is not a sheet in JSON raises SheetsUnavailable and leaves no file."""
    path = tmp_path / "broken.json"
    path.write_bytes(broken)
    with pytest.raises(SheetsUnavailable):
        await loader.load(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
async def test_a_truncated_body_is_never_a_smaller_sheet(
    loader: SnapshotLoader, raw_path: Path, tmp_path: Path, part: float
) -> None:
    """Cut off anywhere, the sheet is refused, not answered from in part."""
    body = raw_path.read_bytes()
    path = tmp_path / "cut.json"
    path.write_bytes(body[: int(len(body) * part)])
    with pytest.raises(SheetsUnavailable):
        await loader.load(path)


async def test_fewer_rows_than_the_sheet_has_are_refused(loader: SnapshotLoader, tmp_path: Path) -> None:
    """A page of a sheet is not the sheet."""
    with pytest.raises(SheetsUnavailable) as caught:
        await loader.load(write(task_sheet(5) | {"totalRowCount": 6}, tmp_path))
    assert caught.value.detail == "5 of 6 rows"


async def test_a_sheet_without_rows_or_columns_is_a_sheet(loader: SnapshotLoader, tmp_path: Path) -> None:
    """Empty is not broken."""
    snapshot = await loader.load(write(sheet([], []), tmp_path))
    assert (snapshot.rows, snapshot.columns) == (0, ())


async def test_a_big_sheet_read_by_two_processes_is_the_same_sheet(tmp_path: Path, raw_path: Path) -> None:
    """Values, misfits and order; no part is left behind, and broken bytes are the same clear failure."""
    alone, together = (
        SnapshotLoader(tmp_path, ProcessWorker, processes=1),
        SnapshotLoader(tmp_path, ProcessWorker, processes=2, split_bytes=0),
    )
    path = write(task_sheet(1501), tmp_path)
    one, two = await alone.load(path), await together.load(path)
    assert two.table.equals(one.table)
    assert (two.columns, two.profiles) == (one.columns, one.profiles)
    raw_path.write_bytes(raw_path.read_bytes()[:-50])
    with pytest.raises(SheetsUnavailable):
        await together.load(raw_path)
    assert not list(tmp_path.glob("*/*.part"))
    await alone.aclose()
    await together.aclose()


async def test_a_file_goes_with_its_snapshot(loader: SnapshotLoader, raw_path: Path) -> None:
    """Nobody has to remember to delete it; a copy of the snapshot keeps it."""
    snapshot = await loader.load(raw_path)
    path, copy = snapshot.file.path, snapshot.aged()
    del snapshot
    gc.collect()
    assert path.exists()
    del copy
    gc.collect()
    assert not path.exists()


async def test_a_process_that_died_is_replaced(tmp_path: Path, raw_path: Path) -> None:
    """A load after the child process was killed succeeds; closing removes every file."""
    loader = SnapshotLoader(tmp_path, ProcessWorker)
    await loader.warm()
    for pid in loader.pids:
        os.kill(pid, signal.SIGKILL)
    snapshot = await loader.load(raw_path)
    assert snapshot.rows == 5
    await loader.aclose()
    assert not list(tmp_path.glob("snapshots-*"))


async def test_what_a_crash_left_is_cleared_and_what_is_in_use_is_not(tmp_path: Path, raw_path: Path) -> None:
    """Starting removes directories of processes that are gone; one that another loader holds stays."""
    other = SnapshotLoader(tmp_path, ProcessWorker)
    kept = await other.load(raw_path)
    abandoned = tmp_path / "snapshots-abandoned"
    abandoned.mkdir()
    (abandoned / "in-use").touch()
    (abandoned / "secret.arrow").touch()
    loader = SnapshotLoader(tmp_path, ProcessWorker)
    await loader.load(raw_path)
    assert not abandoned.exists()
    assert kept.file.path.exists()
    await loader.aclose()
    await other.aclose()
