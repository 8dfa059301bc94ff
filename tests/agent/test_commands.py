"""Typed commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.commands import Command, Verb, parse


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("help", Command(Verb.HELP)),
        ("  Help! ", Command(Verb.HELP)),
        ("?", Command(Verb.HELP)),
        ("/sheets", Command(Verb.SHEETS)),
        ("My sheets", Command(Verb.SHEETS)),
        ("open", Command(Verb.SHEETS)),
        ("Open a sheet.", Command(Verb.SHEETS)),
        ("open launch plan", Command(Verb.OPEN, sheet="launch plan")),
        ("Open the sheet “Launch plan (2025 archive)”", Command(Verb.OPEN, sheet="Launch plan (2025 archive)")),
        (
            "open https://app.smartsheet.com/sheets/abc?x=1",
            Command(Verb.OPEN, sheet="https://app.smartsheet.com/sheets/abc?x=1"),
        ),
        (
            "https://app.smartsheet.com/sheets/abc?x=1",
            Command(Verb.OPEN, sheet="https://app.smartsheet.com/sheets/abc?x=1"),
        ),
        ("<https://app.smartsheet.eu/sheets/abc>", Command(Verb.OPEN, sheet="https://app.smartsheet.eu/sheets/abc")),
        ("\u200fhe\u200blp\u200e", Command(Verb.HELP)),
        ("\u2067open \u05ea\u05db\u05e0\u05d9\u05ea\u2069", Command(Verb.OPEN, sheet="\u05ea\u05db\u05e0\u05d9\u05ea")),
        ("open 4583173393803140", Command(Verb.OPEN, sheet="4583173393803140")),
        ("close", Command(Verb.CLOSE)),
        ("close budget", Command(Verb.CLOSE, sheet="budget")),
        ("show", Command(Verb.SHOW)),
        ("show 20 rows", Command(Verb.SHOW, first=1, last=20)),
        ("show the first 5", Command(Verb.SHOW, first=1, last=5)),
        ("show row 12", Command(Verb.SHOW, first=12, last=12)),
        ("show rows 5-12", Command(Verb.SHOW, first=5, last=12)),
        ("show rows 5 to 12", Command(Verb.SHOW, first=5, last=12)),
        ("columns", Command(Verb.COLUMNS)),
        ("status", Command(Verb.STATUS)),
        ("try again", Command(Verb.RETRY)),
        ("new chat", Command(Verb.NEW_CHAT)),
        ("history", Command(Verb.HISTORY)),
        ("History this week.", Command(Verb.HISTORY, period="this week")),
        ("history 30 days", Command(Verb.HISTORY, period="30 days")),
        ("history since 2026-11-01", Command(Verb.HISTORY, period="since 2026-11-01")),
        ("history of launch plan", Command(Verb.HISTORY, sheet="launch plan")),
        ("history of the launch plan last 7 days", Command(Verb.HISTORY, sheet="launch plan", period="last 7 days")),
        ("history this month of Budget", Command(Verb.HISTORY, sheet="Budget", period="this month")),
    ],
)
def test_a_command_is_understood(said: str, meant: Command) -> None:
    """What a person types, in any case and with or without a full stop, is the command it looks like."""
    assert parse(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "how many tasks are overdue, by owner?",
        "open tasks by owner?",
        "open tasks by owner",
        "history of Status of row 4",
        "history of the due date's cell",
        "history of row 12",
        "Open risks assigned to Ben",
        f"open {'x' * 30_000}",
        "https://example.com/sheets/abc",
        "show overdue tasks",
        "what is the status of the press kit",
        "helpful columns",
        "",
        "close to the deadline?",
    ],
)
def test_a_question_is_left_to_the_model(said: str) -> None:
    """A sentence that only contains a command's word is no command."""
    assert parse(said) is None


@given(st.text(max_size=200))
def test_no_text_is_too_odd(said: str) -> None:
    """Any text at all is a question or one of the commands; only “open” and “close” carry a sheet's name."""
    command = parse(said)
    assert command is None or command.verb in Verb
    if command is not None and command.sheet:
        assert command.verb in {Verb.OPEN, Verb.CLOSE, Verb.HELP}
