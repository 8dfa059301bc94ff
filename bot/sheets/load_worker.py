"""Runs in the loading child processes: a sheet's raw JSON in, an Arrow file and its description out.

The decoding holds the GIL for as long as it takes, which is why it has processes of its own (FACTS). A big sheet is
read by several at once, each taking its share of the rows; one of them then joins the parts.
"""

from __future__ import annotations

import gc
import mmap
import pickle
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from bot.sheets.columns import TypedColumn, type_columns
from bot.sheets.grid import Grid, read_grid
from bot.sheets.hierarchy import meta_arrays
from bot.sheets.load_wire import AssembleRequest, LoadReply, LoadRequest, ReadRequest, WireProfile
from bot.sheets.memory import give_back
from bot.sheets.object_readers import WorkingTime
from bot.sheets.profile import bound_to_wire, profile_array
from bot.sheets.sheet_json import ProjectSettings, Sheet
from bot.sheets.snapshot import ColumnProfile

HEAVY_BYTES = 2**20
"""A reading of more leaves enough behind to be worth giving back to the system; of less, it would only take time."""

_Request = LoadRequest | ReadRequest | AssembleRequest


class _Incomplete(Exception):
    """The bytes are JSON of a sheet, but not of the whole sheet."""


@dataclass(slots=True)
class _Part:
    """What the sheet says about itself (without rows), and some of its rows, read."""

    head: Sheet
    grid: Grid


def handle(payload: bytes) -> bytes:
    """Answer one request with a LoadReply; both msgpack."""
    request: _Request = msgspec.msgpack.decode(payload, type=_Request)
    if isinstance(request, LoadRequest) and not request.source:
        return msgspec.msgpack.encode(LoadReply())
    gc.disable()  # half a million short-lived cells would be walked again and again for nothing
    try:
        reply = _answer(request)
    except (msgspec.MsgspecError, UnicodeError) as error:
        reply = LoadReply(problem=f"not a sheet in JSON: {str(error)[:200]}")
    except _Incomplete as error:
        reply = LoadReply(problem=str(error))
    finally:
        gc.enable()
    if _weight(request) > HEAVY_BYTES:
        give_back()
    return msgspec.msgpack.encode(reply)


def _weight(request: _Request) -> int:
    """The size of what was read, in bytes."""
    paths = request.parts if isinstance(request, AssembleRequest) else [request.source]
    return sum(Path(path).stat().st_size for path in paths)


def _answer(request: _Request) -> LoadReply:
    match request:
        case LoadRequest(source=source, destination=destination):
            return _assemble(_read(Path(source), 0, 1), Path(destination))
        case ReadRequest(source=source, destination=destination):
            part = _read(Path(source), request.part, request.parts)
            Path(destination).write_bytes(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))
            return LoadReply()
        case AssembleRequest(parts=paths, destination=destination):
            # Our own files in a directory that only we can write to, so unpickling them is safe.
            first, *others = (pickle.loads(Path(path).read_bytes()) for path in paths)  # noqa: S301
            for other in others:
                first.grid.absorb(other.grid)
            return _assemble(first, Path(destination))


def _read(source: Path, part: int, parts: int) -> _Part:
    if not source.stat().st_size:
        raise _Incomplete("an empty file")
    with source.open("rb") as file:
        # Not closed by hand: raw rows refer to the mapping, which goes with the last of them.
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    sheet = msgspec.json.decode(mapped, type=Sheet)
    rows, sheet.rows = sheet.rows, []
    if sheet.total_row_count is not None and len(rows) < sheet.total_row_count:
        raise _Incomplete(f"{len(rows)} of {sheet.total_row_count} rows")
    own = rows[len(rows) * part // parts : len(rows) * (part + 1) // parts]
    raw_columns = sorted(sheet.columns, key=lambda column: column.index)
    return _Part(sheet, read_grid(raw_columns, own, _working_time(sheet.project_settings)))


def _working_time(settings: ProjectSettings | None) -> WorkingTime:
    if settings is None:
        return WorkingTime()
    usual = WorkingTime()
    return WorkingTime(
        hours_a_day=settings.length_of_day or usual.hours_a_day,
        days_a_week=float(len(settings.working_days or ())) or usual.days_a_week,
    )


def _assemble(whole: _Part, destination: Path) -> LoadReply:
    head, facts = whole.head, whole.grid.facts
    typed = list(type_columns(whole.grid.lanes))
    arrays = [pair for column in typed for pair in column.arrays]
    arrays += meta_arrays(facts, _primary(typed, len(facts.ids)))
    _write(destination, arrays)
    return LoadReply(
        sheet_id=head.id,
        name=head.name,
        version=head.version,
        permalink=head.permalink,
        access_level=head.access_level,
        rows=len(facts.ids),
        nbytes=destination.stat().st_size,
        columns=[column.described for column in typed],
        profiles=[_wired(profile_array(*column.arrays[0])) for column in typed],
    )


def _wired(profile: ColumnProfile) -> WireProfile:
    return WireProfile(
        sql_name=profile.sql_name,
        filled=profile.filled,
        distinct=list(profile.distinct),
        minimum=bound_to_wire(profile.minimum),
        maximum=bound_to_wire(profile.maximum),
        samples=list(profile.samples),
    )


def _primary(typed: list[TypedColumn], rows: int) -> list[str | None]:
    """The rows' primary values as text, for the paths."""
    for column in typed:
        if column.described.column.primary:
            return [None if value is None else str(value) for value in column.arrays[0][1].to_pylist()]
    return [None] * rows


def _write(destination: Path, arrays: list[tuple[str, pa.Array]]) -> None:
    """One record batch, so that a reader maps it without copying anything."""
    batch = pa.RecordBatch.from_arrays([array for _, array in arrays], names=[name for name, _ in arrays])
    with pa.OSFile(str(destination), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
