"""What lies around the sheets' rows, read as an Actor: the Library port over the same calls as the other adapters.

One short method per question. Limit, retries, deadline and errors are those of `Calls`, which both adapters share: a
token has one rate limit however it is used. Older whole-tree calls (GET /home, /workspaces/{id}, /folders/{id}) are
deprecated; places are read one level at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bot.domain.people import Actor
from bot.domain.record_changes import Record
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
from bot.errors import InvalidArguments, NotFound
from bot.ports import Library
from bot.smartsheet.calls import Calls
from bot.smartsheet.dashboard_wire import WireSight
from bot.smartsheet.http_session import Params
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.paging import Continued, Numbered, read_continued, read_numbered
from bot.smartsheet.place_wire import WireAsset, WireFavorite, WireHits, WireShare, WireSources
from bot.smartsheet.record_items import read_items
from bot.smartsheet.record_kinds import PLACES, Item
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
from bot.smartsheet.report_pages import download
from bot.smartsheet.smartsheet_errors import unreadable

T = TypeVar("T")

HISTORY_WEIGHT = 10
MOST_WAITING = 20
DASHBOARD_LEVEL = 4
"""The highest compatibility level
(https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/complex-column-types-and-compatibility)."""

_TYPES = {AssetKind.DASHBOARD: "sight"}


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
        found = await self._items(actor, "discussion", f"sheets/{sheet_id}{_row(row_id)}", WireDiscussion)
        return tuple(discussion.discussion(record) for discussion, record in found)

    async def attachments(
        self, actor: Actor, sheet_id: int, *, row_id: int | None = None
    ) -> tuple[AttachmentInfo, ...]:
        """Names, kinds and sizes; the files stay where they are."""
        found = await self._items(actor, "attachment", f"sheets/{sheet_id}{_row(row_id)}", WireAttachment)
        return tuple(attachment.info() for attachment, _ in found)

    async def summary_fields(self, actor: Actor, sheet_id: int) -> tuple[SummaryField, ...]:
        """The sheet summary, in the API's order."""
        found = await self._items(actor, "summary_field", f"sheets/{sheet_id}", WireSummaryField)
        return tuple(field.field() for field, _ in found)

    async def shares(self, actor: Actor, kind: AssetKind, asset_id: int) -> tuple[Share, ...]:
        """The item's own shares, then its workspace's; asked for apart, as the API gives one scope at a time."""
        home = f"{_TYPES.get(kind, str(kind))}s/{asset_id}"
        lists: Sequence[list[tuple[WireShare, Record]]]
        if kind is AssetKind.WORKSPACE:
            lists = (await self._items(actor, "share", home, WireShare),)
        else:
            lists = await asyncio.gather(
                self._items(actor, "share", home, WireShare, {"sharingInclude": "ITEM"}),
                self._items(actor, "share", home, WireShare, {"sharingInclude": "WORKSPACE"}),
            )
        by_id: dict[Any, Share] = {}
        for share, record in (each for found in lists for each in found):
            by_id.setdefault(share.id or (share.email, share.name, share.scope), share.share(record))
        return tuple(by_id.values())

    async def update_requests(self, actor: Actor, sheet_id: int) -> tuple[UpdateRequest, ...]:
        """Those still to be sent or repeated, then those that wait for an answer.

        Which rows they are about is told of each by itself only; of the waiting ones it is asked of the first
        MOST_WAITING.
        """
        home = f"sheets/{sheet_id}"
        listed, mailed = await asyncio.gather(
            self._items(actor, "update_request", home, WireUpdateRequest),
            read_items(self._calls, actor, "sent_request", home, within_s=self._timeouts.total_s),
        )
        place = PLACES["sent_request"]
        mailings = {record.id: record for record in map(place.record, place.grouped(mailed))}
        sent = [each for each in _views(mailed, WireSentRequest, "sent_request") if each.status == "PENDING"]
        coming = [self._whole(actor, f"/{home}/updaterequests/{each.id}", each) for each, _ in listed]
        first = [self._whole(actor, f"/{home}/sentupdaterequests/{each.id}", each) for each in sent[:MOST_WAITING]]
        scheduled = zip(await asyncio.gather(*coming), (record for _, record in listed), strict=True)
        waiting = [*await asyncio.gather(*first), *sent[MOST_WAITING:]]
        return (
            *(each.request(record) for each, record in scheduled if each is not None),
            *(each.request(mailings[each.mailing]) for each in waiting if each is not None),
        )

    async def _whole(self, actor: Actor, path: str, listed: T) -> T | None:
        """What a list tells in part; None when it has gone meanwhile."""
        try:
            return await self._calls.call(actor, "GET", path, into=type(listed))
        except NotFound:
            return None

    async def automations(self, actor: Actor, sheet_id: int) -> tuple[Automation, ...]:
        """The sheet's automation rules as far as the API shows them: not their triggers and conditions."""
        found = await self._items(actor, "automation", f"sheets/{sheet_id}", WireAutomation)
        return tuple(rule.automation() for rule, _ in found)

    async def cross_sheet_references(self, actor: Actor, sheet_id: int) -> tuple[CrossSheetReference, ...]:
        """The ranges of other sheets that this sheet's formulas use."""
        found = await self._items(actor, "reference", f"sheets/{sheet_id}", WireReference)
        return tuple(reference.reference() for reference, _ in found)

    async def report_sources(self, actor: Actor, report_id: int) -> tuple[int, ...]:
        """Those that Smartsheet names for the actor, without the report's rows."""
        params: Params = {"include": ("sourceSheets",), "page": 1, "pageSize": 1}
        report = await self._calls.call(actor, "GET", f"/reports/{report_id}", into=WireSources, params=params)
        return tuple(sheet.id for sheet in report.source_sheets)

    async def download_report(self, actor: Actor, report_id: int, destination: Path) -> None:
        """Write the whole report, 10,000 rows a request, in a sheet's shape. LimitExceeded above 100,000 rows."""
        await download(self._calls, actor, report_id, destination, within_s=self._timeouts.download_s)

    async def _items(
        self, actor: Actor, kind: str, home: str, view: type[T], more: Params | None = None
    ) -> list[tuple[T, Record]]:
        """Each item twice: as a look-up shows it, and as the record that a change is made of."""
        items = await read_items(self._calls, actor, kind, home, within_s=self._timeouts.total_s, more=more)
        return list(zip(_views(items, view, kind), map(PLACES[kind].record, items), strict=True))

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


def _views(items: list[Item], view: type[T], kind: str) -> list[T]:
    """Raises SheetsUnavailable for an item that is not as Smartsheet's are."""
    try:
        return msgspec.convert(items, list[view])  # type: ignore[valid-type]
    except msgspec.ValidationError as odd:
        raise unreadable(request=f"GET {kind}s", why=type(odd).__name__) from None


def _row(row_id: int | None) -> str:
    return "" if row_id is None else f"/rows/{row_id}"


def _known(assets: Any) -> tuple[Asset, ...]:
    """Without those of a kind we do not know."""
    return tuple(asset for asset in assets if asset is not None)
