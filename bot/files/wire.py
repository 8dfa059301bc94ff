"""What goes to the child process that reads files and what comes back; msgpack, typed, no pickles."""

from __future__ import annotations

import msgspec

from bot.domain.files import FileTable, TableFacts


class FileRequest(msgspec.Struct):
    """The file at `path`, which its sender calls `name`: what tables it has, or with `whole` the table `only`, rows
    and all (the first one for None)."""

    path: str
    name: str
    locale: str
    whole: bool = False
    only: str | None = None


class FileReply(msgspec.Struct):
    """`problem` says why there is no table, in a sentence for the person."""

    problem: str = ""
    facts: list[TableFacts] = []
    table: FileTable | None = None
