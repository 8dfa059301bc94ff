"""Plans, standings and journal entries as versioned, compressed JSON that every store reads back exactly.

A plan over many rows repeats itself: compressed, one of 20,000 cells takes some 400 KB of the 4 MB its JSON has.
"""

from __future__ import annotations

import zlib
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, get_type_hints

import msgspec

from bot.domain.audit import Event
from bot.domain.exports import Export
from bot.domain.plan_journal import Entry
from bot.domain.plan_standing import Standing
from bot.domain.plans import STEPS, Plan
from bot.errors import Internal, InvalidArguments

VERSION: Final = 1
T = TypeVar("T")
_NAMES: Final = {kind: name for name, kind in STEPS.items()}


class _Step(msgspec.Struct):
    kind: str
    body: Any


class _Record(msgspec.Struct):
    v: int
    body: Any
    steps: list[_Step] = []


def encode(thing: Plan | Standing | Entry | Event | Export) -> bytes:
    """The record, compressed. Raises InvalidArguments for text that no UTF-8 can hold."""
    steps = thing.steps if isinstance(thing, Plan) else ()
    body = replace(thing, steps=()) if isinstance(thing, Plan) else thing
    record = _Record(VERSION, body, [_Step(_NAMES[type(step)], step) for step in steps])
    try:
        return zlib.compress(msgspec.json.encode(record), 6)
    except UnicodeEncodeError:
        raise InvalidArguments("The text holds half a character.", hint="Type it again.") from None


@lru_cache(maxsize=4)
def decode_plan(data: bytes) -> Plan:
    """The plan as it was encoded; raises Internal when the record cannot be read.

    One press loads its plan half a dozen times, and of 100,000 cells each time takes a second: the last few are kept.
    """
    record = _record(data)
    try:
        body = msgspec.convert(record.body, _stepless())
        steps = tuple(msgspec.convert(step.body, STEPS[step.kind]) for step in record.steps)
    except (msgspec.ValidationError, KeyError) as error:
        raise _unreadable(error) from error
    return Plan(**{**msgspec.structs.asdict(body), "steps": steps})


def decode_standing(data: bytes) -> Standing:
    return _convert(data, Standing)


def decode_event(data: bytes) -> Event:
    return _convert(data, Event)


def decode_export(data: bytes) -> Export:
    return _convert(data, Export)


def decode_entry(data: bytes) -> Entry:
    return _convert(data, Entry)


@cache
def _stepless() -> type[msgspec.Struct]:
    """A Plan's fields without its steps, whose kinds differ: msgspec tells no union of dataclasses apart."""
    types = get_type_hints(Plan)
    return msgspec.defstruct(
        "_Stepless", [(each.name, types[each.name]) for each in fields(Plan) if each.name != "steps"]
    )


def _convert(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.convert(_record(data).body, kind)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from error


def _record(data: bytes) -> _Record:
    try:
        return msgspec.json.decode(zlib.decompress(data), type=_Record)
    except (zlib.error, msgspec.DecodeError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Internal:
    return Internal("This plan cannot be read any more.", hint="Ask for the change again.", detail=str(error)[:200])
