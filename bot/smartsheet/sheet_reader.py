"""Sheets as the bot reads them: the Sheets port, one short method per question.

How a request travels (deadline, limit, retries, errors) is in `calls.py`; what is asked is here. A new operation is one
method: a path and a decoded type for `Calls.call`, or a service of the SDK for `Calls.sdk`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bot.domain.people import Actor
from bot.domain.sheets import Account, SheetSummary
from bot.ports import Sheets
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.operation import Operation, Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.smartsheet_errors import unreadable
from bot.smartsheet.token_book import TokenBook
from bot.telemetry import SILENT, Telemetry

API_BASE = "https://api.smartsheet.com/2.0"
PAGE_SIZE = 1000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

# Get Sheet (https://developers.smartsheet.com/api/smartsheet/openapi/sheets/getsheet). Without page and pageSize it
# sends every row. `displayValue`, `hyperlink`, `formula` and `linkInFromCell` come unasked; level 2 with objectValue
# gives multi-contact and multi-picklist cells their own types; writerInfo gives rows createdBy and modifiedBy; format
# gives currency and percent. Left out: cells that never held anything, and the far ends of links to other sheets.
_WHOLE_SHEET: Params = {
    "level": 2,
    "include": ("objectValue", "format", "writerInfo"),
    "exclude": ("nonexistentCells", "linksOutToCellsDetails"),
}


class _Workspace(msgspec.Struct, frozen=True):
    name: str = ""


class _Listed(msgspec.Struct, frozen=True, rename="camel"):
    id: int
    name: str
    permalink: str = ""
    access_level: str = ""
    modified_at: datetime | None = None
    workspace: _Workspace = _Workspace()


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    data: list[_Listed]
    total_pages: int = 1


class _Version(msgspec.Struct, frozen=True):
    version: int


class _Me(msgspec.Struct, frozen=True):
    id: int


class SmartsheetSheets(Sheets):
    """Reads Smartsheet as an Actor. Raises what `bot.ports.Sheets` names, after its own retries, within `timeouts`."""

    def __init__(
        self,
        *,
        tokens: TokenBook,
        api_base: str = API_BASE,
        timeouts: Timeouts | None = None,
        retry_policy: RetryPolicy | None = None,
        requests_per_minute: int = 300,
        connections: int = 32,
        user_agent: str = "Sheetline",
        change_agent: str = "sheetline",
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        telemetry: Telemetry = SILENT,
    ) -> None:
        self._tokens = tokens
        self._timeouts = timeouts or Timeouts()
        self._calls = Calls(
            tokens=tokens,
            api_base=api_base,
            timeouts=self._timeouts,
            retry_policy=retry_policy or RetryPolicy(),
            requests_per_minute=requests_per_minute,
            connections=connections,
            user_agent=user_agent,
            change_agent=change_agent,
            monotonic=monotonic,
            sleep=sleep,
            telemetry=telemetry,
        )

    @property
    def calls(self) -> Calls:
        """The way requests go, for a second adapter to share: one limit per token, closed with this one."""
        return self._calls

    async def account(self, actor: Actor) -> Account:
        """The Smartsheet user the actor's token belongs to."""
        me = await self._calls.sdk(actor, lambda sdk: sdk.Users.get_current_user())
        if me.id is None:  # the SDK's models ask for nothing
            raise unreadable(request="GET /users/me", why="a user without an id")
        name = " ".join(part for part in (me.first_name, me.last_name) if part)
        return Account(id=me.id, email=me.email or "", name=name)

    async def list_sheets(self, actor: Actor) -> tuple[SheetSummary, ...]:
        """Every sheet the actor can see, most recently modified first; one request per thousand.

        The listing has no workspace names (Smartsheet lists those by workspace), so `workspace` is usually empty.
        """
        found: dict[int, _Listed] = {}
        page, pages = 1, 1
        async with self._calls.within(self._timeouts.total_s, Operation(request="GET /sheets")):
            while page <= pages:
                answer = await self._calls.call(
                    actor, "GET", "/sheets", into=_Page, params={"page": page, "pageSize": PAGE_SIZE}
                )
                found.update((sheet.id, sheet) for sheet in answer.data)
                page, pages = page + 1, answer.total_pages
        summaries = map(_summary, found.values())
        return tuple(sorted(summaries, key=lambda sheet: sheet.modified_at or _LONG_AGO, reverse=True))

    async def version(self, actor: Actor, sheet_id: int) -> int:
        """The sheet's current version number, in one small request."""
        answer = await self._calls.call(actor, "GET", f"/sheets/{sheet_id}/version", into=_Version)
        return answer.version

    async def download(self, actor: Actor, sheet_id: int, destination: Path) -> None:
        """Stream the sheet's raw JSON to `destination`: whole, or not at all; never in memory, never on the loop.

        Also raises Internal when the disk does not take it. The file is readable by this user only.
        """
        await self._calls.save(actor, f"/sheets/{sheet_id}", destination, params=_WHOLE_SHEET)

    async def check(self) -> None:
        """Return when Smartsheet accepts the first token of the book; one request, no retries: probes come again."""
        await self._calls.call(self._tokens.first, "GET", "/users/me", into=_Me, attempts=1)

    async def aclose(self) -> None:
        await self._calls.aclose()


def _summary(sheet: _Listed) -> SheetSummary:
    at = sheet.modified_at
    return SheetSummary(
        id=sheet.id,
        name=sheet.name,
        permalink=sheet.permalink,
        access_level=sheet.access_level,
        workspace=sheet.workspace.name,
        modified_at=at if at is None or at.tzinfo else at.replace(tzinfo=UTC),
    )
