"""Random small sheets and random changes to them, each made by the same previews a person's request goes through."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from bot.changes.engine.preview import Draft, place_for, preview_add, preview_update
from bot.changes.steps.structure import preview_delete, preview_move
from bot.changes.values.values import Reading
from bot.domain.live import CellContent
from bot.domain.outline import Outline, Place
from bot.domain.plans import Step
from bot.domain.policies import PlanPolicy
from bot.errors import InvalidArguments
from tests.builders import NOON
from tests.changes.sheet import COLUMNS, STATUSES, MemorySheet

READING = Reading(today=NOON.date())
POLICY = PlanPolicy()
POSITIONS = ("top", "bottom", "under", "below", "indent", "outdent")


def raw(value: object) -> CellContent:
    return CellContent(json.dumps({"value": value}, separators=(",", ":"), ensure_ascii=False), str(value))


def cells() -> st.SearchStrategy[dict[int, CellContent]]:
    return st.fixed_dictionaries(
        {1: st.sampled_from("abcdefgh").map(raw)},
        optional={
            2: st.sampled_from(STATUSES).map(raw),
            3: st.one_of(st.integers(0, 9).map(raw), st.just(CellContent('{"formula":"=SUM(CHILDREN())"}', "12"))),
        },
    )


@st.composite
def sheets(draw: st.DrawFn) -> MemorySheet:
    """One to nine rows in up to nine levels."""
    outline = Outline([])
    for row_id in range(11, 11 + draw(st.integers(1, 9))):
        parent = draw(st.sampled_from([None, *(each for each, _ in outline.order())]))
        outline.insert(row_id, Place(parent, draw(st.sampled_from([None, *outline.children(parent)]))))
    order = list(outline.order())
    return MemorySheet.of(order, {row_id: draw(cells()) for row_id, _ in order})


@st.composite
def drafts(draw: st.DrawFn, sheet: MemorySheet) -> Draft:
    """A change of any kind to some of the sheet's rows, as a preview."""
    live = sheet.live()
    ids = [row.id for row in live.rows]
    some = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))
    kind = draw(st.sampled_from(["update", "add", "delete", "move"]))
    given = st.sampled_from([(COLUMNS[0], "new"), (COLUMNS[1], "done"), (COLUMNS[2], "7"), (COLUMNS[2], None)])
    if kind == "update":
        settings = [draw(given)]
        rows = [row for row in live.rows if row.id in some]
        return preview_update(
            live, rows, settings, parents=frozenset(r.parent_id for r in live.rows), reading=READING, policy=POLICY
        )
    if kind == "delete":
        return preview_delete(live, some, policy=POLICY)
    anchor = draw(st.sampled_from(ids))
    if kind == "move":
        return preview_move(live, some, draw(st.sampled_from(POSITIONS)), anchor)
    added = [[(COLUMNS[0], f"row {n}"), draw(given)] for n in range(draw(st.integers(1, 4)))]
    added = [list({column.id: (column, value) for column, value in row}.values()) for row in added]
    place = place_for(live.outline(), draw(st.sampled_from(POSITIONS[:4])), anchor)
    return preview_add(live, added, place, where="there", reading=READING, policy=POLICY)


def steps(sheet: MemorySheet) -> st.SearchStrategy[tuple[Step, ...]]:
    """Steps of a random change; empty where nothing is to be done."""
    return drafts(sheet).map(lambda draft: tuple(draft.steps))


__all__ = ["InvalidArguments", "drafts", "raw", "sheets", "steps"]
