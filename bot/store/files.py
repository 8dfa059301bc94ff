"""A folder of files under the SHA-256 of their bytes, each for a day, readable by this user alone.

Several instances share one folder (a mounted share) or each have their own; see docs/adr on files.
"""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import structlog

from bot.domain.files import KEPT_FOR
from bot.errors import LimitExceeded, NotFound
from bot.ports.files import KeptFile

MOST_BYTES = 4 * 10**9
"""All files together; the oldest make room."""

_HEX = frozenset("0123456789abcdef")
_log = structlog.get_logger(__name__)


class FileBox:
    """Keeps files; `kept_for` counts from the last time a file was sent."""

    def __init__(self, folder: Path, *, kept_for: timedelta = KEPT_FOR, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._kept_for = kept_for
        self._most_bytes = most_bytes

    def begin(self) -> Incoming:
        """A file about to come in; whoever began it keeps or drops it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clear()
        return Incoming(self._folder)

    def path(self, sha256: str) -> Path:
        """The file with that hash, which its bytes are checked against. Raises NotFound."""
        path = self._folder / sha256
        if len(sha256) == 64 and set(sha256) <= _HEX and path.is_file() and not self._too_old(path):
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    return path
            _log.error("kept_file_altered", sha256=sha256)
        raise NotFound("This file is no longer kept; send it again.", hint="Then ask again.")

    def _too_old(self, path: Path) -> bool:
        return path.stat().st_mtime < time.time() - self._kept_for.total_seconds()

    def _clear(self) -> None:
        """Delete what is too old, then the oldest until the others have room."""
        found = []
        for path in self._folder.iterdir():
            try:
                if self._too_old(path):
                    path.unlink()
                else:
                    found.append((path.stat().st_mtime, path.stat().st_size, path))
            except FileNotFoundError:  # another instance was quicker
                continue
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


class Incoming:
    """A file that comes in piece by piece."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{uuid4().hex}.part"
        self._file: BinaryIO = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes, *, most: int) -> None:
        """Raises LimitExceeded as soon as it has more bytes than that."""
        self.size += len(piece)
        if self.size > most:
            raise LimitExceeded("The file is too large.", detail=f"over {most} bytes")
        self._digest.update(piece)
        self._file.write(piece)

    def keep(self) -> KeptFile:
        """Put it under its hash, in place of one with the same bytes."""
        self._file.close()
        kept = KeptFile(self._digest.hexdigest(), self.size)
        os.replace(self._path, self._folder / kept.sha256)
        return kept

    def drop(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)
