"""A change in numbers and line by line: what it does to each row, cell and record, whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from bot.domain.live import CellContent
from bot.domain.plan_status import Outcome
from bot.domain.plans import (
    AddRows,
    CellEdit,
    ChangeRecords,
    DeleteCopies,
    DeleteRows,
    MoveRows,
    NewRow,
    Plan,
    RowImage,
    RowMove,
    Step,
    TransferRows,
    UpdateCells,
)
from bot.domain.record_changes import KINDS, RecordChange, Verb
from bot.domain.row_orders import OrderRows
from cards import place_lines
from cards.formats import EMPTY, Reader

_GONE = (EMPTY, "gone")
NOTHING = frozenset({"", *_GONE})
"""What a column says that says nothing."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Line = tuple[str, str, str, str]


class Part(NamedTuple):
    """What belongs to a record that is changed, on a line of its own."""

    of: RecordChange
    what: str
    said: str


def counts(plan: Plan, reader: Reader) -> str:
    """Every kind of operation with its number: “3 cells in 3 rows change · 2 rows are deleted”."""
    said = []
    for step in plan.steps:
        match step:
            case UpdateCells():
                rows = reader.count(len({edit.row_id for edit in step.edits}), "row")
                said.append(f"{reader.count(len(step.edits), 'cell')} in {rows} to change")
            case AddRows():
                said.append(f"{reader.count(len(step.rows), 'row')} to add")
            case DeleteRows():
                said.append(f"{reader.count(len(step.rows), 'row')} to delete")
            case MoveRows():
                below = sum(move.below for move in step.moves)
                more = f", with {reader.count(below, 'row')} below" if below else ""
                said.append(f"{reader.count(len(step.moves), 'row')} to move{more}")
            case ChangeRecords():
                said += _record_counts(step, reader)
            case OrderRows() | TransferRows() | DeleteCopies():
                said.append(place_lines.counted(step, reader))
    return " · ".join(said)


def _record_counts(step: ChangeRecords, reader: Reader) -> list[str]:
    """“1 column to create · 2 shares to delete”."""
    numbers = Counter((KINDS[change.kind].noun, change.verb) for change in step.changes)
    return [f"{reader.count(number, noun)} to {verb}" for (noun, verb), number in numbers.items()]


def done(plan: Plan, outcome: Outcome, reader: Reader) -> str:
    """What was really written, in numbers."""
    copies = any(isinstance(step, TransferRows) and step.keep for step in plan.steps)
    said = [
        f"{reader.count(number, noun)} {verb}"
        for number, noun, verb in (
            (outcome.cells, "cell", "changed"),
            (outcome.rows_added, "row", "copied" if copies else "added"),
            (outcome.rows_deleted, "row", "deleted"),
            (outcome.rows_moved, "row", "moved"),
        )
        if number
    ]
    changes = [change for step in plan.steps if isinstance(step, ChangeRecords) for change in step.changes]
    if outcome.records and outcome.records == len(changes):
        numbers = Counter((KINDS[change.kind].noun, change.verb) for change in changes)
        said += [f"{reader.count(number, noun)} {verb}d" for (noun, verb), number in numbers.items()]
    elif outcome.records:
        said.append(f"{outcome.records} of {reader.count(len(changes), 'other change')} made")
    if not said and outcome.unsure:
        return ""
    return f"{', '.join(said)}." if said else "Nothing was changed."


def items_of(step: Step) -> tuple[Any, ...]:
    """What of a step is shown on lines of its own."""
    match step:
        case UpdateCells():
            return step.edits
        case AddRows() | DeleteRows():
            return step.rows
        case MoveRows():
            return step.moves
        case ChangeRecords():
            return tuple(item for change in step.changes for item in (change, *_parts(change)))
        case OrderRows() | TransferRows() | DeleteCopies():
            return place_lines.parts(step)


def _parts(change: RecordChange) -> Iterator[Part]:
    return (Part(change, what, said) for what, said in change.parts)


def line(item: Any) -> Line:
    match item:
        case CellEdit():
            row = f"{item.row_number} {item.row_label}".strip()
            return (row, item.column, _shown(item.before), _shown(item.after))
        case NewRow():
            held = _held([(c.column, c.content) for c in item.cells], item.where)
            return (item.label or "New row", "Add", EMPTY, held)
        case RowImage():
            row = f"{'› ' * item.level}{item.number} {item.label}".strip()
            return (row, "Delete", _held([(c.column, c.content) for c in item.cells], ""), "gone")
        case place_lines.Going():
            row = f"{'› ' * item.row.level}{item.row.number} {item.row.label}".strip()
            return (row, item.what, _held([(c.column, c.content) for c in item.row.cells], ""), item.where)
        case place_lines.MadeColumn():
            return item.line
        case place_lines.Sorting():
            return place_lines.sorting_line(item)
        case RowMove():
            return (f"{item.number} {item.label}".strip(), "Move", EMPTY, item.where)
        case RecordChange():
            after = item.said_after or _GONE[item.verb is Verb.DELETE]
            return (item.what, item.verb.capitalize(), item.said_before or EMPTY, after)
        case Part():
            gone = item.of.verb is Verb.DELETE
            return (item.what, "", item.said if gone else EMPTY, EMPTY if gone else item.said)
    raise TypeError(f"no line for {type(item).__name__}")


def _held(cells: list[tuple[str, CellContent]], where: str) -> str:
    said = "; ".join(f"{title}: {_shown(content)}" for title, content in cells)
    return f"{where}: {said}" if where else said


def _shown(content: CellContent) -> str:
    """As Smartsheet shows it; of a formula, that it is one."""
    if content.raw.startswith('{"formula"') and not content.shown.startswith("="):
        return f"{content.shown} (formula)"
    return content.shown or EMPTY


def day(text: str, reader: Reader) -> str:
    """A date as the reader writes it."""
    if _DAY.fullmatch(text):
        try:
            return reader.cell(date.fromisoformat(text))
        except ValueError:
            return text
    return text
