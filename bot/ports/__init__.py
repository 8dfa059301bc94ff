"""What Sheetline needs from the outside, as Protocols; adapters implement them, tests fake or contract-test them.

Every method is asynchronous and never blocks the event loop. Failures are raised as bot.errors classes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.domain.model import ModelReply, ToolSpec, Utterance
from bot.domain.people import Actor, Person
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
from bot.domain.sheets import Account, SheetSummary
from bot.ports.sessions import SessionStore as SessionStore
from bot.ports.sessions import UsageStore as UsageStore
from bot.ports.teams import Messenger as Messenger
from bot.ports.teams import Roster as Roster
from bot.ports.teams import Stream as Stream


class Clock(Protocol):
    """Time, so that tests can hold it. `now` is timezone-aware UTC."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class Sheets(Protocol):
    """Smartsheet, read as an Actor.

    Raises NotFound, PermissionDenied, NotSignedIn, RateLimited, SheetsUnavailable, TimedOut, after retrying what is
    transient.
    """

    async def account(self, actor: Actor) -> Account: ...

    async def list_sheets(self, actor: Actor) -> tuple[SheetSummary, ...]:
        """Every sheet the actor can see, all pages, most recently modified first."""
        ...

    async def version(self, actor: Actor, sheet_id: int) -> int:
        """The sheet's current version number; the one cheap call that validates a warm snapshot."""
        ...

    async def download(self, actor: Actor, sheet_id: int, destination: Path) -> None:
        """Write the sheet's raw JSON (`level=2`, objectValue, format, writerInfo) to `destination`, all or nothing."""
        ...

    async def check(self) -> None:
        """Return when Smartsheet accepts our token; raise otherwise."""
        ...

    async def aclose(self) -> None: ...


class Library(Protocol):
    """What lies around the sheets' rows in Smartsheet, read as an Actor: places, talk, files, history, shares, rules.

    Raises what `Sheets` raises, PermissionDenied also where the plan or the access level does not include the call.
    Lists are whole (every page).
    """

    async def assets(self, actor: Actor, kind: AssetKind) -> tuple[Asset, ...]:
        """Every workspace, sheet, report or dashboard the actor can see; InvalidArguments for another kind."""
        ...

    async def children(self, actor: Actor, kind: AssetKind, container_id: int) -> tuple[Asset, ...]:
        """What lies directly in a workspace or folder."""
        ...

    async def favorites(self, actor: Actor) -> tuple[Asset, ...]:
        """The actor's favourites; `name` is empty where Smartsheet gives none."""
        ...

    async def dashboard(self, actor: Actor, dashboard_id: int) -> DashboardInfo: ...

    async def search(self, actor: Actor, text: str, *, sheet_id: int | None = None) -> SearchHits:
        """Search all the actor can see, or one sheet; recent edits may be missing, the index lags."""
        ...

    async def cell_history(self, actor: Actor, sheet_id: int, *, row_id: int, column_id: int) -> tuple[CellChange, ...]:
        """The cell's changes, newest first; weighs ten requests."""
        ...

    async def discussions(self, actor: Actor, sheet_id: int, *, row_id: int | None = None) -> tuple[Discussion, ...]:
        """The discussions of a sheet and all its rows, or of one row, with their comments."""
        ...

    async def attachments(
        self, actor: Actor, sheet_id: int, *, row_id: int | None = None
    ) -> tuple[AttachmentInfo, ...]:
        """The attachments of a sheet, its rows and comments, or of one row and its comments."""
        ...

    async def summary_fields(self, actor: Actor, sheet_id: int) -> tuple[SummaryField, ...]: ...

    async def shares(self, actor: Actor, kind: AssetKind, asset_id: int) -> tuple[Share, ...]:
        """Everyone the asset is shared with, through its workspace too."""
        ...

    async def update_requests(self, actor: Actor, sheet_id: int) -> tuple[UpdateRequest, ...]:
        """Those still to be sent or repeated, and what was sent and waits for an answer, one for each person."""
        ...

    async def automations(self, actor: Actor, sheet_id: int) -> tuple[Automation, ...]: ...

    async def cross_sheet_references(self, actor: Actor, sheet_id: int) -> tuple[CrossSheetReference, ...]: ...

    async def report_sources(self, actor: Actor, report_id: int) -> tuple[int, ...]:
        """The ids of the sheets that the report takes its rows from."""
        ...

    async def download_report(self, actor: Actor, report_id: int, destination: Path) -> None:
        """Write the report to `destination` in the shape of a sheet's raw JSON, so that it can become a snapshot.

        All or nothing. Rows are numbered as in the report; a row keeps its id and its sheet's in `sheetId`.
        """
        ...


class Actors(Protocol):
    """Whose Smartsheet authority speaks for a person."""

    async def actor_for(self, person: Person) -> Actor:
        """Raises NotSignedIn when nobody's does."""
        ...


class ChatModel(Protocol):
    """A language model with tool calling.

    Raises ModelUnavailable, RateLimited, TimedOut, ContentFiltered, ContextTooLong.
    """

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float
    ) -> ModelReply:
        """One completion; retries of transient faults happen within `deadline_s` seconds."""
        ...

    async def check(self) -> None:
        """Return when the model's endpoint accepts our credential; raise otherwise."""
        ...

    async def aclose(self) -> None: ...
