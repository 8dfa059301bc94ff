"""What SELECT * must give for a raw sheet: the typing rules again, in plain Python over the JSON, sharing no code.

Slow and literal on purpose; the property test compares it with the loader, the Arrow file and DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

ERRORS = {"#DIVIDE BY ZERO", "#REF", "#NO MATCH", "#INVALID VALUE", "#UNPARSEABLE", "#CIRCULAR REFERENCE"}
Column = Mapping[str, Any]
Cell = Mapping[str, Any]


def expected(raw: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Values by SQL column name, row by row, for the sheet's own columns and their companions."""
    columns = sorted(raw["columns"], key=lambda c: c["index"])
    taken = {name.casefold() for name in META}
    titles = [_unique(c["title"], taken, f"Column {n}") for n, c in enumerate(columns, start=1)]
    result: dict[str, list[Any]] = {}
    for title, described in zip(titles, columns, strict=True):
        cells = [_cell(row, described["id"]) for row in raw["rows"]]
        values, companions, misfits = _typed(described, cells)
        result[title] = values
        if any(misfit is not None for misfit in misfits) and "text" not in companions:
            companions["text"] = misfits
        links = [(c.get("hyperlink") or {}).get("url") for c in cells]
        if any(links):
            companions["url"] = links
        for kind, texts in companions.items():
            result[_unique(f"{title} ({kind})", taken, "")] = texts
    return result


META = (
    *("_row", "_row_id", "_parent_id", "_level", "_children", "_path"),
    *("_created_at", "_modified_at", "_created_by", "_modified_by"),
)


def _unique(title: str, taken: set[str], otherwise: str) -> str:
    base = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", title).strip() or otherwise
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        name = f"{base} ({n})"
    taken.add(name.casefold())
    return name


def _cell(row: Mapping[str, Any], column_id: int) -> Cell:
    found = [c for c in row["cells"] if c["columnId"] == column_id]
    return found[-1] if found else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _shown(c: Cell) -> str | None:
    """The text a person sees in the cell; None for nothing."""
    value, display = c.get("value"), c.get("displayValue")
    text = value if isinstance(value, str) else display if display is not None else None
    if text is None and value is not None:
        text = _written(value)
    return text or None


def _displayed(c: Cell) -> str | None:
    display = c.get("displayValue")
    return (display if display is not None else _shown(c)) or None


Typed = tuple[list[Any], dict[str, list[Any]], list[str | None]]


def _typed(described: Column, cells: Sequence[Cell]) -> Typed:
    kind = described["type"]
    if kind == "TEXT_NUMBER" and described.get("systemColumnType") != "AUTO_NUMBER":
        filled = [c for c in cells if c.get("value") not in (None, "")]
        numbers = [c for c in filled if _is_number(c["value"])]
        errors = [c for c in filled if c["value"] in ERRORS]
        if numbers and 2 * len(numbers) >= len(filled) - len(errors):
            return _split(cells, lambda c: float(c["value"]) if _is_number(c["value"]) else None)
        return _texts(cells, _shown)
    if kind == "CHECKBOX":
        values, companions, misfits = _split(cells, lambda c: c["value"] if isinstance(c["value"], bool) else None)
        empty = [c.get("value") in (None, "") for c in cells]
        return [False if e else v for e, v in zip(empty, values, strict=True)], companions, misfits
    if kind in ("DATE", "DATETIME", "ABSTRACT_DATETIME"):
        return _split(cells, lambda c: _PARSERS[kind](c["value"]) if isinstance(c["value"], str) else None)
    if kind == "CONTACT_LIST":
        values, _, misfits = _texts(cells, _displayed)
        return values, {"email": [_email(c) for c in cells]}, misfits
    if kind == "MULTI_PICKLIST":
        return _lists(cells, lambda c: tuple(c["objectValue"]["values"]))
    if kind == "MULTI_CONTACT_LIST":
        values, _, misfits = _lists(cells, lambda c: tuple(v["name"] for v in c["objectValue"]["values"]))
        emails = [
            tuple(v["email"] for v in c["objectValue"]["values"])
            if _has_list(c)
            else (None if value is None else (c["value"],) if "@" in str(c["value"]) else ())
            for c, value in zip(cells, values, strict=True)
        ]
        return values, {"emails": emails}, misfits
    return _texts(cells, _shown)


def _split(cells: Sequence[Cell], fit: Callable[[Cell], Any]) -> Typed:
    """Values that fit, and the text of those that do not."""
    values = [fit(c) if c.get("value") not in (None, "") else None for c in cells]
    misfits = [
        _written(c["value"]) if v is None and c.get("value") not in (None, "") else None
        for c, v in zip(cells, values, strict=True)
    ]
    return values, {}, misfits


def _texts(cells: Sequence[Cell], see: Callable[[Cell], str | None]) -> Typed:
    texts = [see(c) for c in cells]
    return (
        [None if t in ERRORS else t for t in texts],
        {},
        [t if t in ERRORS else None for t in texts],
    )


def _has_list(c: Cell) -> bool:
    return isinstance(c.get("objectValue"), dict) and bool(c["objectValue"].get("values"))


def _lists(cells: Sequence[Cell], read: Callable[[Cell], tuple[str, ...]]) -> Typed:
    values: list[Any] = []
    misfits: list[str | None] = []
    for c in cells:
        alone = None if c.get("value") in (None, "") else _displayed(c)
        values.append(read(c) if _has_list(c) else None if alone is None or alone in ERRORS else (alone,))
        misfits.append(alone if not _has_list(c) and alone in ERRORS else None)
    return values, {}, misfits


def _email(c: Cell) -> str | None:
    value, described = c.get("value"), c.get("objectValue")
    if isinstance(value, str) and "@" in value:
        return value
    return described.get("email") if isinstance(described, dict) else None


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _wall_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - a wall-clock time
    except ValueError:
        return None


_PARSERS: Mapping[str, Callable[[str], Any]] = {"DATE": _date, "DATETIME": _moment, "ABSTRACT_DATETIME": _wall_time}
