"""Requests to make something of a file that was sent: a file is named by its number, its name, or as “it”.

create a sheet from file 1 (called Extra tasks) (in the workspace Northwind)       make a sheet of plan.csv
add the rows of file 1 to Launch plan          import plan.csv into this sheet     add its rows to the open sheet
attach file 1 to row 12                        attach plan.pdf to this sheet
"""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES
from infra.local.planner.transcript import Transcript

_PLEASE = r"(?:please )?"
_IT = r"it|this|that|the file|this file|that file"
_FILE = rf"(?:(?:the )?file (?P<number>\d+)|(?P<name>[\"'“„]?[^\"'“”„]+\.\w{{2,5}}[\"'”“]?)|{_IT})"
_WORKSHEET = r"(?:,? (?:the )?(?:worksheet|tab) (?P<worksheet>.+?))?"
_INTO = r"(?: (?:in)?to (?:the )?(?:open sheet|current sheet|this sheet|sheet|(?P<sheet>.+?)))?"
_END = r"(?: at the (?P<end>top|bottom))?"
_ROWS = re.compile(
    rf"{_PLEASE}(?:add|append|import|insert|put|load) (?=.*(?:\brows\b|\bfile\b|\.\w{{2,5}}\b|^it\b))"
    rf"(?:(?:all )?(?:the |its )?rows(?: (?:of|from|in) )?)?{_FILE}?"
    rf"{_WORKSHEET}{_INTO}{_END}",
    re.I,
)


_ATTACH = re.compile(
    rf"{_PLEASE}attach {_FILE} to (?:row (?P<row>\d+)|(?:the |this )?(?:open |current )?sheet)"
    r"(?: (?:of|in) (?P<sheet>.+))?",
    re.I,
)


_CREATE = re.compile(
    rf"{_PLEASE}(?:create|make|build) (?:a |the )?(?:new )?sheet (?:from|of|out of) {_FILE}{_WORKSHEET}"
    r"(?:,? (?:called|named) (?P<called>.+?))?(?: in (?:the (?:workspace|folder) )?(?P<place>.+))?",
    re.I,
)


def change(said: str, transcript: Transcript) -> Reply | None:
    """The next step of what is asked of a file, else None."""
    for pattern, handle in _OF_A_FILE:
        if match := pattern.fullmatch(said):
            return handle(match, transcript)
    return None


def _add(match: re.Match[str], transcript: Transcript) -> Reply:
    meant = (match["sheet"] or "").strip(QUOTES)
    if not transcript.sheets:
        return Reply("No sheet is open here. Open the sheet the rows are to go into first.")
    found = [each for each in transcript.sheets if each.name.casefold() == meant.casefold()]
    arguments = {
        "file": _file(match),
        "worksheet": _named(match, "worksheet"),
        "sheet": found[0].name if found else meant or transcript.sheets[0].name,
        "columns": None,
        "position": (match["end"] or "bottom").lower(),
    }
    return Reply(calls=(Call("add_rows_from_file", arguments),))


def _create(match: re.Match[str], transcript: Transcript) -> Reply:
    arguments = {
        "file": _file(match),
        "worksheet": _named(match, "worksheet"),
        "name": _named(match, "called"),
        "place": _named(match, "place"),
    }
    return Reply(calls=(Call("create_sheet_from_file", arguments),))


def _attach(match: re.Match[str], transcript: Transcript) -> Reply:
    meant = (match["sheet"] or "").strip(QUOTES)
    if not transcript.sheets:
        return Reply("No sheet is open here. Open the sheet it is to be attached to first.")
    arguments = {
        "sheet": meant or transcript.sheets[0].name,
        "action": "add_file",
        "row_number": int(match["row"]) if match["row"] else None,
        "name": _file(match),
        "url": None,
    }
    return Reply(calls=(Call("attach", arguments),))


def _file(match: re.Match[str]) -> str:
    return match["number"] or (match["name"] or "1").strip(QUOTES)


def _named(match: re.Match[str], group: str) -> str | None:
    return (match[group] or "").strip(QUOTES) or None


TOOLS = frozenset({"add_rows_from_file", "create_sheet_from_file", "attach"})
_OF_A_FILE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Transcript], Reply]], ...] = (
    (_ROWS, _add),
    (_ATTACH, _attach),
    (_CREATE, _create),
)
