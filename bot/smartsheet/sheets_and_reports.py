"""Sheets and reports as one: a report is listed, found and downloaded like a sheet, and read-only by nature.

A report has no version and no cheap call that tells of a change in its rows, so `version` never confirms a kept one:
each question reads the report again.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.domain.people import Actor
from bot.domain.records import Asset, AssetKind
from bot.domain.reports import id_for_report, report_behind
from bot.domain.sheets import Account, SheetSummary
from bot.errors import Code, SheetlineError
from bot.ports import Library, Sheets

log = structlog.get_logger(__name__)

NEVER_CONFIRMED = -1
REPORTS_WITHIN_S = 10.0


class SheetsAndReports(Sheets):
    """The Sheets port over a sheets adapter and a library; raises what they raise, and is closed with them."""

    def __init__(self, sheets: Sheets, library: Library) -> None:
        self._sheets = sheets
        self._library = library

    async def account(self, actor: Actor) -> Account:
        return await self._sheets.account(actor)

    async def list_sheets(self, actor: Actor) -> tuple[SheetSummary, ...]:
        """The actor's sheets, most recently modified first, then their reports; `workspace` says “report” of one.

        One after the other: where sheets cannot be listed, reports would only spend more of the same limit.
        """
        sheets = await self._sheets.list_sheets(actor)
        return (*sheets, *map(_summary, await self._reports(actor)))

    async def version(self, actor: Actor, sheet_id: int) -> int:
        """A sheet's version; of a report, a number that confirms nothing."""
        if report_behind(sheet_id) is not None:
            return NEVER_CONFIRMED
        return await self._sheets.version(actor, sheet_id)

    async def download(self, actor: Actor, sheet_id: int, destination: Path) -> None:
        """The sheet's raw JSON, or the report in that shape."""
        report_id = report_behind(sheet_id)
        if report_id is None:
            await self._sheets.download(actor, sheet_id, destination)
        else:
            await self._library.download_report(actor, report_id, destination)

    async def check(self) -> None:
        await self._sheets.check()

    async def aclose(self) -> None:
        await self._sheets.aclose()

    async def _reports(self, actor: Actor) -> tuple[Asset, ...]:
        """No reports where they may not or cannot be listed in time: that must not keep anybody from a sheet."""
        try:
            async with asyncio.timeout(REPORTS_WITHIN_S):
                return await self._library.assets(actor, AssetKind.REPORT)
        except SheetlineError as refused:
            log.warning("reports_not_listed", actor=actor.key, code=refused.code, detail=refused.detail)
        except TimeoutError:
            log.warning("reports_not_listed", actor=actor.key, code=Code.TIMEOUT)
        return ()


def _summary(report: Asset) -> SheetSummary:
    return SheetSummary(
        id=id_for_report(report.id),
        name=report.name,
        permalink=report.permalink,
        access_level="VIEWER",
        workspace=AssetKind.REPORT.value,
        modified_at=report.modified_at,
    )
