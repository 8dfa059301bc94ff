"""The `_…` columns: where a row stands in its sheet, and who made and changed it when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from bot.sheets.moments import parse_moment
from bot.sheets.readers import STRING, TIMESTAMPTZ
from bot.sheets.row_facts import RowFacts

SEPARATOR = " / "


def meta_arrays(facts: RowFacts, titles: Sequence[str | None]) -> list[tuple[str, pa.Array]]:
    """The arrays of META_COLUMNS in their order; `titles` are the rows' primary values.

    `_level` is 0 at the top; `_path` joins the ancestors' primary values with “ / ” and is NULL at the top. A parent
    that is not among the rows (or a circle, which Smartsheet never sends) ends the climb.
    """
    rows = len(facts.ids)
    parents = _parents(facts)
    levels, paths = _levels_and_paths(parents, titles)
    children = Counter(parent for parent in parents if parent is not None)
    texts = {None, *facts.created_at, *facts.modified_at}
    moments = {text: parse_moment(text) if text else None for text in texts}
    numbers = [place if number is None else number for place, number in enumerate(facts.numbers, start=1)]
    return [
        ("_row", pa.array(numbers, pa.int32())),
        ("_row_id", pa.array(facts.ids, pa.int64())),
        ("_parent_id", pa.array(facts.parents, pa.int64())),
        ("_level", pa.array(levels, pa.int32())),
        ("_children", pa.array([children[place] for place in range(rows)] if children else [0] * rows, pa.int32())),
        ("_path", pa.array(paths, STRING)),
        ("_created_at", pa.array([moments[text] for text in facts.created_at], TIMESTAMPTZ)),
        ("_modified_at", pa.array([moments[text] for text in facts.modified_at], TIMESTAMPTZ)),
        ("_created_by", pa.array(facts.created_by, STRING)),
        ("_modified_by", pa.array(facts.modified_by, STRING)),
    ]


def _parents(facts: RowFacts) -> list[int | None]:
    """Each row's parent as a position among the rows."""
    if facts.parents.count(None) == len(facts.parents):
        return facts.parents
    places = {id_: place for place, id_ in enumerate(facts.ids)}
    return [None if parent is None else places.get(parent) for parent in facts.parents]


def _levels_and_paths(
    parents: Sequence[int | None], titles: Sequence[str | None]
) -> tuple[list[int], list[str | None]]:
    levels = [0] * len(parents)
    paths: list[str | None] = [None] * len(parents)
    done = [parent is None for parent in parents]
    if all(done):
        return levels, paths
    for start in range(len(parents)):
        for place in reversed(_unsettled(start, parents, done)):
            parent = parents[place]
            done[place] = True
            if parent is None:
                continue
            above, title = paths[parent], titles[parent] or ""
            levels[place] = levels[parent] + 1
            paths[place] = title if levels[parent] == 0 else f"{above or ''}{SEPARATOR}{title}"
    return levels, paths


def _unsettled(start: int, parents: Sequence[int | None], done: Sequence[bool]) -> list[int]:
    """The row and its ancestors whose level is not known yet, lowest first."""
    chain: dict[int, None] = {}
    place: int | None = start
    while place is not None and not done[place] and place not in chain:
        chain[place] = None
        place = parents[place]
    return list(chain)
