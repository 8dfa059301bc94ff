"""Project sheets: working days, and parents that roll their children up.

Smartsheet computes a parent's start, end, duration and % complete from its children on a dependency-enabled sheet:
earliest start, latest end, working days between, and the average of % complete weighted by duration.
"""

from __future__ import annotations

from datetime import date, timedelta

from infra.local.smartsheet.durations import in_days
from infra.local.smartsheet.model import Cell, Column, Row, Sheet

DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]
SETTINGS = {"workingDays": DAYS, "nonWorkingDays": [], "lengthOfDay": 8.0}


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays from `start` to `end`, both counted; at least 1."""
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return max(1, sum(day.weekday() < 5 for day in days))


def tagged(sheet: Sheet, tag: str) -> Column | None:
    """The column with this role in the project (GANTT_START_DATE, GANTT_END_DATE, GANTT_DURATION, …)."""
    return next((column for column in sheet.columns if tag in column.extra.get("tags", ())), None)


def roll_up(sheet: Sheet, parent: Row) -> bool:
    """Recompute a parent's project cells; True when one of them changed. Childless rows are left alone."""
    children = list(sheet.children(parent.id))
    if not children:
        return False
    columns = [tagged(sheet, f"GANTT_{role}") for role in ("START_DATE", "END_DATE", "DURATION", "PERCENT_COMPLETE")]
    if any(column is None for column in columns):
        return False
    start, end, duration, percent = (column.id for column in columns if column is not None)
    starts = [v for child in children if isinstance(v := _value(child, start), str)]
    ends = [v for child in children if isinstance(v := _value(child, end), str)]
    before = {column: _value(parent, column) for column in (start, end, duration, percent)}
    if starts and ends:
        parent.cells[start], parent.cells[end] = Cell(value=min(starts)), Cell(value=max(ends))
        days = working_days(date.fromisoformat(min(starts)[:10]), date.fromisoformat(max(ends)[:10]))
        parent.cells[duration] = Cell(value=f"{days}d", object={"objectType": "DURATION", "days": float(days)})
    parent.cells[percent] = Cell(value=_average(children, duration, percent))
    changed = any(_value(parent, column) != value for column, value in before.items())
    if changed:
        parent.forget_rendering()
    return changed


def _average(children: list[Row], duration: int, percent: int) -> float:
    weighed = [(_days(child, duration), float(_value(child, percent) or 0)) for child in children]
    total = sum(days for days, _ in weighed) or 1.0
    return round(sum(days * done for days, done in weighed) / total, 2)


def _days(row: Row, column: int) -> float:
    cell = row.cells.get(column)
    return float((cell.object or {}).get("days", 1.0)) if cell else 1.0


def _value(row: Row, column: int) -> object:
    cell = row.cells.get(column)
    return None if cell is None else cell.value


def reschedule(sheet: Sheet, row: Row, written: set[int]) -> None:
    """After a start or a duration was set on a project sheet, the end follows. Predecessors do not push rows here."""
    start, end, duration = (tagged(sheet, f"GANTT_{role}") for role in ("START_DATE", "END_DATE", "DURATION"))
    if not sheet.project or start is None or end is None or duration is None or not written & {start.id, duration.id}:
        return
    begins, lasts = row.cells.get(start.id), row.cells.get(duration.id)
    if begins is None or not isinstance(begins.value, str):
        return
    days = in_days(lasts.object) if lasts is not None and isinstance(lasts.object, dict) else 1.0
    day = date.fromisoformat(begins.value[:10])
    left = max(1, round(days)) - (1 if day.weekday() < 5 else 0)
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    row.cells[end.id] = Cell(value=f"{day}T16:59:59")
    row.forget_rendering()
