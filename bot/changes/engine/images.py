"""Rows that a plan made, whole, as they were right afterwards and where they are now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.live import LiveSheet
from bot.domain.outline import Outline, Place
from bot.domain.plan_journal import Journal
from bot.domain.plans import NewCell, RowImage


def images_of(made: Sequence[int], journal: Journal, live: LiveSheet) -> list[RowImage]:
    """Those of the rows that are still there, each under the one it stands under, with the cells noted."""
    rows, outline = live.by_id(), live.outline()
    cells: dict[int, list[tuple[int, NewCell]]] = {row_id: [] for row_id in made}
    places = {column.id: number for number, column in enumerate(live.columns)}
    for (row_id, column_id), content in journal.written().items():
        if row_id in cells and content.raw and column_id in places:
            column = live.columns[places[column_id]].column
            cells[row_id].append((places[column_id], NewCell(column_id, column.title, content)))
    images: list[RowImage] = []
    for root in outline.roots([row_id for row_id in made if row_id in rows]):
        for row_id in (each for each in outline.subtree(root) if each in cells):
            held = tuple(cell for _, cell in sorted(cells[row_id], key=lambda pair: pair[0]))
            level = 0 if row_id == root else 1
            row = rows[row_id]
            images.append(RowImage(row_id, row.number, live.label(row), outline.place(row_id), level, held, row.flags))
    return images


def place_back(place: Place, keys: dict[int, int], outline: Outline) -> Place:
    """The place with the keys of rows that come back; a row that went meanwhile is replaced by the last one."""
    parent = None if place.parent_id is None else keys.get(place.parent_id, place.parent_id)
    after = None if place.after_id is None else keys.get(place.after_id, place.after_id)
    if after is not None and after > 0 and after not in outline:
        siblings = outline.children(parent)
        after = siblings[-1] if siblings else None
    return Place(parent, after)
