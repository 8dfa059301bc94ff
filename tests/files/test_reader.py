"""Files are read in a child process, which a hostile one can neither hang nor swell for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import InvalidArguments, TimedOut
from bot.files.reader import FileReader
from bot.workers.process import ProcessWorker
from tests.files.making import csv_bytes, xlsx_bytes


async def test_facts_and_the_table_wanted_come_from_the_child(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(xlsx_bytes({"One": [["A", "B"], ["x", 1]], "Two": [["C", "D"], ["y", 2], ["z", 3]]}))
    reader = FileReader(ProcessWorker)
    facts, problem = await reader.facts(path, "book.xlsx", locale="en-US")
    assert [(f.name, f.rows, f.columns, f.titles) for f in facts] == [
        ("One", 1, 2, ("A", "B")),
        ("Two", 2, 2, ("C", "D")),
    ]
    assert problem == ""
    table = await reader.table(path, "book.xlsx", locale="en-US", only="Two")
    assert table.rows == (("y", 2.0), ("z", 3.0))
    path.write_bytes(b"%PDF")
    with pytest.raises(InvalidArguments, match="It is not a table"):
        await reader.table(path, "x.pdf", locale="en-US")
    await reader.aclose()


async def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(tmp_path: Path) -> None:
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    slow.write_bytes(csv_bytes([[f"c{n}" for n in range(24)], *[["1,234.5"] * 24 for _ in range(19_000)]]))
    quick.write_bytes(b"A,B\nx,1\n")
    reader = FileReader(ProcessWorker)
    await reader.facts(quick, "quick.csv", locale="en-US")
    reader._time_limit_s = 0.05
    with pytest.raises(TimedOut):
        await reader.table(slow, "slow.csv", locale="en-US")
    reader._time_limit_s = 30
    assert (await reader.facts(quick, "quick.csv", locale="en-US"))[0]
    await reader.aclose()


async def test_a_file_that_eats_memory_is_only_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(xlsx_bytes({"A": [["A", "B"], *[["y" * 30_000 + str(n), n] for n in range(600)]]}))
    reader = FileReader(ProcessWorker, memory_mib=12)
    assert (await reader.facts(path, "a.xlsx", locale="en-US"))[1] == "It cannot be read."
    await reader.aclose()
