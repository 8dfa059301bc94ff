"""Turns a sheet's raw JSON into a snapshot, in a warm child process, so that the event loop never waits for it."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import structlog

from bot.errors import Internal, SheetsUnavailable
from bot.ports.workers import StartWorker, Worker, WorkerDied, WorkerFailed
from bot.sheets.load_wire import AssembleRequest, LoadReply, LoadRequest, ReadRequest
from bot.sheets.profile import bound_from_wire
from bot.sheets.scratch import ScratchDirectory
from bot.sheets.snapshot import ColumnProfile, Snapshot, SnapshotFile

LOAD_NICENESS = 10
"""Loading a big sheet takes a processor or two for a second; the turns of others go first."""

_log = structlog.get_logger(__name__)


class SnapshotLoader:
    """Loads snapshots into files under `directory`, one sheet at a time; a file goes when its snapshot goes.

    Sheets of more than `split_bytes` are read by `processes` child processes at once, where there are as many
    processors. Half a million cells take less time than `orjson.loads` of the same bytes, and under 200 MiB.
    """

    def __init__(
        self, directory: Path, start: StartWorker, *, processes: int = 2, split_bytes: int = 4 * 2**20
    ) -> None:
        self._scratch = ScratchDirectory(directory)
        count = max(1, min(processes, os.cpu_count() or 1))
        self._children = tuple(start("bot.sheets.load_worker:handle", nice=LOAD_NICENESS) for _ in range(count))
        self._split_bytes = split_bytes
        self._turn = asyncio.Lock()

    async def warm(self) -> None:
        """Start the child processes now, so that the first load does not wait for them."""
        await asyncio.gather(*(self._ask(child, LoadRequest(source="", destination="")) for child in self._children))

    @property
    def pids(self) -> tuple[int, ...]:
        """The child processes running now."""
        return tuple(child.pid for child in self._children if child.pid is not None)

    def scratch(self) -> Path:
        """A path that nobody else uses, for a sheet's raw JSON; whoever asked for it deletes it."""
        return self._scratch.path(".json")

    async def load(self, raw_json_path: Path) -> Snapshot:
        """The snapshot of the sheet in this file, `loaded_at` now; the file stays as it is.

        Raises SheetsUnavailable when the bytes are not one whole sheet, or when reading them ended the child process
        twice; Internal for a fault of ours.
        """
        path = self._scratch.path(".arrow")
        file = SnapshotFile(path)
        async with self._turn:
            if len(self._children) > 1 and os.path.getsize(raw_json_path) > self._split_bytes:  # noqa: ASYNC240 - one stat
                reply = await self._load_in_parts(raw_json_path, path)
            else:
                request = LoadRequest(source=str(raw_json_path), destination=str(path))
                reply = await self._ask(self._children[0], request)
        return _snapshot(reply, key=path.stem, file=file, now=datetime.now(UTC))

    async def aclose(self) -> None:
        """End the child processes and delete every snapshot file."""
        await asyncio.gather(*(child.aclose() for child in self._children))
        self._scratch.close()

    async def _load_in_parts(self, source: Path, destination: Path) -> LoadReply:
        parts = [self._scratch.path(".part") for _ in self._children]
        try:
            async with asyncio.TaskGroup() as reading:
                for number, (child, part) in enumerate(zip(self._children, parts, strict=True)):
                    request = ReadRequest(str(source), str(part), part=number, parts=len(parts))
                    reading.create_task(self._ask(child, request))
            return await self._ask(self._children[0], AssembleRequest([str(part) for part in parts], str(destination)))
        except ExceptionGroup as group:  # not `except*`: before Python 3.11.4 it wraps whatever is raised in it
            raise _first(group) from None
        finally:
            for part in parts:
                part.unlink(missing_ok=True)

    async def _ask(self, child: Worker, request: LoadRequest | ReadRequest | AssembleRequest) -> LoadReply:
        payload = msgspec.msgpack.encode(request)
        for last in (False, True):
            try:
                reply = msgspec.msgpack.decode(await child.call(payload), type=LoadReply)
            except WorkerDied as died:
                if last:
                    raise SheetsUnavailable("This sheet could not be read.", detail=f"twice: {died}") from died
                _log.warning("snapshot_child_died", retrying=True)
                continue
            except WorkerFailed as failed:
                raise Internal("This sheet could not be read.", detail=str(failed)) from failed
            if reply.problem:
                _log.warning("sheet_unreadable", problem=reply.problem)
                raise SheetsUnavailable("Smartsheet's answer for this sheet was incomplete.", detail=reply.problem)
            return reply
        raise AssertionError("unreachable")


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """One of the errors that the parts raised; they fail for one reason."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


def _snapshot(reply: LoadReply, *, key: str, file: SnapshotFile, now: datetime) -> Snapshot:
    types = {column.sql_name: column.sql_type for column in reply.columns}
    profiles = tuple(
        ColumnProfile(
            sql_name=found.sql_name,
            filled=found.filled,
            distinct=tuple(found.distinct),
            minimum=bound_from_wire(found.minimum, types[found.sql_name]),
            maximum=bound_from_wire(found.maximum, types[found.sql_name]),
            samples=tuple(found.samples),
        )
        for found in reply.profiles
    )
    return Snapshot(
        key=key,
        sheet_id=reply.sheet_id,
        name=reply.name,
        permalink=reply.permalink,
        version=reply.version,
        access_level=reply.access_level,
        rows=reply.rows,
        columns=tuple(reply.columns),
        profiles=profiles,
        table=map_table(file.path),
        file=file,
        nbytes=reply.nbytes,
        loaded_at=now,
        confirmed_at=now,
    )


def map_table(path: Path) -> pa.Table:
    """The snapshot's table, mapped from its file: nothing is read until it is looked at."""
    return pa.ipc.open_file(pa.memory_map(str(path), "r")).read_all()
