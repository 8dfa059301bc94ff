"""Answers as records in which every cell of a table keeps its Python type.

JSON alone would lose it: a date and a text look alike, Cosmos DB gives 1.0 back as 1 and holds integers only up to 2^53
(its numbers are IEEE 754 doubles), and JSON has no NaN. Such cells are tagged: `{"d": …}` date, `{"t": …}` date and
time, `{"f": …}` float, `{"i": …}` integer; a list of texts is a JSON list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, Final, cast

import msgspec

from bot.domain.answers import Answer, CellValue, Table
from bot.store.records import Decoder, Record, decode, encode, unreadable, without

_EXACT_INT: Final = 2**53
_AS_IT_IS: Final = frozenset({str, bool, type(None)})
_BODIES: Final = Decoder(Record[dict[str, Any]])


def encode_answer(answer: Answer) -> bytes:
    """The record of the answer. Raises LimitExceeded above MAX_BYTES."""
    body = {field.name: getattr(answer, field.name) for field in fields(answer)}
    if answer.table is not None:
        rows = [[_to_wire(cell) for cell in row] for row in answer.table.rows]
        body["table"] = {field.name: getattr(answer.table, field.name) for field in fields(Table)} | {"rows": rows}
    return encode(body)


def decode_answer(data: bytes) -> Answer:
    """The answer as it was encoded, each cell of its own type; raises Internal when the record cannot be read."""
    body = decode(data, _BODIES)
    wire = body.pop("table", None)
    try:
        table = None
        if wire is not None:
            rows = tuple(tuple(_from_wire(cell) for cell in row) for row in wire.pop("rows"))
            table = Table(**_convert(wire, _rowless()), rows=rows)
        return Answer(**_convert(body, _tableless()), table=table)
    except (msgspec.ValidationError, ValueError, TypeError, KeyError) as error:
        raise unreadable(error) from error


def _convert(body: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    return msgspec.structs.asdict(msgspec.convert(body, kind))


@cache
def _tableless() -> type[msgspec.Struct]:
    return without(Answer, "table")


@cache
def _rowless() -> type[msgspec.Struct]:
    return without(Table, "rows")


def _to_wire(cell: CellValue) -> Any:
    if type(cell) in _AS_IT_IS:
        return cell
    if isinstance(cell, int):
        return cell if -_EXACT_INT <= cell <= _EXACT_INT else {"i": str(cell)}
    if isinstance(cell, float):
        return {"f": repr(cell)} if not math.isfinite(cell) or cell.is_integer() else cell
    if isinstance(cell, datetime):  # before date, which it is a kind of
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return list(cell) if isinstance(cell, tuple) else cell


def _from_wire(cell: Any) -> CellValue:
    if isinstance(cell, list):
        return tuple(cell)
    if isinstance(cell, Mapping):
        [(tag, text)] = cell.items()
        cell = _READ[tag](text)
    return cast(CellValue, cell)


_READ: Final[Mapping[str, Any]] = {"d": date.fromisoformat, "t": datetime.fromisoformat, "f": float, "i": int}
