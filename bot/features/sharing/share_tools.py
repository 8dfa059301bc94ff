"""The tool that shares. It does not write: it proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import people_of
from bot.domain.records import AssetKind
from bot.errors import InvalidArguments, NotFound
from bot.features.listing import library_of, nearest
from bot.features.proposing import planning_of, proposed, proposed_elsewhere, sheet_of
from bot.features.sharing.named_people import People, contacts_of, named_in, own_email, person_meant
from bot.features.sharing.share_preview import LEVELS, Shared, preview_shares
from bot.sheets.finder import plain


class ShareParams(Params):
    sheet: str | None = Field(description="The name of an open sheet; null to share a workspace.")
    workspace: str | None = Field(description="The workspace's name; null to share a sheet.")
    people: list[str] = Field(description="Whom: email addresses, or names of people the sheet knows.")
    access: Literal["viewer", "commenter", "editor", "editor_can_share", "admin", "none"] = Field(
        description="What they may do; none takes their share away."
    )


@tool(effect=Effect.SHARE, deadline_s=60, group="sharing")
async def share(ctx: ToolContext, params: ShareParams) -> ToolResult:
    """Propose to share a sheet or workspace, to change a share or take it away."""
    if bool(params.sheet) == bool(params.workspace):
        raise InvalidArguments("Say a sheet or a workspace, one of the two.")
    level = None if params.access == "none" else LEVELS[params.access]
    if params.sheet:
        return await _share_sheet(ctx, params.sheet, params.people, level)
    return await _share_workspace(ctx, params.workspace or "", params.people, level)


CATALOG = (share,)


async def _share_sheet(ctx: ToolContext, asked: str, people: Sequence[str], level: str | None) -> ToolResult:
    _, snapshot = await sheet_of(ctx, asked)
    live, shares, email = await asyncio.gather(
        contacts_of(ctx, snapshot),
        library_of(ctx).shares(ctx.actor, AssetKind.SHEET, snapshot.sheet_id),
        own_email(ctx),
    )
    known = [*named_in(shares), *people_of(live)]
    shared = Shared(f"sheets/{live.id}", f"“{live.name}”", live.access_level, email)
    records = [share.record for share in shares if share.scope == "ITEM"]
    wanted = [person_meant(each, known) for each in people]
    draft = preview_shares(shared, records, wanted, level, policy=planning_of(ctx).policy_of(live.id))
    return await proposed(ctx, live, draft, title=_title(live.name, wanted, level))


async def _share_workspace(ctx: ToolContext, asked: str, people: Sequence[str], level: str | None) -> ToolResult:
    library = library_of(ctx)
    found = await library.assets(ctx.actor, AssetKind.WORKSPACE)
    workspace = next((each for each in found if plain(each.name) == plain(asked)), None)
    if workspace is None:
        near = ", ".join(nearest((each.name for each in found), asked)) or "none"
        raise NotFound(f"There is no workspace “{asked}” for you.", hint=f"The closest: {near}.")
    shares, email = await asyncio.gather(library.shares(ctx.actor, AssetKind.WORKSPACE, workspace.id), own_email(ctx))
    known = named_in(shares)
    what = f"the workspace “{workspace.name}”"
    shared = Shared(f"workspaces/{workspace.id}", what, workspace.access_level, email)
    wanted = [person_meant(each, known) for each in people]
    draft = preview_shares(shared, [share.record for share in shares], wanted, level, policy=planning_of(ctx).policy)
    if draft.steps:
        draft.warnings.append("It concerns every sheet, report and dashboard of the workspace.")
    title = _title(workspace.name, wanted, level)
    return await proposed_elsewhere(ctx, workspace.name, workspace.permalink, draft, title=title)


def _title(name: str, people: People, level: str | None) -> str:
    who = ", ".join(name or email for name, email in people)
    said = next((said for said, each in LEVELS.items() if each == level), "")
    return f"Share {name} with {who} as {said.replace('_', ' ')}" if level else f"Stop sharing {name} with {who}"
