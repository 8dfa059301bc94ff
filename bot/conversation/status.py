"""What “status” tells: the session as far as the person who asks may know of it."""

from __future__ import annotations

from bot.agent.tool_context import ToolContext
from bot.conversation.sessions import opened_by
from bot.domain.answers import Status
from bot.domain.people import Actor
from bot.domain.sessions import Session, SessionState
from bot.domain.sheets import OpenSheet
from bot.errors import SheetlineError


def own(session: Session, reader: Actor) -> tuple[OpenSheet, ...]:
    """The open sheets that this actor brought here: no others are named to them unasked."""
    return tuple(sheet for sheet in session.sheets if opened_by(session, sheet, reader))


async def status(session: Session, ctx: ToolContext, *, used: tuple[tuple[str, str], ...]) -> Status:
    readable = [await _may_be_named(session, sheet, ctx) for sheet in session.sheets]
    problem = session.problem.message if session.problem and all(readable) else "a sheet cannot be read"
    words = {
        SessionState.INITIALIZING: "ready; no sheet is loaded yet",
        SessionState.ACTIVE: "ready",
        SessionState.ERROR: problem,
        SessionState.CLOSED: "closed",
    }
    facts = [("State", words[session.state]), ("Reading Smartsheet as", ctx.actor.label or ctx.actor.key)]
    for position, sheet in enumerate(session.sheets):
        label = "Current sheet" if position == 0 else "Also open"
        told = f"{sheet.name} · {sheet.rows:,} rows · version {sheet.version}"
        facts.append((label, told if readable[position] else "a sheet that you cannot read now"))
    facts.append(("Today here", f"{ctx.today.isoformat()} ({ctx.timezone})"))
    return Status(facts=(*facts, *used))


async def _may_be_named(session: Session, sheet: OpenSheet, ctx: ToolContext) -> bool:
    """Whether this person may be told of an open sheet: they opened it, or they can read it themselves."""
    if opened_by(session, sheet, ctx.actor):
        return True
    try:
        await ctx.snapshot(sheet.id)
    except SheetlineError:
        return False
    return True
