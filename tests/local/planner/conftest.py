"""A small world for the planner: two sheets in DuckDB, and the tools that reach them, as the bot would offer them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from infra.local.planner.planner import decide
from infra.local.planner.transcript import read_transcript

PLAN = """\
Sheet "Launch plan" · view launch_plan · 12 rows · version 12 · current
  "Task Name" VARCHAR primary — e.g. Kick-off; Draft brief; Print brochures
  "Status" VARCHAR — one of: Not Started (3); In Progress (3); Complete (3); Blocked (1)
  "Start Date" TIMESTAMP — 2026-09-01 … 2027-02-01
  "Due Date" DATE — 2026-09-01 … 2027-02-10
  "Assigned To" VARCHAR contact — one of: Ben Okafor (5); Ava Chen (3); Carla Rossi (1)
  "Assigned To (email)" VARCHAR
  "Priority" VARCHAR — one of: High (4); Medium (3); Low (3)
  "% Complete" DOUBLE — 0 … 1 · percent
  "Done" BOOLEAN — one of: true (3); false (7)
  "Tags" VARCHAR[] — one of: hardware (2); press (2); critical path (1)
  "Created By" VARCHAR contact — one of: Ava Chen (12)
  _row INTEGER row number · _row_id BIGINT · _level INTEGER (0 = top) · _children INTEGER (0 = leaf)"""

BUDGET = """\
Sheet "Budget" · view budget · 8 rows · version 52
  "Line Item" VARCHAR primary — e.g. Hardware; Injection moulds
  "Category" VARCHAR — one of: Hardware (3); Marketing (3)
  "Vendor" VARCHAR — e.g. Altum Metals; Brightline; Harbour PR
  "Planned" DOUBLE — 3,900 … 175,000 · USD
  "Actual" DOUBLE — 0 … 66,000 · USD
  "Approved" BOOLEAN — one of: true (4); false (2)
  "Invoice date" DATE — 2026-10-01 … 2026-12-17
  _row INTEGER row number · _row_id BIGINT · _level INTEGER (0 = top) · _children INTEGER (0 = leaf)"""

_PLAN_ROWS = (  # name, status, start, due as days from today, owner, priority, percent, tags, children
    ("Prepare", None, -60, 20, None, None, 0.4, [], 10),
    ("Kick-off", "Complete", -60, -50, "Ava Chen", "High", 1.0, [], 0),
    ("Draft brief", "Complete", -50, -30, "Ben Okafor", "Medium", 1.0, ["press"], 0),
    ("Print brochures", "In Progress", -20, -5, "Ben Okafor", "High", 0.5, ["press", "critical path"], 0),
    ("Order samples", "Not Started", -10, -2, "Ben Okafor", "Low", 0.0, ["hardware"], 0),
    ("Test enclosure", "Blocked", -15, -1, "Ava Chen", "High", 0.2, ["hardware"], 0),
    ("Book venue", "Not Started", 0, 3, "Ben Okafor", "Medium", 0.0, [], 0),
    ("Write press release", "In Progress", -3, 6, "Carla Rossi", "Medium", 0.1, None, 0),
    ("Train support", "Not Started", 10, 40, None, "Low", 0.0, [], 0),
    ("Sign contract", "Complete", -30, -20, "Ben Okafor", "High", 1.0, [], 0),
    ("Ship pilot", "In Progress", -5, 20, "Ava Chen", "Low", 0.3, [], 0),
    ("Launch", None, 60, 60, None, None, None, [], 1),
)

_BUDGET_ROWS = (
    ("Hardware", "", 141_500, 98_530.5, None, 3),
    ("Injection moulds", "Altum Metals", 96_000, 38_400, True, 0),
    ("Sensor boards", "Brightline", 42_000, 44_310, True, 0),
    ("Cable glands", None, 3_500, 0, False, 0),
    ("Marketing", "", 141_000, 43_500, None, 3),
    ("Trade-show stand", "Messebau Kraft", 54_000, 27_000, True, 0),
    ("Product video", "Studio Porto", 22_000, 11_000, True, 0),
    ("Launch advertising", "Harbour PR", 65_000, None, False, 0),
)


_COMMENTS = (
    (None, "the sheet", "Ava Chen", "2026-11-02T10:00:00Z", "We review this every Monday."),
    (4, "Print brochures", "Ben Okafor", "2026-11-20T09:00:00Z", "I moved the due date again."),
)
RESULTS: dict[str, dict[str | None, tuple[tuple[str, ...], list[Any], dict[str, Any]]]] = {
    "look_up": {
        "shares": (
            ("Who", "Email", "Access", "Through"),
            [
                ["Ava Chen", "ava@x", "owner", "sheet"],
                ["Ben Okafor", "ben@x", "editor", "sheet"],
                ["Dev Patel", "dev@x", "viewer", "sheet"],
                ["Ava Chen", "ava@x", "owner", "workspace"],
            ],
            {},
        ),
        "comments": (("_row", "In", "Who", "When", "Comment"), [list(said) for said in _COMMENTS], {}),
        "history": (
            ("When", "Who", "From", "To"),
            [
                ["2026-11-20T09:00:00Z", "Ben Okafor", "2026-11-02", "2026-11-07"],
                ["2026-09-28T09:00:00Z", "Ava Chen", None, "2026-11-02"],
            ],
            {},
        ),
        "attachments": (("_row", "On", "Name", "Kind"), [[4, "Print brochures", "Offer.pdf", "file"]], {}),
        "summary_fields": (("Field", "Value", "Formula"), [["Sponsor", "Ava Chen", None]], {}),
    },
    "search": {None: (("Sheet", "Row", "Kind", "Text"), [["Launch plan", 13, "comment", "the deposit"]], {})},
    "browse": {
        "workspaces": (("Kind", "Name", "Changed", "Your access"), [["workspace", "Northwind", None, "owner"]], {})
    },
    "assigned_to_me": {
        None: (
            ("Sheet", "Row", "Task", "Due"),
            [["Launch plan", 4, "Print brochures", "2026-11-20"], ["Launch plan", 5, "Order samples", "2026-11-21"]],
            {"unfinished": 2, "overdue": 1},
        )
    },
    "check_quality": {
        None: (("Severity", "Finding", "Count", "Row numbers"), [["high", "“Vendor” is empty in 1 row.", 1, "4"]], {})
    },
}
"""What the look-up tools of the bot answer in this world, by tool and `what`: columns, rows, and other facts."""


class World:
    """Answers tool calls as the bot's tools do, over DuckDB."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.sheets = {"Launch plan": PLAN, "Budget": BUDGET}
        self.statements: list[str] = []
        self.hint = ""

    def run(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "open_sheet":
            return self._open(arguments["sheet"])
        if name == "list_sheets":
            names = [{"name": name, "workspace": "Northwind", "modified_at": None} for name in self.sheets]
            return {"ok": True, "data": {"sheets": names, "total": len(names)}}
        if name == "describe_sheet":
            return {"ok": True, "data": {"context": self.sheets[arguments["sheet"]]}}
        if name in RESULTS:
            return self._beside(name, arguments)
        if name == "get_rows":
            wanted = ", ".join(map(str, arguments["row_numbers"]))
            return self._query(f"SELECT _row, * FROM launch_plan WHERE _row IN ({wanted}) ORDER BY _row")
        return self._query(arguments["sql"])

    def _beside(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What the look-up tools answer: their columns, and the rows of RESULTS."""
        columns, rows, facts = RESULTS[name].get(arguments.get("what"), ((), [], {}))
        sheet = {"sheet": arguments["sheet"]} if arguments.get("sheet") else {}
        shown = {"columns": list(columns), "rows": rows, "total_rows": len(rows), "shown_rows": len(rows)}
        return {"ok": True, "data": {**sheet, **facts, **shown, "notes": []}}

    def _open(self, asked: str) -> dict[str, Any]:
        exact = [name for name in self.sheets if name == asked]
        fitting = exact or [name for name in self.sheets if asked.lower() in name.lower()]
        if not fitting:
            return {"ok": False, "code": "NOT_FOUND", "message": f"I can't see a sheet called “{asked}”.", "hint": ""}
        if len(fitting) > 1:
            return {"ok": True, "data": {"choices": [{"name": n, "workspace": "Northwind"} for n in fitting]}}
        name = fitting[0]
        opened = {"name": name, "view": name.lower().replace(" ", "_"), "rows": 12, "version": 12}
        return {"ok": True, "data": {"opened": opened, "context": self.sheets[name]}}

    def _query(self, sql: str) -> dict[str, Any]:
        self.statements.append(sql)
        try:
            cursor = self.connection.execute(sql)
        except duckdb.Error as error:
            return {"ok": False, "code": "INVALID_ARGUMENTS", "message": str(error), "hint": self.hint}
        rows = [[_plain(value) for value in row] for row in cursor.fetchall()]
        columns = [column[0] for column in cursor.description]
        return {
            "ok": True,
            "data": {"columns": columns, "rows": rows, "total_rows": len(rows), "shown_rows": len(rows)},
        }


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)


TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {}}}
    for name in ("open_sheet", "list_sheets", "describe_sheet", "query", "get_rows", *RESULTS)
]


class Conversation:
    """One person's conversation with the planner; `ask` runs the tool loop to the final text."""

    def __init__(self, world: World, *sheets: str, person: str = "Ben Okafor") -> None:
        self.world = world
        blocks = "\n".join(sheets) or "none"
        context = f"<context>\nToday: Monday\nPerson: {person} · locale en-US\nOpen sheets:\n{blocks}\n</context>"
        self.messages: list[dict[str, Any]] = [
            {"role": "system", "content": "rules"},
            {"role": "user", "content": context},
        ]
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def ask(self, question: str) -> str:
        self.messages.append({"role": "user", "content": question})
        for step in range(8):
            reply = decide(read_transcript({"messages": self.messages, "tools": TOOLS}))
            if not reply.calls:
                self.messages.append({"role": "assistant", "content": reply.text})
                return reply.text
            self._run(reply.calls, step)
        raise AssertionError(f"no answer after 8 steps: {self.calls}")

    def _run(self, calls: Any, step: int) -> None:
        made = [
            {
                "id": f"c{step}-{n}",
                "type": "function",
                "function": {"name": c.name, "arguments": json.dumps(c.arguments)},
            }
            for n, c in enumerate(calls)
        ]
        self.messages.append({"role": "assistant", "content": None, "tool_calls": made})
        for call, wire in zip(calls, made, strict=True):
            self.calls.append((call.name, call.arguments))
            content = json.dumps(self.world.run(call.name, call.arguments), default=str)
            self.messages.append({"role": "tool", "tool_call_id": wire["id"], "content": content})


@pytest.fixture(scope="session")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE launch_plan ("Task Name" VARCHAR, "Status" VARCHAR, "Start Date" TIMESTAMP, "Due Date" DATE, '
        '"Assigned To" VARCHAR, "Priority" VARCHAR, "% Complete" DOUBLE, "Done" BOOLEAN, "Tags" VARCHAR[], '
        '"Created By" VARCHAR, _row INTEGER, _children INTEGER)'
    )
    for number, (name, status, start, due, owner, priority, percent, tags, children) in enumerate(_PLAN_ROWS, start=1):
        connection.execute(
            "INSERT INTO launch_plan VALUES (?, ?, today() + CAST(? AS INTEGER), today() + CAST(? AS INTEGER), "
            "?, ?, ?, ?, ?, 'Ava Chen', ?, ?)",
            [name, status, start, due, owner, priority, percent, status == "Complete", tags, number, children],
        )
    connection.execute(
        'CREATE TABLE budget ("Line Item" VARCHAR, "Category" VARCHAR, "Vendor" VARCHAR, "Planned" DOUBLE, '
        '"Actual" DOUBLE, "Approved" BOOLEAN, "Invoice date" DATE, _row INTEGER, _children INTEGER)'
    )
    category = ""
    for number, (item, vendor, planned, actual, approved, children) in enumerate(_BUDGET_ROWS, start=1):
        category = item if children else category
        connection.execute(
            "INSERT INTO budget VALUES (?, ?, ?, ?, ?, ?, today() - 7, ?, ?)",
            [item, None if children else category, vendor or None, planned, actual, approved, number, children],
        )
    yield connection
    connection.close()


@pytest.fixture
def world(tables: duckdb.DuckDBPyConnection) -> World:
    return World(tables)
