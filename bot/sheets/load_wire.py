"""What goes to the loading child processes and what comes back; msgpack."""

from __future__ import annotations

import msgspec

from bot.sheets.snapshot import SnapshotColumn


class ReadRequest(msgspec.Struct, tag="read"):
    """Read part number `part` of `parts` equal parts of the rows into the file `destination`."""

    source: str
    destination: str
    part: int
    parts: int


class AssembleRequest(msgspec.Struct, tag="assemble"):
    """Make one Arrow file of the parts that were read, in row order."""

    parts: list[str]
    destination: str


class LoadRequest(msgspec.Struct, tag="load"):
    """Read the whole sheet and make its Arrow file; an empty `source` only warms the process up."""

    source: str
    destination: str


class WireProfile(msgspec.Struct):
    """A ColumnProfile whose bounds are ISO texts where they are dates."""

    sql_name: str
    filled: int
    distinct: list[tuple[str, int]]
    minimum: float | str | None
    maximum: float | str | None
    samples: list[str]


class LoadReply(msgspec.Struct):
    """`problem` is empty, or says why the bytes are not a whole sheet; a part that was read sets nothing else."""

    problem: str = ""
    sheet_id: int = 0
    name: str = ""
    version: int = 0
    permalink: str = ""
    access_level: str = ""
    rows: int = 0
    nbytes: int = 0
    columns: list[SnapshotColumn] = []
    profiles: list[WireProfile] = []
