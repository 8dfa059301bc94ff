"""A column of a request: types, options, symbols and titles that Smartsheet accepts together."""

from __future__ import annotations

from typing import Any

from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import PROJECT_TYPES, Column, Sheet

TYPES = frozenset(
    {
        "TEXT_NUMBER",
        "DATE",
        "CHECKBOX",
        "PICKLIST",
        "MULTI_PICKLIST",
        "CONTACT_LIST",
        "MULTI_CONTACT_LIST",
        "DATETIME",
    }
)
SYSTEM = {
    "AUTO_NUMBER": "TEXT_NUMBER",
    "CREATED_DATE": "DATETIME",
    "MODIFIED_DATE": "DATETIME",
    "CREATED_BY": "CONTACT_LIST",
    "MODIFIED_BY": "CONTACT_LIST",
}
SYMBOLS = {
    "STAR": "CHECKBOX",
    "FLAG": "CHECKBOX",
    "RYG": "PICKLIST",
    "RYGB": "PICKLIST",
    "RYGG": "PICKLIST",
    "PRIORITY": "PICKLIST",
    "PRIORITY_HML": "PICKLIST",
    "HARVEY_BALLS": "PICKLIST",
    "PROGRESS": "PICKLIST",
    "STAR_RATING": "PICKLIST",
    "DECISION_SYMBOLS": "PICKLIST",
    "WEATHER": "PICKLIST",
    "VCR": "PICKLIST",
}
SYMBOL_OPTIONS = {
    "RYG": ["Red", "Yellow", "Green"],
    "RYGB": ["Red", "Yellow", "Green", "Blue"],
    "RYGG": ["Red", "Yellow", "Green", "Gray"],
    "PRIORITY": ["High", "Low"],
    "PRIORITY_HML": ["High", "Medium", "Low"],
    "HARVEY_BALLS": ["Empty", "Quarter", "Half", "Three Quarter", "Full"],
    "PROGRESS": ["Empty", "Quarter", "Half", "Three Quarter", "Full"],
    "DECISION_SYMBOLS": ["Yes", "Hold", "No"],
}
LONGEST_TITLE = 50


def column_from(body: Any, column_id: int, others: list[Column]) -> Column:
    """A new column as a request describes it. Raises 1012 and what `_checked` raises."""
    if not isinstance(body, dict):
        raise ApiError(1008, "Expected an object.")
    for name in ("title", "type", "index"):
        if body.get(name) is None:
            raise ApiError(1012, f"column.{name}")
    if body.get("primary"):
        raise ApiError(1055)
    if body.get("systemColumnType") and any(c.system_type == body["systemColumnType"] for c in others):
        raise ApiError(1077, body["systemColumnType"])
    column = Column(column_id, "", "")
    _apply(column, body, others)
    return column


def change_column(column: Column, body: dict[str, Any], sheet: Sheet) -> None:
    """Change what the request names. Raises 1090 when type is missing beside options or symbol."""
    shaped = {"symbol", "options", "systemColumnType"} & set(body)
    if shaped and body.get("type") is None and column.type not in ("PICKLIST", "MULTI_PICKLIST"):
        raise ApiError(1090)
    if column.primary and body.get("type") not in (None, "TEXT_NUMBER"):
        raise ApiError(1057)
    _apply(column, body, [other for other in sheet.columns if other is not column])


def _apply(column: Column, body: dict[str, Any], others: list[Column]) -> None:
    kind = str(body.get("type") or column.type)
    _check(kind, body, others, changed=kind != column.type)
    if kind != column.type:
        column.options = []
        column.extra.pop("symbol", None)
    column.type = kind
    column.title = str(body.get("title", column.title))
    if body.get("symbol"):
        column.extra["symbol"] = body["symbol"]
        column.options = list(SYMBOL_OPTIONS.get(body["symbol"], []))
    elif isinstance(body.get("options"), list):
        column.options = [str(option) for option in body["options"]]
    for name in ("systemColumnType", "autoNumberFormat"):
        if body.get(name):
            column.extra[name] = body[name]
    if isinstance(body.get("contactOptions"), list):
        column.contact_options = body["contactOptions"]
    for name in ("validation", "hidden", "locked", "width", "description", "format"):
        if name in body:
            setattr(column, name, body[name])
    if "formula" in body:
        if body["formula"] and not str(body["formula"]).startswith("="):
            raise ApiError(1162)
        column.formula = body["formula"] or None


def _check(kind: str, body: dict[str, Any], others: list[Column], *, changed: bool) -> None:
    title, symbol, system = body.get("title"), body.get("symbol"), body.get("systemColumnType")
    if title is not None:
        if not str(title).strip():
            raise ApiError(1012, "column.title")
        if len(str(title)) > LONGEST_TITLE:
            raise ApiError(1041, "column.title", LONGEST_TITLE, len(str(title)))
        if any(other.title == title for other in others):
            raise ApiError(1056)
    if kind in PROJECT_TYPES and (changed or ("index" in body and title is not None)):
        raise ApiError(1142, kind)
    if kind not in TYPES | PROJECT_TYPES:
        raise ApiError(1031, kind, "column.type")
    if system is not None and SYSTEM.get(system) != kind:
        raise ApiError(1079, kind, system)
    if kind == "DATETIME" and changed and system is None:
        raise ApiError(1089)
    if symbol is not None and SYMBOLS.get(symbol) != kind:
        raise ApiError(1058, symbol, kind)
    if body.get("options"):
        if symbol is not None:
            raise ApiError(1059)
        if kind not in ("PICKLIST", "MULTI_PICKLIST"):
            raise ApiError(1060, kind)
