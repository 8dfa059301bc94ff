"""Rows that go back among others in as few requests as possible: one for each of them, or the whole stretch in runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.changes.engine.batches import MOST
from bot.domain.live import ADMINS, LiveSheet
from bot.domain.outline import Outline, Place
from bot.domain.plans import RowMove


def in_fewest_runs(moves: Sequence[RowMove], live: LiveSheet, outline: Outline) -> Sequence[RowMove]:
    """The moves, all under one row; where that is fewer requests, of every row from the first of them to the last.

    Rows that stay are moved to where they stand anyway; not where one is locked to the actor.
    """
    family = _family(moves, outline)
    mine = {move.row_id: move for move in moves}
    if len(family) < len(mine):  # a row comes back under another one that comes back
        return moves
    places = [at for at, row_id in enumerate(family) if row_id in mine]
    stretch = family[places[0] : places[-1] + 1]
    alone = sum(1 for before, at in zip([-1, *places], places, strict=False) if before < 0 or at != before + 1)
    rows = live.by_id()
    if alone <= -(-len(stretch) // MOST):
        return moves
    if live.access_level not in ADMINS and any(rows[each].locked for each in stretch if each > 0):
        return moves
    found, behind = list[RowMove](), family[places[0] - 1] if places[0] else None
    for row_id in stretch:
        after = Place(moves[0].after.parent_id, behind)
        if row_id in mine:
            found.append(replace(mine[row_id], after=after))
        else:
            found.append(RowMove(row_id, rows[row_id].number, live.label(rows[row_id]), Place(), after))
        behind = row_id
    return found


def _family(moves: Sequence[RowMove], outline: Outline) -> list[int]:
    """The rows under that one as they stand once every move is made."""
    behind: dict[int | None, list[int]] = {}
    for move in moves:
        behind.setdefault(move.after.after_id, []).append(move.row_id)
    found: list[int] = []
    parent = moves[0].after.parent_id
    staying = outline.children(parent) if parent is None or parent in outline else ()
    for each in (None, *staying):
        waiting: list[int] = [each] if each is not None else list(behind.get(None, ()))
        while waiting:
            row_id = waiting.pop()
            found.append(row_id)
            waiting += behind.get(row_id, ())
    return found
