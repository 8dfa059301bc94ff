"""From what a person asks for to the steps of a plan, over the sheet as it is now. Pure: nothing is read or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.changes.engine.rules import PlanPolicy, cell_refusal, column_refusal, creatable, require_editor, require_room
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Given, Reading, content_for
from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet
from bot.domain.outline import Outline, Place
from bot.domain.plans import AddRows, CellEdit, NewCell, NewRow, Refused, Step, UpdateCells
from bot.errors import InvalidArguments

MOST_REFUSED = 50
"""Refusals listed one by one; what goes beyond is counted."""


@dataclass(slots=True)
class Draft:
    """The steps so far, what to warn of, and what cannot be done."""

    steps: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, where: str, why: str) -> None:
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(Refused(where, why))
        elif len(self.refused) == MOST_REFUSED:
            self.refused.append(Refused("…", "More cells cannot be written, for the same kinds of reasons."))


Setting = tuple[LiveColumn, Given]


def preview_update(
    live: LiveSheet,
    rows: Sequence[LiveRow],
    settings: Sequence[Setting],
    *,
    parents: frozenset[int | None],
    reading: Reading,
    policy: PlanPolicy,
) -> Draft:
    """Set the same values in each of the rows. `parents` are the ids of rows with rows under them."""
    require_editor(live)
    require_room(len(rows), policy)
    draft = Draft()
    contents = _contents(live, settings, reading, policy, draft)
    edits: list[CellEdit] = []
    same = 0
    formulas: Counter[str] = Counter()
    for row in rows:
        for column, content in contents:
            before = row.cell(column.id)
            why = cell_refusal(live, column, row, parents)
            if why:
                draft.refuse(_cell(live, row, column), why)
            elif before.raw == content.raw:
                same += 1
            else:
                formulas[column.column.title] += _computed(before)
                after = CellContent(content.raw, content.shown, before.format)
                edits.append(
                    CellEdit(row.id, row.number, live.label(row), column.id, column.column.title, before, after)
                )
    if edits:
        draft.steps.append(UpdateCells(tuple(edits)))
    draft.warnings += [
        f"{_count(number, 'cell')} in {title} {'holds' if number == 1 else 'hold'} a formula or a link, "
        "which this replaces."
        for title, number in formulas.items()
        if number
    ]
    if same:
        draft.warnings.append(f"{_count(same, 'cell')} already {'has' if same == 1 else 'have'} the value.")
    return draft


def preview_add(
    live: LiveSheet,
    rows: Sequence[Sequence[Setting]],
    place: Place,
    *,
    where: str,
    reading: Reading,
    policy: PlanPolicy,
) -> Draft:
    """Add rows at the place, in their order. `where` says it in words: “under Launch”."""
    require_editor(live)
    require_room(len(rows), policy)
    draft, added = Draft(), []
    keys = count(-1, -1)
    for settings in rows:
        cells = []
        for column, content in _contents(live, settings, reading, policy, draft):
            if not creatable(live, column, parent=False):
                draft.refuse(column.column.title, "Smartsheet fills this cell itself.")
            elif content.linked:
                draft.refuse(column.column.title, "Smartsheet links cells only of rows that exist; add the row first.")
            elif content.raw:
                cells.append(NewCell(column.id, column.column.title, content))
        primary = live.primary.id if live.primary else None
        label = next((cell.content.shown for cell in cells if cell.column_id == primary), "")
        if not cells:
            draft.refuse("A row", "It would be empty.")
            continue
        added.append(NewRow(next(keys), label, place, tuple(cells), where))
        place = Place(place.parent_id, added[-1].key)
    if added:
        draft.steps.append(AddRows(tuple(added)))
    return draft


def place_for(outline: Outline, position: str, anchor: int | None) -> Place:
    """The place that “top”, “bottom”, “under” or “below” a row names. Raises InvalidArguments without that row."""
    if position in ("under", "below") and (anchor is None or anchor not in outline):
        raise InvalidArguments("It is not said under or below which row.", hint="Name the row by its number.")
    if position == "under":
        children = outline.children(anchor)
        return Place(anchor, children[-1] if children else None)
    if position == "below":
        assert anchor is not None
        return Place(outline.parent(anchor), anchor)
    top = outline.children(None)
    return Place(None, None if position == "top" or not top else top[-1])


def _contents(
    live: LiveSheet, settings: Sequence[Setting], reading: Reading, policy: PlanPolicy, draft: Draft
) -> list[tuple[LiveColumn, CellContent]]:
    """The settings that their columns take; the others are refused with the reason."""
    taken: list[tuple[LiveColumn, CellContent]] = []
    for column, value in settings:
        why = column_refusal(live, column, policy)
        if not why:
            try:
                taken.append((column, content_for(value, column, reading)))
                continue
            except InvalidCellValue as unfit:
                why = str(unfit)
        draft.refuse(column.column.title, why)
    return taken


def row_name(live: LiveSheet, row: LiveRow) -> str:
    """“Row 12 “Book venue””."""
    label = live.label(row)
    return f"Row {row.number} “{label}”" if label else f"Row {row.number}"


def _cell(live: LiveSheet, row: LiveRow, column: LiveColumn) -> str:
    return f"{row_name(live, row)}, {column.column.title}"


def _computed(before: CellContent) -> int:
    return int(before.raw.startswith(('{"formula"', '{"linkInFromCell"', '{"hyperlink"')))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
