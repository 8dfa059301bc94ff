"""What the look-up tools have in common: find the sheet meant, and lay what was read out as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.agent.tool import ToolResult, failed, ok
from bot.agent.tool_context import Finding, ToolContext, source_of
from bot.domain.answers import CellValue, Evidence, Table
from bot.domain.sheets import SheetSummary
from bot.errors import Code, Internal, InvalidArguments
from bot.features.reading import table_for_model
from bot.ports import Library
from bot.sheets.finder import likeness, plain
from bot.sheets.snapshot import Snapshot, SnapshotColumn

LONGEST_TEXT = 2_000
"""Characters of a comment or message that the card's table keeps."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table as read from Smartsheet: its title, columns with DuckDB types, rows, and what to know about it."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[CellValue, ...]]
    notes: tuple[str, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()


def present(ctx: ToolContext, listing: Listing, *, total: int | None = None, **facts: Any) -> ToolResult:
    """Put the table on the ctx for the person's card; the model gets its first rows, the notes and `facts`."""
    kept = tuple(tuple(_kept(value) for value in row) for row in listing.rows[: ctx.row_cap])
    names = tuple(name for name, _ in listing.columns)
    table = Table(columns=names, rows=kept, total=max(total or 0, len(listing.rows)))
    sources = tuple(source_of(snapshot) for snapshot in listing.snapshots)
    notes = listing.notes
    if table.capped:
        notes = (*notes, f"The first {len(kept):,} of {table.total:,} are kept.")
    ctx.findings.append(
        Finding(
            title=listing.title,
            table=table,
            types=tuple(kind for _, kind in listing.columns),
            evidence=Evidence(sql="", sources=sources, notes=notes),
            snapshots=listing.snapshots,
        )
    )
    return ok(**facts, **table_for_model(table), notes=list(notes))


async def sheet_meant(ctx: ToolContext, asked: str) -> SheetSummary | ToolResult:
    """The one sheet `asked` means among all the actor can see, or what to tell the model instead."""
    found = await ctx.find(asked)
    if found.sheet is not None:
        return found.sheet
    if found.choices:
        choices = ", ".join(_labelled(sheet) for sheet in found.choices)
        return failed(Code.INVALID_ARGUMENTS, f"Several sheets could be “{asked}”.", f"Ask which one: {choices}.")
    nearest = ", ".join(found.nearest) or "none"
    return failed(Code.NOT_FOUND, f"There is no sheet called “{asked}”.", f"The closest: {nearest}.")


def column_meant(snapshot: Snapshot, asked: str) -> SnapshotColumn | ToolResult:
    """The column called so, case and accents aside; else the nearest real names."""
    for column in snapshot.columns:
        if asked in (column.sql_name, column.column.title):
            return column
    alike = [c for c in snapshot.columns if plain(asked) in (plain(c.sql_name), plain(c.column.title))]
    if len(alike) == 1:
        return alike[0]
    names = nearest((c.sql_name for c in snapshot.columns), asked)
    return failed(Code.NOT_FOUND, f"{snapshot.name} has no column “{asked}”.", f"The closest: {', '.join(names)}.")


def row_meant(snapshot: Snapshot, number: int) -> int | ToolResult:
    """The id of the row with this number."""
    numbers = snapshot.table.column("_row").to_pylist()
    if number not in numbers:
        return failed(Code.NOT_FOUND, f"{snapshot.name} has {snapshot.rows:,} rows; none has the number {number}.")
    row_id: int = snapshot.table.column("_row_id")[numbers.index(number)].as_py()
    return row_id


def rows_by_id(snapshot: Snapshot) -> dict[int, tuple[int, str]]:
    """Each row's number and primary value, by its id."""
    primary = next((c.sql_name for c in snapshot.columns if c.column.primary), None)
    count = snapshot.table.num_rows
    titles = snapshot.table.column(primary).to_pylist() if primary else [None] * count
    ids, numbers = (snapshot.table.column(name).to_pylist() for name in ("_row_id", "_row"))
    return {
        row_id: (number, "" if title is None else str(title))
        for row_id, number, title in zip(ids, numbers, titles, strict=True)
    }


def nearest(names: Iterable[str], asked: str, *, most: int = 5) -> list[str]:
    """The names that come closest to `asked`."""
    return sorted(names, key=lambda name: -likeness(plain(asked), name))[:most]


def library_of(ctx: ToolContext) -> Library:
    """The ctx's library. Raises Internal when the turn was set up without one."""
    if ctx.library is None:
        raise Internal("Sheetline cannot look that up here.", detail="tool context without a library")
    return ctx.library


def refuse(message: str, hint: str) -> InvalidArguments:
    return InvalidArguments(message, hint=hint)


def _labelled(sheet: SheetSummary) -> str:
    return f"{sheet.name} ({sheet.workspace})" if sheet.workspace else sheet.name


def _kept(value: CellValue) -> CellValue:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT] + "…"
    return value
