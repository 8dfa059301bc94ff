"""What to try next when a query names something that is not there: the nearest real names, and every view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process, utils

from bot.sheets.functions import FUNCTIONS
from bot.sheets.naming import quoted
from bot.sheets.query_wire import QueryReply
from bot.sheets.snapshot import Snapshot

NEAREST = 4
_LEAST_LIKENESS = 62


def hint_for(reply: QueryReply, views: Mapping[str, Snapshot]) -> str:
    """One or two sentences; names only, never data."""
    columns = dict.fromkeys(name for snapshot in views.values() for name, _ in snapshot.schema())
    listed = f"Views: {', '.join(views)}." if views else "No sheet is open."
    if reply.unknown_column:
        near = [quoted(name) for name in nearest(reply.unknown_column, columns)]
        return f"Nearest columns: {', '.join(near)}. {listed}" if near else f"No column is called so. {listed}"
    if reply.unknown_view:
        near = nearest(reply.unknown_view, views)
        return f"Nearest: {', '.join(near)}. {listed}" if near else listed
    if reply.unknown_function:
        near = nearest(reply.unknown_function, FUNCTIONS)
        return f"Nearest functions: {', '.join(near)}. {listed}" if near else listed
    return f"Write one DuckDB SELECT; put column names in double quotes. {listed}"


def nearest(name: str, among: Iterable[str]) -> list[str]:
    """The likeliest names, best first; case and punctuation do not matter."""
    found = process.extract(
        name,
        list(among),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=NEAREST,
        score_cutoff=_LEAST_LIKENESS,
    )
    return [match[0] for match in found]
