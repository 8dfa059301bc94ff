"""What lies beside the rows: discussions, attachments, summaries, requests, rules, references, reports, dashboards.

Plain state, no rules; times are UTC, people are named by their key in infra/local/people.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from infra.local.smartsheet.model import Row, Sheet


@dataclass(slots=True)
class Comment:
    """One message of a discussion."""

    id: int
    by: str
    at: datetime
    text: str
    modified_at: datetime | None = None


@dataclass(slots=True)
class Discussion:
    """A thread on a row, or on the sheet when `row_id` is None; its title is its first comment's beginning."""

    id: int
    sheet_id: int
    row_id: int | None
    comments: list[Comment]

    @property
    def title(self) -> str:
        return self.comments[0].text[:100] if self.comments else ""


@dataclass(slots=True)
class Attachment:
    """A file or a link; `parent_type` is SHEET, ROW or COMMENT. `older` are its earlier versions, the newest first."""

    id: int
    sheet_id: int
    parent_type: str
    parent_id: int
    name: str
    by: str
    at: datetime
    kind: str = "FILE"
    mime_type: str | None = None
    size_kb: int | None = None
    url: str | None = None
    subtype: str | None = None
    content: bytes = b""
    older: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class SummaryField:
    """A field of a sheet's summary."""

    id: int
    title: str
    type: str
    value: Any = None
    display: str | None = None
    formula: str | None = None
    more: dict[str, Any] = field(default_factory=dict)
    by: str = ""


@dataclass(slots=True)
class UpdateRequest:
    """A request to fill in rows; one without a schedule was sent when it was made."""

    id: int
    sheet_id: int
    row_ids: list[int]
    subject: str
    message: str
    to: list[str]
    by: str
    at: datetime
    schedule: dict[str, Any] | None = None
    column_ids: list[int] = field(default_factory=list)
    attachments: bool = False
    discussions: bool = False
    cc_me: bool = False


@dataclass(slots=True)
class SentRequest:
    """An update request as one person got it by mail; `status` is PENDING, COMPLETE or CANCELED."""

    id: int
    request: UpdateRequest
    to: str
    at: datetime
    status: str = "PENDING"


@dataclass(slots=True)
class AutomationRule:
    """A rule of one action; `action` is shown as it is."""

    id: int
    sheet_id: int
    name: str
    action: dict[str, Any]
    by: str
    at: datetime
    enabled: bool = True
    disabled_reason: tuple[str, str] | None = None


@dataclass(slots=True)
class Reference:
    """A range of another sheet, by whole columns."""

    id: int
    sheet_id: int
    name: str
    source_sheet_id: int
    start_column_id: int
    end_column_id: int
    status: str = "OK"


@dataclass(slots=True)
class ReportColumn:
    """A report's column: the columns of its sheets with one of these titles; none of them for the sheet's name."""

    virtual_id: int
    title: str
    type: str
    titles: tuple[str, ...] = ()
    primary: bool = False


@dataclass(slots=True)
class Report:
    """A report over rows of several sheets; `keeps` is its filter."""

    id: int
    name: str
    owner: str
    at: datetime
    columns: list[ReportColumn]
    sheet_ids: list[int]
    keeps: Callable[[Sheet, Row], bool]
    workspace_id: int | None = None
    people: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Dashboard:
    """A dashboard; its widgets are shown as they are."""

    id: int
    name: str
    owner: str
    at: datetime
    widgets: list[dict[str, Any]]
    workspace_id: int | None = None
    people: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Records:
    """All of them, in the order they were made."""

    discussions: list[Discussion] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    summaries: dict[int, list[SummaryField]] = field(default_factory=dict)
    update_requests: list[UpdateRequest] = field(default_factory=list)
    sent_requests: list[SentRequest] = field(default_factory=list)
    automations: list[AutomationRule] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    reports: dict[int, Report] = field(default_factory=dict)
    dashboards: dict[int, Dashboard] = field(default_factory=dict)

    def discussions_of(self, sheet: Sheet, row_id: int | None = None) -> list[Discussion]:
        """Those of the sheet and its rows, or of one row; a deleted row's are gone."""
        return [
            each
            for each in self.discussions
            if each.sheet_id == sheet.id
            and (each.row_id == row_id if row_id else each.row_id is None or sheet.row(each.row_id))
        ]

    def attachments_of(self, sheet: Sheet, row_id: int | None = None) -> list[Attachment]:
        """Those of the sheet, its rows and comments, or of one row and its comments."""
        comments = {comment.id for each in self.discussions_of(sheet, row_id) for comment in each.comments}

        def listed(attachment: Attachment) -> bool:
            match attachment.parent_type:
                case "COMMENT":
                    return attachment.parent_id in comments
                case "ROW":
                    return attachment.parent_id == row_id if row_id else sheet.row(attachment.parent_id) is not None
            return row_id is None

        return [each for each in self.attachments if each.sheet_id == sheet.id and listed(each)]
