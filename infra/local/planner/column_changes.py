"""Requests to change columns: add, rename, retype, reorder, hide, lock, delete.

add a date column Reviewed on after Status          add a dropdown column Risk with choices Low, Medium, High
rename the column Status to State                   change the column Budget to a dropdown
move the column Status before Due Date              hide the column Notes · lock the column Budget
delete the column Notes                             set the formula of the column Total to =[Cost]@row * 2
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES, Changes
from infra.local.planner.transcript import Transcript

_KINDS = {
    "text": "text",
    "number": "number",
    "date": "date",
    "checkbox": "checkbox",
    "dropdown": "dropdown",
    "multi-select dropdown": "multi_dropdown",
    "contact": "contact",
    "auto-number": "auto_number",
}
_KIND = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_ADD = re.compile(
    rf"(?:please )?add (?:a |an |the )?(?:new )?(?:(?P<kind>{_KIND}) )?column(?: called| named)? (?P<name>.+?)"
    r"(?: with (?:the )?(?:choices|options) (?P<options>.+?))?(?: with (?:the )?formula (?P<formula>=.+?))?"
    r"(?: (?P<side>before|after) (?:the column )?(?P<neighbour>.+))?",
    re.I,
)
_RENAME = re.compile(r"(?:please )?rename (?:the )?column (?P<column>.+?) to (?P<title>.+)", re.I)
_RETYPE = re.compile(
    rf"(?:please )?(?:change|turn|make) (?:the )?column (?P<column>.+?) (?:to|into) (?:a |an )?(?P<kind>{_KIND})"
    r"(?: with (?:the )?(?:choices|options) (?P<options>.+))?",
    re.I,
)
_FORMULA = re.compile(r"(?:please )?set (?:the )?formula of (?:the )?column (?P<column>.+?) to (?P<formula>=.+)", re.I)
_MOVE = re.compile(
    r"(?:please )?move (?:the )?column (?P<column>.+?) (?P<side>before|after) (?:the column )?(?P<neighbour>.+)", re.I
)
_FLAG = re.compile(r"(?:please )?(?P<flag>hide|show|unhide|lock|unlock) (?:the )?column (?P<column>.+)", re.I)
_DELETE = re.compile(r"(?:please )?(?:delete|remove) (?:the )?columns? (?P<columns>.+)", re.I)

_FIELDS = (
    "column",
    "title",
    "type",
    "options",
    "only_options",
    "symbol",
    "formula",
    "hidden",
    "locked",
    "description",
    "before",
    "after",
)
_FLAGS: dict[str, dict[str, bool]] = {
    "hide": {"hidden": True},
    "show": {"hidden": False},
    "unhide": {"hidden": False},
    "lock": {"locked": True},
    "unlock": {"locked": False},
}


def _listed(said: str) -> list[str]:
    return [part.strip(QUOTES) for part in re.split(r",| and (?=[^,]+$)", said) if part.strip(QUOTES)]


def _edit(sheet: Sheet, **shape: Any) -> Reply:
    return Reply(
        calls=(Call("edit_columns", {"sheet": sheet.name, "columns": [{name: shape.get(name) for name in _FIELDS}]}),)
    )


def _add(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    groups = match.groupdict()
    shape: dict[str, Any] = {"title": groups["name"].strip(QUOTES), "formula": groups["formula"]}
    if groups["kind"]:
        shape["type"] = _KINDS[groups["kind"].lower()]
    if groups["options"]:
        shape["options"] = _listed(groups["options"])
    if groups["side"]:
        shape[groups["side"].lower()] = groups["neighbour"].strip(QUOTES)
    return _edit(sheet, **shape)


def _rename(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edit(sheet, column=match["column"].strip(QUOTES), title=match["title"].strip(QUOTES))


def _retype(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    options = _listed(match["options"]) if match["options"] else None
    return _edit(sheet, column=match["column"].strip(QUOTES), type=_KINDS[match["kind"].lower()], options=options)


def _formula(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edit(sheet, column=match["column"].strip(QUOTES), formula=match["formula"])


def _move(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    side = {match["side"].lower(): match["neighbour"].strip(QUOTES)}
    return _edit(sheet, column=match["column"].strip(QUOTES), **side)


def _flag(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edit(sheet, column=match["column"].strip(QUOTES), **_FLAGS[match["flag"].lower()])


def _delete(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return Reply(calls=(Call("delete_columns", {"sheet": sheet.name, "columns": _listed(match["columns"])}),))


TOOLS = frozenset({"edit_columns", "delete_columns"})
CHANGES: Changes = (
    (_ADD, _add),
    (_RENAME, _rename),
    (_RETYPE, _retype),
    (_FORMULA, _formula),
    (_MOVE, _move),
    (_FLAG, _flag),
    (_DELETE, _delete),
)
