"""The quality check counts as a plain reading of the rows does, whatever the sheet."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.loader import SnapshotLoader
from bot.sheets.quality_findings import Check
from tests.sheets.test_quality import STATUSES, TODAY, checked, task

pytestmark = pytest.mark.asyncio(loop_scope="session")

tasks = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["A", "a", "B", " b ", "C"])),
        st.one_of(st.none(), st.sampled_from([*STATUSES, "done", "Odd"])),
        st.one_of(st.none(), st.integers(-3, 3)),
        st.one_of(st.none(), st.just("ava@x.example")),
        st.one_of(st.none(), st.integers(0, 5), st.sampled_from(["TBD", "#REF", "#NO MATCH"])),
        st.booleans(),
    ),
    max_size=14,
)


@given(rows=tasks)
async def test_every_count_is_what_a_plain_reading_gives(
    loader: SnapshotLoader, tmp_path: Path, rows: list[tuple[Any, ...]]
) -> None:
    """For any sheet of tasks: rows and counts equal those of straightforward Python over the same values."""
    days = [None if r[2] is None else (TODAY + timedelta(days=r[2])).isoformat() for r in rows]
    raw = [
        task(n, r[0], r[1], day, r[3], r[4], True if r[5] else None)
        for n, (r, day) in enumerate(zip(rows, days, strict=True), start=1)
    ]
    found = await checked(loader, tmp_path, raw)
    assert {key: f.count for key, f in found.items()} == _expected(rows)
    for finding in found.values():
        assert len(finding.rows) == min(20, finding.count)


def _expected(rows: list[tuple[Any, ...]]) -> dict[tuple[Check, str], int]:
    """The rules said again, row by row."""
    counts: Counter[tuple[Check, str]] = Counter()
    numbers = [r[4] for r in rows if isinstance(r[4], int)]
    texts = [r[4] for r in rows if r[4] == "TBD"]
    money = (len(numbers) > 0 and len(numbers) >= len(texts)) or not texts
    names = Counter(r[0].strip().casefold() for r in rows if r[0] is not None)
    used = [r for r in rows if any(v is not None for v in r[:5]) or r[5]]
    for name, status, day, owner, cost, _flag in used:
        open_ = (status or "").casefold() != "done"
        counts[Check.OVERDUE, "Due"] += open_ and day is not None and day < 0
        counts[Check.NO_DATE, "Due"] += open_ and day is None
        counts[Check.NO_OWNER, "Owner"] += open_ and owner is None
        counts[Check.FORMULA_ERROR, "Cost"] += cost in ("#REF", "#NO MATCH")
        counts[Check.MISFIT, "Cost"] += money and cost == "TBD"
        counts[Check.NOT_AN_OPTION, "Status"] += status is not None and status not in STATUSES
        counts[Check.DUPLICATE, "Task"] += name is not None and names[name.strip().casefold()] > 1
    columns = {"Task": 0, "Status": 1, "Due": 2, "Owner": 3, "Cost": 4, "Flag": 5}
    for title, place in columns.items():
        filled = sum(bool(r[place]) if title == "Flag" else r[place] is not None for r in used)
        if not filled and rows:
            counts[Check.UNUSED, title] += len(rows)
        elif title == "Task" or (title in ("Status", "Cost") and len(used) >= 5 and filled >= 0.8 * len(used)):
            counts[Check.GAP, title] += len(used) - filled
    if rows:
        counts[Check.UNUSED, "Unused"] += len(rows)
    return {key: count for key, count in counts.items() if count}
