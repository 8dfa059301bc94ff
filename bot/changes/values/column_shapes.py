"""What a column can be: in people's words and in Smartsheet's fields.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/column-types ; symbols by type
https://developers.smartsheet.com/api/smartsheet/openapi/columns .
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

LONGEST_TITLE: Final = 50

TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"type": "TEXT_NUMBER"},
    "number": {"type": "TEXT_NUMBER"},
    "date": {"type": "DATE"},
    "checkbox": {"type": "CHECKBOX"},
    "dropdown": {"type": "PICKLIST"},
    "multi_dropdown": {"type": "MULTI_PICKLIST"},
    "contact": {"type": "CONTACT_LIST"},
    "multi_contact": {"type": "MULTI_CONTACT_LIST"},
    "auto_number": {"type": "TEXT_NUMBER", "systemColumnType": "AUTO_NUMBER"},
    "created_by": {"type": "CONTACT_LIST", "systemColumnType": "CREATED_BY"},
    "created_at": {"type": "DATETIME", "systemColumnType": "CREATED_DATE"},
    "modified_by": {"type": "CONTACT_LIST", "systemColumnType": "MODIFIED_BY"},
    "modified_at": {"type": "DATETIME", "systemColumnType": "MODIFIED_DATE"},
}
"""What people call a type, and the fields that make it one."""

SYMBOLS: Final[Mapping[str, str]] = {
    "star": "CHECKBOX",
    "flag": "CHECKBOX",
    "ryg": "PICKLIST",
    "rygb": "PICKLIST",
    "rygg": "PICKLIST",
    "priority": "PICKLIST",
    "priority_hml": "PICKLIST",
    "harvey_balls": "PICKLIST",
    "progress": "PICKLIST",
    "star_rating": "PICKLIST",
    "decision_symbols": "PICKLIST",
    "weather": "PICKLIST",
    "vcr": "PICKLIST",
    "signal": "PICKLIST",
    "heart": "PICKLIST",
    "money": "PICKLIST",
    "effort": "PICKLIST",
    "pain": "PICKLIST",
    "directions_3_way": "PICKLIST",
    "directions_4_way": "PICKLIST",
    "arrows_3_way": "PICKLIST",
    "arrows_4_way": "PICKLIST",
    "arrows_5_way": "PICKLIST",
    "decision_shapes": "PICKLIST",
}
"""Symbols, each with the type that shows it."""

_NAMES: Final[Mapping[str, str]] = {
    "TEXT_NUMBER": "text or number",
    "DATE": "date",
    "CHECKBOX": "checkbox",
    "PICKLIST": "dropdown",
    "MULTI_PICKLIST": "dropdown (several values)",
    "CONTACT_LIST": "contact",
    "MULTI_CONTACT_LIST": "contact (several people)",
    "DATETIME": "date and time",
    "ABSTRACT_DATETIME": "project date",
    "DURATION": "duration",
    "PREDECESSOR": "predecessors",
}
_SYSTEM: Final[Mapping[str, str]] = {
    "AUTO_NUMBER": "auto-number",
    "CREATED_BY": "created by",
    "CREATED_DATE": "created at",
    "MODIFIED_BY": "modified by",
    "MODIFIED_DATE": "modified at",
}


def in_words(fields: Mapping[str, Any]) -> str:
    """The fields of a column for its card: “Risk level · dropdown: Low, High · 4th column”."""
    said: list[str] = [f"title “{fields['title']}”"] if fields.get("title") else []
    if kind := fields.get("type"):
        said.append(_SYSTEM.get(str(fields.get("systemColumnType")), _NAMES.get(str(kind), str(kind))))
    if symbol := fields.get("symbol"):
        said.append(f"symbols {str(symbol).lower()}")
    elif options := fields.get("options"):
        said.append(f"choices {', '.join(map(str, options))}")
    elif "options" in fields:
        said.append("no choices")
    if "formula" in fields:
        said.append(f"formula {fields['formula']}" if fields["formula"] else "no column formula")
    flags = (("hidden", "hidden", "shown"), ("locked", "locked", "not locked"))
    said += [yes if fields[name] else no for name, yes, no in flags if name in fields]
    if "validation" in fields:
        said.append("only its choices" if fields["validation"] else "any value")
    if "description" in fields:
        said.append(f"description “{fields['description']}”" if fields["description"] else "no description")
    if "index" in fields:
        said.append(f"place {int(fields['index'] or 0) + 1}")
    return " · ".join(said)
