"""Takes one answer's body off the wire: into memory when small, into a file when large.

A body cut short never passes for a whole one: aiohttp checks Content-Length and the last chunk, gzip its own end, and a
file must begin and end as a JSON object does, for servers and proxies that end a body by closing the connection.
"""

from __future__ import annotations

import asyncio
import os
import uuid
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import aiohttp
import msgspec

from bot.smartsheet.http_session import Unreadable

T = TypeVar("T")

PIECE = 1024 * 1024
"""Bytes that are decompressed and written in one go, off the event loop."""

_BLANK = b" \t\r\n"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Decompressor:
    """Decompresses a body piece by piece, as its Content-Encoding says. Raises Unreadable when it is not so encoded."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._encoding = answer.headers.get("Content-Encoding", "identity").lower()
        self._zlib = None if self._encoding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)

    def feed(self, piece: bytes) -> bytes:
        if self._zlib is None:
            return piece
        try:
            return self._zlib.decompress(piece)
        except zlib.error:
            raise Unreadable(f"not {self._encoding}") from None

    def end(self) -> None:
        """Raises Unreadable when the compressed body was cut short."""
        if self._zlib is not None and not self._zlib.eof:
            raise Unreadable(f"{self._encoding} cut short")


async def read(answer: aiohttp.ClientResponse, into: type[T]) -> T:
    """The JSON body as `into`. Raises Unreadable when it is not JSON or not of that shape."""
    return decoded(await body_of(answer), into)


async def body_of(answer: aiohttp.ClientResponse) -> bytes:
    """The whole body. Raises Unreadable, and aiohttp's own exceptions."""
    decompressor = Decompressor(answer)
    raw = decompressor.feed(await answer.read())
    decompressor.end()
    return raw


def decoded(raw: bytes, into: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=into)
    except (msgspec.DecodeError, UnicodeDecodeError) as odd:
        raise Unreadable(f"{len(raw)} bytes: {type(odd).__name__}") from None


async def save(answer: aiohttp.ClientResponse, destination: Path) -> None:
    """Stream a JSON object to `destination`, all or nothing: a file beside it, renamed when whole; never in memory.

    Raises Unreadable when the body is not a whole JSON object, OSError when the disk fails, aiohttp's own exceptions.
    """
    part = destination.with_name(f".{destination.name}.{uuid.uuid4().hex}.part")
    body = await asyncio.to_thread(_JsonFile, part, Decompressor(answer))
    try:
        async for piece in _pieces(answer):
            await asyncio.to_thread(body.write, piece)
        body.end(answer)
        part.replace(destination)
    finally:
        body.discard()


class _JsonFile:
    """Writes a body to a file of its own, and notices its first and last character."""

    def __init__(self, part: Path, decompressor: Decompressor) -> None:
        self._part = part
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # sheet data: for this process only
        self._file = open(descriptor, "wb")  # noqa: SIM115 - closed by `end` or `discard`
        self._decompressor = decompressor
        self._first, self._last = b"", b""

    def write(self, piece: bytes) -> None:
        text = self._decompressor.feed(piece)
        self._file.write(text)
        self._first = self._first or text[:64].lstrip(_BLANK)[:1]
        self._last = text[-64:].rstrip(_BLANK)[-1:] or self._last

    def end(self, answer: aiohttp.ClientResponse) -> None:
        self._decompressor.end()
        self._file.close()
        if (self._first, self._last) != (b"{", b"}"):
            kind = answer.headers.get("Content-Type", "no type")
            raise Unreadable(f"status={answer.status}, {kind}: not a whole JSON object")

    def discard(self) -> None:
        """Leave nothing where it was written; what was renamed stays."""
        self._file.close()
        self._part.unlink(missing_ok=True)


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """The raw body in pieces of about PIECE bytes."""
    gathered = bytearray()
    async for chunk in answer.content.iter_any():
        gathered += chunk
        if len(gathered) >= PIECE:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
