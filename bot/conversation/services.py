"""What the flows work with: every port and part, built once by bootstrap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.agent.commands import Command, Verb
from bot.agent.tokens import TokenCounter
from bot.agent.tool import Tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.changes import Changes
from bot.conversation.replies import Reply
from bot.domain.sessions import Session
from bot.files.at_hand import FileIntake
from bot.ports import Actors, ChatModel, Clock, Library, Messenger, Roster, SessionStore, Sheets, UsageStore
from bot.sheets.cache import SheetCache
from bot.sheets.query import QueryEngine
from bot.telemetry import SILENT, Telemetry
from bot.work.lease import Leases


@dataclass(frozen=True, slots=True)
class Limits:
    """What one turn may cost, and a day's turns. Seconds, tokens, rows; 0 tokens a day is no limit."""

    turn_deadline_s: float = 110
    model_deadline_s: float = 60
    history_tokens: int = 6000
    row_cap: int = 500
    lease_s: float = 60
    stale_turn_s: float = 600
    person_tokens_per_day: int = 0
    conversation_tokens_per_day: int = 0


TypedCommand: TypeAlias = Callable[[Command, Session, ToolContext], Awaitable[Reply]]
"""What a feature does when its command is typed. Raises bot.errors classes."""


def unwatched(conversation_id: str) -> None:
    """Nobody works turns here: they wait for whoever does."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running Sheetline. `wake` says that there may be turns to work in a conversation.

    `tools` and `commands` are those of the features.
    """

    store: SessionStore
    usage: UsageStore
    sheets: Sheets
    actors: Actors
    model: ChatModel
    messenger: Messenger
    cache: SheetCache
    engine: QueryEngine
    clock: Clock
    tokens: TokenCounter
    limits: Limits
    telemetry: Telemetry = SILENT
    library: Library | None = None
    roster: Roster | None = None
    changes: Changes | None = None
    files: FileIntake | None = None
    tools: tuple[Tool[Any], ...] = ()
    commands: Mapping[Verb, TypedCommand] = field(default_factory=dict)
    wake: Callable[[str], None] = unwatched

    @property
    def leases(self) -> Leases:
        return Leases(self.store, self.clock, self.limits.lease_s)
