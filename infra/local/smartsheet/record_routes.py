"""Read what lies beside a sheet's rows: discussions, attachments, summary, update requests, automations, references.

Shapes: https://developers.smartsheet.com/api/smartsheet/openapi/discussions and its sisters. Whoever sees the sheet
may read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import (
    Attachment,
    AutomationRule,
    Discussion,
    Reference,
    SummaryField,
    UpdateRequest,
)
from infra.local.smartsheet.rendering import stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

SUMMARY_INCLUDES = ("format", "writerInfo")
SUMMARY_EXCLUDES = ("displayValue", "image", "imageAltText")


def routes() -> http.Routes:
    sheet, row = "/sheets/{sheetId}", "/sheets/{sheetId}/rows/{rowId}"
    return (
        ("GET", f"{sheet}/discussions", list_discussions),
        ("GET", f"{row}/discussions", list_discussions),
        ("GET", f"{sheet}/discussions/{{discussionId}}", get_discussion),
        ("GET", f"{sheet}/attachments", list_attachments),
        ("GET", f"{row}/attachments", list_attachments),
        ("GET", f"{sheet}/summary", get_summary),
        ("GET", f"{sheet}/summary/fields", list_summary_fields),
        ("GET", f"{sheet}/updaterequests", _lister(lambda w, s: w.records.update_requests, _request_json)),
        ("GET", f"{sheet}/automationrules", _lister(lambda w, s: w.records.automations, _rule_json)),
        ("GET", f"{sheet}/crosssheetreferences", _lister(lambda w, s: w.records.references, _reference_json)),
    )


def _sheet(request: web.Request) -> tuple[World, Sheet, int | None]:
    """The world, the sheet, and the row where the path names one. Raises 1006."""
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"])
    if "rowId" not in request.match_info:
        return world, sheet, None
    row_id = as_id(request.match_info["rowId"])
    if sheet.row(row_id) is None:
        raise ApiError(1006)
    return world, sheet, row_id


def _lister(
    kept: Callable[[World, Sheet], Sequence[Any]], render: Callable[[World, Any], dict[str, Any]]
) -> http.Handler:
    """A handler that lists what the sheet has of one kind."""

    async def listed(request: web.Request) -> web.Response:
        world, sheet, _ = _sheet(request)
        mine = [each for each in kept(world, sheet) if each.sheet_id == sheet.id]
        return http.listing(request, mine, lambda each: render(world, each))

    return listed


async def list_discussions(request: web.Request) -> web.Response:
    world, sheet, row_id = _sheet(request)
    include = http.flags(request, "include", ("comments", "attachments"))
    level = level_on_sheet(world, http.person_of(request), sheet)

    def render(discussion: Discussion) -> dict[str, Any]:
        return _discussion_json(world, sheet, discussion, include) | {"accessLevel": level}

    return http.listing(request, world.records.discussions_of(sheet, row_id), render)


async def get_discussion(request: web.Request) -> web.Response:
    """One discussion, always with its comments."""
    world, sheet, _ = _sheet(request)
    wanted = as_id(request.match_info["discussionId"])
    for discussion in world.records.discussions_of(sheet):
        if discussion.id == wanted:
            return http.answer(_discussion_json(world, sheet, discussion, frozenset({"comments", "attachments"})))
    raise ApiError(1006)


def _discussion_json(world: World, sheet: Sheet, discussion: Discussion, include: frozenset[str]) -> dict[str, Any]:
    last = discussion.comments[-1]
    body: dict[str, Any] = {
        "id": discussion.id,
        "title": discussion.title,
        "parentType": "SHEET" if discussion.row_id is None else "ROW",
        "parentId": discussion.row_id or sheet.id,
        "commentCount": len(discussion.comments),
        "createdBy": world.contact(discussion.comments[0].by),
        "lastCommentedAt": stamp(last.at),
        "lastCommentedUser": world.contact(last.by),
        "readOnly": False,
    }
    if "comments" in include:
        files = world.records.attachments_of(sheet) if "attachments" in include else []
        body["comments"] = [
            {
                "id": comment.id,
                "text": comment.text,
                "createdAt": stamp(comment.at),
                "modifiedAt": stamp(comment.at),
                "createdBy": world.contact(comment.by),
                "attachments": [_attachment_json(world, a) for a in files if a.parent_id == comment.id],
            }
            for comment in discussion.comments
        ]
    return body


async def list_attachments(request: web.Request) -> web.Response:
    world, sheet, row_id = _sheet(request)
    found = world.records.attachments_of(sheet, row_id)
    return http.listing(request, found, lambda attachment: _attachment_json(world, attachment))


def _attachment_json(world: World, attachment: Attachment) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": attachment.id,
        "name": attachment.name,
        "attachmentType": attachment.kind,
        "parentType": attachment.parent_type,
        "parentId": attachment.parent_id,
        "createdAt": stamp(attachment.at),
        "createdBy": world.contact(attachment.by),
    }
    extra = {"mimeType": attachment.mime_type, "sizeInKb": attachment.size_kb, "url": attachment.url}
    return body | {name: value for name, value in extra.items() if value is not None}


async def get_summary(request: web.Request) -> web.Response:
    world, sheet, _ = _sheet(request)
    return http.answer({"fields": [_field_json(each) for each in _summary(request, world, sheet)]})


async def list_summary_fields(request: web.Request) -> web.Response:
    world, sheet, _ = _sheet(request)
    return http.listing(request, _summary(request, world, sheet), _field_json)


def _summary(request: web.Request, world: World, sheet: Sheet) -> list[SummaryField]:
    http.flags(request, "include", SUMMARY_INCLUDES)
    http.flags(request, "exclude", SUMMARY_EXCLUDES)
    return world.records.summaries.get(sheet.id, [])


def _field_json(field: SummaryField) -> dict[str, Any]:
    body: dict[str, Any] = {"id": field.id, "title": field.title, "type": field.type, "locked": False}
    extra = {"objectValue": field.value, "displayValue": field.display, "formula": field.formula}
    return body | {name: value for name, value in extra.items() if value is not None}


def _request_json(world: World, each: UpdateRequest) -> dict[str, Any]:
    return {
        "id": each.id,
        "rowIds": each.row_ids,
        "columnIds": [],
        "includeAttachments": False,
        "includeDiscussions": True,
        "sendTo": [{"email": email} for email in each.to],
        "subject": each.subject,
        "message": each.message,
        "ccMe": False,
        "sentBy": world.contact(each.by),
        "schedule": each.schedule,
        "createdAt": stamp(each.at),
        "modifiedAt": stamp(each.at),
    }


def _rule_json(world: World, rule: AutomationRule) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "enabled": rule.enabled,
        "action": rule.action,
        "createdAt": stamp(rule.at),
        "createdBy": world.contact(rule.by),
        "modifiedAt": stamp(rule.at),
        "modifiedBy": world.contact(rule.by),
        "userCanModify": True,
    }
    if rule.disabled_reason is not None:
        body |= {"disabledReason": rule.disabled_reason[0], "disabledReasonText": rule.disabled_reason[1]}
    return body


def _reference_json(world: World, reference: Reference) -> dict[str, Any]:
    return {
        "id": reference.id,
        "name": reference.name,
        "sourceSheetId": reference.source_sheet_id,
        "startColumnId": reference.start_column_id,
        "endColumnId": reference.end_column_id,
        "status": reference.status,
    }
