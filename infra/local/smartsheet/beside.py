"""What comments and attachments have in common: where they lie, who may write them, and how a file is shown.

Whoever sees a sheet reads what lies beside its rows. Commenters add comments and attachments, locked rows included;
everyone changes and deletes their own; admins and the owner delete any
(https://help.smartsheet.com/articles/2483288/sharing-permission-levels and …/articles/521892).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, as_id, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import Attachment, Comment, Discussion
from infra.local.smartsheet.rendering import stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

GOOD_FOR_MS = 120_000
"""How long a file's address is valid."""


def place(request: web.Request, *, need: str = "VIEWER") -> tuple[World, Sheet, int | None]:
    """The world, the sheet, and the row where the path names one. Raises 1006, 1004."""
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"], need=need)
    if "rowId" not in request.match_info:
        return world, sheet, None
    row_id = as_id(request.match_info["rowId"])
    if sheet.row(row_id) is None:
        raise ApiError(1006)
    return world, sheet, row_id


def discussion_of(request: web.Request, world: World, sheet: Sheet) -> Discussion:
    """The discussion that the path names. Raises 1006."""
    wanted = as_id(request.match_info["discussionId"])
    for discussion in world.records.discussions_of(sheet):
        if discussion.id == wanted:
            return discussion
    raise ApiError(1006)


def comment_of(request: web.Request, world: World, sheet: Sheet) -> tuple[Discussion, Comment]:
    """The comment that the path names, in its discussion. Raises 1006."""
    wanted = as_id(request.match_info["commentId"])
    for discussion in world.records.discussions_of(sheet):
        for comment in discussion.comments:
            if comment.id == wanted:
                return discussion, comment
    raise ApiError(1006)


def require_own(request: web.Request, world: World, sheet: Sheet, by: list[str], *, others: str) -> None:
    """Raises 1004 unless all of it is the caller's own, or their level is at least `others`."""
    person = http.person_of(request)
    level = level_on_sheet(world, person, sheet) or "VIEWER"
    if any(each != person for each in by) and RANK[level] < RANK[others]:
        raise ApiError(1004)


def saved(world: World, sheet: Sheet, value: dict[str, Any] | None) -> web.Response:
    """The answer of a write, which moves the sheet's version by one."""
    world.changed(sheet, rows=[])
    return http.answer(http.result(value, version=sheet.version))


def attachment_json(request: web.Request, attachment: Attachment) -> dict[str, Any]:
    """As lists show it: of a link its address, of a file none."""
    body: dict[str, Any] = {
        "id": attachment.id,
        "name": attachment.name,
        "attachmentType": attachment.kind,
        "parentType": attachment.parent_type,
        "parentId": attachment.parent_id,
        "createdAt": stamp(attachment.at),
        "createdBy": http.world_of(request).contact(attachment.by),
    }
    extra = {
        "mimeType": attachment.mime_type,
        "sizeInKb": attachment.size_kb,
        "url": attachment.url,
        "attachmentSubType": attachment.subtype,
    }
    return body | {name: value for name, value in extra.items() if value is not None}
