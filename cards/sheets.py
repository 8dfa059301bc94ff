"""Cards about sheets: one just opened, several to choose from, all that can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.answers import ColumnOverview, Picker, SheetList, SheetOverview
from bot.domain.sheets import ColumnType, SheetSummary
from cards import buttons, elements, evidence, plain, tables
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

MOST_COLUMNS = 12
MOST_VALUES = 4
MOST_CHOICES = 6
MOST_SHEETS = 10
_MOST_SUGGESTIONS = 4

TYPE_WORDS = {
    ColumnType.TEXT_NUMBER: "text or number",
    ColumnType.DATE: "date",
    ColumnType.DATETIME: "date and time",
    ColumnType.ABSTRACT_DATETIME: "date and time",
    ColumnType.CHECKBOX: "checkbox",
    ColumnType.PICKLIST: "dropdown",
    ColumnType.MULTI_PICKLIST: "dropdown, several",
    ColumnType.CONTACT_LIST: "contact",
    ColumnType.MULTI_CONTACT_LIST: "contacts",
    ColumnType.DURATION: "duration",
    ColumnType.PREDECESSOR: "predecessors",
}


def overview(view: SheetOverview, *, reader: Reader, room: Room) -> Element:
    """A sheet just opened or described: what it holds and what to ask of it."""
    source = view.source
    name = plain.line(source.name, room.name)
    facts = [(column.title, _held(column, rows=source.rows, reader=reader)) for column in view.columns[:MOST_COLUMNS]]
    body = [elements.heading(name), evidence.source_line(source, reader=reader, room=room, named=False, spacing="None")]
    if facts:
        body.append(tables.pairs(facts, room=room))
    hidden = len(view.columns) - MOST_COLUMNS
    if hidden > 0:
        body.append(elements.label(f"and {hidden} more columns", spacing="Small"))
    body += evidence.note_lines(view.notes, reader=reader, room=room)
    if view.suggestions:
        body.append(elements.label("Try asking"))
    body += [
        elements.chip(question, buttons.press(question, buttons.ASK, f"{source.sheet_id}.{index}"))
        for index, question in enumerate(view.suggestions[:_MOST_SUGGESTIONS])
    ]
    body += buttons.row([buttons.smartsheet(source.permalink)])
    return elements.card(body, fallback=overview_summary(view), wide=True)


def overview_summary(view: SheetOverview) -> str:
    """The overview in one line."""
    rows = view.source.rows
    return f"{plain.line(view.source.name, 120)}: {rows} row{'' if rows == 1 else 's'}"


def picker(view: Picker, *, reader: Reader, room: Room) -> Element:
    """The sheets that match, one press each."""
    asked = plain.isolate(plain.line(view.asked_for, room.name))
    body = [elements.heading(f"Which “{asked}”?"), *_rows(view.choices[:MOST_CHOICES], reader=reader, room=room)]
    hidden = len(view.choices) - MOST_CHOICES
    if hidden > 0:
        more = "1 more matches" if hidden == 1 else f"{hidden} more match"
        body.append(elements.label(f"{more}; say more of the name to narrow it down."))
    return elements.card(body, fallback=picker_summary(view))


def picker_summary(view: Picker) -> str:
    """The question in one line."""
    return f"Which “{plain.line(view.asked_for, 120)}”?"


def listing(view: SheetList, *, reader: Reader, room: Room) -> Element:
    """The sheets this person can open, the most recently changed first."""
    if not view.total:
        body = [
            elements.heading("No sheets", size="Medium"),
            elements.text("No Smartsheet sheet is shared with you here. Ask a sheet's owner to share it."),
        ]
        return elements.card(body, fallback=listing_summary(view))
    shown = view.sheets[:MOST_SHEETS]
    body = [elements.heading("Your sheets"), *_rows(shown, reader=reader, room=room)]
    if view.total > len(shown):
        total = reader.number(view.total)
        body.append(
            elements.label(f"{len(shown)} of {total} sheets, newest first. To open another: “open” and its name.")
        )
    return elements.card(body, fallback=listing_summary(view))


def listing_summary(view: SheetList) -> str:
    """The list in one line."""
    return f"{view.total} sheet{'' if view.total == 1 else 's'} you can open"


def _rows(sheets: Sequence[SheetSummary], *, reader: Reader, room: Room) -> list[Element]:
    return [_choice(sheet, reader=reader, room=room, first=index == 0) for index, sheet in enumerate(sheets)]


def _choice(sheet: SheetSummary, *, reader: Reader, room: Room, first: bool) -> Element:
    """A sheet with where it lies and when it changed, so that two of one name can be told apart, and a button."""
    name = plain.line(sheet.name, room.name) or "Untitled"
    where = [plain.isolate(plain.line(sheet.workspace, room.name))] if sheet.workspace else []
    when = [f"changed {reader.day(sheet.modified_at)}"] if sheet.modified_at else []
    left = [elements.rich([elements.run(name, bold=True)])]
    if where or when:
        left.append(elements.small(" · ".join(where + when), spacing="None"))
    opening = buttons.button("Open", buttons.OPEN, str(sheet.id), tooltip=f"Open {name}")
    return elements.side_by_side(left, buttons.row([opening]), separator=not first, spacing="Small")


def _held(column: ColumnOverview, *, rows: int, reader: Reader) -> str:
    """What a column holds: its commonest values, its range, or how many cells are filled."""
    if column.type is ColumnType.CHECKBOX:
        return f"{reader.number(column.filled)} of {reader.number(rows)} checked"
    if not column.filled:
        return f"empty ({TYPE_WORDS[column.type]})"
    if column.values and column.values[0][1] > 1 and column.type is not ColumnType.PREDECESSOR:
        shown = " · ".join(f"{value} {reader.number(count)}" for value, count in column.values[:MOST_VALUES])
        return shown if len(column.values) <= MOST_VALUES else f"{shown} · …"
    if column.low is not None and column.high is not None:
        low, high = (_bound(bound, column, reader=reader) for bound in (column.low, column.high))
        held = low if low == high else f"{low} – {high}"
        return f"{held} {'day' if held == '1' else 'days'}" if column.type is ColumnType.DURATION else held
    return "all filled" if column.filled >= rows else f"{reader.number(column.filled)} filled"


def _bound(value: float | date | datetime, column: ColumnOverview, *, reader: Reader) -> str:
    if isinstance(value, datetime):
        return reader.day(value) if value.tzinfo else reader.cell(value.date())
    return reader.cell(value, number_format=column.number_format)
