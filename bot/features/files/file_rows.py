"""From the rows of a file to rows of an open sheet, or to a sheet of their own. Pure: nothing is read or written.

Values of a file are data: text that begins with “=” stays text, and a cell that its column does not take is left out,
with the reason, before the click.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import process

from bot.changes.engine.preview import Draft
from bot.changes.engine.rules import PlanPolicy, column_refusal, creatable, require_editor, require_room
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import FileText, Given, Reading, content_for
from bot.domain.files import FileTable, FileValue
from bot.domain.live import CellContent, LiveColumn, LiveSheet
from bot.domain.outline import Place
from bot.domain.plan_keys import FIRST_ROW
from bot.domain.plans import AddRows, NewCell, NewRow
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments
from bot.features.sheets.sheet_preview import Destination, preview_sheet
from bot.sheets.finder import plain

_CLOSE = 75.0
_MOST_NAMED = 8

Matched = Sequence[tuple[int, LiveColumn]]
"""The number of a file's column, and the column of the sheet its values go into."""


def match_columns(live: LiveSheet, table: FileTable, wanted: Mapping[str, str]) -> tuple[Matched, list[str]]:
    """Which column goes where, by `wanted` (file's title → sheet's) or by the same title; and what to say of it.

    Raises InvalidArguments, naming the nearest, when none goes anywhere or a title is not there.
    """
    titles = {plain(column.column.title): column for column in live.columns}
    named = {plain(theirs): _named(live, titles, ours) for theirs, ours in wanted.items()}
    if unknown := [theirs for theirs in wanted if plain(theirs) not in {plain(c.title) for c in table.columns}]:
        raise InvalidArguments(f"The file has no column “{unknown[0]}”.", hint=f"It has {_listed_titles(table)}.")
    said = {column.id for column in named.values()}
    unnamed = {title: column for title, column in titles.items() if column.id not in said}
    matched: list[tuple[int, LiveColumn]] = []
    notes, left = list[str](), list[str]()
    for number, column in enumerate(table.columns):
        target = named.get(plain(column.title)) or unnamed.get(plain(column.title))
        if target is None or target.id in {other.id for _, other in matched}:
            left.append(_left_out(live, column.title))
            continue
        matched.append((number, target))
        if plain(target.column.title) != plain(column.title):
            notes.append(f"“{column.title}” goes into “{target.column.title}”.")
    if not matched:
        raise InvalidArguments(
            f"No column of the file is called like one of “{live.name}”: {_listed_titles(table)}.",
            hint="Say which goes into which.",
        )
    if left:
        more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
        notes.append(f"Left out, as the sheet has no such column: {', '.join(left[:_MOST_NAMED])}{more}.")
    if live.primary is not None and live.primary.id not in {column.id for _, column in matched}:
        notes.append(f"Nothing goes into “{live.primary.column.title}”, which names the rows.")
    return matched, notes


def preview_file_rows(
    live: LiveSheet,
    table: FileTable,
    matched: Matched,
    place: Place,
    *,
    where: str,
    reading: Reading,
    policy: PlanPolicy,
) -> Draft:
    """Add the file's rows at the place, in their order. Raises PermissionDenied, LimitExceeded."""
    require_editor(live)
    require_room(len(table.rows), policy)
    draft = Draft(warnings=list(table.notes))
    taken = []
    for number, column in matched:
        why = column_refusal(live, column, policy)
        if why or not creatable(live, column, parent=False):
            draft.refuse(column.column.title, why or "Smartsheet fills this column itself.")
        else:
            taken.append((number, column))
    percents = frozenset(
        column.id
        for number, column in taken
        if table.columns[number].percent and column.column.type is ColumnType.TEXT_NUMBER
    )
    added: list[NewRow] = []
    primary = live.primary.id if live.primary else None
    for number, row in enumerate(table.rows, start=1):
        cells = _cells(f"Row {number} of the file", row, taken, percents, reading, draft)
        if cells:
            label = next((cell.content.shown for cell in cells if cell.column_id == primary), "")
            added.append(NewRow(FIRST_ROW - len(added), label, place, tuple(cells), where))
            place = Place(place.parent_id, added[-1].key)
    if added:
        draft.steps.append(AddRows(tuple(added)))
    if (empty := len(table.rows) - len(added)) and taken:
        draft.warnings.append(f"{empty:,} row{' is' if empty == 1 else 's are'} left out, as nothing of it fits.")
    draft.warnings += said_of_formulas(table, [number for number, _ in taken])
    return draft


def preview_file_sheet(name: str, table: FileTable, *, destination: Destination, reading: Reading) -> Draft:
    """Create a sheet of the file: its columns with the types they were found to have, and all its rows."""
    columns = [{"title": c.title, "type": c.type.value, "options": list(c.options)} for c in table.columns]
    rows = [[given(value) for value in row] for row in table.rows]
    draft = preview_sheet(name, columns, rows, destination=destination, reading=reading)
    percents = {column.title for column in table.columns if column.percent}
    draft.steps = [_shown_as_percents(step, percents) if isinstance(step, AddRows) else step for step in draft.steps]
    draft.warnings += [*table.notes, *said_of_formulas(table, range(len(table.columns)))]
    return draft


def as_percent(content: CellContent) -> CellContent:
    """A number as a cell shows it in which somebody typed “45%”
    (https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/cell-formatting)."""
    number = json.loads(content.raw).get("value") if content.raw else None
    if isinstance(number, bool) or not isinstance(number, int | float):
        return content
    decimals = next((n for n in range(3) if round(number * 100, n) == round(number * 100, 6)), 2)
    return CellContent(content.raw, f"{number * 100:.{decimals}f}%", f"{',' * 12}{decimals},,3,,")


def _shown_as_percents(step: AddRows, titles: set[str]) -> AddRows:
    def shown(cell: NewCell) -> NewCell:
        return replace(cell, content=as_percent(cell.content)) if cell.column in titles else cell

    return AddRows(tuple(replace(row, cells=tuple(map(shown, row.cells))) for row in step.rows)) if titles else step


def given(value: FileValue) -> Given:
    """A file's value as one of a change."""
    return FileText(value) if isinstance(value, str) else value


def said_of_formulas(table: FileTable, columns: Sequence[int]) -> list[str]:
    """A warning when texts look like formulas."""
    cells = (row[number] for row in table.rows for number in columns)
    count = sum(isinstance(cell, str) and cell.lstrip().startswith("=") for cell in cells)
    if not count:
        return []
    return [f"{count:,} cell{' begins' if count == 1 else 's begin'} with “=”: it is kept as text, not as a formula."]


def _cells(
    where: str,
    row: Sequence[FileValue],
    columns: Matched,
    percents: frozenset[int],
    reading: Reading,
    draft: Draft,
) -> list[NewCell]:
    cells = []
    for number, column in columns:
        try:
            content = content_for(given(row[number]), column, reading)
        except InvalidCellValue as unfit:
            draft.refuse(f"{where}, {column.column.title}", str(unfit))
            continue
        if content.raw:
            content = as_percent(content) if column.id in percents else content
            cells.append(NewCell(column.id, column.column.title, content))
    return cells


def _named(live: LiveSheet, titles: Mapping[str, LiveColumn], asked: str) -> LiveColumn:
    column = titles.get(plain(asked))
    if column is None:
        near = ", ".join(f[0] for f in process.extract(asked, [c.column.title for c in live.columns], limit=3))
        raise InvalidArguments(f"{live.name} has no column “{asked}”.", hint=f"The closest: {near}.")
    return column


def _left_out(live: LiveSheet, title: str) -> str:
    """The title, with the sheet's column that it may have meant."""
    found = process.extractOne(title, [c.column.title for c in live.columns], score_cutoff=_CLOSE)
    return f"“{title}” (closest: “{found[0]}”)" if found else f"“{title}”"


def _listed_titles(table: FileTable) -> str:
    shown = ", ".join(f"“{column.title}”" for column in table.columns[:_MOST_NAMED])
    return f"{shown}, …" if len(table.columns) > _MOST_NAMED else shown
