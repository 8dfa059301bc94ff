"""Requests for whole sheets: create, copy, rename, move, delete. The sheet need not be open.

create a sheet Site visits with columns Site, Visit Date (date), Status (dropdown: Open, Done) in Product Launch
create a sheet Sites with columns Site, City and rows Alpha, Berlin; Beta, Bonn in Product Launch
create a sheet from the template Project plan called Pilot in Product Launch
copy launch plan as Launch plan v2                  rename launch plan to Launch plan 2027
move risk register to the folder Archive            delete the sheet Site visits
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES
from infra.local.planner.transcript import Transcript

_IN = r"(?: in (?:the (?:workspace|folder) )?(?P<place>[^()]+?))?"
_CREATE = re.compile(
    r"(?:please )?create (?:a |the )?(?:new )?sheet(?: called| named)? (?P<name>.+?) with (?:the )?columns? "
    rf"(?P<columns>.+?)(?:,? and (?:the )?rows? (?P<rows>.+?))?{_IN}",
    re.I,
)
_TEMPLATE = re.compile(
    r"(?:please )?create (?:a |the )?(?:new )?sheet from (?:the )?template (?P<template>.+?) "
    rf"(?:called|named) (?P<name>.+?){_IN}",
    re.I,
)
_SHEET = r"(?:the sheet )?(?P<sheet>(?!(?:the )?(?:column|row)s?\b).+?)"
_COPY = re.compile(rf"(?:please )?copy {_SHEET} as (?P<name>.+?){_IN}", re.I)
_RENAME = re.compile(rf"(?:please )?rename {_SHEET} to (?P<name>.+)", re.I)
_MOVE = re.compile(
    rf"(?:please )?move {_SHEET} to (?:the (?:workspace|folder) (?P<place>.+)|(?P<own>my sheets folder|my sheets))",
    re.I,
)
_DELETE = re.compile(
    r"(?:please )?(?:delete|remove) (?:the (?:whole )?sheet (?P<sheet>(?!from |summary ).+)|(?:this|the) sheet)", re.I
)

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
_OUTSIDE = re.compile(r",\s*(?![^()]*\))|\s+and\s+(?![^()]*\))")
_TYPED = re.compile(r"(?P<title>.+?)(?: \((?P<kind>[^():=]+)?(?:: ?(?P<more>[^()]+))?\)| (?P<formula>=.+))?")


def _create(match: re.Match[str], transcript: Transcript) -> Reply:
    rows = match["rows"]
    return _new(
        match,
        template=None,
        columns=[_column(said) for said in _OUTSIDE.split(match["columns"]) if said.strip()],
        rows=[[_value(cell) for cell in row.split(",")] for row in rows.split(";")] if rows else None,
    )


def _from_template(match: re.Match[str], transcript: Transcript) -> Reply:
    return _new(match, template=match["template"].strip(QUOTES), columns=None, rows=None)


def _new(match: re.Match[str], **given: Any) -> Reply:
    arguments = {"name": match["name"].strip(QUOTES), "place": _place(match), **given}
    return Reply(calls=(Call("create_sheet", arguments),))


def _column(said: str) -> dict[str, Any]:
    match = _TYPED.fullmatch(said.strip())
    assert match is not None
    options = [part.strip() for part in match["more"].split(",")] if match["more"] else None
    kind = _KINDS.get((match["kind"] or "").strip().lower(), "dropdown" if options else "text")
    return {
        "title": match["title"].strip(QUOTES),
        "type": kind,
        "options": options,
        "symbol": None,
        "formula": match["formula"],
    }


def _value(said: str) -> str | None:
    return said.strip(QUOTES) or None


def _edit(action: str) -> Callable[[re.Match[str], Transcript], Reply]:
    def handle(match: re.Match[str], transcript: Transcript) -> Reply:
        groups = match.groupdict()
        name = groups["name"].strip(QUOTES) if groups.get("name") else None
        arguments = {"action": action, "name": name, "place": _place(match), "contents": None}
        return Reply(calls=(Call("edit_sheet", {"sheet": _sheet(match, transcript), **arguments}),))

    return handle


def _delete(match: re.Match[str], transcript: Transcript) -> Reply:
    return Reply(calls=(Call("delete_sheet", {"sheet": _sheet(match, transcript)}),))


def _sheet(match: re.Match[str], transcript: Transcript) -> str:
    """The sheet's name as it was said; “it” is the open one."""
    said = (match["sheet"] or "it").strip(QUOTES)
    if re.fullmatch(r"it|this|(?:this|the) sheet", said, re.I) and transcript.sheets:
        return transcript.sheets[0].name
    return said


def _place(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    said = groups.get("place") or groups.get("own")
    return said.strip(QUOTES) if said else None


TOOLS = frozenset({"create_sheet", "edit_sheet", "delete_sheet"})
CHANGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Transcript], Reply]], ...] = (
    (_TEMPLATE, _from_template),
    (_CREATE, _create),
    (_COPY, _edit("copy")),
    (_MOVE, _edit("move")),
    (_DELETE, _delete),
    (_RENAME, _edit("rename")),
)
"""Sentences and what each leads to, whichever sheet is open."""
