"""What Smartsheet keeps beside a sheet's rows: comments, files, history, shares, summary, requests, rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, failed, tool
from bot.agent.tool_context import ToolContext
from bot.domain.answers import CellValue
from bot.domain.records import AssetKind, Discussion
from bot.domain.reports import report_behind
from bot.errors import Code
from bot.features.listing import Listing, column_meant, library_of, present, row_meant, rows_by_id, sheet_meant
from bot.ports import Library
from bot.sheets.snapshot import Snapshot

_TIME = "TIMESTAMP WITH TIME ZONE"
Columns = tuple[tuple[str, str], ...]


class LookUpParams(Params):
    sheet: str = Field(description="The sheet's name, id or link.")
    what: Literal[
        "comments",
        "attachments",
        "history",
        "shares",
        "summary_fields",
        "update_requests",
        "automations",
        "cross_sheet_references",
    ] = Field(description="history: who changed one cell when, from what to what; needs row_number and column.")
    row_number: int | None = Field(description="The row (query selects it as _row); null for the whole sheet.")
    column: str | None = Field(description="The column's title, for history; else null.")


@tool(effect=Effect.READ, deadline_s=60, group="details")
async def look_up(ctx: ToolContext, params: LookUpParams) -> ToolResult:
    """Read what lies beside a sheet's cells: comments, attachments, a cell's history, shares, summary, automations."""
    library = library_of(ctx)
    sheet = await sheet_meant(ctx, params.sheet)
    if isinstance(sheet, ToolResult):
        return sheet
    if report_behind(sheet.id) is not None:
        return failed(
            Code.INVALID_ARGUMENTS,
            f"{sheet.name} is a report.",
            "Use browse for its shares."
            if params.what == "shares"
            else 'Its rows lie in other sheets: look it up there; query says which ("Sheet Name").',
        )
    if params.what == "history" and (params.row_number is None or not params.column):
        return failed(
            Code.INVALID_ARGUMENTS,
            "History is of one cell.",
            "Give row_number and column; find the row with query (SELECT _row …).",
        )
    snapshot = await ctx.snapshot(sheet.id)
    row_id = None
    if params.row_number is not None:
        row = row_meant(snapshot, params.row_number)
        if isinstance(row, ToolResult):
            return row
        row_id = row
    target = _Target(snapshot, rows_by_id(snapshot), params.row_number, row_id)
    if params.what == "history":
        return await _history(ctx, library, target, params.column or "")
    return present(ctx, await _READERS[params.what](ctx, library, target), sheet=snapshot.name)


CATALOG = (look_up,)


@dataclass(frozen=True, slots=True)
class _Target:
    """A sheet, and one row of it or None; `rows` gives number and primary value by row id."""

    snapshot: Snapshot
    rows: Mapping[int, tuple[int, str]]
    number: int | None
    row_id: int | None

    def place(self, row_id: int | None) -> tuple[int | None, str | None]:
        """The row's number and name; none for the sheet itself."""
        return self.rows.get(row_id, (None, None)) if row_id is not None else (None, None)

    def listing(self, what: str, columns: Columns, rows: list[tuple[CellValue, ...]]) -> Listing:
        """Of the sheet with all its rows, or of the one row."""
        if self.number is None:
            return self.whole(what, columns, rows)
        note = f"Read from Smartsheet: {what.lower()} of row {self.number}."
        title = f"{what}: {self.snapshot.name}, row {self.number}"
        return Listing(title, columns, rows, (note,), (self.snapshot,))

    def whole(self, what: str, columns: Columns, rows: list[tuple[CellValue, ...]], *notes: str) -> Listing:
        """Of the sheet, whatever row was named."""
        note = f"Read from Smartsheet: {what.lower()} of the sheet."
        return Listing(f"{what}: {self.snapshot.name}", columns, rows, (note, *notes), (self.snapshot,))


async def _history(ctx: ToolContext, library: Library, target: _Target, asked: str) -> ToolResult:
    column = column_meant(target.snapshot, asked)
    if isinstance(column, ToolResult):
        return column
    assert target.row_id is not None  # by look_up
    changes = await library.cell_history(
        ctx.actor, target.snapshot.sheet_id, row_id=target.row_id, column_id=column.column.id
    )
    title, kind = column.column.title, column.sql_type
    listing = Listing(
        title=f"{title} of row {target.number}: {target.snapshot.name}",
        columns=(("When", _TIME), ("Who", "VARCHAR"), ("From", "VARCHAR"), ("To", "VARCHAR")),
        rows=[(c.at, str(c.by), _as_typed(c.before, kind), _as_typed(c.after, kind)) for c in changes],
        notes=(
            f"Read from Smartsheet: cell history of {title}, row {target.number}; the last line is its first value.",
        ),
        snapshots=(target.snapshot,),
    )
    _, name = target.place(target.row_id)
    return present(ctx, listing, sheet=target.snapshot.name, row=target.number, row_name=name)


async def _comments(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    """A row's talk in its order; a sheet's with the newest comment first."""
    talk = await library.discussions(ctx.actor, target.snapshot.sheet_id, row_id=target.row_id)
    rows = [row for discussion in talk for row in _said(discussion, target)]
    if target.row_id is None:
        rows.sort(key=lambda row: str(row[1] or ""), reverse=True)
    columns = (("Who", "VARCHAR"), ("When", _TIME), ("Comment", "VARCHAR"), ("In", "VARCHAR"), ("_row", "INTEGER"))
    return target.listing("Comments", columns, rows)


def _said(discussion: Discussion, target: _Target) -> list[tuple[CellValue, ...]]:
    number, name = target.place(discussion.row_id)
    where = name if discussion.row_id is not None else "the sheet"
    return [
        (str(c.by), c.at, c.text + (f" [{', '.join(c.files)}]" if c.files else ""), where, number)
        for c in discussion.comments
    ]


async def _attachments(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    files = await library.attachments(ctx.actor, target.snapshot.sheet_id, row_id=target.row_id)
    of_comment: dict[int, int | None] = {}
    if any(file.parent == "comment" for file in files):
        talk = await library.discussions(ctx.actor, target.snapshot.sheet_id, row_id=target.row_id)
        of_comment = {comment.id: d.row_id for d in talk for comment in d.comments}
    rows: list[tuple[CellValue, ...]] = []
    for file in files:
        row_id = {"row": file.parent_id, "comment": of_comment.get(file.parent_id)}.get(file.parent)
        number, name = target.place(row_id)
        on = {"sheet": "the sheet", "comment": f"a comment on {name or 'the sheet'}"}.get(file.parent, name)
        size = "" if file.size_kb is None else f", {file.size_kb:,} KB"
        rows.append((file.name, on, file.kind.lower() + size, str(file.by), file.at, number))
    columns = (
        *(("Name", "VARCHAR"), ("On", "VARCHAR"), ("Kind", "VARCHAR")),
        *(("Who", "VARCHAR"), ("When", _TIME), ("_row", "INTEGER")),
    )
    return target.listing("Attachments", columns, rows)


async def _update_requests(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    requests = await library.update_requests(ctx.actor, target.snapshot.sheet_id)
    rows: list[tuple[CellValue, ...]] = []
    for request in requests:
        if target.row_id is not None and target.row_id not in request.row_ids:
            continue
        numbers = sorted(n for row_id in request.row_ids if (n := target.place(row_id)[0]) is not None)
        listed = ", ".join(map(str, numbers))
        rows.append(
            (request.subject, ", ".join(request.to), listed, request.schedule, request.next_at, str(request.by))
        )
    columns = (
        *(("Subject", "VARCHAR"), ("To", "VARCHAR"), ("Rows", "VARCHAR"), ("Sent", "VARCHAR")),
        *(("Next", _TIME), ("By", "VARCHAR")),
    )
    return target.listing("Update requests", columns, rows)


async def _shares(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    shares = await library.shares(ctx.actor, AssetKind.SHEET, target.snapshot.sheet_id)
    rows: list[tuple[CellValue, ...]] = [
        (s.name or s.email, s.email or None, s.level.lower(), "workspace" if s.scope == "WORKSPACE" else "sheet")
        for s in shares
    ]
    columns = (("Who", "VARCHAR"), ("Email", "VARCHAR"), ("Access", "VARCHAR"), ("Through", "VARCHAR"))
    return target.whole("Shares", columns, rows)


async def _summary_fields(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    fields = await library.summary_fields(ctx.actor, target.snapshot.sheet_id)
    columns = (("Field", "VARCHAR"), ("Value", "VARCHAR"), ("Formula", "VARCHAR"))
    return target.whole("Summary", columns, [(field.title, field.value, field.formula or None) for field in fields])


async def _automations(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    rules = await library.automations(ctx.actor, target.snapshot.sheet_id)
    columns = (("Rule", "VARCHAR"), ("On", "BOOLEAN"), ("Does", "VARCHAR"), ("To", "VARCHAR"), ("Problem", "VARCHAR"))
    rows: list[tuple[CellValue, ...]] = [
        (r.name, r.enabled, f"{r.action} {r.frequency}".strip(), ", ".join(r.to) or None, r.why_disabled or None)
        for r in rules
    ]
    no_progress = "Smartsheet does not tell their triggers and conditions, nor workflows of several steps."
    return target.whole("Automations", columns, rows, no_progress)


async def _references(ctx: ToolContext, library: Library, target: _Target) -> Listing:
    references = await library.cross_sheet_references(ctx.actor, target.snapshot.sheet_id)
    names = {s.id: s.name for s in await ctx.sheets.list_sheets(ctx.actor)} if references else {}
    columns = (("Reference", "VARCHAR"), ("From sheet", "VARCHAR"), ("Status", "VARCHAR"))
    rows: list[tuple[CellValue, ...]] = [
        (r.name, names.get(r.source_sheet_id, "a sheet not shared with you"), r.status.lower()) for r in references
    ]
    return target.whole("Cross-sheet references", columns, rows)


_Reader = Callable[[ToolContext, Library, _Target], Awaitable[Listing]]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "comments": _comments,
        "attachments": _attachments,
        "shares": _shares,
        "summary_fields": _summary_fields,
        "update_requests": _update_requests,
        "automations": _automations,
        "cross_sheet_references": _references,
    }
)


def _as_typed(value: str | None, sql_type: str) -> CellValue:
    """A date column's value as a date, which the card writes as the reader does; anything else as it is shown."""
    if value is not None and sql_type in ("DATE", "TIMESTAMP"):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return value
    return value
