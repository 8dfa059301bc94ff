"""Sessions, turns and answers as versioned JSON that every store reads back exactly as it was written.

A record is `{"v": 1, "body": {…}}`. Fields this version does not know are passed over, so that an older instance reads
what a newer one wrote during a rollout; a record it cannot make sense of raises Internal.

A query's cells keep their Python type. JSON alone would lose it: a date and a text look alike, Cosmos DB gives 1.0 back
as 1 and holds integers only up to 2^53 (its numbers are IEEE 754 doubles), and JSON has no NaN. Such cells are tagged:
`{"d": …}` date, `{"t": …}` date and time, `{"f": …}` float, `{"i": …}` integer; a list of texts is a JSON list.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

import msgspec

from bot.domain.answers import Answer, CellValue, Chart, Evidence, Table
from bot.domain.sessions import Session
from bot.domain.turns import Turn
from bot.errors import Internal, LimitExceeded

VERSION: Final = 1
MAX_BYTES: Final = 2_000_000
"""The largest record, and the largest transaction, in bytes: Cosmos DB's 2 MB limit, kept by every store alike."""

_EXACT_INT: Final = 2**53
_AS_IT_IS: Final = frozenset({str, bool, type(None)})

T = TypeVar("T")


class Record(msgspec.Struct, Generic[T]):
    """One stored thing with the version of the code's schema that wrote it."""

    v: int
    body: T


class _TableRecord(msgspec.Struct):
    columns: tuple[str, ...]
    rows: list[list[Any]]
    total: int
    formats: tuple[str, ...] = ()
    row_ids: tuple[int, ...] = ()


class _AnswerRecord(msgspec.Struct):
    """An Answer whose table is in wire form; tests hold its field names to Answer's."""

    id: str
    text: str
    title: str = ""
    table: _TableRecord | None = None
    evidence: Evidence | None = None
    model_made: bool = False
    chart: Chart | None = None
    suggestions: tuple[str, ...] = ()
    reader: str = ""


_encoder: Final = msgspec.json.Encoder()
_sessions: Final = msgspec.json.Decoder(Record[Session])
_turns: Final = msgspec.json.Decoder(Record[Turn])
_answers: Final = msgspec.json.Decoder(Record[_AnswerRecord])


def encode(thing: Session | Turn | Answer) -> bytes:
    """The record as UTF-8 JSON, unpaired surrogates replaced by “?”. Raises LimitExceeded above MAX_BYTES."""
    body = _answer_record(thing) if isinstance(thing, Answer) else thing
    record = Record(VERSION, body)
    try:
        data = _encoder.encode(record)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON text can smuggle in and UTF-8 cannot hold
        data = json.dumps(msgspec.to_builtins(record), ensure_ascii=False).encode("utf-8", "replace")
    refuse_above_limit(len(data))
    return data


def refuse_above_limit(size: int) -> None:
    """Raises LimitExceeded when a record, or a transaction's records together, exceed MAX_BYTES."""
    if size > MAX_BYTES:
        raise LimitExceeded("That is more than one message can keep.", detail=f"{size} bytes")


def decode_session(data: bytes) -> Session:
    """The session as it was encoded; raises Internal when the record cannot be read."""
    return _decode(_sessions, data).body


def decode_turn(data: bytes) -> Turn:
    """The turn as it was encoded; raises Internal when the record cannot be read."""
    return _decode(_turns, data).body


def decode_answer(data: bytes) -> Answer:
    """The answer as it was encoded, each cell of its own type; raises Internal when the record cannot be read."""
    record = _decode(_answers, data).body
    try:
        table = None if record.table is None else _table(record.table)
    except (ValueError, TypeError) as error:
        raise _unreadable(error) from error
    return Answer(
        id=record.id,
        text=record.text,
        title=record.title,
        table=table,
        evidence=record.evidence,
        model_made=record.model_made,
        chart=record.chart,
        suggestions=record.suggestions,
        reader=record.reader,
    )


def _decode(decoder: msgspec.json.Decoder[Record[T]], data: bytes) -> Record[T]:
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Internal:
    return Internal(
        "This conversation's stored state cannot be read.",
        hint="Send “new chat” to start afresh; if that fails, tell your Sheetline admin.",
        detail=f"{type(error).__name__}: {error}",
    )


def _answer_record(answer: Answer) -> _AnswerRecord:
    table = answer.table
    return _AnswerRecord(
        id=answer.id,
        text=answer.text,
        title=answer.title,
        table=None if table is None else _table_record(table),
        evidence=answer.evidence,
        model_made=answer.model_made,
        chart=answer.chart,
        suggestions=answer.suggestions,
        reader=answer.reader,
    )


def _table_record(table: Table) -> _TableRecord:
    rows = [[_to_wire(cell) for cell in row] for row in table.rows]
    return _TableRecord(table.columns, rows, table.total, table.formats, table.row_ids)


def _table(record: _TableRecord) -> Table:
    rows = tuple(tuple(_from_wire(cell) for cell in row) for row in record.rows)
    return Table(columns=record.columns, rows=rows, total=record.total, formats=record.formats, row_ids=record.row_ids)


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
        if "d" in cell:
            return date.fromisoformat(cell["d"])
        if "t" in cell:
            return datetime.fromisoformat(cell["t"])
        if "f" in cell:
            return float(cell["f"])
        if "i" in cell:
            return int(cell["i"])
        raise ValueError(f"unknown cell tag among {sorted(cell)}")
    return cell  # type: ignore[no-any-return]
