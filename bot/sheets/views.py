"""Names for the views that stand for sheets in SQL: short, plain, and needing no quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.sheets.snapshot import Snapshot

MAX_LENGTH = 40
_OTHER = re.compile(r"[^a-z0-9]+")
_WORDS = """
    all analyse analyze and anti any array as asc asof asymmetric at both case cast check collate column columns
    constraint create cross default deferrable desc describe distinct do else end except excluded exists false fetch for
    foreign from full generate_series glob grant group having ilike in initially inner intersect into is isnull join
    lambda lateral leading left like limit map natural not notnull null offset on only or order outer over overlaps
    pivot pivot_longer pivot_wider placing positional primary qualify range references returning right row rows select
    semi show similar some struct summarize symmetric table tablesample then to trailing true try try_cast union unique
    unnest unpivot using values variadic view when where window with
"""
_RESERVED = frozenset(_WORDS.split())
"""Words of SQL, which as a view's name would need quotes."""


def view_names(snapshots: Iterable[Snapshot]) -> dict[str, Snapshot]:
    """One name per sheet, in the given order: `launch_plan`, `launch_plan_2`; `sheet` where no letter is Latin."""
    named: dict[str, Snapshot] = {}
    for snapshot in snapshots:
        base = view_name(snapshot.name)
        name, number = base, 2
        while name in named:
            name, number = f"{base}_{number}", number + 1
        named[name] = snapshot
    return named


def view_name(sheet_name: str) -> str:
    """The name of one sheet's view, not yet unique; accents are dropped, other scripts become `sheet`."""
    flat = unicodedata.normalize("NFKD", sheet_name.casefold()).encode("ascii", "ignore").decode()
    name = _OTHER.sub("_", flat).strip("_")[:MAX_LENGTH].rstrip("_")
    if not name:
        return "sheet"
    return f"sheet_{name}" if name[0].isdigit() or name in _RESERVED else name
