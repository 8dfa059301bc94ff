"""Names for SQL: a sheet's columns under their own titles, made unique; nothing that could be taken for another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sheets.snapshot import META_COLUMNS

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str) -> str:
    """One line without control characters or surrounding space."""
    return _CONTROL.sub(" ", text).strip()


class Names:
    """Gives out names that differ even when case is ignored, and never one of the `_…` columns."""

    def __init__(self, taken: Iterable[str] = META_COLUMNS) -> None:
        self._taken = {name.casefold() for name in taken}

    def claim(self, wanted: str, *, otherwise: str = "Column") -> str:
        """`wanted` as one plain line, followed by “ (2)”, “ (3)” … where it is taken."""
        base = plain(wanted) or otherwise
        name, number = base, 2
        while name.casefold() in self._taken:
            name, number = f"{base} ({number})", number + 1
        self._taken.add(name.casefold())
        return name


def quoted(name: str) -> str:
    """An SQL identifier that means exactly `name`."""
    return '"' + name.replace('"', '""') + '"'
