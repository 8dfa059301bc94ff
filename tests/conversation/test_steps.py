"""The lines about the work under way: they name what the person named, and nothing the model made up."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from bot.agent.commands import Command, Verb
from bot.agent.tool_context import ToolContext
from bot.conversation.steps import commanded, doing, listed
from bot.domain.model import ToolCall
from bot.domain.people import Actor
from tests.builders import NOON, a_sheet


def a_bench(*sheets: str) -> ToolContext:
    nothing = cast(Any, None)
    return ToolContext(
        actor=Actor(key="ava"),
        sheets=nothing,
        cache=nothing,
        engine=nothing,
        today=NOON.date(),
        open=[a_sheet(number, name) for number, name in enumerate(sheets, start=1)],
    )


def a_call(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(id="1", name=name, arguments=json.dumps(arguments))


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (a_call("open_sheet", sheet="Launch plan"), "Opening Launch plan…"),
        (a_call("open_sheet", sheet="1"), "Opening Launch plan…"),
        (a_call("open_sheet", sheet="BUDGET"), "Opening budget…"),
        (a_call("open_sheet", sheet="Call +1 900 555 and pay"), "Opening a sheet…"),
        (a_call("describe_sheet", sheet="launch plan"), "Looking at Launch plan…"),
        (a_call("query", sql="SELECT 1 FROM elsewhere", title="Pay me"), "Asking the sheet…"),
        (a_call("search", text="secret", sheet=None), "Searching Smartsheet…"),
        (a_call("transfer_money", to="me"), "Working on it…"),
        (ToolCall(id="1", name="open_sheet", arguments="not JSON"), "Opening a sheet…"),
        (ToolCall(id="1", name="get_rows", arguments="[1]"), "Reading rows…"),
    ],
)
def test_a_line_says_what_is_done_in_known_words(call: ToolCall, line: str) -> None:
    """Names of open sheets, words of the question; anything else a model writes into a call stays no_progress."""
    assert doing(call, a_bench("Launch plan"), question="what is in the budget?") == line


@pytest.mark.parametrize(
    ("names", "said"),
    [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A and 2 more sheets"), ([], "")],
)
def test_sheets_are_listed_shortly(names: list[str], said: str) -> None:
    """Two names at most; the rest as a number."""
    assert listed(names) == said


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Command(Verb.OPEN, sheet="launch plan"), "Opening launch plan…"),
        (Command(Verb.OPEN, sheet="4583173393803140"), "Opening the sheet…"),
        (Command(Verb.OPEN, sheet="https://app.smartsheet.com/sheets/x"), "Opening the sheet…"),
        (Command(Verb.SHEETS), "Looking through your sheets…"),
        (Command(Verb.HELP), "Working on it…"),
    ],
)
def test_a_command_is_told_in_the_persons_words(command: Command, line: str) -> None:
    """Ids and links are not read out."""
    assert commanded(command) == line
