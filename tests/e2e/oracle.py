"""What the right answers are, worked out from the sandbox's own API in a few plain lines, apart from the bot's code."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from infra.local.people import SamplePerson

NOBODY = ""
WAIT_S, WAITS = 5, 24


@dataclass(frozen=True, slots=True)
class Oracle:
    """Reads the Smartsheet API at `base` (…/2.0) as one person, and sets a cell where a test needs a second hand."""

    base: str
    person: SamplePerson

    def overdue_by_owner(self, *, today: date) -> dict[str, int]:
        """Tasks without subtasks that were due before today and are not complete, counted by owner's name."""
        late = [
            row
            for row in self.leaves("Launch plan")
            if str(row.get("Due Date", "9999"))[:10] < today.isoformat() and row.get("Status") != "Complete"
        ]
        return dict(Counter(str(row.get("Assigned To", NOBODY)) for row in late))

    def largest_budget_lines(self, count: int) -> dict[str, float]:
        """The lines below a category with the largest planned amounts, largest first."""
        lines = [row for row in self.leaves("Budget") if isinstance(row.get("Planned"), int | float)]
        lines.sort(key=lambda row: -float(row["Planned"]))
        return {str(row["Line Item"]): float(row["Planned"]) for row in lines[:count]}

    def leaves(self, name: str) -> list[dict[str, Any]]:
        """The sheet's rows that have no rows below them: column title → shown name of a contact, else the value."""
        sheets = self._get("/sheets?includeAll=true")["data"]
        sheet = self._get(f"/sheets/{next(s['id'] for s in sheets if s['name'] == name)}")
        titles = {column["id"]: column for column in sheet["columns"]}
        parents = {row.get("parentId") for row in sheet["rows"]}
        return [
            {
                titles[cell["columnId"]]["title"]: _shown(cell, titles[cell["columnId"]]["type"])
                for cell in row["cells"]
                if "value" in cell
            }
            for row in sheet["rows"]
            if row["id"] not in parents
        ]

    def picture(self, name: str) -> dict[str, Any]:
        """Everything people see of the sheet: columns, rows with their depth and cells in order, who has access,
        what is said there, and attached.

        Ids are left out, because rows and columns that are made again have new ones; end dates, because the project
        computes them; and what Smartsheet notes itself.
        """
        sheets = self._get("/sheets?includeAll=true")["data"]
        path = f"/sheets/{next(s['id'] for s in sheets if s['name'] == name)}"
        sheet = self._get(path)
        own = {c["id"] for c in sheet["columns"] if c.get("systemColumnType") or "GANTT_END_DATE" in c.get("tags", ())}
        titles = {c["id"]: c["title"] for c in sheet["columns"] if c["id"] not in own}
        depth: dict[int | None, int] = {None: 0}
        rows = []
        for row in sheet["rows"]:
            depth[row["id"]] = depth[row.get("parentId")] + 1
            cells = {
                titles[c["columnId"]]: c["value"] for c in row["cells"] if c["columnId"] in titles and "value" in c
            }
            rows.append((depth[row["id"]], cells))
        columns = [(c["title"], c["type"], c.get("options"), c.get("formula")) for c in sheet["columns"]]
        shared = self._get(f"/shares?assetType=sheet&assetId={path.rpartition('/')[2]}")["items"]
        shares = sorted((s["email"], s["accessLevel"]) for s in shared)
        beside = {kind: self._listed(f"{path}/{kind}") for kind in ("discussions", "attachments")}
        said = sorted(c["text"] for d in beside["discussions"] for c in d["comments"])
        files = sorted(a["name"] for a in beside["attachments"])
        return {"columns": columns, "rows": rows, "shares": shares, "comments": said, "files": files}

    def sheets(self) -> list[str]:
        """The names of all sheets this person can see."""
        return sorted(sheet["name"] for sheet in self._listed("/sheets"))

    def rows(self, name: str) -> int:
        """How many rows the sheet has, parents included."""
        sheets = self._get("/sheets?includeAll=true")["data"]
        return int(self._get(f"/sheets/{next(s['id'] for s in sheets if s['name'] == name)}")["totalRowCount"])

    def set(self, name: str, row: int, column: str, value: str) -> None:
        """Set a cell, as this person does it in Smartsheet itself."""
        sheets = self._get("/sheets?includeAll=true")["data"]
        path = f"/sheets/{next(s['id'] for s in sheets if s['name'] == name)}"
        sheet = self._get(path)
        column_id = next(c["id"] for c in sheet["columns"] if c["title"] == column)
        self._send(
            "PUT",
            f"{path}/rows",
            [{"id": sheet["rows"][row - 1]["id"], "cells": [{"columnId": column_id, "value": value}]}],
        )

    def _listed(self, path: str) -> list[dict[str, Any]]:
        return list(self._get(f"{path}?includeAll=true&include={'comments' if 'discussions' in path else ''}")["data"])

    def _get(self, path: str) -> Any:
        return self._send("GET", path)

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.person.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        for _ in range(WAITS):
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    return json.load(response)
            except urllib.error.HTTPError as refused:
                if refused.code != 429:
                    raise
                time.sleep(WAIT_S)  # the bot reads with the same person's 300 requests a minute
        raise TimeoutError(f"{path} is refused for {WAITS * WAIT_S} s")


def _shown(cell: dict[str, Any], kind: str) -> Any:
    return cell.get("displayValue", cell["value"]) if kind == "CONTACT_LIST" else cell["value"]
