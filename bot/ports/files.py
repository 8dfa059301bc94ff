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


class FilesByHash(Protocol):
    """Files that are kept under the SHA-256 of their bytes."""

    def path(self, sha256: str) -> Path:
        """Where the bytes with that hash lie, checked against it. Blocks. Raises NotFound when they are not kept."""
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
