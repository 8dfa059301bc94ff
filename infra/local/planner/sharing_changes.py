"""Requests to share: with whom, as what, or no longer.

share it with Dev Patel as editor              change the access of Ben Okafor to viewer
stop sharing with ben@northwind.example        share the workspace Northwind with Dev as viewer
"""

from __future__ import annotations

import re

from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES, Changes
from infra.local.planner.transcript import Transcript

_LEVELS = {
    "viewer": "viewer",
    "commenter": "commenter",
    "editor": "editor",
    "editor who can share": "editor_can_share",
    "admin": "admin",
}
_LEVEL = rf"(?:an? |the )?(?P<level>{'|'.join(sorted(_LEVELS, key=len, reverse=True))})"
_WHAT = r"(?:it|this|this sheet|the sheet|the workspace (?P<workspace>.+?))"
_SHARE = re.compile(rf"(?:please )?share {_WHAT} with (?P<people>.+?) as {_LEVEL}", re.I)
_CHANGE = re.compile(rf"(?:please )?(?:change|set) (?:the )?access of (?P<people>.+?) to {_LEVEL}", re.I)
_STOP = re.compile(rf"(?:please )?(?:stop sharing|unshare)(?: {_WHAT})? with (?P<people>.+)", re.I)


def _share(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    groups = match.groupdict()
    people = [part.strip(QUOTES) for part in re.split(r",| and ", groups["people"]) if part.strip(QUOTES)]
    workspace = groups.get("workspace")
    arguments = {
        "sheet": None if workspace else sheet.name,
        "workspace": workspace.strip(QUOTES) if workspace else None,
        "people": people,
        "access": _LEVELS[groups["level"].lower()] if groups.get("level") else "none",
    }
    return Reply(calls=(Call("share", arguments),))


TOOLS = frozenset({"share"})
CHANGES: Changes = ((_SHARE, _share), (_CHANGE, _share), (_STOP, _share))
