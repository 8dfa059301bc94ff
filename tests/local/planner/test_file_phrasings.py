"""Files in words: by number, by name, or as “it”; rows that are called like files stay rows."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.planner.planner import decide
from infra.local.planner.transcript import read_transcript
from tests.local.planner.conftest import BUDGET, PLAN

NAMES = ("add_rows_from_file", "create_sheet_from_file", "attach", "add_rows", "create_sheet", "comment")
TOOLS = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in NAMES]


def rows(file: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    usual = {"file": file, "worksheet": None, "sheet": "Launch plan", "columns": None, "position": "bottom"}
    return "add_rows_from_file", {**usual, **fields}


def sheet(file: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    return "create_sheet_from_file", {"file": file, "worksheet": None, "name": None, "place": None, **fields}


def attached(name: str, row: int | None = None, **fields: Any) -> tuple[str, dict[str, Any]]:
    usual = {"sheet": "Launch plan", "action": "add_file", "row_number": row, "name": name, "url": None}
    return "attach", {**usual, **fields}


SAID = [
    ("add the rows of file 2 to Budget", rows("2", sheet="Budget")),
    ("Add the rows of file 1 to the open sheet.", rows("1")),
    ("please import plan 2026.csv into this sheet", rows("plan 2026.csv")),
    (
        "import “Book v2.xlsx”, worksheet Tasks into Launch plan at the top",
        rows("Book v2.xlsx", worksheet="Tasks", position="top"),
    ),
    ("add its rows to this sheet", rows("1")),
    ("append all rows from tasks.csv to Roster", rows("tasks.csv", sheet="Roster")),
    ("create a sheet from file 1", sheet("1")),
    (
        "make a new sheet of plan.csv called Extra tasks in the workspace Northwind",
        sheet("plan.csv", name="Extra tasks", place="Northwind"),
    ),
    ("create a sheet from it, worksheet Tasks named Tasks 2", sheet("1", worksheet="Tasks", name="Tasks 2")),
    ("attach it to row 12", attached("1", 12)),
    ("attach file 3 to this sheet", attached("3")),
    ("attach Offer v2.pdf to row 4 of Budget", attached("Offer v2.pdf", 4, sheet="Budget")),
]
OTHERS = [
    ("add a task Fix app.py", "add_rows"),
    ("add a row Read plan.csv at the top", "add_rows"),
    ("attach https://x.example/plan.csv to row 12", "attach"),
    ("create a sheet Files with columns Name, Kind", "create_sheet"),
    ("comment on row 12: import plan.csv into this sheet", "comment"),
]


@pytest.mark.parametrize(("said", "call"), SAID, ids=[said for said, _ in SAID])
def test_a_phrasing_proposes_it(said: str, call: tuple[str, dict[str, Any]]) -> None:
    assert _calls(said) == [call]


@pytest.mark.parametrize(("said", "tool"), OTHERS, ids=[said for said, _ in OTHERS])
def test_what_only_names_a_file_is_something_else(said: str, tool: str) -> None:
    ((name, arguments),) = _calls(said)
    assert name == tool
    assert "file" not in arguments
    assert arguments.get("action") != "add_file"


def test_rows_need_an_open_sheet() -> None:
    said = "add the rows of file 1 to this sheet"
    reply = decide(read_transcript({"messages": [{"role": "user", "content": said}], "tools": TOOLS}))
    assert not reply.calls
    assert "No sheet is open here" in reply.text


def _calls(said: str) -> list[tuple[str, dict[str, Any]]]:
    context = f"<context>\nPerson: Ava Chen\nOpen sheets:\n{PLAN}\n{BUDGET}\n</context>"
    messages = [{"role": "user", "content": context}, {"role": "user", "content": said}]
    found = decide(read_transcript({"messages": messages, "tools": TOOLS})).calls
    return [(call.name, call.arguments) for call in found]
