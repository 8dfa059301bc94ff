"""The tool that switches favourites and automations. It proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.domain.record_changes import Record
from bot.domain.records import Asset, AssetKind
from bot.errors import InvalidArguments, NotFound
from bot.features.browsing import containers, everything
from bot.features.listing import library_of, nearest
from bot.features.proposing import planning_of, proposed, proposed_elsewhere, sheet_of
from bot.features.switches.switch_preview import API_KINDS, FAVORITES, preview_automations, preview_favorites
from bot.sheets.finder import plain

_KIND = re.compile(rf"(?:the )?(?P<kind>{'|'.join(API_KINDS)}) (?P<name>.+)", re.IGNORECASE)


class SwitchParams(Params):
    what: Literal["favorite", "automation"] = Field(description="What is switched.")
    names: list[str] = Field(
        description="Sheets, reports, dashboards, workspaces or folders, the kind before the name if needed; or "
        "automations of the sheet."
    )
    on: bool = Field(description="Whether it is to be on: a favourite, or an automation that runs.")
    sheet: str | None = Field(description="The open sheet whose automations; null for favourites.")


@tool(effect=Effect.WRITE, deadline_s=60, group="settings")
async def switch(ctx: ToolContext, params: SwitchParams) -> ToolResult:
    """Propose to add or remove the person's favourites, or to enable or disable automations."""
    if not params.names:
        raise InvalidArguments("It is not said what to switch.", hint="Name it.")
    if params.what == "automation":
        if params.sheet is None:
            raise InvalidArguments("It is not said of which sheet the automation is.", hint="Name the open sheet.")
        return await _automations(ctx, params.sheet, params.names, on=params.on)
    return await _favorites(ctx, params.names, on=params.on)


CATALOG = (switch,)


async def _favorites(ctx: ToolContext, names: Sequence[str], *, on: bool) -> ToolResult:
    library = library_of(ctx)
    places, things = await asyncio.gather(containers(ctx, library), everything(ctx, library))
    known = [asset for asset in [*things, *places] if asset.kind in API_KINDS]
    wanted = [_asset(name, known) for name in names]
    records = await planning_of(ctx).records.records(ctx.actor, "favorite", FAVORITES)
    draft = preview_favorites(records, wanted, on=on)
    said = ", ".join(asset.name for asset in wanted)
    title = f"Add {said} to your favourites" if on else f"Remove {said} from your favourites"
    return await proposed_elsewhere(ctx, "Favourites", wanted[0].permalink, draft, title=title)


def _asset(asked: str, known: Iterable[Asset]) -> Asset:
    """Raises NotFound, naming the nearest, and InvalidArguments when several are called so."""
    listed = list(known)
    found = [asset for asset in listed if plain(asset.name) == plain(asked)]
    if not found and (match := _KIND.fullmatch(asked.strip())) is not None:
        kind = AssetKind(match["kind"].lower())
        found = [each for each in listed if each.kind is kind and plain(each.name) == plain(match["name"])]
    if len(found) > 1:
        said = ", ".join(f"the {asset.kind} {asset.name}" for asset in found)
        raise InvalidArguments(f"Several things are called “{asked}”: {said}.", hint="Say its kind before its name.")
    if not found:
        near = ", ".join(nearest((asset.name for asset in listed), asked)) or "none"
        raise NotFound(f"I can see nothing called “{asked}”.", hint=f"The closest: {near}.")
    return found[0]


async def _automations(ctx: ToolContext, sheet: str, names: Sequence[str], *, on: bool) -> ToolResult:
    _, snapshot = await sheet_of(ctx, sheet)
    planning = planning_of(ctx)
    live, records = await asyncio.gather(
        planning.writer.read(ctx.actor, snapshot.sheet_id, row_ids=[]),
        planning.records.records(ctx.actor, "automation", f"sheets/{snapshot.sheet_id}"),
    )
    wanted = [_rule(name, records, live.name) for name in names]
    draft = preview_automations(live, wanted, on=on)
    said = ", ".join(str(record.fields().get("name", "")) for record in wanted)
    verb = "Enable" if on else "Disable"
    noun = "the automation" if len(wanted) == 1 else "the automations"
    return await proposed(ctx, live, draft, title=f"{verb} {noun} {said}")


def _rule(asked: str, records: Sequence[Record], sheet_name: str) -> Record:
    found = [record for record in records if plain(str(record.fields().get("name", ""))) == plain(asked)]
    if len(found) > 1:
        raise InvalidArguments(f"Several automations are called “{asked}”.", hint="Switch it in Smartsheet.")
    if not found:
        near = ", ".join(nearest((str(record.fields().get("name")) for record in records), asked)) or "none"
        hint = f"The closest: {near}. Smartsheet does not show workflows of several steps to programs."
        raise NotFound(f"{sheet_name} has no automation “{asked}”.", hint=hint)
    return found[0]
