"""Any sheet's raw JSON, through the loader, the Arrow file and DuckDB, is what a plain reading of the rules says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.loader import map_table
from bot.sheets.query_wire import Outcome, QueryReply, QueryRequest, WireView
from bot.sheets.query_worker import Worker
from tests.sheets.oracle import ERRORS, META, expected
from tests.sheets.raw_sheets import convert, convert_in_parts, row, sheet

TYPES = (
    *("TEXT_NUMBER", "DATE", "DATETIME", "ABSTRACT_DATETIME", "CHECKBOX", "PICKLIST", "MULTI_PICKLIST"),
    *("CONTACT_LIST", "MULTI_CONTACT_LIST", "PREDECESSOR", "SOMETHING_NEW"),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
errors = st.sampled_from(sorted(ERRORS))
numbers = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(-1e15, 1e15, allow_nan=False, allow_infinity=False).map(lambda x: round(x, 3)),
)
dates = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda m: m.isoformat(timespec="seconds"))  # noqa: DTZ001
emails = st.sampled_from(["ava@x.example", "ben@x.example"])
people = st.builds(lambda e, n: {"objectType": "CONTACT", "email": e, "name": n}, emails, words)
EMPTY = st.just({})


def same(value: Any) -> dict[str, Any]:
    return {"value": value, "displayValue": value, "objectValue": value}


free = texts.map(same)
wrong = errors.map(same)
number = numbers.map(lambda n: {"value": n, "displayValue": f"{n:,}", "format": ",,,,,,,,,,,13,2,1,2,,"})
flag = st.booleans().map(lambda b: {"value": b})
lists = st.lists(words, min_size=1, max_size=3).map(
    lambda v: {"objectValue": {"objectType": "MULTI_PICKLIST", "values": v}, "displayValue": ", ".join(v)}
)
groups = st.lists(people, min_size=1, max_size=3).map(
    lambda v: {
        "objectValue": {"objectType": "MULTI_CONTACT", "values": v},
        "displayValue": ", ".join(p["name"] for p in v),
    }
)
linked = words.map(lambda w: {"value": w, "displayValue": w, "hyperlink": {"url": f"https://x.example/{len(w)}"}})
CELLS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "TEXT_NUMBER": st.one_of(EMPTY, number, number, free, wrong, flag, linked),
    "DATE": st.one_of(EMPTY, dates.map(lambda d: {"value": d}), free, numbers.map(lambda n: {"value": n})),
    "DATETIME": st.one_of(EMPTY, moments.map(lambda m: {"value": m + "Z"}), free),
    "ABSTRACT_DATETIME": st.one_of(EMPTY, moments.map(lambda m: {"value": m}), free),
    "CHECKBOX": st.one_of(EMPTY, flag, flag, free),
    "PICKLIST": st.one_of(EMPTY, free, wrong, number, linked),
    "MULTI_PICKLIST": st.one_of(EMPTY, lists, free, wrong),
    "CONTACT_LIST": st.one_of(
        EMPTY,
        free,
        people.map(lambda p: {"value": p["email"], "displayValue": p["name"], "objectValue": p}),
        people.map(lambda p: {"value": p["name"], "displayValue": p["name"], "objectValue": p}),
    ),
    "MULTI_CONTACT_LIST": st.one_of(EMPTY, groups, free, wrong),
    "PREDECESSOR": st.one_of(EMPTY, st.sampled_from(["3", "4FS +2d"]).map(same)),
    "SOMETHING_NEW": st.one_of(EMPTY, free),
}
titles = st.one_of(
    words, texts, st.sampled_from(["Status", "STATUS", "status (text)", "_row", "X", "X (url)", "", " "])
)


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    """A sheet of a few columns of any type, cells of any kind, in any order, some missing."""
    columns = [
        {"id": 100 + n, "index": n, "title": draw(titles), "type": draw(st.sampled_from(TYPES))}
        for n in range(draw(st.integers(1, 5)))
    ]
    columns[0]["primary"] = True
    rows = []
    for n in range(1, draw(st.integers(0, 6)) + 1):
        cells = [{"columnId": c["id"], **draw(CELLS[c["type"]])} for c in columns]
        if draw(st.booleans()):
            cells = draw(st.permutations(cells))[: draw(st.integers(0, len(cells)))]
        rows.append(row(n, cells))
    return sheet(columns, rows)


@pytest.fixture(scope="module")
def worker() -> Worker:
    return Worker()


def select_all(worker: Worker, path: Path) -> QueryReply:
    request = QueryRequest(
        sql="SELECT * FROM s ORDER BY _row",
        views=[WireView(name="s", key=path.stem, path=str(path))],
        today=date(2026, 11, 22),
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
        timezone="UTC",
        row_cap=1000,
        time_limit_s=10,
        memory_mib=128,
        threads=1,
    )
    return msgspec.msgpack.decode(worker(msgspec.msgpack.encode(request)), type=QueryReply)


@given(raw=sheets())
def test_select_star_is_what_the_rules_say(raw: dict[str, Any], worker: Worker, tmp_path: Path) -> None:
    """SELECT * over the snapshot equals the oracle: names, order, values, companions; nothing is lost or invented."""
    reply, path = convert(raw, tmp_path)
    assert reply.problem == ""
    result = select_all(worker, path)
    assert result.outcome is Outcome.OK, result.message
    want = expected(raw)
    assert result.columns == [*want, *META]
    got = dict(zip(result.columns, (column.values for column in result.data), strict=True))
    for name, values in want.items():
        assert got[name] == values, name
    assert got["_row"] == [r["rowNumber"] for r in raw["rows"]]
    text_companions = {c.sql_name: sum(v is not None for v in want[f]) for c in reply.columns for f in _texts(c)}
    assert {c.sql_name: c.misfits for c in reply.columns if c.misfits} == text_companions


@given(raw=sheets(), parts=st.integers(2, 3))
def test_reading_in_parts_changes_nothing(raw: dict[str, Any], parts: int, tmp_path: Path) -> None:
    """A sheet read by several processes, each its share of the rows, is the sheet read by one."""
    whole, path = convert(raw, tmp_path)
    assembled, joined_path = convert_in_parts(raw, parts, tmp_path)
    assert map_table(joined_path).equals(map_table(path))
    assert assembled.rows == whole.rows
    assert [(c.sql_name, c.misfits) for c in assembled.columns] == [(c.sql_name, c.misfits) for c in whole.columns]


def _texts(column: Any) -> list[str]:
    return [companion.sql_name for companion in column.companions if companion.kind == "text"]
