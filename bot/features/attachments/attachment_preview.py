"""From what a person asks of attachments to the steps of a plan. Pure: nothing is read or written.

https://developers.smartsheet.com/api/smartsheet/openapi/attachments : a link has a name, an address and a kind. A file
has versions, each an attachment of its own; the one before takes the place of the newest that is deleted. Commenters
attach and remove their own, editors remove any (https://help.smartsheet.com/articles/2483288/sharing-permission-levels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.changes.engine.preview import Draft
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.links import web_address
from bot.domain.files import SentFile, said_size
from bot.domain.live import EDITORS
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import Record, RecordChange, canonical, lost
from bot.domain.records import AttachmentInfo
from bot.errors import InvalidArguments, PermissionDenied
from bot.features.comments.comment_author import CommentAuthor
from bot.features.comments.comment_target import CommentTarget, require_commenter, visible

LONGEST_NAME = 255
LONGEST_URL = 2_000
_KINDS: Final[Mapping[str, str]] = {
    "drive.google.com": "GOOGLE_DRIVE",
    "docs.google.com": "GOOGLE_DRIVE",
    "box.com": "BOX_COM",
    "dropbox.com": "DROPBOX",
    "evernote.com": "EVERNOTE",
    "egnyte.com": "EGNYTE",
    "onedrive.live.com": "ONEDRIVE",
    "1drv.ms": "ONEDRIVE",
}
"""Smartsheet's kinds by the host of the address; anything else is a LINK."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is attached."""

    name: str
    url: str
    kind: str


def link_of(url: str, name: str | None) -> Link:
    """The link, called as asked or as the end of its address. Raises InvalidArguments for what is no web address."""
    try:
        address = web_address(url)
    except InvalidCellValue as unfit:
        raise InvalidArguments(str(unfit), hint="Say the whole address, from https:// on.") from None
    if len(address) > LONGEST_URL:
        raise InvalidArguments(f"A link may have {LONGEST_URL:,} characters; this has {len(address):,}.")
    parts = urlsplit(address)
    host = parts.hostname or ""
    kind = next((kind for end, kind in _KINDS.items() if host == end or host.endswith(f".{end}")), "LINK")
    called = visible(name or "") or visible(unquote(parts.path.rstrip("/").rpartition("/")[2])) or host
    return Link(" ".join(called.split())[:LONGEST_NAME], address, kind)


def preview_attach(spot: CommentTarget, link: Link, records: Sequence[Record], teller: CommentAuthor) -> Draft:
    """Attach the link; `records` are those of the spot, to tell when it is there already."""
    require_commenter(spot.live, "attachments")
    for record in records:
        fields = record.fields()
        if fields.get("url") == link.url and fields.get("parentId") == spot.id:
            return Draft(warnings=[f"The link is attached to {spot.title} already, as “{fields.get('name')}”."])
    after = {"name": link.name, "url": link.url, "attachmentType": link.kind, "parentId": spot.id}
    said = f"{link.name}: {link.url}"
    change = RecordChange("attachment", spot.home, spot.said, after=canonical(after), said_after=said)
    return Draft(steps=[ChangeRecords((change,))], warnings=teller.notes())


def preview_file(spot: CommentTarget, file: SentFile, records: Sequence[Record], teller: CommentAuthor) -> Draft:
    """Attach the file, which the plan names by its hash; the card by its name and size."""
    require_commenter(spot.live, "attachments")
    after = {"name": file.name, "attachmentType": "FILE", "parentId": spot.id, "sha256": file.sha256}
    said = f"{file.name} ({said_size(file.size)})"
    change = RecordChange("attachment", spot.home, spot.said, after=canonical(after), said_after=said)
    draft = Draft(steps=[ChangeRecords((change,))], warnings=teller.notes())
    if any(r.fields().get("name") == file.name and r.fields().get("parentId") == spot.id for r in records):
        draft.warnings.append(
            f"“{file.name}” is on {spot.title} already; it stays, beside this or as an earlier version."
        )
    return draft


def preview_remove(
    spot: CommentTarget, info: AttachmentInfo, versions: Sequence[Record], teller: CommentAuthor
) -> Draft:
    """Remove the attachment, of a file with all its versions, the newest first. Raises PermissionDenied."""
    _require_removing(spot, info, versions, teller)
    home = f"sheets/{spot.live.id}/comments/{info.parent_id}" if info.parent == "comment" else spot.home
    on = f"{spot.said}, on a comment" if info.parent == "comment" else spot.said
    changes = []
    for number, record in enumerate(versions):
        older = f", earlier version {number}" if number else ""
        change = RecordChange(
            kind="attachment",
            home=home,
            what=f"{on}{older}, by {record.by or info.by}",
            record_id=record.id,
            before=record.body,
            said_before=_said(record, info),
            final=lost("attachment", record.body),
        )
        changes.append(change)
    draft = Draft(steps=[ChangeRecords(tuple(changes))])
    if not any(change.final for change in changes):
        whose = "it again" if teller.wrote(info.by) else "it again, as yours"
        draft.warnings.append(f"Undo attaches {whose}, with a new date.")
    return draft


def _require_removing(
    spot: CommentTarget, info: AttachmentInfo, versions: Sequence[Record], teller: CommentAuthor
) -> None:
    own = teller.wrote(info.by) and all(record.by in (info.by.name, info.by.email) for record in versions)
    if not own and spot.live.access_level not in EDITORS:
        raise PermissionDenied(
            f"With your access to “{spot.live.name}” you can remove only what you attached; this is {info.by}'s.",
            hint="Ask the sheet's owner for editor access.",
        )


def _said(record: Record, info: AttachmentInfo) -> str:
    fields = record.fields()
    if fields.get("url"):
        return f"{fields.get('name')}: {fields['url']}"
    size = f", {info.size_kb:,} KB" if info.size_kb is not None and record.id == str(info.id) else ""
    return f"{fields.get('name')} ({str(fields.get('attachmentType', info.kind)).lower()}{size})"
