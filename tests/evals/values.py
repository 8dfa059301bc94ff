"""When two values are the same answer: 0.55 and “55 %”, a date and its time, any case, any list order."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from tests.evals.catalog import Question

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_IN_TEXT = re.compile(r"-?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_NOBODY = frozenset({"", "nobody", "no one", "none", "(none)", "unassigned", "(unassigned)", "(empty)", "(blank)", "—"})


def normal(value: Any) -> Any:
    """The value without its looks: numbers as float, times as dates, texts without case and outer space."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, list | tuple):
        return frozenset(normal(item) for item in value)
    if isinstance(value, date):
        return value
    text = " ".join(str(value).split()).casefold()
    if text in _NOBODY:
        return None
    if _ISO_DATE.fullmatch(text):
        return date.fromisoformat(text[:10])
    return float(text) if _NUMBER.fullmatch(text) else text


def same(wanted: Any, got: Any, question: Question, *, strict: bool = False) -> bool:
    """True when `got` says what `wanted` says. `strict` allows no rounding and no other unit."""
    left, right = normal(wanted), normal(got)
    if not isinstance(left, float) or not isinstance(right, float):
        return bool(left == right)
    if strict:
        return abs(left - right) <= 1e-6 * max(1.0, abs(left))
    room = _room(left, question)
    if abs(left - right) <= room:
        return True
    return question.unit == "percent" and abs(left - 100 * right) <= room


def _room(wanted: float, question: Question) -> float:
    """How far a rounded number may lie away: half a cent; of an average half a per cent, of a share half a point."""
    if not question.about:
        return 0.006 if question.unit != "percent" else 0.06
    return 0.51 if question.unit == "percent" else max(0.06, abs(wanted) * 0.005)


def numbers_in(text: str) -> list[float]:
    """Every number a text states, thousands separators read."""
    return [float(re.sub(r"[,\u00a0\u202f ]", "", found)) for found in _IN_TEXT.findall(text)]
