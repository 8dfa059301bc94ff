"""Requests that write rows, and a small sheet to move them in."""

from __future__ import annotations

from typing import Any

import requests

from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.sample.ids import ROSTER
from tests.local.smartsheet.conftest import Sandbox


def cells_of(sheet: Sheet, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Cells of a request by title; a dict is taken as the cell's fields, anything else as its value."""
    return [
        {"columnId": sheet.column(title).id, **(value if isinstance(value, dict) else {"value": value})}
        for title, value in values.items()
    ]


def put(sandbox: Sandbox, sheet: Sheet, rows: Any, person: str = "ava", **params: str) -> requests.Response:
    return sandbox.send("PUT", f"/sheets/{sheet.id}/rows", person, json=rows, params=params)


def post(sandbox: Sandbox, sheet: Sheet, rows: Any, person: str = "ava", **params: str) -> requests.Response:
    return sandbox.send("POST", f"/sheets/{sheet.id}/rows", person, json=rows, params=params)


def names_of(sheet: Sheet) -> list[Any]:
    return [row.cells[sheet.primary.id].value for row in sheet.rows]


def small_sheet(sandbox: Sandbox) -> Sheet:
    """A sheet of two parents with children: A (a1, a2), B (b1)."""
    world, roster = sandbox.world, sandbox.world.sheet("Team roster")
    roster.remove({row.id for row in roster.rows})
    for name, under in (("A", None), ("a1", "A"), ("a2", "A"), ("B", None), ("b1", "B")):
        parent = roster.find("Name", under).id if under else None
        world.add_row(ROSTER, {"Name": name}, by="ava", parent_id=parent)
    return roster


def id_of(sheet: Sheet, name: str) -> int:
    return sheet.find("Name", name).id
