"""A directory of this process's own for sheet data, gone when the process is: what a crash left is cleared later."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

_PREFIX = "snapshots-"
_LOCK = "in-use"


class ScratchDirectory:
    """Made when first needed, readable by this user alone. Its lock tells other processes that it is in use."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._own = parent / f"{_PREFIX}{uuid4().hex[:12]}"
        self._lock: BinaryIO | None = None

    def path(self, suffix: str) -> Path:
        """A path in it that nobody else uses."""
        if self._lock is None:
            self.open()
        return self._own / f"{uuid4().hex}{suffix}"

    def open(self) -> None:
        """Make it, and remove those of processes that ended without removing theirs."""
        self._parent.mkdir(parents=True, exist_ok=True)
        for other in self._parent.glob(f"{_PREFIX}*"):
            if other != self._own and _is_abandoned(other / _LOCK):
                shutil.rmtree(other, ignore_errors=True)
        self._own.mkdir(mode=0o700, exist_ok=True)
        self._lock = (self._own / _LOCK).open("wb")
        _hold(self._lock)

    def close(self) -> None:
        """Remove it with everything in it; the next use makes it anew."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        shutil.rmtree(self._own, ignore_errors=True)


def _hold(lock: BinaryIO) -> bool:
    """Take the lock for as long as the file is open; False when another process has it."""
    if sys.platform == "win32":
        return True  # an open file cannot be deleted there, which is all the lock is for
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_abandoned(lock_path: Path) -> bool:
    """True when nobody holds the lock; a directory without one is just being made."""
    try:
        if sys.platform == "win32":
            lock_path.unlink()
            return True
        with lock_path.open("rb") as lock:
            return _hold(lock)
    except OSError:
        return False
