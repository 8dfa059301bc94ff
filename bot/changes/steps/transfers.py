"""Rows copied or moved to another sheet as a step of a plan. Pure: over both sheets as they are now.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/copy-rows and …/move-rows : they go to the bottom of the
other sheet; a move takes the rows below along, a copy only with `include=children`; comments and files go only when
they are asked for. Columns are paired by title, and those that the other sheet lacks are made there. Formulas become
their values, and the history of the cells stays behind (https://help.smartsheet.com/articles/2479626). Not documented,
and so only expected here: that columns of Smartsheet's own are not made, that column formulas keep to their sheet, and
that making columns needs an admin of the other sheet, as elsewhere. What the rows hold afterwards is read, not assumed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.changes.engine.preview import Draft, row_name
from bot.changes.engine.rules import PlanPolicy, require_editor, require_room
from bot.changes.steps.structure import image, level_under
from bot.changes.steps.transfer_checks import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from bot.domain.live import ADMINS, NOTHING, LiveRow, LiveSheet
from bot.domain.outline import Outline
from bot.domain.plans import CellEdit, NewCell, RowImage, TransferRows
from bot.domain.row_orders import Carried, SheetName
from bot.errors import InvalidArguments, LimitExceeded, PermissionDenied

_ROW = re.compile(r'"rowId":(\d+)')
_COMPUTED = ('{"formula"', '{"linkInFromCell"')


def preview_transfer(
    source: LiveSheet,
    target: LiveSheet,
    row_ids: Sequence[int],
    *,
    keep: bool,
    included: Sequence[str],
    policy: PlanPolicy,
) -> Draft:
    """Copy (`keep`) or move the rows, with everything under them when they are moved or `included` has children."""
    _require_access(source, target, keep=keep, policy=policy)
    draft = Draft()
    columns = carried_columns(source, target)
    carried = {each.source_id for each in columns}
    images = _images(source, row_ids, draft, carried, keep=keep, children=not keep or "children" in included)
    require_room(len(images), policy)
    if not images:
        return draft
    _require_columns(target, columns, images)
    _require_limits(target, len(images), sum(not each.target_id for each in columns))
    there, here = SheetName(target.id, target.name), SheetName(source.id, source.name)
    left = () if keep else _dependents(source, {each.row_id for each in images})
    draft.steps.append(TransferRows(here, there, keep, tuple(images), columns, tuple(included), dependents=left))
    draft.warnings += _said_of_rows(source, target, images, keep=keep, included=included)
    draft.warnings += _said_of_columns(source, target, columns)
    return draft


def carried_columns(source: LiveSheet, target: LiveSheet) -> tuple[Carried, ...]:
    """The columns whose values go along: not those that Smartsheet or a formula fills in the target."""
    there = {column.column.title: column for column in target.columns}
    found: list[Carried] = []
    for column in source.columns:
        other = there.get(column.column.title)
        if column.column.system_type or (other and (other.column.system_type or other.column.formula)):
            continue
        same = other is None or (other.column.type is column.column.type and not column.column.formula)
        found.append(Carried(column.column.title, column.id, other.id if other else 0, same))
    return tuple(found)


def _require_access(source: LiveSheet, target: LiveSheet, *, keep: bool, policy: PlanPolicy) -> None:
    if source.id == target.id:
        raise InvalidArguments("The rows are in that sheet already.", hint="Say another sheet, or where to move them.")
    require_editor(target)
    if not keep:
        require_editor(source)
    if not keep and not policy.destructive:
        raise PermissionDenied(
            "Taking rows out of a sheet is switched off here.", hint="Copy them instead, or move them in Smartsheet."
        )


def _require_columns(target: LiveSheet, columns: Sequence[Carried], images: Sequence[RowImage]) -> None:
    """Raises PermissionDenied where a column cannot be made, or is locked and would get values."""
    made = [each.title for each in columns if not each.target_id]
    if made and target.access_level not in ADMINS:
        raise PermissionDenied(
            f"“{target.name}” has no column {_listed(made)}, and only its admins may add columns.",
            hint="Ask an admin of that sheet, or for the columns there first.",
        )
    filled = {cell.column_id for row in images for cell in row.cells}
    for each in columns:
        column = target.column(each.target_id) if each.target_id else None
        if column is None or each.source_id not in filled:
            continue
        if column.column.locked and target.access_level not in ADMINS:
            raise PermissionDenied(f"The column {each.title} of “{target.name}” is locked.", hint="Ask its admin.")


def _require_limits(target: LiveSheet, rows: int, made: int) -> None:
    """Raises LimitExceeded when the target would hold more than a sheet can."""
    total, columns = len(target.rows) + rows, len(target.columns) + made
    if total > MOST_ROWS or columns > MOST_COLUMNS or total * columns > MOST_CELLS:
        raise LimitExceeded(
            f"“{target.name}” would have {total:,} rows and {columns:,} columns; a sheet holds {MOST_ROWS:,} rows, "
            f"{MOST_COLUMNS} columns and {MOST_CELLS:,} cells.",
            hint="Choose fewer rows, or another sheet.",
        )


def _images(
    live: LiveSheet, row_ids: Sequence[int], draft: Draft, carried: Collection[int], *, keep: bool, children: bool
) -> list[RowImage]:
    """The rows, whole; those that are locked stay."""
    outline, rows = live.outline(), live.by_id()
    if not children:
        chosen = set(row_ids)
        return [_image(live, outline, row, carried) for row in live.rows if row.id in chosen]
    images: list[RowImage] = []
    for root in outline.roots(row_ids):
        tree = outline.subtree(root)
        locked = next((rows[each] for each in tree if rows[each].locked), None)
        if locked is not None and not keep and live.access_level not in ADMINS:
            draft.refuse(row_name(live, rows[root]), f"{row_name(live, locked)} is locked.")
            continue
        images += [_image(live, outline, rows[each], carried, level_under(outline, each, root)) for each in tree]
    return images


def _image(live: LiveSheet, outline: Outline, row: LiveRow, carried: Collection[int], level: int = 0) -> RowImage:
    """The row with what its column formulas show, as that goes along too."""
    whole = image(live, outline, row, level=level)
    held = {cell.column_id: cell for cell in whole.cells}
    for column in live.columns:
        shown = row.cell(column.id)
        if column.id not in held and column.id in carried and shown.shown:
            held[column.id] = NewCell(column.id, column.column.title, shown)
    return replace(whole, cells=tuple(held[column.id] for column in live.columns if column.id in held))


def _dependents(live: LiveSheet, gone: Collection[int]) -> tuple[CellEdit, ...]:
    """The predecessors of rows that stay and that name a row that goes."""
    found: list[CellEdit] = []
    for row in (row for row in live.rows if row.id not in gone):
        for column in live.columns:
            held = row.cell(column.id)
            if '"PREDECESSOR_LIST"' in held.raw and any(int(each) in gone for each in _ROW.findall(held.raw)):
                title = column.column.title
                found.append(CellEdit(row.id, row.number, live.label(row), column.id, title, held, NOTHING))
    return tuple(found)


def _said_of_columns(source: LiveSheet, target: LiveSheet, columns: Sequence[Carried]) -> list[str]:
    """Which columns take the values, which are made, and which values do not go."""
    carried = {each.source_id for each in columns}
    left = [column.column.title for column in source.columns if column.id not in carried]
    made = [each.title for each in columns if not each.target_id]
    other = [each.title for each in columns if each.target_id and not _alike(source, target, each)]
    said = []
    if made:
        said.append(
            f"{target.name} gets {'a new column' if len(made) == 1 else f'{len(made)} new columns'}: {_listed(made)}. "
            f"Undo leaves {'it' if len(made) == 1 else 'them'} there.{_nameless(target, columns)}"
        )
    if left:
        said.append(f"Not carried over, as {target.name} fills its own: {_listed(left)}.")
    if other:
        said.append(f"Of another type in {target.name}, so that values can change or become text: {_listed(other)}.")
    return said


def _nameless(target: LiveSheet, columns: Sequence[Carried]) -> str:
    """That the rows will have no name there, when no column goes into the primary one."""
    primary = target.primary
    if primary is None or any(each.target_id == primary.id for each in columns):
        return ""
    return f" Its primary column, {primary.column.title}, stays empty."


def _alike(source: LiveSheet, target: LiveSheet, each: Carried) -> bool:
    one, other = source.column(each.source_id), target.column(each.target_id)
    return one is not None and other is not None and one.column.type is other.column.type


def _said_of_rows(
    source: LiveSheet, target: LiveSheet, images: Sequence[RowImage], *, keep: bool, included: Sequence[str]
) -> list[str]:
    """What the rows lose on the way, and what goes with them."""
    said = []
    cells = [cell.content for row in images for cell in row.cells]
    computed = sum(not each.raw or each.raw.startswith(_COMPUTED) for each in cells)
    again = "" if keep else " Undo brings that back."
    if computed:
        number = "1 cell holds" if computed == 1 else f"{computed:,} cells hold"
        said.append(f"{number} a formula or a link to another cell; {target.name} gets only what it shows.{again}")
    if any('"PREDECESSOR_LIST"' in each.raw for each in cells):
        said.append(f"Predecessors name rows of {source.name}; in {target.name} nothing depends on them.{again}")
    if below := sum(row.level > 0 for row in images):
        said.append(f"{below:,} of these rows {'lies' if below == 1 else 'lie'} under the rows named and go with them.")
    names = {"discussions": "comments", "attachments": "files"}
    along = [name for element, name in names.items() if element in included]
    if keep:
        return [
            f"Their {' and '.join(along)} are copied too." if along else "Comments and files are not copied.",
            *said,
        ]
    lost = [name for element, name in names.items() if element not in included]
    gone = " and ".join([*(f"their {name}" for name in lost), "the history of their cells"])
    first = [f"{gone[0].upper()}{gone[1:]} {'are' if lost else 'is'} gone, and undo does not bring that back."]
    extra = {each.column.title for each in target.columns} - {each.column.title for each in source.columns}
    if extra and source.access_level not in ADMINS:
        first.append(f"Only an admin of {source.name} can take it back: {target.name} has columns that it lacks.")
    if left := _dependents(source, {row.row_id for row in images}):
        numbers = ", ".join(str(edit.row_number) for edit in left[:8]) + (" …" if len(left) > 8 else "")
        first.append(f"Rows that stay depend on rows that go ({numbers}) and lose that.{again}")
    return [*first, *said]


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(titles[:12]) + (f" and {len(titles) - 12} more" if len(titles) > 12 else "")
