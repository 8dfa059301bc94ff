"""Grades an answer by what it holds: its table against the oracle's lines, whatever SQL and words led there.

An answer may have more columns than asked for and name them as it likes; it may not have more rows or fewer. A single
value may stand in the text instead, when the table bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.domain.answers import Table
from tests.evals.catalog import Question
from tests.evals.oracle.book import Rows
from tests.evals.values import normal, numbers_in, same

MOST_TRIED = 2_000
"""Ways to match the asked columns with the answer's that are tried."""
_NEGATIONS = re.compile(
    r"\b(?:no|not|none|never|cannot|without|unknown|missing|kein\w*|nicht|pas|aucun\w*|ning\w+)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the person was given: the words, and the whole table behind the card."""

    text: str
    table: Table | None = None


def passes(question: Question, wanted: Rows, given: Given) -> bool:
    """True when the answer is right; of an unanswerable question, when it says so and names what is missing."""
    if not question.answerable:
        return declined(question, given)
    if given.table is None:
        return False
    if question.top:
        return _ranks(question, wanted, given.table) or (question.top == 1 and _leader(question, wanted, given))
    if _holds(question, wanted, given.table.rows):
        return True
    if not wanted:
        return _is_nothing(given.table)
    if question.nobody == "optional" and _holds(question, _somebody(wanted), _somebody(given.table.rows)):
        return True
    return len(wanted) == 1 and _stated(question, wanted[0], given)


def agree(question: Question, gold: Sequence[Sequence[Any]], wanted: Rows) -> bool:
    """True when the gold SQL's rows are the oracle's, column by column, nothing rounded."""
    if not question.top:
        return _same_rows(question, wanted, [list(row) for row in gold], strict=True)
    expected_count = min(question.top, len(wanted))
    return len(gold) == expected_count and _in_order(question, wanted, [list(row) for row in gold], strict=True)


def declined(question: Question, given: Given) -> bool:
    """True when nothing is asserted and one of the missing things is named; repeating the question does not count."""
    said = given.text.casefold().replace(question.ask.casefold(), " ")
    named = any(word.casefold() in said for word in question.missing)
    silent = given.table is None or not given.table.rows
    return named and (silent or _NEGATIONS.search(said) is not None)


def _somebody(rows: Sequence[Sequence[Any]]) -> Rows:
    """The rows that are about something: one for the rows without an owner, a tag, … may be given or left out."""
    return [list(row) for row in rows if all(normal(value) is not None for value in row)]


def _is_nothing(table: Table) -> bool:
    return not table.rows or (len(table.rows) == 1 and {normal(value) for value in table.rows[0]} <= {0.0, None})


def _holds(question: Question, wanted: Rows, rows: Sequence[Sequence[Any]]) -> bool:
    """Some of the answer's columns are exactly the wanted lines."""
    if not wanted or len(rows) != len(wanted):
        return False
    return any(_same_rows(question, wanted, picked) for picked in _projections(question, wanted, rows))


def _projections(question: Question, wanted: Rows, rows: Sequence[Sequence[Any]]) -> Iterator[Rows]:
    """The rows with only those columns that can be the wanted ones, in their order."""
    width = len(rows[0])
    candidates = []
    for index in range(len(wanted[0])):
        column = [[line[index]] for line in wanted]
        fits = [at for at in range(width) if _same_rows(question, column, [[row[at]] for row in rows])]
        candidates.append(fits)
    for tried, chosen in enumerate(product(*candidates)):
        if tried >= MOST_TRIED:
            return
        if len(set(chosen)) == len(chosen):
            yield [[row[at] for at in chosen] for row in rows]


def _same_rows(question: Question, wanted: Rows, rows: Rows, *, strict: bool = False) -> bool:
    """The same lines, in any order: each wanted one has a row of its own."""
    if len(wanted) != len(rows):
        return False
    fits = [[at for at, row in enumerate(rows) if _same_line(question, line, row, strict=strict)] for line in wanted]
    taken: dict[int, int] = {}
    return all(_seat(line, fits, taken, set()) for line in range(len(wanted)))


def _seat(line: int, fits: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give the line a row, moving others where rounding lets a row pass for several (Kuhn's matching)."""
    for row in fits[line]:
        if row in tried:
            continue
        tried.add(row)
        if row not in taken or _seat(taken[row], fits, taken, tried):
            taken[row] = line
            return True
    return False


def _same_line(question: Question, wanted: Sequence[Any], row: Sequence[Any], *, strict: bool) -> bool:
    pairs = zip(wanted, row, strict=True) if len(wanted) == len(row) else ()
    return len(wanted) == len(row) and all(same(a, b, question, strict=strict) for a, b in pairs)


def _ranks(question: Question, ranking: Rows, table: Table) -> bool:
    """The first lines of the ranking, in their order; lines of equal rank may change places, also at the end."""
    rows = table.rows
    last = ranking[: question.top][-1][question.rank]
    most = sum(1 for index, line in enumerate(ranking) if index < question.top or line[question.rank] == last)
    if not min(question.top, len(ranking)) <= len(rows) <= most:
        return False
    shown = question.shown or tuple(range(len(ranking[0])))
    narrow = [[line[at] for at in shown] for line in ranking]
    ranks = [line[question.rank] for line in ranking]
    width = range(len(rows[0]))
    for tried, chosen in enumerate(product(*[width] * len(shown))):
        if tried >= MOST_TRIED:
            break
        if _follows(question, narrow, ranks, [[row[at] for at in chosen] for row in rows]):
            return True
    return False


def _in_order(question: Question, ranking: Rows, rows: Rows, *, strict: bool) -> bool:
    return _follows(question, ranking, [line[question.rank] for line in ranking], rows, strict=strict)


def _follows(question: Question, lines: Rows, ranks: Sequence[Any], rows: Rows, *, strict: bool = False) -> bool:
    """Each row is a line not yet seen whose rank is that of the row's place."""
    left = set(range(len(lines)))
    for place, row in enumerate(rows):
        equal = (n for n in left if ranks[n] == ranks[place] and _same_line(question, lines[n], row, strict=strict))
        found = next(equal, None)
        if found is None:
            return False
        left.remove(found)
    return True


def _leader(question: Question, ranking: Rows, given: Given) -> bool:
    """The text names a first one and none of those behind it, and the table holds it."""
    at = question.shown[0] if question.shown else 0
    best = ranking[0][question.rank]
    said = given.text.casefold()
    first = [str(line[at]).casefold() for line in ranking if line[question.rank] == best]
    others = [str(line[at]).casefold() for line in ranking if line[question.rank] != best]
    named = [name for name in first if name in said]
    return bool(named) and not any(name in said for name in others) and _in_table(question, named[0], given.table)


def _stated(question: Question, wanted: Sequence[Any], given: Given) -> bool:
    """Every value of the one wanted line is said, and the table bears each out."""
    return all(_says(question, v, given.text) and _in_table(question, v, given.table) for v in wanted)


def _says(question: Question, value: Any, text: str) -> bool:
    if isinstance(normal(value), float):
        return any(same(value, number, question) for number in numbers_in(text))
    return str(value).casefold() in text.casefold()


def _in_table(question: Question, value: Any, table: Table | None) -> bool:
    """The value is a cell, the number of rows, or what a column adds up to."""
    if table is None:
        return False
    if any(same(value, cell, question) for row in table.rows for cell in row):
        return True
    if not isinstance(normal(value), float):
        return False
    columns = zip(*table.rows, strict=True)
    sums = (sum(c for c in column if isinstance(c, int | float)) for column in columns)
    return same(value, table.total, question) or any(same(value, added, question) for added in sums)
