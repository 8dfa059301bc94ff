"""What the model is told about a sheet: its columns and a few values of each, never its rows.

    Sheet "Launch plan" · view launch_plan · 48 rows · version 12 · current
      "Task Name" VARCHAR primary — e.g. Kick-off; Draft brief
      "Status" VARCHAR — one of: Not Started (10); In Progress (12); Complete (20)
      "Due Date" DATE — 2026-09-01 … 2027-02-10
      "% Complete" DOUBLE — 0 … 1 · percent
      _row INTEGER row number · _row_id BIGINT · …
      note: 3 cells in "Budget" are not numbers: see "Budget (text)"

Values are data from cells: one line each, 40 characters at most. The length depends on the columns, not on the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.sheets import ColumnType
from bot.sheets.naming import plain, quoted
from bot.sheets.snapshot import ColumnProfile, Snapshot, SnapshotColumn

MAX_VALUE = 40
MAX_VALUES_LENGTH = 240
MAX_COLUMNS = 120

_SHORT = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}
_META = (
    "  _row INTEGER row number · _row_id BIGINT · _parent_id BIGINT · _level INTEGER (0 = top) · "
    "_children INTEGER (0 = leaf) · _path VARCHAR ancestors · _created_at TIMESTAMPTZ · _modified_at TIMESTAMPTZ · "
    "_created_by VARCHAR · _modified_by VARCHAR"
)
_KINDS = {
    ColumnType.CONTACT_LIST: "contact",
    ColumnType.MULTI_CONTACT_LIST: "contacts",
    ColumnType.DURATION: "working days",
    ColumnType.PREDECESSOR: "predecessors",
}
_MISFIT = {
    "DOUBLE": "numbers",
    "DATE": "dates",
    "TIMESTAMP": "times",
    "TIMESTAMP WITH TIME ZONE": "times",
    "BOOLEAN": "true or false",
}


def sheet_context(
    view_name: str, snapshot: Snapshot, profiles: Sequence[ColumnProfile], *, current: bool, brief: bool = False
) -> str:
    """The block for one sheet; `current` marks the sheet that a question is about unless it says otherwise.

    A sheet of more than 120 columns has the rest listed by name alone. `brief` leaves out what columns hold, for the
    sheets opened longest ago: describe_sheet shows it when it is needed.
    """
    by_name = {profile.sql_name: profile for profile in profiles}
    title = plain(snapshot.name).replace('"', "'")[:100]
    head = f'Sheet "{title}" · view {view_name} · {snapshot.rows} rows · version {snapshot.version}'
    lines = [head + (" · current" if current else "")]
    for column in snapshot.columns[:MAX_COLUMNS]:
        lines.append(_column_line(column, None if brief else by_name.get(column.sql_name)))
        lines.extend(f"  {quoted(c.sql_name)} {_short(c.sql_type)}" for c in column.companions)
    if rest := [quoted(column.sql_name) for column in snapshot.columns[MAX_COLUMNS:]]:
        lines.append(f"  also: {', '.join(rest)}")
    if not brief:
        lines.append(_META)
        lines.extend(f"  note: {note}" for note in notes(snapshot))
    return "\n".join(lines)


def notes(snapshot: Snapshot) -> tuple[str, ...]:
    """One sentence for each column that has cells which do not fit it: `3 cells in "Budget" are not numbers: …`."""
    return tuple(_note(column) for column in snapshot.columns if column.misfits)


def _note(column: SnapshotColumn) -> str:
    text = next((c.sql_name for c in column.companions if c.kind == "text"), "")
    many = column.misfits != 1
    cells = f"{column.misfits} cell{'s' * many} in {quoted(column.sql_name)}"
    if column.column.type is ColumnType.DURATION:
        fault = f"{'are' if many else 'is'} not durations" if many else "is not a duration"
    elif column.sql_type in _MISFIT:
        fault = f"{'are' if many else 'is'} not {_MISFIT[column.sql_type] if many else _one(column.sql_type)}"
    else:
        fault = "hold formula errors" if many else "holds a formula error"
    return f"{cells} {fault}: see {quoted(text)}"


def _one(sql_type: str) -> str:
    return {"DOUBLE": "a number", "DATE": "a date", "BOOLEAN": "true or false"}.get(sql_type, "a time")


def _column_line(column: SnapshotColumn, profile: ColumnProfile | None) -> str:
    words = [quoted(column.sql_name), _short(column.sql_type)]
    if column.column.primary:
        words.append("primary")
    if kind := _KINDS.get(column.column.type):
        words.append(kind)
    line = "  " + " ".join(words)
    if profile is not None and (values := _values(profile)):
        line += f" — {values}"
    return f"{line} · {column.number_format}" if column.number_format else line


def _short(sql_type: str) -> str:
    return _SHORT.get(sql_type, sql_type)


def _values(profile: ColumnProfile) -> str:
    if not profile.filled and not profile.distinct:
        return "empty"
    if profile.distinct:
        counted = (f"{short_value(value)} ({count})" for value, count in profile.distinct)
        return "one of: " + _joined(counted)
    if profile.minimum is not None and profile.maximum is not None:
        low, high = _bound(profile.minimum), _bound(profile.maximum)
        return low if low == high else f"{low} … {high}"
    return "e.g. " + _joined(short_value(sample) for sample in profile.samples) if profile.samples else ""


def _joined(values: Iterator[str]) -> str:
    """The values with “; ” between them, as many as fit; “…” stands for the rest."""
    found: list[str] = []
    length = 0
    for value in values:
        length += len(value) + 2
        if found and length > MAX_VALUES_LENGTH:
            found.append("…")
            break
        found.append(value)
    return "; ".join(found)


def short_value(text: str) -> str:
    """A cell's text as one plain line of at most 40 characters, without the signs that structure the block."""
    line = " ".join(plain(text).split()).replace(";", ",")
    return line if len(line) <= MAX_VALUE else line[: MAX_VALUE - 1].rstrip() + "…"


def _bound(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes").replace("+00:00", "Z")
    return f"{value:.10g}" if isinstance(value, float) else str(value)
