"""A server that says exactly the bytes it is told to: the answers no well-behaved server gives."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes to send, in `pieces` with `gap_s` between; then the connection is closed, or held open without a word."""

    pieces: tuple[bytes, ...] = ()
    gap_s: float = 0.0
    hold: bool = False


DROP = Reply()
HANG = Reply(hold=True)


def answer(status: int, body: object = b"", **headers: str) -> Reply:
    """A whole HTTP answer; a `body` that is not bytes is sent as JSON. `Retry_After="7"` gives `Retry-After: 7`."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Type": "application/json", "Content-Length": str(len(raw)), "Connection": "close"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return Reply((head.encode() + b"\r\n", raw))


def refusal(status: int, code: int, **headers: str) -> Reply:
    """An error answer in the API's shape."""
    return answer(status, {"errorCode": code, "message": "vendor text", "refId": "ref-1"}, **headers)


@dataclass(slots=True)
class Wire:
    """Answers requests with `script` in order, then with `otherwise`; keeps what it received."""

    script: deque[Reply] = field(default_factory=deque)
    otherwise: Reply = field(default_factory=lambda: answer(200, {"version": 7}))
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            self.received.append(await _request(reader))
            self.arrived.set()
            reply = self.script.popleft() if self.script else self.otherwise
            for piece in reply.pieces:
                writer.write(piece)
                await writer.drain()
                if reply.gap_s:
                    await asyncio.sleep(reply.gap_s)
            if reply.hold:
                await asyncio.sleep(3600)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the test is over; that is what some tests are about
        finally:
            writer.close()
            self._tasks.discard(task)


async def _request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body)
