"""Turns a sheet's columns into SQL columns: one under its own title, and companions for what one column cannot hold.

“Budget”               the value, typed
“Budget (text)”        the text of cells that are not of that type (only when there are any; durations always)
“Owner (email)”        of a contact; “Team (emails)” of several
“Contract (url)”       where a hyperlink points (only when there are any)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from bot.domain.sheets import Column, ColumnType
from bot.sheets.cell_text import text_of
from bot.sheets.grid import Lane
from bot.sheets.naming import Names
from bot.sheets.number_formats import column_format
from bot.sheets.sheet_json import RawColumn
from bot.sheets.snapshot import Companion, SnapshotColumn


@dataclass(slots=True)
class TypedColumn:
    """A column ready for the Arrow file: its description and every array it brings, the main one first."""

    described: SnapshotColumn
    arrays: list[tuple[str, pa.Array]] = field(default_factory=list)


def domain_column(raw: RawColumn) -> Column:
    """The column as the rest of Sheetline knows it; a type Smartsheet may add later is treated as text."""
    known = raw.type in ColumnType.__members__
    return Column(
        id=raw.id,
        index=raw.index,
        title=raw.title,
        type=ColumnType(raw.type) if known else ColumnType.TEXT_NUMBER,
        system_type=raw.system_column_type,
        primary=raw.primary,
        hidden=raw.hidden,
        locked=raw.locked,
        validation=raw.validation,
        formula=raw.formula,
        symbol=raw.symbol,
        options=tuple(text_of(option) for option in raw.options),
    )


def type_columns(lanes: Sequence[Lane]) -> Iterator[TypedColumn]:
    """Every column typed and named; titles win over companions when both want one name."""
    names = Names()
    titles = [names.claim(lane.column.title, otherwise=f"Column {n}") for n, lane in enumerate(lanes, start=1)]
    for title, lane in zip(titles, lanes, strict=True):
        yield _type_column(title, lane, names)


def _type_column(title: str, lane: Lane, names: Names) -> TypedColumn:
    read = lane.reader.finish()
    extras = read.extras
    if read.misfits and "text" not in (kind for kind, _, _ in extras):
        extras.append(("text", "VARCHAR", _sparse(read.misfits, len(read.array))))
    if lane.links:
        extras.append(("url", "VARCHAR", _sparse(lane.links, len(read.array))))
    companions = tuple(
        Companion(sql_name=names.claim(f"{title} ({kind})"), sql_type=sql_type, kind=kind)
        for kind, sql_type, _ in extras
    )
    shows_numbers = read.sql_type == "DOUBLE" and lane.column.type == "TEXT_NUMBER"
    described = SnapshotColumn(
        column=domain_column(lane.column),
        sql_name=title,
        sql_type=read.sql_type,
        misfits=len(read.misfits),
        companions=companions,
        number_format=column_format(lane.column.format, lane.formats) if shows_numbers else "",
    )
    arrays = [(companion.sql_name, array) for companion, (_, _, array) in zip(companions, extras, strict=True)]
    return TypedColumn(described, [(title, read.array), *arrays])


def _sparse(texts: Mapping[int, str], length: int) -> pa.Array:
    return pa.array([texts.get(row) for row in range(length)], pa.string())
