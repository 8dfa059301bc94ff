"""The fields of Smartsheet's answers about what lies beside a sheet's rows, and what they mean as domain values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.domain.record_changes import Record
from bot.domain.records import (
    WAITING,
    AttachmentInfo,
    Automation,
    CellChange,
    Comment,
    CrossSheetReference,
    Discussion,
    SummaryField,
    UpdateRequest,
)
from bot.smartsheet.place_wire import NOBODY, Wire, WireUser, utc

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class WireEntry(Wire, frozen=True):
    """One entry of a cell's history: the value it had from then on. An empty cell has no value."""

    value: Any = None
    display_value: str | None = None
    modified_at: datetime | None = None
    modified_by: WireUser = NOBODY


class WireAttachment(Wire, frozen=True):
    id: int = 0
    name: str = ""
    attachment_type: str = ""
    mime_type: str | None = None
    parent_type: str = ""
    parent_id: int = 0
    size_in_kb: float | None = None
    created_at: datetime | None = None
    created_by: WireUser = NOBODY

    def info(self) -> AttachmentInfo:
        return AttachmentInfo(
            id=self.id,
            name=self.name,
            kind=self.attachment_type,
            parent=self.parent_type.lower(),
            parent_id=self.parent_id,
            by=self.created_by.author(),
            at=utc(self.created_at),
            size_kb=None if self.size_in_kb is None else round(self.size_in_kb),
            mime_type=self.mime_type or "",
        )


class WireComment(Wire, frozen=True):
    id: int = 0
    text: str = ""
    created_at: datetime | None = None
    created_by: WireUser = NOBODY
    attachments: tuple[WireAttachment, ...] = ()


class WireDiscussion(Wire, frozen=True):
    id: int
    title: str = ""
    parent_type: str = ""
    parent_id: int | None = None
    comments: tuple[WireComment, ...] = ()

    def discussion(self, record: Record) -> Discussion:
        comments = [
            Comment(c.id, c.created_by.author(), utc(c.created_at), c.text, tuple(a.name for a in c.attachments))
            for c in self.comments
        ]
        on_row = self.parent_type.upper() == "ROW"
        ordered = sorted(comments, key=lambda comment: comment.at or _LONG_AGO)
        return Discussion(self.id, self.title, self.parent_id if on_row else None, tuple(ordered), record)


class WireSummaryField(Wire, frozen=True):
    id: int = 0
    title: str = ""
    type: str = "TEXT_NUMBER"
    value: Any = None
    object_value: Any = None
    display_value: str | None = None
    formula: str | None = None

    def field(self) -> SummaryField:
        plain = self.object_value if not isinstance(self.object_value, dict) else self.object_value.get("value")
        shown = shown_value(self.value if self.value is not None else plain, self.display_value)
        return SummaryField(self.title, self.type, shown, formula=self.formula or "")


class WireRecipient(Wire, frozen=True):
    email: str | None = None
    group_id: int | None = None

    def __str__(self) -> str:
        return self.email or "a group"


class WireSchedule(Wire, frozen=True):
    type: str = ""
    repeat_every: int | None = None
    next_send_at: datetime | None = None


ONCE = WireSchedule()


class WireUpdateRequest(Wire, frozen=True):
    id: int = 0
    subject: str = ""
    message: str | None = None
    send_to: tuple[WireRecipient, ...] = ()
    sent_by: WireUser = NOBODY
    row_ids: tuple[int, ...] = ()
    schedule: WireSchedule | None = None

    def request(self, record: Record) -> UpdateRequest:
        schedule = self.schedule or ONCE
        return UpdateRequest(
            subject=self.subject,
            message=self.message or "",
            to=tuple(str(each) for each in self.send_to),
            by=self.sent_by.author(),
            row_ids=tuple(self.row_ids),
            schedule=schedule.type.lower(),
            next_at=utc(schedule.next_send_at),
            record=record,
        )


class WireSentRequest(Wire, frozen=True):
    """As one person got it by mail; `status` is PENDING, COMPLETE or CANCELED."""

    id: int = 0
    update_request_id: int = 0
    subject: str = ""
    message: str | None = None
    sent_to: WireRecipient | None = None
    sent_by: WireUser = NOBODY
    row_ids: tuple[int, ...] = ()
    status: str = ""

    @property
    def mailing(self) -> str:
        """The id that all who were sent the same request have in common."""
        return str(self.update_request_id or self.id)

    def request(self, record: Record) -> UpdateRequest:
        to = (str(self.sent_to),) if self.sent_to else ()
        return UpdateRequest(
            self.subject, self.message or "", to, self.sent_by.author(), tuple(self.row_ids), WAITING, record=record
        )


class WireAction(Wire, frozen=True):
    type: str = ""
    frequency: str | None = None
    recipients: tuple[WireRecipient, ...] = ()
    notify_all_shared_users: bool = False


NO_ACTION = WireAction()


class WireAutomation(Wire, frozen=True):
    id: int = 0
    name: str = ""
    enabled: bool = True
    action: WireAction | None = None
    disabled_reason_text: str | None = None

    def automation(self) -> Automation:
        action = self.action or NO_ACTION
        everyone = ("everyone the sheet is shared with",) if action.notify_all_shared_users else ()
        return Automation(
            name=self.name,
            enabled=self.enabled,
            action=action.type.removesuffix("_ACTION").replace("_", " ").lower(),
            to=everyone + tuple(str(each) for each in action.recipients),
            frequency=(action.frequency or "").lower(),
            why_disabled=self.disabled_reason_text or "",
        )


class WireReference(Wire, frozen=True):
    id: int = 0
    name: str = ""
    source_sheet_id: int = 0
    status: str = "OK"
    start_column_id: int | None = None
    end_column_id: int | None = None

    def reference(self) -> CrossSheetReference:
        return CrossSheetReference(
            self.name, self.source_sheet_id, self.status, self.start_column_id, self.end_column_id
        )


def changes(entries: list[WireEntry]) -> tuple[CellChange, ...]:
    """The changes between a cell's values, newest first, as the entries come."""
    values = [shown_value(entry.value, entry.display_value) for entry in entries]
    return tuple(
        CellChange(
            by=entry.modified_by.author(),
            at=utc(entry.modified_at),
            before=values[position + 1] if position + 1 < len(entries) else None,
            after=values[position],
            first=position + 1 == len(entries),
        )
        for position, entry in enumerate(entries)
    )


def shown_value(value: Any, display: str | None) -> str | None:
    """A value as Smartsheet shows it, else as plain text; None when empty."""
    if display is not None:
        return display
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "checked" if value else "not checked"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
