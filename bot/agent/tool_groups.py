"""The groups in which tools are brought: those of a group are wanted together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Group = Literal["rows", "arrange", "columns", "comments", "files", "details", "search", "sharing", "sheets", "settings"]

NOTES: Mapping[Group, str] = MappingProxyType(
    {
        "rows": "",
        "arrange": "move or indent rows, sort, copy to another sheet",
        "columns": "",
        "comments": "write comments, mail people to fill in rows",
        "files": "",
        "details": "read comments, files, cell history, shares, summary, automations",
        "search": "a text anywhere; workspaces, folders, reports, dashboards, favorites",
        "sharing": "",
        "sheets": "create, rename, copy, move, delete",
        "settings": "summary fields, favorites, automations",
    }
)
"""What the names of a group's tools leave no_progress, in the order in which the groups are listed."""
