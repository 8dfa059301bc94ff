"""Update requests: asked for, sent, and taken back.

https://developers.smartsheet.com/api/smartsheet/openapi/updaterequests . A request without a schedule is mailed at once
and is then found among the sent ones only, one for each person; the list of requests holds those with a future
schedule, in short. Deleting a request ends its future deliveries; a sent one can be deleted while it is pending.
Editors, admins and owners may ask (https://help.smartsheet.com/articles/2476091-update-requests).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import SentRequest, UpdateRequest
from infra.local.smartsheet.rendering import stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

LONGEST_MESSAGE = 10_000
SCHEDULES = ("ONCE", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
CHANGEABLE = (
    *("ccMe", "columnIds", "includeAttachments", "includeDiscussions"),
    *("message", "schedule", "sendTo", "subject"),
)


def routes() -> http.Routes:
    base, sent = "/sheets/{sheetId}/updaterequests", "/sheets/{sheetId}/sentupdaterequests"
    one, one_sent = f"{base}/{{requestId}}", f"{sent}/{{requestId}}"
    return (
        ("GET", base, list_requests),
        ("POST", base, create),
        ("GET", one, get_one),
        ("PUT", one, change),
        ("DELETE", one, remove),
        ("GET", sent, list_sent),
        ("GET", one_sent, get_sent),
        ("DELETE", one_sent, remove_sent),
    )


def _sheet(request: web.Request, *, need: str = "VIEWER") -> tuple[World, Sheet]:
    world = http.world_of(request)
    return world, sheet_for(world, http.person_of(request), request.match_info["sheetId"], need=need)


def _scheduled(world: World, sheet: Sheet) -> list[UpdateRequest]:
    return [each for each in world.records.update_requests if each.sheet_id == sheet.id and each.schedule]


def _one(request: web.Request, world: World, sheet: Sheet) -> UpdateRequest:
    wanted = as_id(request.match_info["requestId"])
    for each in _scheduled(world, sheet):
        if each.id == wanted:
            return each
    raise ApiError(1006)


def _sent(world: World, sheet: Sheet) -> list[SentRequest]:
    return [each for each in world.records.sent_requests if each.request.sheet_id == sheet.id]


def _one_sent(request: web.Request, world: World, sheet: Sheet) -> SentRequest:
    wanted = as_id(request.match_info["requestId"])
    for each in _sent(world, sheet):
        if each.id == wanted:
            return each
    raise ApiError(1006)


def _short(world: World, each: UpdateRequest) -> dict[str, Any]:
    """As in the list: without rows and columns."""
    schedule = {"schedule": each.schedule} if each.schedule else {}
    return schedule | {
        "id": each.id,
        "sendTo": [{"email": email} for email in each.to],
        "subject": each.subject,
        "message": each.message,
        "ccMe": each.cc_me,
        "sentBy": world.contact(each.by),
        "createdAt": stamp(each.at),
        "modifiedAt": stamp(each.at),
    }


def _what(each: UpdateRequest) -> dict[str, Any]:
    return {
        "rowIds": each.row_ids,
        "columnIds": each.column_ids,
        "includeAttachments": each.attachments,
        "includeDiscussions": each.discussions,
    }


def _sent_short(world: World, each: SentRequest) -> dict[str, Any]:
    return {
        "id": each.id,
        "updateRequestId": each.request.id,
        "sentBy": world.contact(each.request.by),
        "sentTo": {"email": each.to},
        "sentAt": stamp(each.at),
        "status": each.status,
        "subject": each.request.subject,
        "message": each.request.message,
    }


async def list_requests(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    return http.listing(request, _scheduled(world, sheet), lambda each: _short(world, each))


async def get_one(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    each = _one(request, world, sheet)
    return http.answer(_short(world, each) | _what(each))


async def list_sent(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    return http.listing(request, _sent(world, sheet), lambda each: _sent_short(world, each))


async def get_sent(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    each = _one_sent(request, world, sheet)
    return http.answer(_sent_short(world, each) | _what(each.request))


async def create(request: web.Request) -> web.Response:
    """Mail it at once to everybody named, or keep it for its schedule."""
    world, sheet = _sheet(request, need="EDITOR")
    body = await http.json_body(request)
    if not isinstance(body, dict):
        raise ApiError(1008, "Expected an object.")
    for name in ("sendTo", "rowIds"):
        if not body.get(name):
            raise ApiError(1012, f"updateRequest.{name}")
    row_ids = [as_id(each) for each in body["rowIds"]]
    if any(sheet.row(row_id) is None for row_id in row_ids):
        raise ApiError(1034)
    made = UpdateRequest(
        world.new_id(),
        sheet.id,
        row_ids,
        str(body.get("subject") or f"Update Request: {sheet.name}"),
        "",
        [],
        http.person_of(request),
        world.now(),
    )
    _apply(world, sheet, made, body)
    world.records.update_requests.append(made)
    if made.schedule is None:
        _mail(world, made)
    return http.answer(http.result(_short(world, made) | _what(made)))


def _mail(world: World, made: UpdateRequest) -> None:
    for email in made.to:
        world.records.sent_requests.append(SentRequest(world.new_id(), made, email, world.now()))


def _apply(world: World, sheet: Sheet, each: UpdateRequest, body: dict[str, Any]) -> None:
    """Set what the body names. Raises 1031, 1036, 1041."""
    if "sendTo" in body:
        each.to = [_email(one) for one in body["sendTo"]]
    if "columnIds" in body:
        each.column_ids = [as_id(one) for one in body["columnIds"] or []]
        for column_id in each.column_ids:
            if sheet.column_by_id(column_id) is None:
                raise ApiError(1036, column_id)
    if len(str(body.get("message") or "")) > LONGEST_MESSAGE:
        raise ApiError(1041, "updateRequest.message", LONGEST_MESSAGE, len(str(body["message"])))
    schedule = body.get("schedule", each.schedule)
    if schedule is not None and (not isinstance(schedule, dict) or schedule.get("type") not in SCHEDULES):
        raise ApiError(1031, (schedule or {}).get("type"), "schedule.type")
    each.schedule = schedule
    each.subject = str(body.get("subject") or each.subject)
    each.message = str(body.get("message", each.message) or "")
    each.attachments = bool(body.get("includeAttachments", each.attachments))
    each.discussions = bool(body.get("includeDiscussions", each.discussions))
    each.cc_me = bool(body.get("ccMe", each.cc_me))


def _email(recipient: Any) -> str:
    email = recipient.get("email") if isinstance(recipient, dict) else None
    if not isinstance(email, str) or "@" not in email:
        raise ApiError(1031, email, "recipient.email")
    return email


async def change(request: web.Request) -> web.Response:
    """A scheduled one; rows cannot be changed."""
    world, sheet = _sheet(request, need="EDITOR")
    each = _one(request, world, sheet)
    body = await http.json_body(request)
    if not isinstance(body, dict) or not set(body) & set(CHANGEABLE):
        raise ApiError(1012, ", ".join(CHANGEABLE))
    _apply(world, sheet, each, {name: value for name, value in body.items() if name in CHANGEABLE})
    return http.answer(http.result(_short(world, each) | _what(each)))


async def remove(request: web.Request) -> web.Response:
    world, sheet = _sheet(request, need="EDITOR")
    world.records.update_requests.remove(_one(request, world, sheet))
    return http.answer(http.result(None))


async def remove_sent(request: web.Request) -> web.Response:
    """While nobody has answered it."""
    world, sheet = _sheet(request, need="EDITOR")
    each = _one_sent(request, world, sheet)
    if each.status != "PENDING":
        raise ApiError(1004)
    world.records.sent_requests.remove(each)
    return http.answer(http.result(None))
