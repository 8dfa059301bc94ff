"""The checks, one function each: a sheet as examined in, findings out."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from bot.domain.sheets import ColumnType
from bot.sheets.quality_findings import Check, Examined, QualityFinding, Severity
from bot.sheets.roles import whole
from bot.sheets.snapshot import SnapshotColumn

LOOKS_REQUIRED = 0.8
FEWEST_ROWS = 5
"""A column looks required when at least four fifths of five or more leaf rows fill it."""

_LISTS = {ColumnType.PICKLIST, ColumnType.MULTI_PICKLIST}
_EXPECTED = {
    "DOUBLE": "a number",
    "DATE": "a date",
    "TIMESTAMP": "a date",
    "TIMESTAMP WITH TIME ZONE": "a time",
    "BOOLEAN": "a tick",
}


def types(sheet: Examined) -> list[QualityFinding]:
    """Formula errors, and texts where the column holds numbers, dates, ticks or durations."""
    found = []
    for column in sheet.snapshot.columns:
        misfit, error = sheet.misfits(column)
        title = column.sql_name
        kind = "a duration" if column.column.type is ColumnType.DURATION else _EXPECTED.get(column.sql_type, "fitting")
        found += sheet.finding(Check.FORMULA_ERROR, Severity.HIGH, column, error, f"“{title}” has a formula error in")
        found += sheet.finding(
            Check.MISFIT, Severity.MEDIUM, column, misfit, f"“{title}” has text that is not {kind} in"
        )
    return found


def options(sheet: Examined) -> list[QualityFinding]:
    """Dropdown values that are not, or no longer, among the column's options."""
    found = []
    for column in sheet.snapshot.columns:
        if column.column.type not in _LISTS or not column.column.options:
            continue
        allowed = set(column.column.options)
        held = sheet.values(column).to_pylist()
        mask = pa.array([any(value not in allowed for value in _listed(cell)) for cell in held], pa.bool_())
        opening = f"“{column.sql_name}” has a value outside its list in"
        found += sheet.finding(Check.NOT_AN_OPTION, Severity.MEDIUM, column, mask, opening)
    return found


def duplicates(sheet: Examined, key: SnapshotColumn | None) -> list[QualityFinding]:
    """Rows that share the key with another, letter case and spacing aside; the primary one only under one parent."""
    column = key or next((c for c in sheet.snapshot.columns if c.column.primary), None)
    if column is None:
        return []
    values = sheet.values(column).to_pylist()
    above = [None] * len(values) if key else whole(sheet.snapshot, "_parent_id").to_pylist()
    keys = [None if v is None else (_plain(v), parent) for v, parent in zip(values, above, strict=True)]
    counts = Counter(each for each in keys if each is not None)
    several = {each for each, count in counts.items() if count > 1}
    mask = pa.array([each in several for each in keys], pa.bool_())
    under = " under one parent" if any(above) else ""
    opening = f"“{column.sql_name}” repeats{under}: {len(several):,} value{'s' * (len(several) != 1)} in"
    return sheet.finding(Check.DUPLICATE, Severity.HIGH if key else Severity.MEDIUM, column, mask, opening)


def work(sheet: Examined, today: date) -> list[QualityFinding]:
    """Rows that are not done: past their date, without a date, without anybody. Of a sheet that tells what is done."""
    roles, found = sheet.roles, []
    if roles.due is not None and roles.tells_done:
        title = roles.due.sql_name
        days = pc.cast(sheet.values(roles.due), pa.date32(), safe=False)
        late = pc.and_(sheet.pending, pc.fill_null(pc.less(days, pa.scalar(today, pa.date32())), False))
        undated = pc.and_(sheet.pending, pc.invert(sheet.filled[title]))
        found += sheet.finding(Check.OVERDUE, Severity.HIGH, roles.due, late, f"“{title}” is past in", noun=_UNDONE)
        found += sheet.finding(
            Check.NO_DATE, Severity.MEDIUM, roles.due, undated, f"“{title}” is empty in", noun=_UNDONE
        )
    if roles.owners and roles.tells_done:
        owner = roles.owners[0]
        alone = pc.and_(sheet.pending, pc.invert(sheet.filled[owner.sql_name]))
        found += sheet.finding(
            Check.NO_OWNER, Severity.MEDIUM, owner, alone, f"“{owner.sql_name}” is empty in", noun=_UNDONE
        )
    return found


_UNDONE = "unfinished row"


def gaps(sheet: Examined) -> list[QualityFinding]:
    """Columns nobody uses, and cells left empty in a column that nearly every row fills."""
    found = []
    rows = pc.sum(sheet.leaf).as_py() or 0
    judged = (sheet.roles.due, *sheet.roles.owners[:1]) if sheet.roles.tells_done else ()
    everywhere = pc.invert(sheet.nowhere())
    for column in sheet.snapshot.columns:
        title, filled = column.sql_name, sheet.filled[column.sql_name]
        if column.column.system_type is not None:
            continue
        if not pc.any(filled).as_py():
            found += sheet.finding(Check.UNUSED, Severity.LOW, column, everywhere, f"“{title}” is empty in all")
        elif column not in judged and _looks_required(sheet, column, rows):
            empty = pc.and_(sheet.leaf, pc.invert(filled))
            severity = Severity.MEDIUM if column.column.primary else Severity.LOW
            found += sheet.finding(
                Check.GAP, severity, column, empty, f"“{title}” is empty in", closing=f" of {rows:,}."
            )
    return found


def _looks_required(sheet: Examined, column: SnapshotColumn, rows: int) -> bool:
    if column.column.primary:
        return True
    if column.sql_type == "BOOLEAN" or column.column.hidden or column.column.formula or rows < FEWEST_ROWS:
        return False
    present = pc.sum(pc.and_(sheet.leaf, sheet.filled[column.sql_name])).as_py() or 0
    return bool(present >= LOOKS_REQUIRED * rows)


def _listed(cell: object) -> list[object]:
    if cell is None:
        return []
    return cell if isinstance(cell, list) else [cell]


def _plain(value: object) -> str:
    """A value for comparing: 7.0 is 7, and case and spaces do not matter."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).casefold().split())
