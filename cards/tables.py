"""Tables of values: numbers right-aligned with their decimals in line, everything as the reader writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from microsoft_teams.cards.core import ColumnDefinition, RichTextBlock, Table, TableCell, TableRow, TextRun

from bot.domain.answers import CellValue
from cards import plain
from cards.elements import Element, box, dumped, rich, run, small
from cards.formats import Reader, decimals_of
from cards.sizing import Room

_PHONE = 3
"""Columns that fit the narrowest pane."""

_PANE = 58
"""Characters, padding included, that a line of a table has in a chat pane of 410 pixels."""

_CRAMPED = 66
"""Characters from which a table breaks so many words there that it is better read row by row."""

_UNGROUPED = re.compile(r"(?:^|[\s_])(?:year|id|row|nr|no|number|phone|zip|code|wbs)$", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥₹]|\b(?:amount|budget|cost|costs|planned|price|revenue|spend|spent|total)\b", re.IGNORECASE)
_NARROWEST, _WIDEST, _LONGEST_WORD, _PADDING = 4, 26, 16, 3
_COMFORT = 2
"""Characters more than its longest word a column gets where there is room, as some letters are wider than others."""

_CHARACTER = 7
"""Pixels a character takes on average, for the least width at which a table can be read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one column is shown. Widths are in characters, padding included; `quiet` texts stand back."""

    title: str
    numeric: bool
    texts: tuple[str, ...]
    quiet: bool = False

    @property
    def width(self) -> int:
        """What its longest text takes, within reason."""
        longest = max((len(text) for text in self.texts), default=0)
        return max(min(_WIDEST, max(_NARROWEST, longest)) + _PADDING, self.least)

    @property
    def least(self) -> int:
        """What its longest word takes: with less, words break in their middle."""
        words = max((len(word) for text in (self.title, *self.texts) for word in text.split()), default=0)
        return min(_LONGEST_WORD, words) + _PADDING


def layouts(
    columns: Sequence[str],
    rows: Sequence[Sequence[CellValue]],
    *,
    reader: Reader,
    room: Room,
    formats: Sequence[str] = (),
) -> list[Layout]:
    """How the first columns are shown, as many as there is room for. `formats` are the columns' number formats."""
    return [
        layout(
            title,
            [row[index] for row in rows],
            reader=reader,
            room=room,
            number_format=formats[index] if formats else "",
        )
        for index, title in enumerate(columns[: room.columns])
    ]


def fitting(columns: Sequence[Layout]) -> int:
    """How many of the columns, from the first, fit a chat pane without breaking words; two at least."""
    taken = 0
    for count, column in enumerate(columns):
        taken += column.least
        if taken > _PANE and count >= 2:
            return count
    return len(columns)


def is_cramped(columns: Sequence[Layout]) -> bool:
    """Whether the columns side by side could not be read in a chat pane."""
    return sum(column.least for column in columns) > _CRAMPED


def grid(columns: Sequence[Layout], presses: Sequence[Element | None] = ()) -> Element:
    """A table with a header row. `presses` are actions, one a row: its first cell then is a link, if there is one."""
    definitions = [
        ColumnDefinition(width=width, horizontal_cell_content_alignment="Right" if column.numeric else "Left")
        for width, column in zip(_widths(columns), columns, strict=True)
    ]
    # A phone shows about 300 pixels: Teams then scrolls the table sideways rather than squeeze its columns.
    least = f"{sum(column.least for column in columns) * _CHARACTER}px" if len(columns) > _PHONE else None
    table = Table(
        columns=definitions, first_row_as_headers=True, show_grid_lines=True, grid_style="default", min_width=least
    )
    header = _row([_header_cell(column.title) for column in columns])
    shapes = [_label_cell if column.quiet else _cell for column in columns]
    body = [
        _row([shape(text) for shape, text in zip(shapes, texts, strict=True)])
        for texts in zip(*(column.texts for column in columns), strict=True)
    ]
    for row, press in zip(body, presses, strict=bool(presses)):
        if press is None:
            continue
        first = row["cells"][0]["items"][0]
        first["inlines"] = [{**_link_shape(), "text": first["inlines"][0], "selectAction": press}]
    return {**dumped(table), "rows": [header, *body]}


def listing(columns: Sequence[Layout]) -> Element:
    """What does not fit side by side, row by row: the first value, then the others with their titles."""
    first, *others = columns
    items: list[Element] = []
    for index, text in enumerate(first.texts):
        items.append(rich([run(text, bold=True)], spacing="Small" if index else None))
        said = [f"{plain.isolate(each.title)}: {plain.isolate(each.texts[index])}" for each in others]
        items.append(small(" · ".join(said), spacing="None"))
    return box(items)


def _widths(columns: Sequence[Layout]) -> list[int]:
    """Shares of the table's width: what words need, wide letters and bold titles included; of the rest, first what
    keeps short texts such as dates whole."""
    spare = max(_PANE - sum(column.least for column in columns), 0)
    comfort = min(_COMFORT, spare // len(columns))
    widths = [column.least + comfort for column in columns]
    missing = [max(column.width - width, 0) for column, width in zip(columns, widths, strict=True)]
    spare -= comfort * len(columns)
    for index in sorted(range(len(columns)), key=lambda at: missing[at]):
        given = min(missing[index], spare)
        widths[index] += given
        spare -= given
    return widths


def layout(title: str, values: Sequence[CellValue], *, reader: Reader, room: Room, number_format: str = "") -> Layout:
    """How the column is shown, decided over all the values that are shown together."""
    present = [value for value in values if value is not None]
    if _same_clock(present):
        values = [value.date() if isinstance(value, datetime) else value for value in values]
    numeric = bool(present) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in present)
    decimals = decimals_of(present, number_format) if numeric else None
    if decimals and not number_format and _MONEY.search(title):
        decimals = 2
    grouped = bool(number_format) or not (numeric and decimals == 0 and _UNGROUPED.search(title))
    texts = tuple(
        plain.line(reader.cell(v, decimals=decimals, grouped=grouped, number_format=number_format), room.cell)
        for v in values
    )
    return Layout(title=plain.line(plain.humanize(title), min(40, room.name)), numeric=numeric, texts=texts)


def _same_clock(values: Sequence[CellValue]) -> bool:
    """Times of several days at one hour, as project sheets keep them, say no more than their dates."""
    clocks = {value.timetz() if isinstance(value, datetime) and value.tzinfo is None else None for value in values}
    return len(set(values)) > 1 and len(clocks) == 1 and None not in clocks


def pairs(facts: Sequence[tuple[str, str]], *, room: Room) -> Element:
    """Labels and values in two columns, without lines; what a FactSet is, but for text that must not be Markdown."""
    table = Table(
        columns=[ColumnDefinition(width=1), ColumnDefinition(width=2)],
        first_row_as_headers=False,
        show_grid_lines=False,
        grid_style="default",
    )
    rows = [
        _row([_label_cell(plain.line(label, min(60, room.name))), _cell(plain.line(value, room.note))])
        for label, value in facts
    ]
    return {**dumped(table), "rows": rows}


def _row(cells: list[Element]) -> Element:
    return {**_row_shape(), "cells": cells}


def _cell(text: str) -> Element:
    cell, block = _cell_shape()
    return {**cell, "items": [{**block, "inlines": [text or " "]}]}


def _header_cell(text: str) -> Element:
    cell, block = _cell_shape()
    return {**cell, "items": [{**block, "inlines": [dumped(TextRun(text=text or " ", weight="Bolder"))]}]}


def _label_cell(text: str) -> Element:
    cell, block = _cell_shape()
    return {**cell, "items": [{**block, "inlines": [dumped(TextRun(text=text or " ", is_subtle=True))]}]}


@cache
def _link_shape() -> Element:
    return dumped(TextRun(text=" ", color="Accent"))


@cache
def _row_shape() -> Element:
    return dumped(TableRow())


@cache
def _cell_shape() -> tuple[Element, Element]:
    """A cell and its text block without their text: 150 models a card would take a millisecond to build, these none."""
    return dumped(TableCell()), dumped(RichTextBlock())
