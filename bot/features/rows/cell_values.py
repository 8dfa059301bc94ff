"""What a tool may put into a cell: a value, a formula, a hyperlink, or a link to a cell of another sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import Field

from bot.agent.tool import Params
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Setting, row_name
from bot.changes.values.links import CellLink, Hyperlink
from bot.changes.values.values import Given
from bot.domain.live import LiveRow, LiveSheet
from bot.domain.records import AssetKind
from bot.domain.sheets import Column
from bot.errors import InvalidArguments, NotFound
from bot.features.listing import nearest
from bot.features.proposing import planning_of, sheet_of
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot

_ADDRESS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_TARGETS = ((AssetKind.REPORT, "reportId"), (AssetKind.DASHBOARD, "sightId"))


class LinkTo(Params):
    text: str
    link_to: str = Field(description="An address, or the name of a sheet, report or dashboard.")


class LinkFrom(Params):
    sheet: str = Field(description="Another open sheet whose cell is shown.")
    row_number: int
    column: str


class Value(Params):
    column: str = Field(description="The column's title.")
    value: str | float | bool | LinkTo | LinkFrom | None = Field(
        description="What the cell is to hold; null clears it. Dates as YYYY-MM-DD, people by name or email, several "
        "values joined by commas, a Smartsheet formula beginning with “=”, a hyperlink, a cell link."
    )

    @property
    def said(self) -> str:
        """The value in a title."""
        match self.value:
            case LinkTo():
                return f"a link to {self.value.link_to}"
            case LinkFrom():
                return f"what {self.value.sheet} has in row {self.value.row_number}, {self.value.column}"
            case None | "":
                return "empty"
        return str(self.value)


async def settings_of(ctx: ToolContext, live: LiveSheet, values: Sequence[Value]) -> list[Setting]:
    """Raises NotFound, naming the nearest, for a column, sheet or row that is not there."""
    found: list[Setting] = []
    for value in values:
        wanted = column_of((each.column for each in live.columns), value.column, live.name)
        column = next(each for each in live.columns if each.column is wanted)
        if column.id in {other.id for other, _ in found}:
            raise InvalidArguments(f"“{value.column}” is set twice.")
        found.append((column, await _given(ctx, value)))
    if not found:
        raise InvalidArguments("It is not said what to set.")
    return found


def column_of(columns: Iterable[Column], asked: str, sheet_name: str) -> Column:
    """Raises NotFound, naming the nearest."""
    titles = {plain(column.title): column for column in columns}
    if (column := titles.get(plain(asked))) is not None:
        return column
    near = ", ".join(nearest((each.title for each in titles.values()), asked))
    raise NotFound(f"{sheet_name} has no column “{asked}”.", hint=f"The closest: {near}.")


async def _given(ctx: ToolContext, value: Value) -> Given:
    match value.value:
        case LinkTo():
            return await _hyperlink(ctx, value.value)
        case LinkFrom():
            return await _cell_link(ctx, value.value)
    return value.value


async def _hyperlink(ctx: ToolContext, given: LinkTo) -> Hyperlink:
    """To an address, or to what the actor can see under that name."""
    to = given.link_to.strip()
    if _ADDRESS.match(to):
        return Hyperlink(given.text, url=to)
    if _MAIL.fullmatch(to):
        return Hyperlink(given.text, url=f"mailto:{to}")
    found = await ctx.find(to)
    if found.sheet is not None:
        return Hyperlink(given.text, field="sheetId", id=found.sheet.id, name=found.sheet.name)
    for kind, field in _TARGETS if ctx.library else ():
        for asset in await ctx.library.assets(ctx.actor, kind) if ctx.library else ():
            if plain(asset.name) == plain(to):
                return Hyperlink(given.text, field=field, id=asset.id, name=asset.name)
    if _DOMAIN.fullmatch(to):
        return Hyperlink(given.text, url=f"https://{to}")
    near = ", ".join([sheet.name for sheet in found.choices] or found.nearest)
    hint = f"The closest I can see: {near}." if near else "Give an address that begins with https://."
    raise NotFound(f"I can see no sheet, report or dashboard called “{to}”.", hint=hint)


async def _cell_link(ctx: ToolContext, given: LinkFrom) -> CellLink:
    """The cell as the actor sees it now."""
    _, snapshot = await sheet_of(ctx, given.sheet)
    column = column_of((each.column for each in snapshot.columns), given.column, snapshot.name)
    row_id = _row_at(snapshot, given.row_number)
    rows: tuple[LiveRow, ...] = ()
    if row_id is not None:
        source = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id, row_ids=[row_id])
        rows = source.rows
    if not rows:
        hint = f"It has {snapshot.rows:,} rows."
        raise NotFound(f"{snapshot.name} has no row {given.row_number}.", hint=hint)
    where = f"{source.name}, {row_name(source, rows[0])}, {column.title}"
    return CellLink(source.id, rows[0].id, column.id, where, rows[0].cell(column.id).shown)


def _row_at(snapshot: Snapshot, number: int) -> int | None:
    numbers, ids = snapshot.table.column("_row").to_pylist(), snapshot.table.column("_row_id").to_pylist()
    return dict(zip(numbers, ids, strict=True)).get(number)
