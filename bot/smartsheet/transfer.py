"""Moves one answer of Smartsheet off the wire, in a worker thread: into memory when small, into a file when large.

A body cut short never passes for a whole one: urllib3 checks Content-Length and the last chunk, and a file must begin
and end as a JSON object does, for the servers and proxies that end a body by closing the connection.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import requests

from bot.smartsheet.sdk_client import Client, Params, Unreadable, require_success
from bot.smartsheet.smartsheet_errors import too_late

CHUNK = 256 * 1024  # at most; measured on loopback: 64 KiB costs twice as much, 1 MiB gains nothing
_BLANK = b" \t\r\n"


class Watch:
    """A deadline and a stop sign, shared by the awaiting caller and the worker thread.

    A thread cannot be cancelled; it looks here between chunks, and before its one visible effect.
    """

    def __init__(self, seconds: float, *, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._deadline = monotonic() + seconds
        self._gate = threading.Lock()
        self._abandoned = False

    def left_s(self) -> float:
        return self._deadline - self._monotonic()

    def check(self) -> None:
        """Raise TimedOut when nobody waits for the outcome any more."""
        if self._abandoned or self.left_s() <= 0:
            raise too_late()

    def abandon(self) -> None:
        """The caller is gone: from here on the thread has no visible effect."""
        with self._gate:
            self._abandoned = True

    @contextmanager
    def effect(self) -> Iterator[None]:
        """Around the thread's visible effect; raises TimedOut instead when the caller is gone."""
        with self._gate:
            self.check()
            yield


def read(client: Client, method: str, path: str, *, params: Params | None, body: object, watch: Watch) -> bytes:
    """The body of a successful answer. Raises Refused for any other, and the transport's own exceptions."""
    with (
        client.transport.within(watch.left_s()),
        closing(client.open(method, path, params=params, body=body)) as answer,
    ):
        require_success(answer)
        return b"".join(_chunks(answer, watch))


def save(client: Client, path: str, destination: Path, *, params: Params, watch: Watch) -> None:
    """Stream a JSON object to `destination`, all or nothing: a file beside it, renamed when whole; never in memory.

    Raises as `read`, Unreadable when the body is not a whole JSON object, OSError when the disk fails.
    """
    part = destination.with_name(f".{destination.name}.{uuid.uuid4().hex}.part")
    try:
        with client.transport.within(watch.left_s()), closing(client.open("GET", path, params=params)) as answer:
            require_success(answer)
            _fill(part, answer, watch)
        with watch.effect():
            part.replace(destination)
    finally:
        part.unlink(missing_ok=True)


def _fill(part: Path, answer: requests.Response, watch: Watch) -> None:
    first, last = b"", b""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # sheet data: for this process only
    with open(descriptor, "wb") as file:
        for chunk in _chunks(answer, watch):
            file.write(chunk)
            first = first or chunk[:64].lstrip(_BLANK)[:1]
            last = chunk[-64:].rstrip(_BLANK)[-1:] or last
    if (first, last) != (b"{", b"}"):
        kind = answer.headers.get("Content-Type", "no type")
        raise Unreadable(f"status={answer.status_code}, {kind}: not a whole JSON object")


def _chunks(answer: requests.Response, watch: Watch) -> Iterator[bytes]:
    """The decoded body as it arrives: `read1` returns what is there, so a dripping server meets the deadline too."""
    while chunk := answer.raw.read1(CHUNK, decode_content=True):
        watch.check()
        yield chunk
