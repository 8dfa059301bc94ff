"""Deleting and moving rows as steps of a plan. Pure: over the whole sheet as it is now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.changes.engine.preview import Draft, row_name
from bot.changes.engine.rules import PlanPolicy, require_editor, require_room
from bot.domain.live import ADMINS, LiveRow, LiveSheet
from bot.domain.outline import Outline, Place
from bot.domain.plans import DeleteRows, MoveRows, NewCell, RowImage, RowMove
from bot.errors import InvalidArguments, PermissionDenied

NOT_RESTORED = "Undo brings the rows back with their values and places, but not their comments, files and history."


def preview_delete(live: LiveSheet, row_ids: Sequence[int], *, policy: PlanPolicy) -> Draft:
    """Delete rows with everything under them; the images hold all that a row needs to be made again."""
    require_editor(live)
    if not policy.destructive:
        raise PermissionDenied("Deleting is switched off here.", hint="Delete in Smartsheet, or ask your admin.")
    draft, outline, rows = Draft(), live.outline(), live.by_id()
    images: list[RowImage] = []
    for root in outline.roots(row_ids):
        tree = outline.subtree(root)
        locked = next((rows[each] for each in tree if rows[each].locked), None)
        if locked is not None and live.access_level not in ADMINS:
            draft.refuse(row_name(live, rows[root]), f"{row_name(live, locked)} is locked.")
            continue
        images += [image(live, outline, rows[each], level=level_under(outline, each, root)) for each in tree]
    require_room(len(images), policy)
    if images:
        draft.steps.append(DeleteRows(tuple(images)))
        draft.warnings.append(NOT_RESTORED)
        if live.project:
            draft.warnings.append("The project computes end dates again when rows are brought back.")
        draft.warnings += _dependents(live, {each.row_id for each in images})
    below = sum(each.level > 0 for each in images)
    if below:
        draft.warnings.append(f"{below:,} of these rows lie under the rows named and go with them.")
    return draft


def image(live: LiveSheet, outline: Outline, row: LiveRow, *, level: int = 0) -> RowImage:
    """The row as it is, whole."""
    cells = tuple(
        NewCell(column.id, column.column.title, row.cell(column.id))
        for column in live.columns
        if row.cell(column.id).raw
    )
    return RowImage(row.id, row.number, live.label(row), outline.place(row.id), level, cells, row.flags)


def preview_move(live: LiveSheet, row_ids: Sequence[int], position: str, anchor: int | None) -> Draft:
    """Move rows, in their order, to the top, the bottom, under or below a row, or one level in or out."""
    require_editor(live)
    draft, outline, rows = Draft(), live.outline(), live.by_id()
    moves: list[RowMove] = []
    previous: int | None = None
    for row_id in outline.roots(row_ids):
        row = rows[row_id]
        if row.locked and live.access_level not in ADMINS:
            draft.refuse(row_name(live, row), "The row is locked.")
            continue
        try:
            after = _target(outline, row_id, position, anchor, previous)
        except InvalidArguments as error:
            draft.refuse(row_name(live, row), error.message)
            continue
        before = outline.place(row_id)
        if after in (before, Place(before.parent_id, row_id)):
            draft.refuse(row_name(live, row), "It is there already.")
            continue
        if not outline.accepts(after, moving=row_id):
            draft.refuse(row_name(live, row), "A row cannot go under itself.")
            continue
        previous = row_id
        below = len(outline.subtree(row_id)) - 1
        moves.append(RowMove(row_id, row.number, live.label(row), before, after, below, _words(live, after)))
        outline.move(row_id, after)
    if moves:
        draft.steps.append(MoveRows(tuple(moves)))
    return draft


def _target(outline: Outline, row_id: int, position: str, anchor: int | None, previous: int | None) -> Place:
    """Where the row goes; the second of several goes after the first. Raises InvalidArguments where it cannot."""
    here = outline.place(row_id)
    if position == "indent":
        if here.after_id is None:
            raise InvalidArguments("There is no row above it on its level to go under.")
        children = outline.children(here.after_id)
        return Place(here.after_id, children[-1] if children else None)
    if position == "outdent":
        if here.parent_id is None:
            raise InvalidArguments("It is at the top level already.")
        return Place(outline.parent(here.parent_id), here.parent_id)
    if previous is not None:
        return Place(outline.parent(previous), previous)
    return _beside(outline, row_id, position, anchor)


def _beside(outline: Outline, row_id: int, position: str, anchor: int | None) -> Place:
    if position in ("under", "below") and (anchor is None or anchor not in outline):
        raise InvalidArguments("It is not said under or below which row.")
    if position == "below":
        assert anchor is not None
        return Place(outline.parent(anchor), anchor)
    parent = anchor if position == "under" else None
    siblings = [each for each in outline.children(parent) if each != row_id]
    return Place(parent, None if position == "top" or not siblings else siblings[-1])


def level_under(outline: Outline, row_id: int, root: int) -> int:
    level, at = 0, row_id
    while at != root:
        parent = outline.parent(at)
        assert parent is not None
        level, at = level + 1, parent
    return level


def _dependents(live: LiveSheet, gone: set[int]) -> list[str]:
    """Rows that stay and name a row that goes as their predecessor."""
    touched = [
        row.number
        for row in live.rows
        if row.id not in gone
        and any('"PREDECESSOR_LIST"' in c.raw and any(f":{i}," in c.raw for i in gone) for c in row.cells.values())
    ]
    if not touched:
        return []
    listed = ", ".join(map(str, touched[:8])) + (" …" if len(touched) > 8 else "")
    return [f"Rows that stay depend on rows that go ({listed}); undo does not restore that."]


def _words(live: LiveSheet, place: Place) -> str:
    rows = live.by_id()
    under = f"under {row_name(live, rows[place.parent_id])}" if place.parent_id in rows else ""
    if place.after_id in rows:
        return f"{under}, after {row_name(live, rows[place.after_id])}".removeprefix(", ")
    return f"{under}, first".removeprefix(", ") if under else "to the top"
