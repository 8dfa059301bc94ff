"""How the values of a change are read: the people a sheet knows, and the names that its formulas may use."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from bot.agent.tool import Params
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import Planning, people_of
from bot.changes.engine.preview import Setting
from bot.changes.formulas.formula_check import reads_summary, references_in
from bot.changes.formulas.formula_references import ReferenceWanted
from bot.changes.values.values import Reading, SheetNames
from bot.domain.live import LiveColumn, LiveSheet
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments
from bot.features.proposing import planning_of, sheet_of
from bot.features.rows.cell_values import column_of
from bot.sheets.finder import plain


class ReferenceTo(Params):
    name: str = Field(description="As in {Name}.")
    sheet: str = Field(description="The open sheet it reads.")
    first_column: str
    last_column: str


async def reading_of(
    ctx: ToolContext, live: LiveSheet, settings: Sequence[Setting], wanted: Sequence[ReferenceWanted] = ()
) -> Reading:
    """`wanted` are references that would be created with the formulas that use them."""
    planning = planning_of(ctx)
    contacts = [column for column, _ in settings if _is_contact(column)]
    people = people_of(live) if contacts else ()
    if contacts and len(live.rows) < ctx.read[live.id].rows:
        ids = [c.id for c in live.columns if _is_contact(c)]
        people = people_of(await planning.writer.read(ctx.actor, live.id, column_ids=ids))
    names = await _names(ctx, live, settings, wanted)
    return Reading(
        today=ctx.today,
        locale=planning.locale,
        people=people,
        me=_me(planning, people),
        names=names,
        only_options=planning.policy_of(live.id).only_options,
    )


async def references_wanted(
    ctx: ToolContext, live: LiveSheet, asked: Sequence[ReferenceTo] | None
) -> tuple[ReferenceWanted, ...]:
    """Those asked for that the sheet does not have. Raises InvalidArguments for a name that reads something else."""
    if not asked:
        return ()
    existing = await ctx.library.cross_sheet_references(ctx.actor, live.id) if ctx.library else ()
    wanted = []
    for each in asked:
        new = await _wanted(ctx, each)
        old = next((r for r in existing if r.name.casefold() == new.name.casefold()), None)
        if old is None:
            wanted.append(new)
        elif (old.source_sheet_id, old.start_column_id, old.end_column_id) != (
            new.source_sheet_id,
            new.start_column_id,
            new.end_column_id,
        ):
            raise InvalidArguments(f"{{{old.name}}} already reads something else here.", hint="Choose another name.")
    return tuple(wanted)


async def _wanted(ctx: ToolContext, asked: ReferenceTo) -> ReferenceWanted:
    name = asked.name.strip().strip("{}").strip()
    if not name or set(name) & set("{}"):
        raise InvalidArguments("A cross-sheet reference needs a name without curly brackets.")
    _, snapshot = await sheet_of(ctx, asked.sheet)
    columns = [each.column for each in snapshot.columns]
    ends = [column_of(columns, title, snapshot.name) for title in (asked.first_column, asked.last_column)]
    first, last = sorted(ends, key=lambda column: column.index)
    reads = first.title if first is last else f"{first.title} to {last.title}"
    return ReferenceWanted(name, snapshot.sheet_id, first.id, last.id, f"{snapshot.name}: {reads}")


async def _names(
    ctx: ToolContext, live: LiveSheet, settings: Sequence[Setting], wanted: Sequence[ReferenceWanted]
) -> SheetNames:
    """Looked up only as far as the formulas name them."""
    formulas = [value for _, value in settings if isinstance(value, str) and value.lstrip().startswith("=")]
    references: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    if ctx.library and any(references_in(formula.strip()) for formula in formulas):
        found = await ctx.library.cross_sheet_references(ctx.actor, live.id)
        references = (*(each.name for each in found), *(each.name for each in wanted))
    if ctx.library and any(reads_summary(formula.strip()) for formula in formulas):
        fields = tuple(field.title for field in await ctx.library.summary_fields(ctx.actor, live.id))
    columns = tuple(column.column.title for column in live.columns)
    return SheetNames(live.id, columns, references, fields, live.project)


def _me(planning: Planning, people: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    name, email = planning.person.name, planning.person.email or ""
    return (name, email) if email else next(((n, e) for n, e in people if plain(n) == plain(name)), (name, ""))


def _is_contact(column: LiveColumn) -> bool:
    return column.column.type in (ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST)
