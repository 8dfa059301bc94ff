"""The tool that shares. It does not write: it proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.domain.live import LiveSheet
from bot.domain.records import AssetKind
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments, NotFound
from bot.sheets.finder import plain
from bot.sheets.plan_sharing import LEVELS, Shared, preview_shares
from bot.tools.declaration import Effect, Params, ToolResult, tool
from bot.tools.listing import library_of, nearest
from bot.tools.planning import people_of
from bot.tools.proposing import planning_of, proposed, proposed_elsewhere, sheet_of
from bot.tools.workbench import Workbench

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
People = Sequence[tuple[str, str]]


class ShareParams(Params):
    sheet: str | None = Field(description="The name of an open sheet; null to share a workspace.")
    workspace: str | None = Field(description="The workspace's name; null to share a sheet.")
    people: list[str] = Field(description="Whom: email addresses, or names of people the sheet knows.")
    access: Literal["viewer", "commenter", "editor", "editor_can_share", "admin", "none"] = Field(
        description="What they may do; none takes their share away."
    )


@tool(effect=Effect.SHARE, deadline_s=60)
async def share(bench: Workbench, params: ShareParams) -> ToolResult:
    """Propose to share a sheet or workspace, to change a share or take it away. The person approves; nothing before."""
    if bool(params.sheet) == bool(params.workspace):
        raise InvalidArguments("Say a sheet or a workspace, one of the two.")
    level = None if params.access == "none" else LEVELS[params.access]
    if params.sheet:
        return await _share_sheet(bench, params.sheet, params.people, level)
    return await _share_workspace(bench, params.workspace or "", params.people, level)


CATALOG = (share,)


async def _share_sheet(bench: Workbench, asked: str, people: Sequence[str], level: str | None) -> ToolResult:
    _, snapshot = await sheet_of(bench, asked)
    live = await _contacts(bench, snapshot.sheet_id, len(snapshot.columns))
    known = [*await _shared_with(bench, AssetKind.SHEET, live.id), *people_of(live)]
    shared = Shared(f"sheets/{live.id}", f"“{live.name}”", live.access_level, await _own_email(bench))
    records = await planning_of(bench).records.records(bench.actor, "share", shared.home)
    wanted = [_person(each, known) for each in people]
    draft = preview_shares(shared, records, wanted, level, policy=planning_of(bench).policy_of(live.id))
    return await proposed(bench, live, draft, title=_title(live.name, wanted, level))


async def _share_workspace(bench: Workbench, asked: str, people: Sequence[str], level: str | None) -> ToolResult:
    library = library_of(bench)
    found = await library.assets(bench.actor, AssetKind.WORKSPACE)
    workspace = next((each for each in found if plain(each.name) == plain(asked)), None)
    if workspace is None:
        near = ", ".join(nearest((each.name for each in found), asked)) or "none"
        raise NotFound(f"There is no workspace “{asked}” for you.", hint=f"The closest: {near}.")
    known = await _shared_with(bench, AssetKind.WORKSPACE, workspace.id)
    own = await _own_email(bench)
    home = f"workspaces/{workspace.id}"
    shared = Shared(home, f"the workspace “{workspace.name}”", workspace.access_level or "", own)
    records = await planning_of(bench).records.records(bench.actor, "share", home)
    wanted = [_person(each, known) for each in people]
    draft = preview_shares(shared, records, wanted, level, policy=planning_of(bench).policy)
    if draft.steps:
        draft.warnings.append("It concerns every sheet, report and dashboard of the workspace.")
    title = _title(workspace.name, wanted, level)
    return await proposed_elsewhere(bench, workspace.name, workspace.permalink, draft, title=title)


async def _contacts(bench: Workbench, sheet_id: int, columns: int) -> LiveSheet:
    """The sheet with the cells that name people; without any where it has no such column."""
    writer = planning_of(bench).writer
    live = await writer.read(bench.actor, sheet_id, row_ids=[], column_ids=[])
    ids = [c.id for c in live.columns if c.column.type in (ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST)]
    return await writer.read(bench.actor, sheet_id, column_ids=ids) if ids else live


async def _shared_with(bench: Workbench, kind: AssetKind, asset_id: int) -> list[tuple[str, str]]:
    shares = await library_of(bench).shares(bench.actor, kind, asset_id)
    return [(share.name, share.email) for share in shares if share.email]


async def _own_email(bench: Workbench) -> str:
    return (await bench.sheets.account(bench.actor)).email


def _person(asked: str, known: People) -> tuple[str, str]:
    """(name, email) of whom is meant. Raises NotFound, and InvalidArguments when several are."""
    if (written := _EMAIL.search(asked)) is not None:
        email = written[0]
        return next((name for name, each in known if each.casefold() == email.casefold()), ""), email
    meant = plain(asked)
    found = {email.casefold(): (name, email) for name, email in known if meant and meant in plain(name).split()}
    found |= {email.casefold(): (name, email) for name, email in known if plain(name) == meant}
    exact = [person for person in found.values() if plain(person[0]) == meant]
    chosen = exact if len(exact) == 1 else [*found.values()]
    if len(chosen) > 1:
        raise InvalidArguments(
            f"“{asked}” can be {', '.join(f'{name} ({email})' for name, email in chosen)}.", hint="Ask which one."
        )
    if not chosen:
        raise NotFound(f"Nobody here is called “{asked}”.", hint="Say their email address.")
    return chosen[0]


def _title(name: str, people: People, level: str | None) -> str:
    who = ", ".join(name or email for name, email in people)
    said = next((said for said, each in LEVELS.items() if each == level), "")
    return f"Share {name} with {who} as {said.replace('_', ' ')}" if level else f"Stop sharing {name} with {who}"
