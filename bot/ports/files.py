"""Files that people send in Teams, as a Protocol: fetched once, kept for a day under their hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes that are kept: their SHA-256 in hex, and how many they are."""

    sha256: str
    size: int


class IncomingFile(Protocol):
    """A file that comes in piece by piece; whoever began it keeps or drops it."""

    size: int

    def write(self, piece: bytes, *, most: int) -> None:
        """Raises LimitExceeded as soon as it has more bytes than that."""
        ...

    def keep(self) -> KeptFile:
        """Keep it under its hash, in place of one with the same bytes."""
        ...

    def drop(self) -> None:
        """Delete it unless it was kept."""
        ...


class KeptFiles(Protocol):
    """Files by the hash of their bytes, each kept for a day."""

    def begin(self) -> IncomingFile:
        """A new file. Raises OSError where none can be written."""
        ...

    def path(self, sha256: str) -> Path:
        """The file with that hash, checked against it. Raises NotFound when it is no longer kept."""
        ...


class Files(Protocol):
    """Where files come from and are kept; their bytes are never in a session, a plan or a prompt."""

    async def fetch(self, url: str, *, name: str) -> KeptFile:
        """Download a file that Teams gave a link to, and keep it.

        Raises InvalidArguments for an address that is none of SharePoint's (nothing is asked of it), NotFound when the
        link no longer works, LimitExceeded for more than 30 MB, TeamsUnavailable, TimedOut.
        """
        ...

    async def path(self, sha256: str) -> Path:
        """Where the bytes with that hash lie, as they were. Raises NotFound when they are no longer kept."""
        ...

    async def aclose(self) -> None: ...
