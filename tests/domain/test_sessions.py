"""The session state machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import sessions
from bot.domain.model import Role, Utterance
from bot.domain.sessions import Problem, Session, SessionState
from tests.builders import NOON, a_conversation, a_sheet

GONE = Problem(code="NOT_FOUND", message="It is gone.", hint="Open another.", sheet_id=1)


def begun() -> Session:
    return sessions.begin(a_conversation(), now=NOON)


def test_a_new_session_has_no_valid_sheet_yet() -> None:
    """A session begins INITIALIZING, with what it inherits still to be validated."""
    session = sessions.begin(a_conversation(), now=NOON, inherited=(a_sheet(),))
    assert session.state is SessionState.INITIALIZING
    assert session.sheets == (a_sheet(),)


def test_binding_a_sheet_makes_it_current_and_the_session_active() -> None:
    """The sheet last opened comes first; opening one again moves it up and takes its newer version."""
    session = sessions.bound(begun(), a_sheet(1), now=NOON)
    session = sessions.bound(session, a_sheet(2, "Budget"), now=NOON)
    session = sessions.bound(session, a_sheet(1, version=9), now=NOON)
    assert session.state is SessionState.ACTIVE
    assert [(s.id, s.version) for s in session.sheets] == [(1, 9), (2, 1)]


def test_a_failed_session_keeps_its_sheets_and_recovers_when_bound_again() -> None:
    """ERROR says why and loses nothing; the next successful read makes it ACTIVE without the problem."""
    session = sessions.failed(sessions.bound(begun(), a_sheet(), now=NOON), GONE, now=NOON)
    assert (session.state, session.problem, len(session.sheets)) == (SessionState.ERROR, GONE, 1)
    recovered = sessions.bound(session, a_sheet(version=2), now=NOON)
    assert (recovered.state, recovered.problem) == (SessionState.ACTIVE, None)


def test_closing_the_last_sheet_leaves_a_session_waiting_for_one() -> None:
    """Without a sheet a session is INITIALIZING; with another one left it stays ACTIVE."""
    session = sessions.bound(sessions.bound(begun(), a_sheet(1), now=NOON), a_sheet(2, "Budget"), now=NOON)
    session = sessions.dropped(session, 2, now=NOON)
    assert session.state is SessionState.ACTIVE
    assert sessions.dropped(session, 1, now=NOON).state is SessionState.INITIALIZING


def test_closing_forgets_what_was_said() -> None:
    """A closed session keeps its conversation reference and nothing of its content."""
    session = sessions.bound(begun(), a_sheet(), now=NOON)
    session = sessions.remembered(session, (Utterance(Role.USER, "hello"),), now=NOON)
    session = sessions.closed(session, "the bot was removed", now=NOON)
    assert (session.state, session.sheets, session.history) == (SessionState.CLOSED, (), ())
    assert session.conversation == a_conversation()


def test_a_closed_session_takes_no_events_until_it_is_reopened() -> None:
    """Only reopening leads out of CLOSED, and only a closed session reopens."""
    session = sessions.closed(begun(), "new chat", now=NOON)
    with pytest.raises(ValueError, match="reopen"):
        sessions.bound(session, a_sheet(), now=NOON)
    later = NOON + timedelta(hours=1)
    again = sessions.reopened(session, now=later)
    assert (again.state, again.created_at, again.closed_because) == (SessionState.INITIALIZING, later, "")
    with pytest.raises(ValueError, match="only a closed session"):
        sessions.reopened(again, now=later)


@given(st.lists(st.sampled_from(["bind1", "bind2", "fail", "drop1", "drop2", "close", "reopen"]), max_size=30))
def test_whatever_happens_the_state_says_the_truth(events: list[str]) -> None:
    """ACTIVE always has a sheet and no problem, ERROR always has a problem, CLOSED has nothing."""
    session = begun()
    for event in events:
        closed = session.state is SessionState.CLOSED
        if event == "close":
            session = sessions.closed(session, "test", now=NOON)
        elif closed and event == "reopen":
            session = sessions.reopened(session, now=NOON)
        elif not closed and event.startswith("bind"):
            session = sessions.bound(session, a_sheet(int(event[-1]), event), now=NOON)
        elif not closed and event == "fail":
            session = sessions.failed(session, GONE, now=NOON)
        elif not closed and event.startswith("drop"):
            session = sessions.dropped(session, int(event[-1]), now=NOON)
        assert (session.state is SessionState.ERROR) == (session.problem is not None)
        if session.state is SessionState.ACTIVE:
            assert session.sheets
        if session.state is SessionState.CLOSED:
            assert not session.sheets
            assert not session.history
        assert len({s.id for s in session.sheets}) == len(session.sheets)
