"""What each typed command does; none of them needs a model."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from bot.agent.commands import Command, Verb
from bot.agent.tool_context import ToolContext
from bot.conversation import budgets, steps
from bot.conversation import suggestions as prompts
from bot.conversation.progress import Say, no_progress
from bot.conversation.replies import Reply, overview
from bot.conversation.services import Services
from bot.conversation.sessions import opened_by, validated
from bot.conversation.status import own as own
from bot.conversation.status import status
from bot.domain import sessions
from bot.domain.answers import Answer, Failure, Guide, Notice, Picker, PromptGuide, SheetList
from bot.domain.chat import Message
from bot.domain.people import Actor
from bot.domain.sessions import Session, SessionState
from bot.domain.sheets import OpenSheet
from bot.errors import InvalidArguments, NotFound
from bot.sheets.finder import plain
from bot.sheets.suggestions import suggest

FIRST_ROWS = 20
"""How many rows “show” shows when it does not say."""


async def run(
    services: Services,
    command: Command,
    session: Session,
    ctx: ToolContext,
    message: Message,
    *,
    say: Say = no_progress,
) -> Reply:
    """Do what the command says. Raises bot.errors classes, which the caller turns into a card."""
    say(steps.commanded(command))
    match command.verb:
        case Verb.HELP:
            return Reply(await _help(services, command, session, ctx))
        case Verb.SHEETS:
            sheets = await ctx.sheets.list_sheets(ctx.actor)
            return Reply(SheetList(sheets=sheets, total=len(sheets)))
        case Verb.OPEN:
            return await _open(services, command.sheet, ctx)
        case Verb.CLOSE:
            return _close(services, command.sheet, session, ctx)
        case Verb.NEW_CHAT:
            return _new_chat(services, session, ctx)
        case Verb.STATUS:
            return Reply(await status(session, ctx, used=await budgets.facts(services, message)))
        case Verb.COLUMNS | Verb.RETRY:
            return await _describe(services, session, ctx)
        case Verb.SHOW:
            return await _show(services, command, session, ctx)
        case Verb.HISTORY | Verb.EDIT | Verb.ADD:
            return await services.commands[command.verb](command, session, ctx)


CHANGES = (
    "set Status to Complete for row 12",
    "add a task Retrospective at the bottom",
    "move row 9 under row 4",
    "share it with ana@example.com as editor",
)
"""Examples for `help` of what can be changed."""


def guide(session: Session, *, welcome: bool = False, reader: Actor | None = None) -> Guide:
    """Welcome or help, with what can be asked in this kind of conversation; it names the sheets `reader` opened."""
    return Guide(
        scope=session.conversation.scope,
        bot_name=session.conversation.bot_name,
        welcome=welcome,
        open_sheets=tuple(sheet.name for sheet in own(session, reader)) if reader else (),
        examples=(
            "open launch plan",
            "how many tasks are overdue, by owner?",
            "which 5 budget lines are largest?",
        ),
    )


async def _help(services: Services, command: Command, session: Session, ctx: ToolContext) -> Guide | PromptGuide:
    """What can be asked here, or one role's prompts; of the open sheet where this person can read it."""
    if command.role is not None:
        return await prompts.guide(services, session, ctx.actor, command.role)
    said = replace(guide(session, reader=ctx.actor), roles=prompts.ROLES)
    if ctx.planning is not None:
        said = replace(said, changes=CHANGES)
    snapshot = await prompts.current(services, session, ctx.actor)
    if snapshot is None:
        return said
    return replace(said, sheet_id=snapshot.sheet_id, suggestions=suggest(snapshot))


async def _open(services: Services, asked: str, ctx: ToolContext) -> Reply:
    opened = await ctx.open_sheet(asked)
    if isinstance(opened, Picker):
        return Reply(opened)
    sheet = ctx.open[0]
    return Reply(overview(opened), lambda s: sessions.bound(s, sheet, now=services.clock.now()))


def _close(services: Services, asked: str, session: Session, ctx: ToolContext) -> Reply:
    sheet = chosen(session, asked, ctx)
    named = f"“{sheet.name}”" if asked or opened_by(session, sheet, ctx.actor) else "the current sheet"
    return Reply(
        Notice(title=f"Closed {named}.", text="Open it again at any time.", buttons=("sheets",)),
        lambda s: sessions.dropped(s, sheet.id, now=services.clock.now()),
    )


def chosen(session: Session, asked: str, ctx: ToolContext) -> OpenSheet:
    """The open sheet that is named, the current one when none is. Raises InvalidArguments, NotFound."""
    if not session.sheets:
        raise InvalidArguments("No sheet is open here.", hint="Send “open” and a sheet's name to open one.")
    if not asked:
        return session.sheets[0]
    wanted = plain(asked)
    for sheet in session.sheets:
        if wanted in plain(sheet.name) or asked == str(sheet.id):
            return sheet
    names = " · ".join(sheet.name for sheet in own(session, ctx.actor))
    raise NotFound(f"No open sheet is called “{asked}”.", hint=f"Open here: {names}." if names else None)


def _new_chat(services: Services, session: Session, ctx: ToolContext) -> Reply:
    names = " and ".join(f"“{sheet.name}”" for sheet in own(session, ctx.actor)[:2])
    text = f"{names} will be opened afresh when you ask for it." if names else "Send “sheets” to choose a sheet."

    def change(current: Session) -> Session:
        now = services.clock.now()
        return sessions.reopened(sessions.closed(current, "new chat", now=now), now=now)

    return Reply(Notice(title="A new chat: what was said before is forgotten.", text=text, buttons=("sheets",)), change)


async def _describe(services: Services, session: Session, ctx: ToolContext) -> Reply:
    current = await _with_current(services, session, ctx)
    if isinstance(current, Reply):
        return current
    snapshot = await ctx.snapshot(current.sheets[0].id)
    return Reply(overview(snapshot), keep(current))


async def _show(services: Services, command: Command, session: Session, ctx: ToolContext) -> Reply:
    current = await _with_current(services, session, ctx)
    if isinstance(current, Reply):
        return current
    first = command.first or 1
    last = command.last or first + FIRST_ROWS - 1
    if first < 1 or last < first:
        raise InvalidArguments("Those row numbers make no range.", hint="Write it like “show rows 5-12”.")
    name, snapshot = next(iter((await ctx.views()).items()))
    titles = ", ".join('"' + c.sql_name.replace('"', '""') + '"' for c in snapshot.columns if not c.column.hidden)
    sql = f'SELECT _row, {titles} FROM "{name}" WHERE _row BETWEEN {first} AND {last} ORDER BY _row'  # noqa: S608
    finding = await ctx.query(sql, title=snapshot.name)
    if not finding.table.total:
        raise NotFound(f"“{snapshot.name}” has {snapshot.rows:,} rows; none from {first} to {last}.", hint="")
    shown = f"Rows {first:,}–{min(last, snapshot.rows):,} of {snapshot.rows:,}"
    answer = Answer(
        id=new_id(),
        text=shown,
        title=snapshot.name,
        table=finding.table,
        evidence=finding.evidence,
        model_made=False,
        reader=ctx.actor.key,
    )
    return Reply(answer, keep(current), answers=(answer,))


async def _with_current(services: Services, session: Session, ctx: ToolContext) -> Session | Reply:
    """The session with its current sheet validated, or the reply that says why there is none."""
    if not session.sheets:
        raise InvalidArguments(
            "No sheet is open here yet.", hint="Send “open” and a sheet's name, or “sheets” to choose."
        )
    current = await validated(services, session, ctx)
    if current.state is SessionState.ERROR:
        return unusable(current)
    return current


def unusable(session: Session, *, reference: str = "") -> Reply:
    """The reply while the current sheet cannot be read; the session keeps it and recovers when it can."""
    problem = session.problem
    assert problem is not None
    view = Failure(
        message=problem.message, hint=problem.hint, reference=reference, buttons=("retry", "sheets"), code=problem.code
    )
    return Reply(view, keep(session))


def keep(checked: Session) -> Callable[[Session], Session]:
    """The change that brings what validation found (state, sheets, problem) into the session to be saved."""
    return lambda s: replace(s, state=checked.state, sheets=checked.sheets, problem=checked.problem)


def new_id() -> str:
    """A fresh id for an answer: 12 hexadecimal digits."""
    return uuid.uuid4().hex[:12]
