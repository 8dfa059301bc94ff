"""What is being done, in a line for the person who waits: written here, never by the model.

A sheet is named only when the person knows it is in play: it is open in the conversation, or their own words name it.
Whatever else the model writes into a call, cells that it obeys included, is not shown.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from bot.agent.commands import Command, Verb
from bot.agent.loop import Step
from bot.agent.tool_context import ToolContext
from bot.domain.model import ToolCall
from bot.sheets.finder import plain
from bot.sheets.views import view_names

READING = "Reading the question…"
WORDING = "Putting it into words…"
CHECKING = "Checking the figures…"

_FIXED = {
    "list_sheets": "Looking through your sheets…",
    "browse": "Looking around in Smartsheet…",
    "search": "Searching Smartsheet…",
    "change_history": "Looking through the changes…",
    "assigned_to_me": "Looking for what is assigned to you…",
}
_ABOUT = {
    "open_sheet": ("Opening {}…", "Opening a sheet…"),
    "describe_sheet": ("Looking at {}…", "Looking at the sheet…"),
    "get_rows": ("Reading rows of {}…", "Reading rows…"),
    "look_up": ("Looking something up in {}…", "Looking something up in Smartsheet…"),
    "check_quality": ("Checking {}…", "Checking the sheet…"),
}


def line(step: ToolCall | Step, ctx: ToolContext, *, question: str) -> str:
    """The line for what the loop does next."""
    if isinstance(step, ToolCall):
        return doing(step, ctx, question=question)
    return {Step.ASK: READING, Step.ANSWER: WORDING, Step.CORRECT: CHECKING}[step]


def commanded(command: Command) -> str:
    """The line for a typed command; what to open is said in the person's own words."""
    match command.verb:
        case Verb.OPEN:
            named = not command.sheet.isdecimal() and "://" not in command.sheet
            return f"Opening {command.sheet}…" if named else "Opening the sheet…"
        case Verb.SHEETS:
            return _FIXED["list_sheets"]
        case Verb.SHOW | Verb.EDIT | Verb.ADD:
            return "Reading rows…"
        case Verb.HISTORY:
            return _FIXED["change_history"]
        case Verb.COLUMNS | Verb.RETRY:
            return "Looking at the sheet…"
        case _:
            return "Working on it…"


def doing(call: ToolCall, ctx: ToolContext, *, question: str) -> str:
    """The line for a call about to be run; a plain one for a tool that is not known here."""
    if call.name in _FIXED:
        return _FIXED[call.name]
    arguments = _arguments(call)
    if call.name == "query":
        named = _queried(str(arguments.get("sql") or ""), ctx)
        return f"Asking {listed(named)}…" if named else "Asking the sheet…"
    if call.name in _ABOUT:
        with_name, without = _ABOUT[call.name]
        name = _known(str(arguments.get("sheet") or ""), ctx, question)
        return with_name.format(name) if name else without
    return "Working on it…"


def listed(names: list[str]) -> str:
    """`Budget`, `Budget and Risks`, `Budget and 2 more sheets`."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} more sheets"


def _known(asked: str, ctx: ToolContext, question: str) -> str:
    """The sheet's name when it is an open one's, or the words as the person wrote them; else “”."""
    wanted = plain(asked)
    for sheet in ctx.open:
        if wanted and wanted in {plain(sheet.name), str(sheet.id)}:
            return sheet.name
    found = re.search(rf"\b{re.escape(asked.strip())}\b", question, re.IGNORECASE) if wanted else None
    return found[0] if found else ""


def _queried(sql: str, ctx: ToolContext) -> list[str]:
    read = [ctx.read[sheet.id] for sheet in ctx.open if sheet.id in ctx.read]
    return [
        snapshot.name
        for name, snapshot in view_names(read).items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE)
    ]


def _arguments(call: ToolCall) -> dict[str, Any]:
    try:
        arguments = msgspec.json.decode(call.arguments or "{}")
    except msgspec.DecodeError:
        return {}
    return arguments if isinstance(arguments, dict) else {}
