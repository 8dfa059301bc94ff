"""Automation rules of one action: listed, switched on and off, renamed, deleted; never made through the API.

https://developers.smartsheet.com/api/smartsheet/openapi/automationrules . A change must name the action's type, which
must be the rule's. Admins may change every rule, editors those they made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, as_id, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import AutomationRule
from infra.local.smartsheet.rendering import stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World


def routes() -> http.Routes:
    base = "/sheets/{sheetId}/automationrules"
    one = f"{base}/{{ruleId}}"
    return (("GET", base, list_rules), ("GET", one, get_rule), ("PUT", one, change), ("DELETE", one, remove))


def _sheet(request: web.Request) -> tuple[World, Sheet]:
    world = http.world_of(request)
    return world, sheet_for(world, http.person_of(request), request.match_info["sheetId"])


def _rules(world: World, sheet: Sheet) -> list[AutomationRule]:
    return [rule for rule in world.records.automations if rule.sheet_id == sheet.id]


def _rule(request: web.Request, world: World, sheet: Sheet) -> AutomationRule:
    wanted = as_id(request.match_info["ruleId"])
    for rule in _rules(world, sheet):
        if rule.id == wanted:
            return rule
    raise ApiError(1006)


def _may_change(request: web.Request, world: World, sheet: Sheet, rule: AutomationRule) -> bool:
    person = http.person_of(request)
    rank = RANK[level_on_sheet(world, person, sheet) or "VIEWER"]
    return rank >= RANK["ADMIN"] or (rank >= RANK["EDITOR"] and rule.by == person)


def _json(request: web.Request, world: World, sheet: Sheet, rule: AutomationRule) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "enabled": rule.enabled,
        "action": rule.action,
        "createdAt": stamp(rule.at),
        "createdBy": world.contact(rule.by),
        "modifiedAt": stamp(rule.at),
        "modifiedBy": world.contact(rule.by),
        "userCanModify": _may_change(request, world, sheet, rule),
    }
    if rule.disabled_reason is not None:
        body |= {"disabledReason": rule.disabled_reason[0], "disabledReasonText": rule.disabled_reason[1]}
    return body


async def list_rules(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    return http.listing(request, _rules(world, sheet), lambda rule: _json(request, world, sheet, rule))


async def get_rule(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    return http.answer(_json(request, world, sheet, _rule(request, world, sheet)))


async def change(request: web.Request) -> web.Response:
    """Raises 1012 without the action's type, 1031 for another than the rule's, 1004."""
    world, sheet = _sheet(request)
    rule = _rule(request, world, sheet)
    if not _may_change(request, world, sheet, rule):
        raise ApiError(1004)
    body = await http.json_body(request)
    action = body.get("action") if isinstance(body, dict) else None
    if not isinstance(action, dict) or not action.get("type"):
        raise ApiError(1012, "automationRule.action.type")
    if action["type"] != rule.action["type"]:
        raise ApiError(1031, action["type"], "action.type")
    rule.action = rule.action | action
    rule.name = str(body.get("name") or rule.name)
    if isinstance(body.get("enabled"), bool):
        rule.enabled = body["enabled"]
        rule.disabled_reason = None if rule.enabled else rule.disabled_reason
    return http.answer(http.result(_json(request, world, sheet, rule)))


async def remove(request: web.Request) -> web.Response:
    world, sheet = _sheet(request)
    rule = _rule(request, world, sheet)
    if not _may_change(request, world, sheet, rule):
        raise ApiError(1004)
    world.records.automations.remove(rule)
    return http.answer(http.result(None))
