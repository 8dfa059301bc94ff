"""A reply: what is said, what is kept of it, and how the session changes; nothing has happened yet."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.agent.tool_context import source_of
from bot.domain.answers import Answer, ColumnOverview, Failure, SheetOverview, View
from bot.domain.sessions import Session
from bot.errors import RateLimited, SheetlineError
from bot.sheets.profile import profile
from bot.sheets.snapshot import Snapshot
from bot.sheets.suggestions import suggest


def _unchanged(session: Session) -> Session:
    return session


@dataclass(frozen=True, slots=True)
class Reply:
    """`change` is pure and may be applied to a fresher session than the one it was made from."""

    view: View
    change: Callable[[Session], Session] = _unchanged
    answers: tuple[Answer, ...] = ()


def halved(reply: Reply) -> Reply:
    """The reply with half as many rows in its answers, and so in its card; it says that there are more."""
    answers = tuple(_halved(answer) for answer in reply.answers)
    view = _halved(reply.view) if isinstance(reply.view, Answer) else reply.view
    return replace(reply, view=view, answers=answers)


def _halved(answer: Answer) -> Answer:
    if answer.table is None:
        return answer
    return replace(answer, table=replace(answer.table, rows=answer.table.rows[: len(answer.table.rows) // 2]))


def failure(error: SheetlineError, *, reference: str, retry: bool | None = None) -> Failure:
    """The card for an error: its sentence, the next step, and Retry where trying again can help."""
    again = error.retryable if retry is None else retry
    buttons = ("retry",) if again else ()
    hint = error.hint
    if isinstance(error, RateLimited) and error.retry_after_s is not None:
        hint = f"Try again in {max(1, math.ceil(error.retry_after_s)):,} s."
    return Failure(message=error.message, hint=hint, reference=reference, buttons=buttons, code=error.code)


def overview(snapshot: Snapshot, *, notes: tuple[str, ...] = ()) -> SheetOverview:
    """A sheet's card: what it has, how fresh it is, and questions worth asking."""
    profiles = profile(snapshot)
    columns = tuple(
        ColumnOverview(
            title=column.sql_name,
            type=column.column.type,
            filled=held.filled,
            values=held.distinct,
            low=held.minimum,
            high=held.maximum,
            number_format=column.number_format,
        )
        for column, held in zip(snapshot.columns, profiles, strict=True)
        if not column.column.hidden and column.column.system_type is None
    )
    return SheetOverview(source=source_of(snapshot), columns=columns, suggestions=suggest(snapshot), notes=notes)
