"""Changes as lines of a CSV file, whatever the cells hold."""

from __future__ import annotations

import asyncio
import csv
import io

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.changes.engine.written_lines import written
from bot.domain.plans import AddRows, DeleteRows, MoveRows, UpdateCells
from bot.features.history.change_table import line, safe
from tests.changes.bench import Bench
from tests.changes.random_plans import sheets, steps


@given(st.lists(st.text(max_size=12) | st.sampled_from(["=1", " =1", "+1", "-1", "@A", "\t=1", "＝1"]), min_size=1))
def test_no_value_begins_like_a_formula_and_each_is_read_back(values: list[str]) -> None:
    """What a CSV reader gets is the value, or the value with an apostrophe before it; never one column more."""
    (read,) = csv.reader(io.StringIO(line(values), newline=""))
    assert read == [safe(value) for value in values]
    assert not any(text.lstrip()[:1] in set("=+-@＝＋－＠") for text in read if text)


@given(st.data())
def test_what_was_applied_is_told_cell_by_cell_and_what_was_not_is_not(data: st.DataObject) -> None:
    """Every edit, every moved row, every cell of a row that was added or deleted; before it was applied, nothing."""
    sheet = data.draw(sheets())
    what = data.draw(steps(sheet))
    assume(what)
    ctx = Bench(sheet)
    plan = ctx.plan(what)
    journal = asyncio.run(ctx.store.journal(plan.conversation_id, plan.id))
    assert list(written(plan, journal)) == []
    ctx.apply(plan)
    journal = asyncio.run(ctx.store.journal(plan.conversation_id, plan.id))
    expected = 0
    for step in what:
        match step:
            case UpdateCells():
                expected += len(step.edits)
            case AddRows() | DeleteRows():
                expected += sum(max(1, len(row.cells)) for row in step.rows)
            case MoveRows():
                expected += len(step.moves)
            case _:
                pass
    told = list(written(plan, journal))
    assert len(told) == expected
    assert not any(each.row_id.startswith("-") for each in told)
