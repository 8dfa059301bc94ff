"""Records: what is stored as versioned JSON, `{"v": 1, "body": {…}}`, and the keys it is found by.

Fields this version does not know are passed over, so that an older instance reads what a newer one wrote during a
rollout; a record it cannot make sense of raises Internal. A packed record is compressed: a plan over many rows repeats
itself, and one of 20,000 cells takes some 400 KB of the 4 MB its JSON has.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar, get_type_hints
from urllib.parse import quote

import msgspec

from bot.errors import Internal, InvalidArguments, LimitExceeded

VERSION: Final = 1
MAX_BYTES: Final = 2_000_000
"""The largest record, and the largest transaction, in bytes: Cosmos DB's 2 MB limit, kept by every store alike."""

MAX_ID_BYTES: Final = 1_023
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")


class Record(msgspec.Struct, Generic[T]):
    """One stored thing with the version of the code's schema that wrote it."""

    v: int
    body: T


Decoder = msgspec.json.Decoder


def encode(body: object) -> bytes:
    """The record as UTF-8 JSON, unpaired surrogates replaced by “?”. Raises LimitExceeded above MAX_BYTES."""
    record = Record(VERSION, body)
    try:
        data = msgspec.json.encode(record)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON text can smuggle in and UTF-8 cannot hold
        data = json.dumps(msgspec.to_builtins(record), ensure_ascii=False).encode("utf-8", "replace")
    refuse_above_limit(len(data))
    return data


def decode(data: bytes, decoder: Decoder[Record[T]]) -> T:
    """What was encoded; raises Internal when the record cannot be read."""
    try:
        return decoder.decode(data).body
    except (msgspec.DecodeError, ValueError) as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> Internal:
    return Internal(
        "This conversation's stored state cannot be read.",
        hint="Send “new chat” to start afresh; if that fails, tell your Sheetline admin.",
        detail=f"{type(error).__name__}: {error}",
    )


def pack(record: msgspec.Struct) -> bytes:
    """The record compressed. Raises InvalidArguments for text that no UTF-8 can hold."""
    try:
        return zlib.compress(msgspec.json.encode(record), 6)
    except UnicodeEncodeError:
        raise InvalidArguments("The text holds half a character.", hint="Type it again.") from None


def unpack(data: bytes, decoder: Decoder[T]) -> T:
    """The record as it was packed; raises Internal when it cannot be read."""
    try:
        return decoder.decode(zlib.decompress(data))
    except (zlib.error, msgspec.DecodeError) as error:
        raise unreadable_plan(error) from error


def without(kind: type[Any], name: str) -> type[msgspec.Struct]:
    """The dataclass's fields without one whose types msgspec cannot tell apart."""
    types = get_type_hints(kind)
    kept = [field for field in fields(kind) if field.name != name]
    return msgspec.defstruct(f"{kind.__name__}Without", [(f.name, types[f.name], _default(f)) for f in kept])


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.NODEFAULT if field.default is MISSING else field.default


def unreadable_plan(error: Exception) -> Internal:
    return Internal("This plan cannot be read any more.", hint="Ask for the change again.", detail=str(error)[:200])


def refuse_above_limit(size: int) -> None:
    """Raises LimitExceeded when a record, or a transaction's records together, exceed MAX_BYTES."""
    if size > MAX_BYTES:
        raise LimitExceeded("That is more than one message can keep.", detail=f"{size} bytes")


def named(kind: str, name: str) -> str:
    """`kind:name` as an id that Cosmos DB takes: ASCII, without `/ \\ ? #`, different for different names.

    Other characters become `=XX` (UTF-8 bytes in hexadecimal), which can be read back; a name too long for that is
    replaced by its SHA-256 after `=.`, which no readable id contains.
    (https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits)
    """
    return f"{kind}:{plain(name, longest=MAX_ID_BYTES - len(kind) - 1)}"


def plain(name: str, *, longest: int = 200) -> str:
    """The name in the characters of ids and keys, without `/` and `:`."""
    readable = quote(name, safe="").replace("%", "=")
    return readable if len(readable) <= longest else f"=.{hashlib.sha256(name.encode()).hexdigest()}"


def moment(at: datetime) -> str:
    """Microseconds since 1970 as text that sorts like the moments; before 1970 is 1970."""
    return f"{max(0, micros(at)):018d}"


def micros(at: datetime) -> int:
    """Whole microseconds since 1970: exact in Cosmos DB's double-precision numbers until the year 2255."""
    return (at - _EPOCH) // timedelta(microseconds=1)
