"""Which functions of the product ran, in which order, and how often: sys.setprofile in every thread of the process.

Code of imports and of class bodies is not counted, nor a coroutine's going on after a wait. A child process is not
seen.
"""

from __future__ import annotations

import dis
import inspect
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

PRODUCT = ("bot", "cards")


class Function(NamedTuple):
    """A function by its file, from the checkout's root, and its qualified name."""

    path: str
    name: str


@dataclass(slots=True)
class Recording:
    """Functions and the number of their calls, in the order of their first."""

    calls: Counter[Function] = field(default_factory=Counter)

    @property
    def functions(self) -> tuple[Function, ...]:
        """Functions and methods that have a name of their own."""
        return tuple(function for function in self.calls if not function.name.endswith(">"))

    @property
    def files(self) -> tuple[str, ...]:
        """Distinct files in the order in which they were entered."""
        return tuple(dict.fromkeys(function.path for function in self.calls))


class Recorder:
    """Records while `recording`; to be made before any thread is started that should be seen."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[tuple[str, int, str], Function | None] = {}
        self._current: Recording | None = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """See what runs in this thread and in those that are started meanwhile."""
        threading.setprofile(self._note)
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Keep what is called within; the recording grows until the end."""
        self._current = Recording()
        try:
            yield self._current
        finally:
            self._current = None

    def _note(self, frame: FrameType, event: str, arg: Any) -> None:
        if event != "call" or (current := self._current) is None:
            return
        code = frame.f_code
        key = (code.co_filename, code.co_firstlineno, code.co_name)
        if key not in self._known:
            self._known[key] = self._function(code)
        if (function := self._known[key]) is not None:
            current.calls[function] += _begins(frame, code)

    def _function(self, code: CodeType) -> Function | None:
        path = Path(code.co_filename)
        if not code.co_flags & inspect.CO_OPTIMIZED or not path.is_relative_to(self._root):
            return None
        relative = path.relative_to(self._root)
        return Function(relative.as_posix(), code.co_qualname) if relative.parts[0] in PRODUCT else None


def _begins(frame: FrameType, code: CodeType) -> bool:
    """A coroutine or generator is entered again after each wait; only the first time it stands at its beginning."""
    return not code.co_flags & _RESUMABLE or frame.f_lasti <= _beginning(code)


_RESUMABLE = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR


@cache
def _beginning(code: CodeType) -> int:
    """Where a coroutine or generator stands before its first own instruction."""
    return next(each.offset for each in dis.get_instructions(code) if each.opname == "RESUME")
