"""A change line by line: what it does to each row, cell and record, whole, in pages that fit a card."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice, zip_longest

from bot.domain.live import CellContent
from bot.domain.plan_standing import Outcome
from bot.domain.plans import AddRows, ChangeRecords, DeleteRows, MoveRows, Plan, Step, UpdateCells
from bot.domain.record_changes import KINDS, Verb
from cards import plain
from cards.formats import EMPTY, Reader

PIECE = 120
"""Characters of one value on one line; a longer one goes on in the next, so that no part of it is hidden."""

_PAGE_LINES = 10
_PAGE_BYTES = 9_000
_GONE = (EMPTY, "gone")
_NOTHING = frozenset({"", *_GONE})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Line = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a plan: its page `number` of `pages`, behind `before` of all `total` lines.

    `titles` head their columns: those that would say the same in every line, that there is nothing, are left out.
    """

    titles: tuple[str, ...]
    lines: list[tuple[str, ...]]
    number: int
    pages: int
    before: int
    total: int


def page(plan: Plan, number: int, reader: Reader) -> Page:
    """The page with that number, or the nearest there is."""
    starts, total = _starts(_Sealed(plan))
    at = min(max(1, number), len(starts))
    first, end = starts[at - 1], starts[at] if at < len(starts) else total
    lines = [(*line[:2], _day(line[2], reader), _day(line[3], reader)) for line in islice(_all(plan), first, end)]
    name = "Row" if any(not isinstance(step, ChangeRecords) for step in plan.steps) else "Which"
    kept = [at for at in range(4) if at < 2 or any(line[at] not in _NOTHING for line in lines)]
    titles = (name, "What", "Before", "After")
    shown = [tuple(line[each] for each in kept) for line in lines]
    return Page(tuple(titles[each] for each in kept), shown, at, len(starts), first, total)


class _Sealed:
    """A plan that is known again by its hash, without looking at its thousands of cells."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sealed) and self.plan.hash == other.plan.hash and bool(self.plan.hash)


@lru_cache(maxsize=8)
def _starts(sealed: _Sealed) -> tuple[tuple[int, ...], int]:
    """The lines with which the pages begin, at most ten and a third of a card each, and how many lines there are."""
    starts, lines, room, number = [0], 0, _PAGE_BYTES, -1
    for number, line in enumerate(_all(sealed.plan)):
        size = sum(len(text) if text.isascii() else len(json.dumps(text)) for text in line)
        if lines and (lines == _PAGE_LINES or size > room):
            starts.append(number)
            lines, room = 0, _PAGE_BYTES
        lines += 1
        room -= size
    return tuple(starts), number + 1


def _all(plan: Plan) -> Iterator[Line]:
    return (piece for step in plan.steps for line in _lines(step) for piece in _pieces(line))


def _pieces(line: Line) -> Iterator[Line]:
    """The line itself, or as many as its longest value needs."""
    if all(len(text) <= PIECE for text in line):
        yield line
        return
    row, what, before, after = line
    parts = zip_longest(_cut(before), _cut(after), fillvalue=EMPTY)
    for number, (old, new) in enumerate(parts, start=1):
        yield (
            plain.line(row, 80) if number == 1 else f"{plain.line(row, 40)} ({number})",
            plain.line(what, 80),
            old,
            new,
        )


def _cut(text: str) -> list[str]:
    """The text in pieces, each ending with a word where it can."""
    left, pieces = plain.line(text, len(text) + 1), list[str]()
    while len(left) > PIECE:
        space = left.rfind(" ", PIECE // 2, PIECE)
        end = space + 1 if space > 0 else PIECE
        pieces.append(left[:end])
        left = left[end:]
    return [*pieces, left]


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
    return " · ".join(said)


def _record_counts(step: ChangeRecords, reader: Reader) -> list[str]:
    """“1 column to create · 2 shares to delete”."""
    numbers = Counter((KINDS[change.kind].noun, change.verb) for change in step.changes)
    return [f"{reader.count(number, noun)} to {verb}" for (noun, verb), number in numbers.items()]


def done(plan: Plan, outcome: Outcome, reader: Reader) -> str:
    """What was really written, in numbers."""
    said = [
        f"{reader.count(number, noun)} {verb}"
        for number, noun, verb in (
            (outcome.cells, "cell", "changed"),
            (outcome.rows_added, "row", "added"),
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
    return f"{', '.join(said)}." if said else "Nothing was changed."


def _lines(step: Step) -> list[Line]:
    match step:
        case UpdateCells():
            return [
                (f"{e.row_number} {e.row_label}".strip(), e.column, _shown(e.before), _shown(e.after))
                for e in step.edits
            ]
        case AddRows():
            return [
                (
                    row.label or "New row",
                    "Add",
                    EMPTY,
                    _held([(c.column, c.content) for c in row.cells], row.where),
                )
                for row in step.rows
            ]
        case DeleteRows():
            return [
                (
                    f"{'› ' * row.level}{row.number} {row.label}".strip(),
                    "Delete",
                    _held([(c.column, c.content) for c in row.cells], ""),
                    "gone",
                )
                for row in step.rows
            ]
        case MoveRows():
            return [(f"{m.number} {m.label}".strip(), "Move", EMPTY, m.where) for m in step.moves]
        case ChangeRecords():
            return [
                (c.what, c.verb.capitalize(), c.said_before or EMPTY, c.said_after or _GONE[c.verb is Verb.DELETE])
                for c in step.changes
            ]


def _held(cells: list[tuple[str, CellContent]], where: str) -> str:
    said = "; ".join(f"{title}: {_shown(content)}" for title, content in cells)
    return f"{where}: {said}" if where else said


def _shown(content: CellContent) -> str:
    """As Smartsheet shows it; of a formula, that it is one."""
    if content.raw.startswith('{"formula"') and not content.shown.startswith("="):
        return f"{content.shown} (formula)"
    return content.shown or EMPTY


def _day(text: str, reader: Reader) -> str:
    """A date as the reader writes it."""
    if _DAY.fullmatch(text):
        try:
            return reader.cell(date.fromisoformat(text))
        except ValueError:
            return text
    return text
