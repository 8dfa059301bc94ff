"""Cross-sheet references that a plan creates with the formulas that read them.

https://developers.smartsheet.com/api/smartsheet/openapi/crosssheetreferences : a name of its own on the sheet, and the
columns of another sheet from the first to the last. Smartsheet forgets one that no formula uses after two hours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.changes.engine.preview import Draft
from bot.changes.formulas.formula_check import references_in
from bot.domain.live import CellContent
from bot.domain.plans import AddRows, ChangeRecords, UpdateCells
from bot.domain.record_changes import RecordChange, canonical


@dataclass(frozen=True, slots=True)
class ReferenceWanted:
    """A reference to be created: its name, and the columns it reads. `reads` says them in words: “Budget: Actual”."""

    name: str
    source_sheet_id: int
    start_column_id: int
    end_column_id: int
    reads: str


def create_references(draft: Draft, wanted: Sequence[ReferenceWanted], sheet_id: int) -> None:
    """Let the plan first create what its formulas read and the sheet does not have; what none reads is left out."""
    used = {name.casefold() for content in _contents(draft) for name in _names(content)}
    changes = tuple(_creation(each, sheet_id) for each in wanted if each.name.casefold() in used)
    if changes:
        draft.steps.insert(0, ChangeRecords(changes))


def _creation(wanted: ReferenceWanted, sheet_id: int) -> RecordChange:
    fields = {
        "name": wanted.name,
        "sourceSheetId": wanted.source_sheet_id,
        "startColumnId": wanted.start_column_id,
        "endColumnId": wanted.end_column_id,
    }
    what = f"Reference {{{wanted.name}}}"
    return RecordChange("reference", f"sheets/{sheet_id}", what, after=canonical(fields), said_after=wanted.reads)


def _contents(draft: Draft) -> Iterator[CellContent]:
    for step in draft.steps:
        if isinstance(step, UpdateCells):
            yield from (edit.after for edit in step.edits)
        elif isinstance(step, AddRows):
            yield from (cell.content for row in step.rows for cell in row.cells)


def _names(content: CellContent) -> tuple[str, ...]:
    """The references that a cell's formula reads."""
    return references_in(json.loads(content.raw)["formula"]) if content.raw.startswith('{"formula":') else ()
