"""The step that takes a transfer of rows back: copies go, rows that were moved come back to their places.

They are moved back by Smartsheet, so that what went along with them (comments, files) comes back too; then they are put
where they stood and get what the way there and back cost them: formulas, dependencies, times of day.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.images import images_of, place_back
from bot.changes.engine.rules import creatable
from bot.changes.engine.runs import in_fewest_runs
from bot.changes.steps.transfers import carried_columns
from bot.domain.live import NOTHING, CellContent, LiveSheet
from bot.domain.outline import Place
from bot.domain.plan_journal import Journal
from bot.domain.plans import CellEdit, DeleteCopies, RowImage, RowMove, Step, TransferRows
from bot.domain.row_orders import Carried

BACK = "back to where it was"
_ROW = re.compile(r'"rowId":(\d+)')


def transfer_back(step: TransferRows, journal: Journal, now: CurrentState) -> list[Step]:
    """From the target, as it is now, back to the source; nothing when nothing went."""
    created = journal.created()
    source, target = now.sheet(step.source.id), now.sheet(step.target.id)
    pairs = {created[-row.row_id]: row for row in step.rows if -row.row_id in created}
    images = images_of(list(pairs), journal, target)
    present = {image.row_id for image in images}
    images += [RowImage(row_id, 0, row.label, Place(), 0, ()) for row_id, row in pairs.items() if row_id not in present]
    if not images:
        return []
    if step.keep:
        return [DeleteCopies(step, tuple(images))]
    keys = {row.row_id: -row_id for row_id, row in pairs.items()}
    moves = _places(step, images, pairs, keys, source)
    carried = carried_columns(target, source)
    return [
        TransferRows(
            source=step.target,
            target=step.source,
            keep=False,
            rows=tuple(images),
            columns=carried,
            included=("attachments", "discussions"),
            moves=moves,
            values=(*_values(step, journal, keys, source, carried), *_depending(step, journal, keys)),
            spare=tuple(column.title for column in carried if not column.target_id),
        )
    ]


def copied_again(step: DeleteCopies, now: CurrentState) -> list[Step]:
    """The rows copied once more, into the columns that are there by now."""
    copied = step.copied
    return [replace(copied, columns=carried_columns(now.sheet(copied.source.id), now.sheet(copied.target.id)))]


def _places(
    step: TransferRows, images: list[RowImage], pairs: dict[int, RowImage], keys: dict[int, int], source: LiveSheet
) -> tuple[RowMove, ...]:
    """The rows that come back at the top level, in their old order, each to its old place."""
    roots, outline = {image.row_id for image in images if image.level == 0}, source.outline()
    families: dict[int | None, list[RowMove]] = {}
    for row_id, row in sorted(pairs.items(), key=lambda pair: pair[1].number):
        if row_id in roots:
            after = place_back(row.place, keys, outline)
            move = RowMove(-row_id, row.number, row.label, Place(), after, 0, BACK)
            families.setdefault(after.parent_id, []).append(move)
    return tuple(move for moves in families.values() for move in in_fewest_runs(moves, source, outline))


def _values(
    step: TransferRows, journal: Journal, keys: dict[int, int], source: LiveSheet, carried: tuple[Carried, ...]
) -> tuple[CellEdit, ...]:
    """The cells that do not come back by themselves: the way there changed them, or another type took them."""
    written, created = journal.written(), journal.created()
    parents = {row.place.parent_id for row in step.rows if row.level}
    comes = {each.target_id: each.source_id for each in carried if each.target_id and each.same}
    edits: list[CellEdit] = []
    for row in step.rows:
        there = created.get(-row.row_id)
        for cell in row.cells:
            column = source.column(cell.column_id)
            if there is None or column is None or not creatable(source, column, parent=row.row_id in parents):
                continue
            held = written.get((there, comes.get(cell.column_id, 0)), NOTHING)
            if held.raw != cell.content.raw:
                after = _with_keys(cell.content, keys)
                edits.append(CellEdit(-there, row.number, row.label, column.id, cell.column, held, after))
    return tuple(edits)


def _depending(step: TransferRows, journal: Journal, keys: dict[int, int]) -> list[CellEdit]:
    """Rows that stayed depend on those that come back as they did before."""
    written = journal.written()
    return [
        replace(edit, before=written.get((edit.row_id, edit.column_id), NOTHING), after=_with_keys(edit.before, keys))
        for edit in step.dependents
    ]


def _with_keys(content: CellContent, keys: dict[int, int]) -> CellContent:
    """The content naming rows that come back by their keys."""
    if '"PREDECESSOR_LIST"' not in content.raw:
        return content
    return replace(content, raw=_ROW.sub(lambda found: f'"rowId":{keys.get(int(found[1]), found[1])}', content.raw))
