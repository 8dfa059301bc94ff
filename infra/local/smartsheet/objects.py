"""Structured objectValues of a request: contacts, several contacts, several choices, durations, predecessors, dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.durations import duration_cell
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Cell, Column
from infra.local.smartsheet.values import multi_picklist

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

ALLOWED = {
    "CONTACT_LIST": ("CONTACT",),
    "MULTI_CONTACT_LIST": ("MULTI_CONTACT", "CONTACT"),
    "MULTI_PICKLIST": ("MULTI_PICKLIST",),
    "DURATION": ("DURATION",),
    "PREDECESSOR": ("PREDECESSOR_LIST",),
    "DATE": ("DATE",),
    "ABSTRACT_DATETIME": ("ABSTRACT_DATETIME", "DATE"),
}
PRIMITIVE = ("TEXT_NUMBER", "PICKLIST", "CHECKBOX")


def from_object(body: Any, column: Column, world: World, *, strict: bool) -> Cell | None:
    """The cell an objectValue makes in this column. Raises 1131, 1012, 1042."""
    if not isinstance(body, dict):
        if column.type in PRIMITIVE and isinstance(body, str | int | float):
            return Cell(value=float(body) if isinstance(body, int) and not isinstance(body, bool) else body)
        raise ApiError(1131, "objectValue", column.id, ", ".join(ALLOWED.get(column.type, ("STRING", "NUMBER"))))
    kind = body.get("objectType")
    if kind is None:
        raise ApiError(1012, "objectValue.objectType")
    if kind not in ALLOWED.get(column.type, ()):
        raise ApiError(1131, "objectValue", column.id, ", ".join(ALLOWED.get(column.type, ("STRING", "NUMBER"))))
    return _MAKERS[kind](body, column, strict)


def _contact_json(body: dict[str, Any], column: Column, strict: bool) -> dict[str, str]:
    email, name = body.get("email"), body.get("name")
    if not email and (strict or not name):
        raise ApiError(1042, column.id, name or "", column.type)
    kept = {"objectType": "CONTACT"}
    if email:
        kept["email"] = str(email)
    return kept | {"name": str(name or email)}


def _contact(body: dict[str, Any], column: Column, strict: bool) -> Cell:
    if column.type == "MULTI_CONTACT_LIST":
        return _contacts({"values": [body]}, column, strict)
    kept = _contact_json(body, column, strict)
    return Cell(value=kept.get("email", kept["name"]), object=kept, display=kept["name"])


def _contacts(body: dict[str, Any], column: Column, strict: bool) -> Cell:
    listed = body.get("values")
    if not listed:
        raise ApiError(1012, "multiContact.values[]")
    values = [_contact_json(each, column, strict) for each in listed]
    shown = ", ".join(value["name"] for value in values)
    return Cell(object={"objectType": "MULTI_CONTACT", "values": values}, display=shown)


def _choices(body: dict[str, Any], column: Column, strict: bool) -> Cell:
    listed = body.get("values")
    if not listed:
        raise ApiError(1012, "multiPickList.values[]")
    for value in listed:
        if (strict or column.validation) and value not in column.options:
            raise ApiError(1042, column.id, value, column.type)
    return multi_picklist(str(value) for value in listed)


def _duration(body: dict[str, Any], column: Column, strict: bool) -> Cell | None:
    return duration_cell(body)


def _predecessors(body: dict[str, Any], column: Column, strict: bool) -> Cell | None:
    listed = body.get("predecessors") or []
    for each in listed:
        if not each.get("rowId"):
            raise ApiError(1012, "predecessor.rowId")
        if each.get("type", "FS") not in ("FS", "FF", "SS", "SF"):
            raise ApiError(1031, each["type"], "predecessor.type")
    if not listed:
        return None
    kept = [{"rowId": each["rowId"], "type": each.get("type", "FS"), **_lag(each)} for each in listed]
    return Cell(value="", object={"objectType": "PREDECESSOR_LIST", "predecessors": kept})


def _lag(body: dict[str, Any]) -> dict[str, Any]:
    return {"lag": body["lag"]} if body.get("lag") else {}


def _date(body: dict[str, Any], column: Column, strict: bool) -> Cell:
    text = str(body.get("value", ""))
    if len(text) < 10:
        raise ApiError(1042, column.id, text, column.type)
    if column.type == "DATE":
        return Cell(value=text[:10])
    return Cell(value=text.removesuffix("Z") if "T" in text else f"{text}T08:00:00")


_MAKERS: dict[str, Callable[[dict[str, Any], Column, bool], Cell | None]] = {
    "CONTACT": _contact,
    "MULTI_CONTACT": _contacts,
    "MULTI_PICKLIST": _choices,
    "DURATION": _duration,
    "PREDECESSOR_LIST": _predecessors,
    "DATE": _date,
    "ABSTRACT_DATETIME": _date,
}
