"""Requests to sort a sheet, and to copy or move rows to another one.

sort the sheet by due date                         sort by Priority descending, then Due Date
copy rows 9 and 12 to 2025 archive                 move all completed tasks to the archive
copy row 2 with its rows to Risk register          move row 9 to the archive without comments
"""

from __future__ import annotations

import re

from infra.local.planner.ask import NotUnderstood
from infra.local.planner.asks import understand
from infra.local.planner.columns import named
from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply, not_understood
from infra.local.planner.row_changes import QUOTES, ROWS, Changes, numbers_in
from infra.local.planner.transcript import Transcript

_DOWN = r"descending|downwards|largest first|latest first|newest first|highest first|z to a"
_UP = r"ascending|upwards|smallest first|earliest first|oldest first|lowest first|a to z"
_SORT = re.compile(r"(?:please )?(?:sort|order|arrange) (?:.+? )?by (?P<keys>.+)", re.I)
_KEY = re.compile(rf"(?P<column>.+?)(?:[ ,]+\(?(?:(?P<down>{_DOWN})|{_UP})\)?)?", re.I)
_BETWEEN = re.compile(rf",? then(?: by)? |, (?:and )?(?!{_DOWN}|{_UP})| and (?:then )?(?:by )?", re.I)
_ALONG = r"(?P<children>,? with (?:its|their|the) (?:sub-?rows|children|rows|rows below))?"
_BUT = (
    r"(?:,? without (?:its |their |the )?(?P<without>comments|attachments|files|comments and (?:files|attachments)))?"
)
_TRANSFER = re.compile(
    rf"(?:please )?(?P<action>copy|move) (?:{ROWS}|(?P<which>.+?)){_ALONG} (?:in)?to (?:the )?(?:sheet )?"
    rf"(?P<to>(?!top\b|bottom\b).+?){_BUT}",
    re.I,
)


def _sort(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    by = []
    for part in _BETWEEN.split(match["keys"]):
        key = _KEY.fullmatch(part.strip())
        column = named(sheet, key["column"].strip(QUOTES)) if key else None
        if key is None or column is None:
            return not_understood(transcript.question, (part,))
        by.append({"column": column.title, "direction": "descending" if key["down"] else "ascending"})
    return Reply(calls=(Call("sort_rows", {"sheet": sheet.name, "by": by}),))


def _transfer(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    to = match["to"].strip(QUOTES)
    where = None
    if match["which"]:
        ask = understand(f"show {match['which']}", sheet, person=transcript.person)
        if isinstance(ask, NotUnderstood) or not ask.filters.conditions:
            return not_understood(transcript.question, ask.words if isinstance(ask, NotUnderstood) else ())
        leaf = ['"_children" = 0'] if "_children" in sheet.system else []
        where = " AND ".join([*leaf, *ask.filters.conditions])
    without = (match["without"] or "").lower()
    arguments = {
        "from_sheet": sheet.name,
        "to_sheet": to,
        "action": match["action"].lower(),
        "where_sql": where,
        "row_numbers": numbers_in(match["numbers"]) if match["numbers"] else None,
        "children": match["action"].lower() == "move" or bool(match["children"]),
        "comments": "comments" not in without,
        "attachments": "files" not in without and "attachments" not in without,
    }
    return Reply(calls=(Call("transfer_rows", arguments),))


TOOLS = frozenset({"sort_rows", "transfer_rows"})
CHANGES: Changes = ((_SORT, _sort), (_TRANSFER, _transfer))
