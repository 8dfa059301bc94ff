"""The inside of the child process that reads files: anybody may have made them, so it has no secret, little memory."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bot.files.limits import NotATable
from bot.files.tables import facts_of, tables_of
from bot.files.wire import FileReply, FileRequest

LARGEST_TEXT = 20_000_000
"""Bytes of a file that is read as a table; a larger one can only be attached."""

_requests = msgspec.msgpack.Decoder(FileRequest)


def handle(payload: bytes) -> bytes:
    """Answer one FileRequest."""
    return msgspec.msgpack.encode(_answer(_requests.decode(payload)))


def _answer(asked: FileRequest) -> FileReply:
    path = Path(asked.path)
    if path.stat().st_size > LARGEST_TEXT:
        return FileReply(problem=f"It is larger than {LARGEST_TEXT // 1_000_000} MB, too large to be read as a table.")
    data = path.read_bytes()
    try:
        if asked.whole:
            return FileReply(table=tables_of(data, asked.name, locale=asked.locale, only=asked.only)[0])
        return FileReply(facts=[*facts_of(data, asked.name, locale=asked.locale)])
    except NotATable as problem:
        return FileReply(problem=str(problem))
