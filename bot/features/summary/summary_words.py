"""A summary field in words, for the card of its change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.changes.values.column_shapes import in_words


def whole(fields: Mapping[str, Any]) -> str:
    """A field as it is added or goes: its kind, then what it holds."""
    shape = in_words({name: fields[name] for name in ("type", "symbol", "options", "locked") if fields.get(name)})
    return f"{shape} · {_value(fields)}"


def part(fields: Mapping[str, Any]) -> str:
    """What a change says of it; a value alone stands by itself, so that a date is written as its reader does."""
    said = [f"title “{fields['title']}”"] if "title" in fields else []
    if "options" in fields:
        said.append(f"choices {', '.join(map(str, fields['options'] or ()))}".strip())
    if "objectValue" in fields:
        said.append(_value(fields))
    return " · ".join(said)


def _value(fields: Mapping[str, Any]) -> str:
    if fields.get("formula"):
        return str(fields["formula"])
    held = fields.get("objectValue")
    if isinstance(held, dict):
        parts = held.get("values") or [held]
        names = [_entry(each) if isinstance(each, dict) else str(each) for each in parts]
        return ", ".join(names)
    if isinstance(held, bool):
        return "Yes" if held else "No"
    if isinstance(held, int | float):
        return f"{held:,.15g}" if abs(held) < 1e15 else str(held)
    return str(held) if held is not None else "empty"


def _entry(held: Mapping[str, Any]) -> str:
    if held.get("email"):
        name = held.get("name")
        return f"{name} ({held['email']})" if name and name != held["email"] else str(held["email"])
    text = str(held.get("value") or held.get("name") or "")
    return text[:10] if _is_day(text[:10]) else text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
