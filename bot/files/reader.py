"""Reads tables out of files, in a child process: what a file holds may be made to hang or to eat memory."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import structlog

from bot.domain.files import FileTable, TableFacts
from bot.errors import InvalidArguments, TimedOut
from bot.files.wire import FileReply, FileRequest
from bot.ports.workers import StartWorker, WorkerDied, WorkerFailed

_UNREADABLE = "It cannot be read."
_HINT = "Send it as a CSV file, or attach it to a row as it is."
_log = structlog.get_logger(__name__)


class FileReader:
    """One file at a time, each within `time_limit_s` seconds; the process may allocate `memory_mib` MiB."""

    def __init__(self, start: StartWorker, *, time_limit_s: float = 60.0, memory_mib: int = 768) -> None:
        self._child = start("bot.files.worker:handle", memory_mib=memory_mib, nice=10)
        self._turn = asyncio.Lock()
        self._time_limit_s = time_limit_s

    async def facts(self, path: Path, name: str, *, locale: str) -> tuple[tuple[TableFacts, ...], str]:
        """What tables the file has, and in a sentence why it has none."""
        try:
            reply = await self._ask(FileRequest(str(path), name, locale))
        except TimedOut:
            return (), "Reading it took too long."
        return tuple(reply.facts), reply.problem

    async def table(self, path: Path, name: str, *, locale: str, only: str | None = None) -> FileTable:
        """The table of that name, or the first one. Raises InvalidArguments with the reason, TimedOut."""
        reply = await self._ask(FileRequest(str(path), name, locale, whole=True, only=only))
        if reply.table is None:
            raise InvalidArguments(f"“{name}” cannot be used as a table. {reply.problem}", hint=_HINT)
        return reply.table

    async def aclose(self) -> None:
        await self._child.aclose()

    async def _ask(self, request: FileRequest) -> FileReply:
        async with self._turn:
            try:
                await self._child.ready()
                async with asyncio.timeout(self._time_limit_s):
                    answer = await self._child.call(msgspec.msgpack.encode(request))
            except TimeoutError as error:
                await self._child.kill()
                raise TimedOut(f"Reading “{request.name}” took too long.", hint=_HINT) from error
            except (WorkerDied, WorkerFailed) as failure:
                _log.warning("file_unreadable", kind=type(failure).__name__, detail=str(failure)[-300:])
                await self._child.kill()  # after a file that ate its memory, a fresh one
                return FileReply(problem=_UNREADABLE)
        return msgspec.msgpack.decode(answer, type=FileReply)
