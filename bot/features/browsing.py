"""Finding one's way in Smartsheet: what lies where, and where a text occurs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, failed, tool
from bot.agent.tool_context import ToolContext
from bot.domain.answers import CellValue
from bot.domain.records import Asset, AssetKind, SearchHit
from bot.domain.sheets import SheetSummary
from bot.errors import Code
from bot.features.listing import Listing, library_of, present, sheet_meant
from bot.ports import Library
from bot.sheets.finder import find

MOST_FOLDERS = 40
"""Folders looked into when a name is searched for, nearest to the top first."""

_COLUMNS = (
    ("Kind", "VARCHAR"),
    ("Name", "VARCHAR"),
    ("Changed", "TIMESTAMP WITH TIME ZONE"),
    ("Your access", "VARCHAR"),
)
_TITLES = {
    "workspaces": "Workspaces",
    "reports": "Reports",
    "dashboards": "Dashboards",
    "favorites": "Favourites",
    "recent": "Recently changed",
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ROW = re.compile(r"\bRow (\d+)", re.IGNORECASE)


class BrowseParams(Params):
    what: Literal["workspaces", "contents", "shares", "favorites", "recent", "reports", "dashboards"] = Field(
        description="contents: what lies in the place named by inside; shares: who has access to it."
    )
    inside: str | None = Field(
        description="contents: a workspace's, folder's or dashboard's name; shares: also a report's. Else null."
    )


@tool(effect=Effect.READ, deadline_s=60, group="search")
async def browse(ctx: ToolContext, params: BrowseParams) -> ToolResult:
    """List places and things in Smartsheet: workspaces, folders, reports, dashboards, favourites, recent changes."""
    library = library_of(ctx)
    found: Sequence[Asset]
    match params.what:
        case "contents":
            return await _contents(ctx, library, params.inside)
        case "shares":
            return await _shares(ctx, library, params.inside)
        case "favorites":
            found = await named_favorites(ctx, library)
        case "recent":
            found = _by_change(await everything(ctx, library))
        case kind:
            found = await library.assets(ctx.actor, AssetKind(kind.removesuffix("s")))
    return present(ctx, _listed(_TITLES[params.what], found))


class SearchParams(Params):
    text: str = Field(description="The words to find; in double quotes for exactly these words.")
    sheet: str | None = Field(description="Search only this sheet; null for everything.")


@tool(effect=Effect.READ, group="search")
async def search(ctx: ToolContext, params: SearchParams) -> ToolResult:
    """Search all of Smartsheet, or one sheet, for a text in cells, comments, file names and titles.

    Not for counting: the index lags behind edits and lists 100 hits. Count with query.
    """
    if not params.text.strip():
        return failed(Code.INVALID_ARGUMENTS, "There is nothing to search for.", "Give the words to find.")
    sheet_id, place = None, "everything you can see"
    if params.sheet is not None:
        sheet = await sheet_meant(ctx, params.sheet)
        if isinstance(sheet, ToolResult):
            return sheet
        sheet_id, place = sheet.id, sheet.name
    found = await library_of(ctx).search(ctx.actor, params.text, sheet_id=sheet_id)
    listing = Listing(
        title=f"Found: {params.text}",
        columns=(("Sheet", "VARCHAR"), ("Row", "INTEGER"), ("Kind", "VARCHAR"), ("Text", "VARCHAR")),
        rows=[_hit(hit, place if sheet_id else "") for hit in found.hits],
        notes=(f"Searched {place} in Smartsheet; edits of the last minutes may be missing.",),
    )
    return present(ctx, listing, total=found.total)


CATALOG = (browse, search)


def _hit(hit: SearchHit, sheet: str) -> tuple[CellValue, ...]:
    row = next((match for text in hit.context if (match := _ROW.search(text))), None)
    kind = {"row": "cell", "discussion": "comment", "sight": "dashboard", "summaryfield": "summary field"}
    return (hit.inside or sheet, int(row[1]) if row else None, kind.get(hit.kind, hit.kind), hit.text)


def _listed(title: str, assets: Sequence[Asset], *notes: str) -> Listing:
    rows = [(a.kind.value, a.name or f"id {a.id}", a.modified_at, a.access_level.lower() or None) for a in assets]
    return Listing(title=title, columns=_COLUMNS, rows=rows, notes=notes)


async def everything(ctx: ToolContext, library: Library) -> list[Asset]:
    lists = await _listed_at_once(ctx, library, (AssetKind.SHEET, AssetKind.REPORT, AssetKind.DASHBOARD))
    return [asset for assets in lists for asset in assets]


async def named_favorites(ctx: ToolContext, library: Library) -> list[Asset]:
    """Favourites under their names, which Smartsheet leaves out."""
    favorites = await library.favorites(ctx.actor)
    if all(favorite.name for favorite in favorites):
        return list(favorites)
    spaces = await library.assets(ctx.actor, AssetKind.WORKSPACE)
    known = {(asset.kind, asset.id): asset for asset in [*spaces, *await everything(ctx, library)]}
    return [known.get((favorite.kind, favorite.id), favorite) for favorite in favorites]


def _by_change(assets: Iterable[Asset]) -> list[Asset]:
    return sorted(assets, key=lambda asset: asset.modified_at or _LONG_AGO, reverse=True)


async def _contents(ctx: ToolContext, library: Library, inside: str | None) -> ToolResult:
    """What a workspace, folder or dashboard holds; the place is found by its name."""
    if not inside:
        return failed(Code.INVALID_ARGUMENTS, "Contents of what?", "Name a workspace, folder or dashboard as inside.")
    dashboards = await library.assets(ctx.actor, AssetKind.DASHBOARD)
    places = [*await containers(ctx, library), *dashboards]
    by_id = {(place.kind.value, place.id): place for place in places}
    found = find(inside, _as_summaries(places))
    if found.sheet is None:
        names = ", ".join(f"{c.name} ({c.workspace})" for c in found.choices) or ", ".join(found.nearest) or "none"
        return failed(Code.NOT_FOUND, f"I can't tell which place “{inside}” is.", f"The closest: {names}.")
    place = by_id[found.sheet.workspace, found.sheet.id]
    if place.kind is AssetKind.DASHBOARD:
        return await _widgets(ctx, library, place)
    children = await library.children(ctx.actor, place.kind, place.id)
    return present(ctx, _listed(place.name, children, f"Directly in the {place.kind} {place.name}."))


async def _shares(ctx: ToolContext, library: Library, inside: str | None) -> ToolResult:
    """Who has access to a workspace, and so to all that lies in it, a report or a dashboard; to the only workspace
    where nothing is named."""
    kinds = (AssetKind.WORKSPACE, AssetKind.REPORT, AssetKind.DASHBOARD) if inside else (AssetKind.WORKSPACE,)
    places = [each for assets in await _listed_at_once(ctx, library, kinds) for each in assets]
    found = find(inside or "", _as_summaries(places)).sheet
    chosen = [p for p in places if found and (p.id, p.kind.value) == (found.id, found.workspace)] if inside else places
    if len(chosen) != 1:
        names = ", ".join(f"{place.name} ({place.kind.value})" for place in places[:MOST_FOLDERS]) or "none"
        return failed(Code.NOT_FOUND, f"I can't tell which place “{inside or ''}” is.", f"Those you can see: {names}.")
    (place,) = chosen
    shares = await library.shares(ctx.actor, place.kind, place.id)
    of_all = "; they hold for everything in it" if place.kind is AssetKind.WORKSPACE else ""
    listing = Listing(
        title=f"Shares: {place.name}",
        columns=(("Who", "VARCHAR"), ("Email", "VARCHAR"), ("Access", "VARCHAR"), ("Through", "VARCHAR")),
        rows=[
            (
                share.name or share.email,
                share.email or None,
                share.level.lower(),
                "workspace" if share.scope == "WORKSPACE" else place.kind.value,
            )
            for share in shares
        ],
        notes=(f"Read from Smartsheet: shares of the {place.kind.value}{of_all}.",),
    )
    return present(ctx, listing, place=place.name)


async def _listed_at_once(ctx: ToolContext, library: Library, kinds: Iterable[AssetKind]) -> list[tuple[Asset, ...]]:
    return await asyncio.gather(*(library.assets(ctx.actor, kind) for kind in kinds))


def _as_summaries(places: Iterable[Asset]) -> list[SheetSummary]:
    """The finder knows sheets; for it a place is one, with its kind where a sheet's workspace is said."""
    return [SheetSummary(p.id, p.name, permalink=p.permalink, workspace=p.kind.value) for p in places]


async def containers(ctx: ToolContext, library: Library) -> list[Asset]:
    """Workspaces, and the folders in them level by level, as far as 40 looks inside reach."""
    level = list(await library.assets(ctx.actor, AssetKind.WORKSPACE))
    found, looks = list(level), 0
    while level and looks < MOST_FOLDERS:
        level = level[: MOST_FOLDERS - looks]
        looks += len(level)
        inner = await asyncio.gather(*(library.children(ctx.actor, place.kind, place.id) for place in level))
        level = [asset for assets in inner for asset in assets if asset.kind is AssetKind.FOLDER]
        found += level
    return found


async def _widgets(ctx: ToolContext, library: Library, place: Asset) -> ToolResult:
    dashboard = await library.dashboard(ctx.actor, place.id)
    sources = {kind: {a.id: a.name for a in await library.assets(ctx.actor, kind)} for kind in _SHOWN}
    listing = Listing(
        title=dashboard.name,
        columns=(("Widget", "VARCHAR"), ("Kind", "VARCHAR"), ("Shows", "VARCHAR"), ("Text", "VARCHAR")),
        rows=[
            (w.title or None, w.kind.lower(), w.shows and sources[w.shows[0]].get(w.shows[1]), w.text or None)
            for w in dashboard.widgets
        ],
        notes=("The figures a widget shows are in the sheet or report it is drawn from.",),
    )
    return present(ctx, listing)


_SHOWN = (AssetKind.SHEET, AssetKind.REPORT)
