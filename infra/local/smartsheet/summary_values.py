"""What a summary field holds: the objectValue each type takes, and how it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

_OBJECTS = {
    "DATE": "DATE",
    "CONTACT_LIST": "CONTACT",
    "MULTI_CONTACT_LIST": "MULTI_CONTACT",
    "MULTI_PICKLIST": "MULTI_PICKLIST",
}


def checked_value(value: Any, kind: str, options: list[str]) -> str:
    """What of the value its type does not take, “” when it takes it."""
    if wanted := _OBJECTS.get(kind):
        if not isinstance(value, dict) or value.get("objectType") != wanted:
            return str(value)
        return _no_date(value) if kind == "DATE" else ""
    if kind == "CHECKBOX":
        return "" if isinstance(value, bool) else str(value)
    if isinstance(value, dict | list):
        return str(value)
    return str(value) if kind == "PICKLIST" and options and value not in options else ""


def _no_date(value: dict[str, Any]) -> str:
    try:
        date.fromisoformat(str(value.get("value")))
    except ValueError:
        return str(value.get("value"))
    return ""


def shown(value: Any) -> str | None:
    """As the API shows it in displayValue; dates and checkboxes have none."""
    if isinstance(value, dict):
        if value["objectType"] in ("MULTI_CONTACT", "MULTI_PICKLIST"):
            return ", ".join(str(each.get("name") if isinstance(each, dict) else each) for each in value["values"])
        return value.get("name") or value.get("email") if value["objectType"] == "CONTACT" else None
    if value is None or isinstance(value, bool):
        return None
    return f"{value:g}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else str(value)
