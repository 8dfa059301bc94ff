"""Durations as Smartsheet writes them: “5d”, “2w”, “4h”, “1.5d”, “3d 4h”, “e2d” for elapsed; a bare number is days."""

from __future__ import annotations

import re

from infra.local.smartsheet.model import Cell

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[wdhms])")
_NAMES = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds", "ms": "milliseconds"}
_IN_DAYS = {"weeks": 5.0, "days": 1.0, "hours": 1 / 8, "minutes": 1 / 480, "seconds": 1 / 28_800, "milliseconds": 0.0}


def parse_duration(text: str) -> Cell | None:
    """The cell this text makes in a duration column; None when it is no duration."""
    bare = text.strip()
    elapsed = bare.startswith("e")
    rest = bare.removeprefix("e")
    if re.fullmatch(r"\d+(\.\d+)?", rest):
        rest += "d"
    parts = _PART.findall(rest)
    if not parts or _PART.sub("", rest).strip():
        return None
    body: dict[str, object] = {"objectType": "DURATION"}
    if elapsed:
        body["elapsed"] = True
    body |= {_NAMES[unit]: float(amount) for amount, unit in parts}
    shown = ("e" if elapsed else "") + " ".join(f"{float(amount):g}{unit}" for amount, unit in parts)
    return Cell(value=shown, object=body, display=shown)


def duration_cell(body: dict[str, object]) -> Cell | None:
    """The cell a DURATION objectValue makes."""
    signs = {name: sign for sign, name in _NAMES.items()}
    parts = [f"{float(str(body[name])):g}{signs[name]}" for name in _IN_DAYS if body.get(name)]
    return parse_duration(("e" if body.get("elapsed") else "") + " ".join(parts or ["0d"]))


def in_days(body: dict[str, object]) -> float:
    """Working days of a DURATION objectValue; a day has 8 hours, a week 5 days."""
    return sum(float(str(body.get(name) or 0)) * factor for name, factor in _IN_DAYS.items())
