"""Does every part of a formula stand where one may: brackets in pairs, something on both sides of an operator?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.changes.formulas.formula_problem import Problem
from bot.changes.formulas.formula_tokens import Kind, Token

_COMPARE = frozenset({"=", "<>", "<", ">", "<=", ">="})
_SIGNS = frozenset({"+", "-"})
_ENDS = (Kind.TEXT, Kind.CROSS, Kind.SUMMARY, Kind.CELL, Kind.COLUMN, Kind.NUMBER, Kind.WORD, Kind.HERE, Kind.CLOSE)
_BEGINS = (*_ENDS[:-1], Kind.FUNCTION, Kind.OPEN)


def bracket_problems(parts: Sequence[Token]) -> Iterator[Problem]:
    """Round brackets that are opened or closed alone, and commas outside of any."""
    opened: list[Token] = []
    for part in parts:
        if part.kind is Kind.OPEN:
            opened.append(part)
        elif part.kind is Kind.CLOSE and opened:
            opened.pop()
        elif part.kind is Kind.CLOSE:
            yield Problem(part.position, "A bracket is closed that was not opened.", "Take one ) away.")
        elif part.kind is Kind.COMMA and not opened:
            says = "A comma stands outside of a function's brackets."
            yield Problem(part.position, says, "Write decimals with a point, and arguments inside the brackets.")
    for part in opened:
        yield Problem(part.position, "A bracket is not closed.", "Add ) where it ends.")


def order_problems(parts: Sequence[Token]) -> Iterator[Problem]:
    """Two values without an operator between them, and operators without a value on one side."""
    before: Token | None = None
    for part in parts:
        if before is not None and _ended(before) and part.kind in _BEGINS:
            says = f"Something is missing between “{before.text}” and “{part.text}”."
            yield Problem(part.position, says, "Put an operator such as + or a comma between them.")
        elif part.kind is Kind.OPERATOR and not _may_follow(part, before):
            yield Problem(part.position, f"Nothing stands before “{part.text}”.", "Write the value that belongs there.")
        elif part.kind in (Kind.CLOSE, Kind.COMMA) and before is not None and _waits(before):
            yield _unfinished(before)
        before = None if _reported(part) else part
        if before is None:
            before = Token(Kind.WRONG, "", part.position)
    if before is not None and _waits(before):
        yield _unfinished(before)


def _unfinished(operator: Token) -> Problem:
    return Problem(operator.position, f"Nothing follows “{operator.text}”.", "Write the value that belongs there.")


def _may_follow(operator: Token, before: Token | None) -> bool:
    if before is not None and (_ended(before) or before.kind is Kind.WRONG):
        return True
    if operator.text in _SIGNS:
        return True
    return before is not None and before.kind in (Kind.OPEN, Kind.COMMA) and operator.text in _COMPARE


def _ended(part: Token) -> bool:
    return part.kind in _ENDS or (part.kind is Kind.OPERATOR and part.text == "%")


def _waits(part: Token) -> bool:
    return part.kind is Kind.OPERATOR and part.text != "%"


def _reported(part: Token) -> bool:
    """A part that is a problem of its own, so that what stands around it is not another one."""
    return part.kind is Kind.WRONG or (part.kind is Kind.WORD and part.text.lower() not in ("true", "false"))
