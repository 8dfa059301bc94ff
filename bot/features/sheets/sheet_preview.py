"""From what a person wants a new sheet to be to the steps of a plan. Pure: nothing is read or written.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets/create-sheet-in-workspace : one column, of text, is the
primary one. Items of a workspace are created by its owner and admins
(https://help.smartsheet.com/articles/506690-managing-items-in-a-workspace-add-move-remove-).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.changes.engine.preview import Draft
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Given, Reading, SheetNames, content_for
from bot.domain.live import ADMINS, LiveColumn
from bot.domain.outline import Place
from bot.domain.plan_keys import FIRST_COLUMN, FIRST_ROW, NEW_SHEET
from bot.domain.plans import AddRows, ChangeRecords, NewCell, NewRow
from bot.domain.record_changes import RecordChange, canonical
from bot.errors import InvalidArguments, LimitExceeded, PermissionDenied
from bot.features.sheets.sheet_columns import fit_columns, live_column, said_of

LONGEST_NAME: Final = 50
MOST_COLUMNS: Final = 400
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 500_000
"""What a sheet holds (https://help.smartsheet.com/articles/518408)."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a sheet is to lie: its home among the records, in words, the asker's access, and the sheets there already.

    `home` is “home” (the person's own Sheets folder), “workspaces/ID” or “folders/ID”; `workspace` the id of the one
    that holds it.
    """

    home: str
    name: str
    level: str = "OWNER"
    permalink: str = ""
    workspace: str = ""
    taken: frozenset[str] = frozenset()


def preview_sheet(
    name: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Given]],
    *,
    destination: Destination,
    reading: Reading,
) -> Draft:
    """Create a sheet with these columns, each of them Smartsheet's fields, and rows of values in the columns' order.

    The plan's `sheet_id` is to be NEW_SHEET. Raises InvalidArguments, LimitExceeded, PermissionDenied; a column or cell
    that cannot be is refused by itself.
    """
    require_place(destination)
    require_size(len(columns), len(rows))
    draft = Draft()
    name = checked_name(name, destination, draft)
    fields = fit_columns(columns, draft)
    if not any(fields):
        why = " ".join(f"{each.where}: {each.why}" for each in draft.refused[:3])
        raise InvalidArguments(why or "It is not said which columns the sheet is to have.", hint="Name its columns.")
    there = [each for each in fields if each is not None]
    kept = [each for each in there if "formula" not in each]
    formulas = [each | {"index": n} for n, each in enumerate(there) if "formula" in each]
    keys = {each["title"]: FIRST_COLUMN - n for n, each in enumerate([*kept, *formulas])}
    added = _rows(rows, [live_column(keys[each["title"]], each) if each else None for each in fields], reading, draft)
    change = RecordChange(
        kind="sheet",
        home=destination.home,
        what=f"Sheet “{name}”",
        key=NEW_SHEET,
        after=canonical({"name": name, "columns": kept}),
        said_after=f"in {destination.name}",
        parts=tuple((f"Column “{each['title']}”", said_of(each)) for each in kept),
    )
    draft.steps.append(ChangeRecords((change,)))
    if formulas:
        draft.steps.append(ChangeRecords(tuple(_computed(keys[each["title"]], each) for each in formulas)))
    if added:
        draft.steps.append(AddRows(tuple(added)))
    return draft


def require_place(destination: Destination) -> None:
    """Raises PermissionDenied where the asker may not put a sheet."""
    if destination.level not in ADMINS:
        level = destination.level.lower().replace("_", " ") or "no"
        raise PermissionDenied(
            f"You have {level} access to {destination.name}; Smartsheet lets its owner and admins put sheets there.",
            hint="Ask its owner for admin access, or choose another place.",
        )


def require_size(columns: int, rows: int) -> None:
    """Raises LimitExceeded beyond what a sheet holds."""
    for count, most, what in ((columns, MOST_COLUMNS, "columns"), (rows, MOST_ROWS, "rows")):
        if count > most:
            raise LimitExceeded(f"That is {count:,} {what}; a sheet holds {most:,}.", hint="Make two sheets of it.")
    if columns * rows > MOST_CELLS:
        raise LimitExceeded(f"That is {columns * rows:,} cells; a sheet holds {MOST_CELLS:,}.", hint="Leave some out.")


def checked_name(name: str, destination: Destination, draft: Draft) -> str:
    """The name as it is written; warns of another sheet of that name. Raises InvalidArguments."""
    name = " ".join(name.split())
    if not name:
        raise InvalidArguments("The sheet needs a name.")
    if len(name) > LONGEST_NAME:
        raise InvalidArguments(f"A sheet's name has up to {LONGEST_NAME} characters; this has {len(name)}.")
    if name in destination.taken:
        draft.warnings.append(f"There is a sheet called “{name}” in {destination.name} already; this makes another.")
    if destination.home == "home":
        draft.warnings.append("Only you see what is in your Sheets folder; name a workspace to have others see it.")
    return name


def _computed(key: int, fields: Mapping[str, Any]) -> RecordChange:
    """A column with a formula, added once the sheet is there: how a sheet is created with one is not documented."""
    return RecordChange(
        kind="column",
        home=f"sheets/{NEW_SHEET}",
        what=f"Column “{fields['title']}”",
        key=key,
        after=canonical(fields),
        said_after=said_of(fields),
    )


def _rows(
    rows: Sequence[Sequence[Given]], columns: Sequence[LiveColumn | None], reading: Reading, draft: Draft
) -> list[NewRow]:
    """The rows, one after the other; values that do not fit are refused, rows without any are left out."""
    titles = tuple(column.column.title for column in columns if column)
    reading = replace(reading, names=SheetNames(columns=titles))
    added: list[NewRow] = []
    for number, values in enumerate(rows, start=1):
        cells = _cells(number, values, columns, reading, draft)
        label = next((cell.content.shown for column, cell in cells if column.column.primary), "")
        if cells:
            place = Place(None, added[-1].key if added else None)
            added.append(NewRow(FIRST_ROW - len(added), label, place, tuple(cell for _, cell in cells)))
    if left := len(rows) - len(added):
        draft.warnings.append(f"{left:,} empty row{' is' if left == 1 else 's are'} left out.")
    return added


def _cells(
    number: int, values: Sequence[Given], columns: Sequence[LiveColumn | None], reading: Reading, draft: Draft
) -> list[tuple[LiveColumn, NewCell]]:
    found = []
    for column, value in zip(columns, values, strict=False):
        if column is None or value is None:
            continue
        where = f"Row {number}, {column.column.title}"
        if column.column.system_type or column.column.formula:
            draft.refuse(where, "Smartsheet fills this column itself.")
            continue
        try:
            content = content_for(value, column, reading)
        except InvalidCellValue as unfit:
            draft.refuse(where, str(unfit))
            continue
        if content.linked:
            draft.refuse(where, "Smartsheet links cells only of rows that exist; link it afterwards.")
        elif content.raw:
            found.append((column, NewCell(column.id, column.column.title, content)))
    if len(values) > len(columns):
        draft.refuse(f"Row {number}", f"It has {len(values)} values for {len(columns)} columns.")
    return found
