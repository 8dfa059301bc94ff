"""What every tool that proposes a change does: find the sheet, and store the plan that the person will see."""

from __future__ import annotations

from bot.agent.tool import ToolResult, ok
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import Planning
from bot.changes.engine.preview import Draft
from bot.domain.live import LiveSheet
from bot.domain.plan_keys import NEW_SHEET
from bot.domain.plans import Plan
from bot.errors import InvalidArguments, NotFound, PermissionDenied
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot


def planning_of(ctx: ToolContext) -> Planning:
    """Raises PermissionDenied where nothing may be changed."""
    if ctx.planning is None:
        raise PermissionDenied("Changes are not possible here.", hint="Change it in Smartsheet.")
    return ctx.planning


async def sheet_of(ctx: ToolContext, asked: str) -> tuple[str, Snapshot]:
    """The view and snapshot of an open sheet by its name. Raises NotFound, naming those that are open."""
    views = await ctx.views()
    for name, snapshot in views.items():
        if plain(asked) in (plain(name), plain(snapshot.name)) or asked.strip() == str(snapshot.sheet_id):
            return name, snapshot
    names = ", ".join(snapshot.name for snapshot in views.values()) or "none"
    raise NotFound(f"No open sheet is called “{asked}”.", hint=f"Open sheets: {names}. Use open_sheet first.")


async def proposed(ctx: ToolContext, live: LiveSheet, draft: Draft, *, title: str, selection: str = "") -> ToolResult:
    """Store the plan and say what it is; raises InvalidArguments with the reasons when nothing of it can be done."""
    if not draft.steps:
        reasons = "; ".join(f"{each.where}: {each.why}" for each in draft.refused[:5]) or " ".join(draft.warnings)
        raise InvalidArguments(f"Nothing can be changed. {reasons}".strip(), hint="Say what to write instead.")
    plan: Plan = await planning_of(ctx).propose(live, draft, title=title, actor_key=ctx.actor.key, selection=selection)
    return ok(proposed=plan.title, sheet=plan.sheet_name, warnings=list(plan.warnings), refused=len(plan.refused))


async def proposed_elsewhere(ctx: ToolContext, name: str, permalink: str, draft: Draft, *, title: str) -> ToolResult:
    """As `proposed`, for what is on no sheet: `name` and `permalink` say where it is."""
    return await proposed(ctx, LiveSheet(0, name, permalink, 0, "", (), ()), draft, title=title)


async def proposed_sheet(ctx: ToolContext, name: str, permalink: str, draft: Draft, *, title: str) -> ToolResult:
    """As `proposed`, for a sheet that the change itself makes (bot/features/sheets/sheet_preview.py)."""
    return await proposed(ctx, LiveSheet(NEW_SHEET, name, permalink, 0, "", (), ()), draft, title=title)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
