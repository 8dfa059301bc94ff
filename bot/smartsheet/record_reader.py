"""What lies around the sheets' rows, read as an Actor: the Library port over the same calls as the other adapters.

One short method per question. Limit, retries, deadline and errors are those of `Calls`, which both adapters share: a
token has one rate limit however it is used. Older whole-tree calls (GET /home, /workspaces/{id}, /folders/{id}) are
deprecated; places are read one level at a time.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from bot.domain.people import Actor
from bot.domain.records import (
    Asset,
    AssetKind,
    AttachmentInfo,
    Automation,
    CellChange,
    CrossSheetReference,
    DashboardInfo,
    Discussion,
    SearchHits,
    Share,
    SummaryField,
    UpdateRequest,
)
from bot.errors import Internal, InvalidArguments, LimitExceeded, NotFound
from bot.ports import Library
from bot.smartsheet.calls import Calls
from bot.smartsheet.dashboard_wire import WireSight
from bot.smartsheet.http_session import Params
from bot.smartsheet.operation import Operation, Timeouts
from bot.smartsheet.paging import Continued, Numbered, read_continued, read_numbered
from bot.smartsheet.place_wire import WireAsset, WireFavorite, WireHits, WireShare, WireSources
from bot.smartsheet.record_wire import (
    WireAttachment,
    WireAutomation,
    WireDiscussion,
    WireEntry,
    WireReference,
    WireSentRequest,
    WireSummaryField,
    WireUpdateRequest,
    changes,
)
from bot.smartsheet.report_pages import MOST_ROWS, PAGE_ROWS, merge, read_page

T = TypeVar("T")

HISTORY_WEIGHT = 10
MOST_WAITING = 20
DASHBOARD_LEVEL, REPORT_LEVEL = 4, 3
"""The highest compatibility levels
(https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/complex-column-types-and-compatibility)."""

_TYPES = {AssetKind.DASHBOARD: "sight"}
_REPORT_PAGE: Params = {"level": REPORT_LEVEL, "include": ("objectValue", "format"), "pageSize": PAGE_ROWS}


class SmartsheetLibrary(Library):
    """Reads Smartsheet's places and records. Raises what `bot.ports.Library` names; closed with its `calls`."""

    def __init__(self, calls: Calls, *, timeouts: Timeouts | None = None) -> None:
        self._calls = calls
        self._timeouts = timeouts or Timeouts()

    async def assets(self, actor: Actor, kind: AssetKind) -> tuple[Asset, ...]:
        """Every workspace, sheet, report or dashboard the actor can see."""
        match kind:
            case AssetKind.WORKSPACE:
                found = await self._continued(actor, "/workspaces", Continued[WireAsset], {"paginationType": "token"})
            case AssetKind.DASHBOARD:
                found = await self._continued(actor, "/sights", Continued[WireAsset])
            case AssetKind.SHEET | AssetKind.REPORT:
                found = await self._numbered(actor, f"/{kind}s", Numbered[WireAsset])
            case _:
                raise InvalidArguments(f"Smartsheet does not list every {kind}.", hint="Look inside a workspace.")
        return _known(asset.asset(kind) for asset in found)

    async def children(self, actor: Actor, kind: AssetKind, container_id: int) -> tuple[Asset, ...]:
        """What lies directly in a workspace or folder, of every kind."""
        if kind not in (AssetKind.WORKSPACE, AssetKind.FOLDER):
            raise InvalidArguments(f"A {kind} holds nothing to browse.")
        found = await self._continued(actor, f"/{kind}s/{container_id}/children", Continued[WireAsset])
        return _known(asset.asset() for asset in found)

    async def favorites(self, actor: Actor) -> tuple[Asset, ...]:
        """The actor's favourites, often without names."""
        return _known(
            favorite.asset() for favorite in await self._numbered(actor, "/favorites", Numbered[WireFavorite])
        )

    async def dashboard(self, actor: Actor, dashboard_id: int) -> DashboardInfo:
        """A dashboard and its widgets."""
        sight = await self._calls.call(
            actor, "GET", f"/sights/{dashboard_id}", into=WireSight, params={"level": DASHBOARD_LEVEL}
        )
        return sight.dashboard()

    async def search(self, actor: Actor, text: str, *, sheet_id: int | None = None) -> SearchHits:
        """At most 100 hits and how many there are. The text is sent as a parameter and never logged."""
        path = "/search" if sheet_id is None else f"/search/sheets/{sheet_id}"
        answer = await self._calls.call(actor, "GET", path, into=WireHits, params={"query": text})
        hits = tuple(hit.hit() for hit in answer.results)
        return SearchHits(hits, total=max(answer.total_count, len(hits)))

    async def cell_history(self, actor: Actor, sheet_id: int, *, row_id: int, column_id: int) -> tuple[CellChange, ...]:
        """The cell's changes, newest first; every page weighs ten requests of the minute's 300."""
        path = f"/sheets/{sheet_id}/rows/{row_id}/columns/{column_id}/history"
        return changes(await self._numbered(actor, path, Numbered[WireEntry], weight=HISTORY_WEIGHT))

    async def discussions(self, actor: Actor, sheet_id: int, *, row_id: int | None = None) -> tuple[Discussion, ...]:
        """Discussions with their comments, oldest comment first."""
        path = f"/sheets/{sheet_id}{_row(row_id)}/discussions"
        found = await self._numbered(actor, path, Numbered[WireDiscussion], {"include": ("comments", "attachments")})
        return tuple(discussion.discussion() for discussion in found)

    async def attachments(
        self, actor: Actor, sheet_id: int, *, row_id: int | None = None
    ) -> tuple[AttachmentInfo, ...]:
        """Names, kinds and sizes; the files stay where they are."""
        found = await self._numbered(actor, f"/sheets/{sheet_id}{_row(row_id)}/attachments", Numbered[WireAttachment])
        return tuple(attachment.info() for attachment in found)

    async def summary_fields(self, actor: Actor, sheet_id: int) -> tuple[SummaryField, ...]:
        """The sheet summary, in the API's order."""
        found = await self._numbered(actor, f"/sheets/{sheet_id}/summary/fields", Numbered[WireSummaryField])
        return tuple(field.field() for field in found)

    async def shares(self, actor: Actor, kind: AssetKind, asset_id: int) -> tuple[Share, ...]:
        """The item's own shares, then its workspace's; asked for apart, as the API gives one scope at a time."""
        wanted: Params = {"assetType": _TYPES.get(kind, str(kind)), "assetId": asset_id}
        own = await self._continued(actor, "/shares", Continued[WireShare], {**wanted, "sharingInclude": "ITEM"})
        inherited = await self._continued(
            actor, "/shares", Continued[WireShare], {**wanted, "sharingInclude": "WORKSPACE"}
        )
        by_id = {share.id or (share.email, share.name, share.scope): share for share in [*own, *inherited]}
        return tuple(share.share() for share in by_id.values())

    async def update_requests(self, actor: Actor, sheet_id: int) -> tuple[UpdateRequest, ...]:
        """Those still to be sent or repeated, then the first MOST_WAITING that wait for an answer.

        Which rows they are about is told of each by itself only.
        """
        path, sent = f"/sheets/{sheet_id}/updaterequests", f"/sheets/{sheet_id}/sentupdaterequests"
        listed = await self._numbered(actor, path, Numbered[WireUpdateRequest])
        mailed = await self._numbered(actor, sent, Numbered[WireSentRequest])
        waiting = [each for each in mailed if each.status == "PENDING"][:MOST_WAITING]
        coming = await asyncio.gather(*(self._one(actor, f"{path}/{e.id}", WireUpdateRequest) for e in listed))
        open_ones = await asyncio.gather(*(self._one(actor, f"{sent}/{e.id}", WireSentRequest) for e in waiting))
        return tuple(each.request() for each in (*coming, *open_ones) if each is not None)

    async def _one(self, actor: Actor, path: str, into: type[T]) -> T | None:
        """None for one that has gone meanwhile."""
        try:
            return await self._calls.call(actor, "GET", path, into=into)
        except NotFound:
            return None

    async def automations(self, actor: Actor, sheet_id: int) -> tuple[Automation, ...]:
        """The sheet's automation rules as far as the API shows them: not their triggers and conditions."""
        found = await self._numbered(actor, f"/sheets/{sheet_id}/automationrules", Numbered[WireAutomation])
        return tuple(rule.automation() for rule in found)

    async def cross_sheet_references(self, actor: Actor, sheet_id: int) -> tuple[CrossSheetReference, ...]:
        """The ranges of other sheets that this sheet's formulas use."""
        found = await self._numbered(actor, f"/sheets/{sheet_id}/crosssheetreferences", Numbered[WireReference])
        return tuple(reference.reference() for reference in found)

    async def report_sources(self, actor: Actor, report_id: int) -> tuple[int, ...]:
        """Those that Smartsheet names for the actor, without the report's rows."""
        params: Params = {"include": ("sourceSheets",), "page": 1, "pageSize": 1}
        report = await self._calls.call(actor, "GET", f"/reports/{report_id}", into=WireSources, params=params)
        return tuple(sheet.id for sheet in report.source_sheets)

    async def download_report(self, actor: Actor, report_id: int, destination: Path) -> None:
        """Write the whole report, 10,000 rows a request, in a sheet's shape. LimitExceeded above 100,000 rows."""
        path = f"/reports/{report_id}"
        with ExitStack() as stack:
            pages: list[Path] = []
            total = 1
            async with self._calls.within(self._timeouts.download_s, Operation(request=f"GET {path}")):
                while len(pages) * PAGE_ROWS < total:
                    part = destination.with_name(f".{destination.name}.{uuid4().hex}.page")
                    stack.callback(part.unlink, missing_ok=True)
                    await self._calls.save(actor, path, part, params={**_REPORT_PAGE, "page": len(pages) + 1})
                    pages.append(part)
                    total = (await asyncio.to_thread(read_page, part)).total_row_count
                    _refuse_huge(total, path)
                try:
                    await asyncio.to_thread(merge, pages, destination)
                except OSError as disk:
                    raise Internal("The report could not be stored here.", detail=f"{path} {disk!r}") from disk

    async def _numbered(
        self, actor: Actor, path: str, into: type[Numbered[T]], params: Params | None = None, *, weight: int = 1
    ) -> list[T]:
        within_s = self._timeouts.total_s
        return await read_numbered(self._calls, actor, path, into=into, within_s=within_s, params=params, weight=weight)

    async def _continued(
        self, actor: Actor, path: str, into: type[Continued[T]], params: Params | None = None
    ) -> list[T]:
        within_s = self._timeouts.total_s
        return await read_continued(self._calls, actor, path, into=into, within_s=within_s, params=params)


def _row(row_id: int | None) -> str:
    return "" if row_id is None else f"/rows/{row_id}"


def _known(assets: Any) -> tuple[Asset, ...]:
    """Without those of a kind we do not know."""
    return tuple(asset for asset in assets if asset is not None)


def _refuse_huge(rows: int, path: str) -> None:
    if rows > MOST_ROWS:
        raise LimitExceeded(
            f"This report has {rows:,} rows; up to {MOST_ROWS:,} can be read.",
            hint="Open the sheets it is made of instead, or narrow its filter in Smartsheet.",
            detail=f"{path}: {rows} rows",
        )
