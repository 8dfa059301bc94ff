"""From what a person wants a new sheet to be to the steps of a plan. Pure: nothing is read or written.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets/create-sheet-in-workspace : one column, of text, is the
primary one. Items of a workspace are created by its owner and admins
(https://help.smartsheet.com/articles/506690-managing-items-in-a-workspace-add-move-remove-).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.domain.live import ADMINS, LiveColumn
from bot.domain.outline import Place
from bot.domain.plan_keys import FIRST_COLUMN, FIRST_ROW, NEW_SHEET
from bot.domain.plans import AddRows, ChangeRecords, NewCell, NewRow
from bot.domain.record_changes import RecordChange, canonical
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, LimitExceeded, PermissionDenied
from bot.sheets.column_shapes import LONGEST_TITLE, in_words
from bot.sheets.plan_preview import Draft
from bot.sheets.plan_unfit import Unfit
from bot.sheets.plan_values import Given, Reading, SheetNames, content_for

LONGEST_NAME: Final = 50
MOST_COLUMNS: Final = 400
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 500_000
"""What a sheet holds (https://help.smartsheet.com/articles/518408)."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a sheet is to lie: its home among the records, in words, the asker's access, and the sheets there already.

    `home` is “home” (the person's own Sheets folder), “workspaces/ID” or “folders/ID”.
    """

    home: str
    name: str
    level: str = "OWNER"
    permalink: str = ""
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
    fields = _primary_first(_fit(columns, draft), draft)
    if not any(fields):
        raise InvalidArguments("It is not said which columns the sheet is to have.", hint="Name its columns.")
    live = [_live(number, each) for number, each in enumerate(fields) if each is not None]
    added = _rows(rows, [_live(n, each) if each else None for n, each in enumerate(fields)], reading, draft)
    kept = [each for each in fields if each is not None]
    keys = {column.column.id: FIRST_COLUMN - number for number, column in enumerate(live)}
    change = RecordChange(
        kind="sheet",
        home=destination.home,
        what=f"Sheet “{name}”",
        key=NEW_SHEET,
        after=canonical({"name": name, "columns": kept}),
        said_after=f"in {destination.name}",
        parts=tuple((f"Column “{each['title']}”", _said(each)) for each in kept),
    )
    draft.steps.append(ChangeRecords((change,)))
    if added:
        draft.steps.append(AddRows(tuple(_keyed(row, keys) for row in added)))
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


def _fit(columns: Sequence[Mapping[str, Any]], draft: Draft) -> list[dict[str, Any] | None]:
    """Each column as it will be sent, None where it cannot be."""
    taken: set[str] = set()
    system: set[str] = set()
    found: list[dict[str, Any] | None] = []
    for each in columns:
        fields = {n: v for n, v in each.items() if v not in (None, "", [], False) and n not in ("index", "primary")}
        fields["title"] = " ".join(str(each.get("title") or "").split())
        why = _refusal(fields, taken, system)
        if why:
            draft.refuse(f"Column “{fields['title']}”", why)
        taken.add(fields["title"])
        system.add(str(fields.get("systemColumnType")))
        found.append(None if why else fields)
    return found


def _refusal(fields: Mapping[str, Any], taken: set[str], system: set[str]) -> str:
    title = fields["title"]
    if not title:
        return "It needs a title."
    if len(title) > LONGEST_TITLE:
        return f"A title has up to {LONGEST_TITLE} characters; this has {len(title)}."
    if title in taken:
        return "Another column has this title."
    if fields.get("systemColumnType") in system:
        return "Smartsheet allows one such column."
    return "Smartsheet takes a column's formula once the sheet is there." if "formula" in fields else ""


def _primary_first(fields: list[dict[str, Any] | None], draft: Draft) -> list[dict[str, Any] | None]:
    """The first column that can be the primary one is; without any, one is added behind the others."""
    for each in fields:
        if each and each.get("type") == "TEXT_NUMBER" and not {"systemColumnType", "hidden"} & each.keys():
            each["primary"] = True
            return fields
    if not any(fields):
        return fields
    title = next(t for t in ("Name", "Item", "Primary") if all(each is None or each["title"] != t for each in fields))
    draft.warnings.append(f"Smartsheet needs a text column that names each row: “{title}” is added.")
    return [*fields, {"title": title, "type": "TEXT_NUMBER", "primary": True}]


def _live(number: int, fields: Mapping[str, Any]) -> LiveColumn:
    column = Column(
        id=number,
        index=number,
        title=fields["title"],
        type=ColumnType(fields["type"]),
        system_type=fields.get("systemColumnType"),
        primary=bool(fields.get("primary")),
        validation=bool(fields.get("validation")),
        options=tuple(map(str, fields.get("options", ()))),
    )
    return LiveColumn(column)


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
        if column.column.system_type:
            draft.refuse(where, "Smartsheet fills this column itself.")
            continue
        try:
            content = content_for(value, column, reading)
        except Unfit as unfit:
            draft.refuse(where, str(unfit))
            continue
        if content.linked:
            draft.refuse(where, "Smartsheet links cells only of rows that exist; link it afterwards.")
        elif content.raw:
            found.append((column, NewCell(column.id, column.column.title, content)))
    if len(values) > len(columns):
        draft.refuse(f"Row {number}", f"It has {len(values)} values for {len(columns)} columns.")
    return found


def _keyed(row: NewRow, keys: Mapping[int, int]) -> NewRow:
    """The row with the keys by which the plan knows its columns."""
    return replace(row, cells=tuple(replace(cell, column_id=keys[cell.column_id]) for cell in row.cells))


def _said(fields: Mapping[str, Any]) -> str:
    said = in_words({name: value for name, value in fields.items() if name != "title"})
    return f"{said} · primary column" if fields.get("primary") else said
