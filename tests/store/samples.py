"""A session and an answer that use every field and every kind of cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from bot.domain.answers import Answer, Evidence, Source, Table
from bot.domain.chat import Conversation
from bot.domain.model import Role, ToolCall, Utterance
from bot.domain.sessions import Problem, Session, SessionState, begin
from tests.builders import NOON, a_sheet


def a_session(conversation: Conversation) -> Session:
    return replace(
        begin(conversation, now=NOON),
        state=SessionState.ERROR,
        sheets=(a_sheet(4_820_000_000_000_001), a_sheet(2, "Бюджет")),
        problem=Problem(code="NOT_FOUND", message="The sheet is gone.", hint="Open another.", sheet_id=2),
        history=(
            Utterance(Role.USER, "how many?"),
            Utterance(Role.ASSISTANT, tool_calls=(ToolCall("c1", "query", '{"sql": "SELECT 1'),)),
            Utterance(Role.TOOL, "1", tool_call_id="c1"),
        ),
    )


def an_answer(identity: str = "a1") -> Answer:
    cells = (
        "2026-01-05",
        1,
        2**70,
        1.0,
        0.1,
        True,
        None,
        date(2026, 1, 5),
        datetime.fromisoformat("2026-01-05T08:30:00"),
        ("Ava", "Ben"),
    )
    aware = datetime(2026, 1, 5, 8, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-8)))
    return Answer(
        id=identity,
        text="4 tasks are overdue",
        title="Overdue",
        table=Table(columns=tuple("abcdefghijk"), rows=((*cells, aware),), total=12),
        evidence=Evidence("SELECT 1", (Source(7, "Plan", 3, 60, NOON, "https://x", stale=True),), ("a note",)),
        model_made=True,
    )
