"""What a query found, in the form that suits it: a chart, a figure, a record, rows side by side or one by one."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answer, Table
from cards import buttons, charts, elements, tables
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

FIRST_ROWS = 10
"""Rows on the summary side."""

_RECORD_COLUMNS = 20
_IDS = frozenset({"_row_id", "_parent_id"})
"""Columns that tell rows apart for us and tell a person nothing."""


def drawn(answer: Answer, table: Table, *, reader: Reader, room: Room) -> list[Element]:
    """The chart, with the table where charts are not known; the table where there is no chart."""
    if answer.chart is None or not room.charts:
        return _table(answer, table, reader=reader, room=room)
    parts = _table(answer, table, reader=reader, room=room, pressable=False)
    instead = parts[0] if len(parts) == 1 else elements.box(parts)
    return charts.drawn(answer.chart, reader=reader, room=room, fallback=instead)


def _table(answer: Answer, whole: Table, *, reader: Reader, room: Room, pressable: bool = True) -> list[Element]:
    """The result in the form that suits its shape: nothing, one number, one record, or a table."""
    table = readable(whole)
    if not table.rows:
        return [elements.text("No rows match.")]
    if len(table.rows) == 1 and len(table.columns) == 1:
        return _figure(table, reader=reader, room=room)
    if len(table.rows) == 1:
        return _record(answer, table, reader=reader, room=room)
    shown = table.rows[:FIRST_ROWS]
    note = _first(table, shown=len(shown), reader=reader)
    return rows(answer, table, range(1, len(shown) + 1), note, reader=reader, room=room, pressable=pressable)


def rows(
    answer: Answer,
    table: Table,
    positions: range,
    note: str,
    *,
    reader: Reader,
    room: Room,
    pressable: bool = True,
) -> list[Element]:
    """The rows at these positions (from 1), side by side where they fit a chat pane, and what is not shown of them.

    Of rows that open, the columns that fit; of others all, if need be one below the other.
    """
    shown = [table.rows[position - 1] for position in positions]
    columns = tables.layouts(table.columns, shown, reader=reader, room=room, formats=table.formats)
    presses = _presses(answer, positions) if pressable else []
    if tables.is_cramped(columns) and not presses and not room.tight:
        return [tables.listing(columns), *_notes(len(table.columns) - len(columns), note)]
    if presses:
        columns = columns[: tables.fitting(columns)]
    hidden = len(table.columns) - len(columns)
    return [
        tables.grid(columns, presses),
        *_notes(hidden, note, more="; a row opens to all of them" if presses else ""),
    ]


def readable(table: Table) -> Table:
    """The table without the ids, unless there is nothing else."""
    kept = [index for index, title in enumerate(table.columns) if title not in _IDS]
    if not kept or len(kept) == len(table.columns):
        return table
    return replace(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in table.rows),
        formats=tuple(table.formats[index] for index in kept) if table.formats else (),
    )


def _presses(answer: Answer, positions: range) -> list[Element | None]:
    """What a press on each of these rows (from 1) does: it opens the row. Nothing where no row is known."""
    table = answer.table
    if table is None or not any(opens(answer, position) for position in positions):
        return []
    return [_opening(answer, table, position) if opens(answer, position) else None for position in positions]


def opens(answer: Answer, position: int) -> bool:
    """Whether the row at this position (from 1) opens: a file or a comment on the sheet itself stands on no row."""
    table = answer.table
    if not answer.opens_rows or table is None:
        return False
    return bool(table.row_ids) or table.rows[position - 1][table.columns.index(table.row_key or "")] is not None


def _opening(answer: Answer, table: Table, position: int) -> Element:
    return buttons.press(_named(table, position), buttons.ROW, f"{answer.id}.{position}")


def _named(table: Table, position: int) -> str:
    """What a screen reader says of a row's link: its number in the sheet, or else its place here."""
    number = table.rows[position - 1][table.columns.index("_row")] if "_row" in table.columns else None
    return f"Open row {number}" if isinstance(number, int) else f"Open row {position} of this table"


def _figure(table: Table, *, reader: Reader, room: Room) -> list[Element]:
    column = tables.layout(
        table.columns[0], [table.rows[0][0]], reader=reader, room=room, number_format=_format(table, 0)
    )
    value = column.texts[0]
    return [
        elements.rich([elements.run(value, size="ExtraLarge" if len(value) <= 16 else "Medium", bold=True)]),
        elements.small(column.title, spacing="None"),
    ]


def _format(table: Table, index: int) -> str:
    return table.formats[index] if table.formats else ""


def _record(answer: Answer, table: Table, *, reader: Reader, room: Room) -> list[Element]:
    facts = []
    for index, title in enumerate(table.columns[:_RECORD_COLUMNS]):
        column = tables.layout(
            title, [table.rows[0][index]], reader=reader, room=room, number_format=_format(table, index)
        )
        facts.append((column.title, column.texts[0]))
    hidden = len(table.columns) - _RECORD_COLUMNS
    more = [elements.label(f"{hidden} more columns are not shown.", spacing="Small")] if hidden > 0 else []
    opening = buttons.button("Whole row", buttons.ROW, f"{answer.id}.1") if opens(answer, 1) else None
    return [tables.pairs(facts, room=room), *more, *buttons.row([opening])]


def pages(table: Table, size: int) -> int:
    """How many pages of `size` rows the table has; at least one."""
    return max(1, -(-len(table.rows) // size))


def cap(table: Table, *, reader: Reader) -> str:
    return f"first {reader.number(len(table.rows))} of {reader.count(table.total, 'row')}"


def _first(table: Table, *, shown: int, reader: Reader) -> str:
    """What the summary side leaves out; a capped result says that it is."""
    if table.capped:
        return f"Showing {reader.number(shown)}; the result holds the {cap(table, reader=reader)}."
    held = len(table.rows)
    return f"Showing the first {reader.number(shown)} of {reader.number(held)}." if shown < held else ""


def _notes(hidden: int, counted: str, *, more: str = "") -> list[Element]:
    """What the table leaves out, in one quiet line."""
    columns = f"{hidden} more column{'s are' if hidden > 1 else ' is'} not shown{more}." if hidden > 0 else ""
    said = " ".join(part for part in (counted, columns) if part)
    return [elements.small(said, spacing="Small")] if said else []
