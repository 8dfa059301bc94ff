"""Where in Smartsheet something is to go, by the name a person says: a workspace, a folder in one, or their own folder.

Workspaces are listed in one request; folders and templates lie in them and are looked for one place at a time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.agent.tool_context import ToolContext
from bot.domain.live import ADMINS
from bot.domain.records import Asset, AssetKind
from bot.errors import InvalidArguments, NotFound
from bot.features.listing import library_of, nearest
from bot.features.proposing import planning_of
from bot.features.sheets.sheet_edits import There
from bot.features.sheets.sheet_preview import Destination
from bot.sheets.finder import plain

MOST_LOOKS: Final = 40
"""Places looked into, those nearest to the top first."""

_OWN = frozenset({"my sheets", "sheets", "sheets folder", "my sheets folder", "home", "personal"})


@dataclass(frozen=True, slots=True)
class Found:
    """A workspace, or something in one, with the way there in names."""

    asset: Asset
    workspace: Asset
    path: tuple[str, ...]

    @property
    def said(self) -> str:
        return " / ".join(self.path)


async def destination_of(ctx: ToolContext, place: str | None) -> Destination:
    """The place meant; None is the person's own Sheets folder. Raises NotFound with the nearest, InvalidArguments."""
    if place is None or plain(place) in _OWN:
        return Destination("home", "your Sheets folder")
    found = await _meant(ctx, place)
    home = f"{found.asset.kind}s/{found.asset.id}"
    records = await planning_of(ctx).records.records(ctx.actor, "sheet", home)
    return Destination(
        home=home,
        name=f"the {found.asset.kind} “{found.said}”",
        level=found.workspace.access_level,
        permalink=found.asset.permalink or found.workspace.permalink,
        workspace=str(found.workspace.id),
        taken=frozenset(str(record.fields().get("name", "")) for record in records),
    )


async def beside(ctx: ToolContext, there: There) -> Destination:
    """Where the sheet lies, if the actor may put another there; else their own Sheets folder."""
    fields = there.fields
    if there.workspace_level not in ADMINS:
        return await destination_of(ctx, None)
    home = str(fields["place"])
    records = await planning_of(ctx).records.records(ctx.actor, "sheet", home)
    taken = frozenset(str(record.fields().get("name", "")) for record in records)
    return Destination(
        home=home,
        name=f"“{fields['path']}”",
        level=there.workspace_level,
        permalink=str(fields.get("permalink") or ""),
        workspace=str(fields["workspace"]),
        taken=taken,
    )


async def workspaces_of(ctx: ToolContext) -> list[Found]:
    spaces = await library_of(ctx).assets(ctx.actor, AssetKind.WORKSPACE)
    return [Found(space, space, (space.name,)) for space in spaces]


async def template_of(ctx: ToolContext, asked: str) -> Found:
    """The template of that name in a workspace the actor sees. Raises NotFound with the nearest, InvalidArguments."""
    known = [found for found in await _inside(ctx, await workspaces_of(ctx)) if _is(found, AssetKind.TEMPLATE)]
    return _one([found for found in known if plain(found.asset.name) == plain(asked)], known, asked, "template")


async def _meant(ctx: ToolContext, place: str) -> Found:
    spaces = await workspaces_of(ctx)
    names = [plain(part) for part in place.split("/") if part.strip()]
    if len(names) == 1 and (found := [space for space in spaces if plain(space.asset.name) == names[0]]):
        return _one(found, spaces, place, "workspace")
    within = [space for space in spaces if len(names) > 1 and plain(space.asset.name) == names[0]] or spaces
    folders = [found for found in await _inside(ctx, within) if _is(found, AssetKind.FOLDER)]
    meant = [found for found in folders if [plain(part) for part in found.path][-len(names) :] == names]
    return _one(meant, [*spaces, *folders], place, "workspace or folder")


async def _inside(ctx: ToolContext, level: list[Found]) -> list[Found]:
    """All folders and templates in these places, level by level."""
    library, found, looks = library_of(ctx), list[Found](), 0
    while level and looks < MOST_LOOKS:
        level = level[: MOST_LOOKS - looks]
        looks += len(level)
        listed = await asyncio.gather(*(library.children(ctx.actor, f.asset.kind, f.asset.id) for f in level))
        inner = [
            Found(asset, place.workspace, (*place.path, asset.name))
            for place, assets in zip(level, listed, strict=True)
            for asset in assets
        ]
        found += inner
        level = [each for each in inner if _is(each, AssetKind.FOLDER)]
    return found


def _is(found: Found, kind: AssetKind) -> bool:
    return found.asset.kind is kind


def _one(meant: list[Found], known: list[Found], asked: str, noun: str) -> Found:
    if len(meant) > 1:
        raise InvalidArguments(f"“{asked}” can be {'; '.join(found.said for found in meant[:5])}.", hint="Ask which.")
    if not meant:
        names = {found.asset.name: found.said for found in known}
        near = ", ".join(names[name] for name in nearest(names, asked)) or "none"
        raise NotFound(f"There is no {noun} called “{asked}” for you.", hint=f"The closest: {near}.")
    return meant[0]
