"""Messages that are tool calls: the offline planner makes the call it is told, so a test says exactly what is asked."""

from __future__ import annotations

import json
from typing import Any


def call(tool: str, **arguments: Any) -> str:
    """A message that has the tool offered and called with these arguments; what is left out is null."""
    return f"please {tool.replace('_', ' ')}: {tool} {json.dumps(arguments, ensure_ascii=False)}"


def update(sheet: str, row: int, *, references: list[dict[str, str]] | None = None, **values: Any) -> str:
    """A call that sets cells of a row; `_` in a title is a space."""
    setting = [{"column": title.replace("_", " "), "value": value} for title, value in values.items()]
    return call("update_rows", sheet=sheet, row_numbers=[row], set=setting, references=references)


def transfer(action: str, to_sheet: str, *, children: bool, beside: bool = True, **rows: Any) -> str:
    """A call that copies or moves rows of the launch plan, with comments and files unless not `beside`."""
    carried = {"children": children, "comments": beside, "attachments": beside}
    return call("transfer_rows", from_sheet="Launch plan", to_sheet=to_sheet, action=action, **carried, **rows)
