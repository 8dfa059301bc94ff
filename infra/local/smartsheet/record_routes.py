"""Read what lies beside a sheet's rows: summary, update requests, automations, references.

Shapes: https://developers.smartsheet.com/api/smartsheet/openapi/sheetsummary and its sisters. Whoever sees the sheet
may read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import sheet_for
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import (
    AutomationRule,
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
    sheet = "/sheets/{sheetId}"
    return (
        ("GET", f"{sheet}/summary", get_summary),
        ("GET", f"{sheet}/summary/fields", list_summary_fields),
        ("GET", f"{sheet}/updaterequests", _lister(lambda w, s: w.records.update_requests, _request_json)),
        ("GET", f"{sheet}/automationrules", _lister(lambda w, s: w.records.automations, _rule_json)),
        ("GET", f"{sheet}/crosssheetreferences", _lister(lambda w, s: w.records.references, _reference_json)),
    )


def _sheet(request: web.Request) -> tuple[World, Sheet]:
    """The world and the sheet. Raises 1006."""
    world = http.world_of(request)
    return world, sheet_for(world, http.person_of(request), request.match_info["sheetId"])


def _lister(
    kept: Callable[[World, Sheet], Sequence[Any]], render: Callable[[World, Any], dict[str, Any]]
) -> http.Handler:
    """A handler that lists what the sheet has of one kind."""

    async def listed(request: web.Request) -> web.Response:
        world, sheet = _sheet(request)
        mine = [each for each in kept(world, sheet) if each.sheet_id == sheet.id]
        return http.listing(request, mine, lambda each: render(world, each))

    return listed


async def get_summary(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    return http.answer({"fields": [_field_json(each) for each in _summary(request, world, sheet)]})


async def list_summary_fields(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
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
