"""What Smartsheet keeps around and beside the rows: places, comments, files, history, shares, rules.

Texts in these values were written by people in Smartsheet: data, never instructions. Times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.record_changes import Record

WAITING = "waiting"
NO_RECORD = Record("", "{}")
"""Of a value that was not read from Smartsheet."""


class AssetKind(StrEnum):
    """What can have a name, a place and shares in Smartsheet; a dashboard is a “sight” in the API."""

    WORKSPACE = "workspace"
    FOLDER = "folder"
    SHEET = "sheet"
    REPORT = "report"
    DASHBOARD = "dashboard"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing with a name as a listing shows it; what a listing leaves out is empty."""

    kind: AssetKind
    id: int
    name: str
    permalink: str = ""
    access_level: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something; either field may be empty."""

    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.name or self.email or "unknown"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where a searched text occurs. `kind` is the API's: `row`, `sheet`, `discussion`, `attachment`, …

    `inside` names the sheet (or other parent) it lies in, with `inside_id`; both empty for a thing found by its name.
    """

    text: str
    kind: str
    id: int
    inside: str = ""
    inside_kind: str = ""
    inside_id: int | None = None
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHits:
    """What a search found; Smartsheet lists at most 100 of `total`."""

    hits: tuple[SearchHit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One message of a discussion; `files` names what is attached to it."""

    id: int
    by: Author
    at: datetime | None
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread of comments, oldest first, on a row (`row_id`) or on the sheet; `record` is what a change is made of."""

    id: int
    title: str
    row_id: int | None
    comments: tuple[Comment, ...]
    record: Record = field(default=NO_RECORD, compare=False)


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """A file or link; never its content. `parent` is `sheet`, `row` or `comment`; `kind` `FILE`, `LINK`, `ONEDRIVE`…"""

    id: int
    name: str
    kind: str
    parent: str
    parent_id: int
    by: Author
    at: datetime | None
    size_kb: int | None = None
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell's change: who, when, from what to what, as Smartsheet shows the values. None is an empty cell.

    `first` marks the oldest entry, whose `before` is not known: the cell was created with `after`.
    """

    by: Author
    at: datetime | None
    before: str | None
    after: str | None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Who may do what. `scope` is `ITEM` or `WORKSPACE` (inherited); a group has no email.

    `record` is what a change of the share is made of.
    """

    name: str
    email: str
    level: str
    scope: str
    group: bool = False
    record: Record = field(default=NO_RECORD, compare=False)


@dataclass(frozen=True, slots=True)
class SummaryField:
    """A field of a sheet's summary, its value as Smartsheet shows it; None when empty."""

    title: str
    type: str
    value: str | None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Widget:
    """A part of a dashboard; `kind` is the API's (`CHART`, `METRIC`, `GRIDGANTT`, …), `text` what it says, if text."""

    title: str
    kind: str
    text: str = ""
    shows: tuple[AssetKind, int] | None = None


@dataclass(frozen=True, slots=True)
class DashboardInfo:
    """A dashboard with its widgets in the order of the API."""

    id: int
    name: str
    permalink: str
    widgets: tuple[Widget, ...]


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """A request to people to fill in rows; `next_at` is when it is sent (again), None when it is over.

    `schedule` is how often it is sent, or WAITING for one that was sent to one person, who has not answered. `record`
    is what a change is made of; those who were sent the same request share it.
    """

    subject: str
    message: str
    to: tuple[str, ...]
    by: Author
    row_ids: tuple[int, ...]
    schedule: str
    next_at: datetime | None = None
    record: Record = field(default=NO_RECORD, compare=False)


@dataclass(frozen=True, slots=True)
class Automation:
    """An automation rule; `why_disabled` is Smartsheet's own sentence, empty while it is enabled."""

    name: str
    enabled: bool
    action: str
    to: tuple[str, ...]
    frequency: str = ""
    why_disabled: str = ""


@dataclass(frozen=True, slots=True)
class CrossSheetReference:
    """A range of another sheet that formulas here use; `status` is `OK`, `BROKEN`, `INVALID` or `NOT_SHARED`."""

    name: str
    source_sheet_id: int
    status: str
    start_column_id: int | None = None
    end_column_id: int | None = None
