"""A session: what one Teams conversation is working on, as a pure state machine.

    INITIALIZING ──bound──▶ ACTIVE ◀──bound── ERROR
         │                   │  └──failed──▶ ERROR
         └──────failed──────▶│
    any ──closed──▶ CLOSED ──reopened──▶ INITIALIZING

INITIALIZING has no sheet with valid data yet; ACTIVE has; ERROR says why not (`problem`) and recovers on the next turn
when the cause is gone, or on “retry”; CLOSED is over (bot removed, expired, “new chat”) and begins afresh when someone
speaks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.chat import Conversation
from bot.domain.files import MOST_FILES, SentFile
from bot.domain.model import Utterance
from bot.domain.sheets import OpenSheet

MOST_OPEN = 6
"""Sheets open at once; the one longest unused makes room."""


class SessionState(StrEnum):
    INITIALIZING = "initializing"
    ACTIVE = "active"
    ERROR = "error"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a session has no valid sheet data: the failure's code and sentences, and the sheet it is about."""

    code: str
    message: str
    hint: str
    sheet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """The working state of one conversation. `sheets` lists the open sheets, the one last opened first.

    `unanswered` is the last question when it met a failure that passes: “retry” asks it again. `files` were sent
    here, the one sent last first.
    """

    conversation: Conversation
    created_at: datetime
    used_at: datetime
    state: SessionState = SessionState.INITIALIZING
    sheets: tuple[OpenSheet, ...] = ()
    problem: Problem | None = None
    history: tuple[Utterance, ...] = ()
    closed_because: str = ""
    welcomed_at: datetime | None = None
    welcomed_for: str = ""
    unanswered: str = ""
    files: tuple[SentFile, ...] = ()

    @property
    def id(self) -> str:
        return self.conversation.id


def begin(conversation: Conversation, *, now: datetime, inherited: tuple[OpenSheet, ...] = ()) -> Session:
    """A new session; a thread begins with its channel's sheets, still to be validated."""
    return Session(conversation=conversation, created_at=now, used_at=now, sheets=inherited)


def bound(session: Session, sheet: OpenSheet, *, now: datetime) -> Session:
    """The sheet's data is there: it becomes the current sheet and the session is ACTIVE."""
    _refuse_closed(session)
    others = tuple(s for s in session.sheets if s.id != sheet.id)
    sheets = (sheet, *others)[:MOST_OPEN]
    return replace(session, state=SessionState.ACTIVE, sheets=sheets, problem=None, used_at=now)


def confirmed(session: Session, sheets: tuple[OpenSheet, ...], *, now: datetime) -> Session:
    """The current sheet's data is there still; `sheets` are the open ones as just read, in their order."""
    _refuse_closed(session)
    state = SessionState.ACTIVE if sheets else SessionState.INITIALIZING
    return replace(session, state=state, sheets=sheets, problem=None, used_at=now)


def failed(session: Session, problem: Problem, *, now: datetime) -> Session:
    """The sheet's data cannot be had; the session keeps its sheets so that it can recover."""
    _refuse_closed(session)
    return replace(session, state=SessionState.ERROR, problem=problem, used_at=now)


def dropped(session: Session, sheet_id: int, *, now: datetime) -> Session:
    """The sheet is no longer part of this conversation."""
    _refuse_closed(session)
    left = tuple(s for s in session.sheets if s.id != sheet_id)
    state = SessionState.ACTIVE if left and session.state is SessionState.ACTIVE else SessionState.INITIALIZING
    return replace(session, sheets=left, state=state, problem=None, used_at=now)


def remembered(session: Session, history: tuple[Utterance, ...], *, now: datetime) -> Session:
    """The conversation with the model so far, already pruned."""
    return replace(session, history=history, used_at=now)


def received(session: Session, files: tuple[SentFile, ...], *, now: datetime) -> Session:
    """These files were sent; of those before, the ones that are kept still and are not the same."""
    hashes = {file.sha256 for file in files}
    before = tuple(file for file in session.files if file.usable(now) and file.sha256 not in hashes)
    return replace(session, files=(*files, *before)[:MOST_FILES], used_at=now)


def closed(session: Session, because: str, *, now: datetime) -> Session:
    """Over; nothing of the conversation's content is kept."""
    return replace(
        session,
        state=SessionState.CLOSED,
        sheets=(),
        history=(),
        problem=None,
        unanswered="",
        files=(),
        closed_because=because,
        used_at=now,
    )


def reopened(session: Session, *, now: datetime, inherited: tuple[OpenSheet, ...] = ()) -> Session:
    """A closed conversation in which someone speaks again starts from nothing."""
    if session.state is not SessionState.CLOSED:
        raise ValueError(f"only a closed session reopens; this one is {session.state}")
    return begin(session.conversation, now=now, inherited=inherited)


def _refuse_closed(session: Session) -> None:
    if session.state is SessionState.CLOSED:
        raise ValueError("a closed session takes no events; reopen it first")
