"""A change in pages that fit a card, every value whole; a page is made without looking at those before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest

from bot.domain.plans import ChangeRecords, Plan
from cards import plain, plan_lines
from cards.formats import EMPTY, Reader
from cards.plan_lines import Line

PIECE = 120
"""Characters of one value on one line; a longer one goes on in the next, so that no part of it is hidden."""

BEFORE = "Before"
_PAGE_LINES = 10
_PAGE_BYTES = 9_000


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
    first, end = starts[at - 1].before, starts[at].before if at < len(starts) else total
    from_here = islice(_all(plan, starts[at - 1]), end - first)
    lines = [(*line[:2], plan_lines.day(line[2], reader), plan_lines.day(line[3], reader)) for _, line in from_here]
    name = "Row" if any(not isinstance(step, ChangeRecords) for step in plan.steps) else "Which"
    kept = [at for at in range(4) if at < 2 or any(line[at] not in plan_lines.NOTHING for line in lines)]
    titles = (name, "What", BEFORE, "After")
    shown = [tuple(line[each] for each in kept) for line in lines]
    return Page(tuple(titles[each] for each in kept), shown, at, len(starts), first, total)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a line is: behind `before` others, the `piece`th of those that item `item` of step `step` takes."""

    before: int = 0
    step: int = 0
    item: int = 0
    piece: int = 0


class _Sealed:
    """A plan that is known again by its hash, without looking at its thousands of cells."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sealed) and self.plan.hash == other.plan.hash and bool(self.plan.hash)


@lru_cache(maxsize=8)
def _starts(sealed: _Sealed) -> tuple[tuple[_Start, ...], int]:
    """Where the pages begin, of at most ten lines and a third of a card each, and how many lines there are."""
    starts, lines, room, total = [_Start()], 0, _PAGE_BYTES, 0
    for start, line in _all(sealed.plan):
        size = sum(len(text) if text.isascii() else len(json.dumps(text)) for text in line)
        if lines and (lines == _PAGE_LINES or size > room):
            starts.append(start)
            lines, room = 0, _PAGE_BYTES
        lines += 1
        room -= size
        total = start.before + 1
    return tuple(starts), total


def _all(plan: Plan, start: _Start = _Start()) -> Iterator[tuple[_Start, Line]]:
    """Every line from that one on, each with where it is; what lies before it is not looked at."""
    before = start.before
    for at_step in range(start.step, len(plan.steps)):
        items = plan_lines.items_of(plan.steps[at_step])
        for at_item in range(start.item if at_step == start.step else 0, len(items)):
            skipped = start.piece if (at_step, at_item) == (start.step, start.item) else 0
            for piece, line in enumerate(_pieces(plan_lines.line(items[at_item]))):
                if piece >= skipped:
                    yield _Start(before, at_step, at_item, piece), line
                    before += 1


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
    """The text in pieces, each ending with a cell or a word where it can."""
    left, pieces = plain.line(text, len(text) + 1), list[str]()
    while len(left) > PIECE:
        ends = (
            left.rfind(mark, PIECE // 2, PIECE) + len(mark) for mark in ("; ", " ") if mark in left[PIECE // 2 : PIECE]
        )
        end = next(ends, PIECE)
        pieces.append(left[:end])
        left = left[end:]
    return [*pieces, left]
