"""The formulas the sample sheets use, recalculated when their inputs change.

Understood: numbers, text, `[Column]@row` and `Column@row`, + - * / and parentheses, SUM, AVG, COUNT, MIN, MAX over
CHILDREN(), ROUND. Anything else is #UNPARSEABLE, as Smartsheet says of what it cannot read. Errors are values:
#DIVIDE BY ZERO, #INVALID OPERATION (text in arithmetic), #INVALID COLUMN VALUE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.local.smartsheet.model import Cell, Row, Sheet
from infra.local.smartsheet.schedule import roll_up

_TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|\[([^\]]+)\]@row|(\w+)@row|"([^"]*)"|([A-Z]+)(?=\()|([-+*/(),]))')
_OVER = {"SUM": sum, "MIN": min, "MAX": max, "COUNT": len, "AVG": lambda v: sum(v) / len(v)}


class FormulaError(Exception):
    """A formula's result that is an error; its text is what the cell shows."""


def recalculate(sheet: Sheet, rows: list[Row]) -> None:
    """Compute the formulas of these rows, then of the rows above them, innermost first."""
    with_formulas = [column for column in sheet.columns if column.formula]
    rolls_up = sheet.project and sheet.nested
    for row in _with_ancestors(sheet, rows):
        if rolls_up:
            roll_up(sheet, row)
        for column in with_formulas:
            row.cells.setdefault(column.id, Cell(formula=column.formula))
        for column in sheet.columns:
            cell = row.cells.get(column.id)
            if cell is None or not (text := cell.formula or column.formula):
                continue
            result = evaluate(text, sheet, row, column.title)
            if result != cell.value:
                cell.value, cell.display = result, None
                row.forget_rendering()


def _with_ancestors(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows and everything above them, each behind all that lies under it."""
    found: dict[int, Row] = {}
    for row in rows:
        above: Row | None = row
        while above is not None:
            found.pop(above.id, None)
            found[above.id] = above
            above = sheet.row(above.parent_id) if above.parent_id else None
    return list(found.values())


def evaluate(text: str, sheet: Sheet, row: Row, title: str) -> float | str | None:
    """The value the cell gets: a number, text, or an error such as #DIVIDE BY ZERO."""
    try:
        parser = _Parser(_tokens(text[1:]), sheet, row, title)
        value = parser.sum()
        if parser.rest:
            raise FormulaError("#UNPARSEABLE")
    except FormulaError as problem:
        return str(problem)
    return round(value, 10) if isinstance(value, float) else value


def _tokens(text: str) -> list[tuple[str, str]]:
    kinds = ("number", "ref", "ref", "text", "call", "sign")
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError("#UNPARSEABLE")
        found.append((kinds[(match.lastindex or 1) - 1], match.group(match.lastindex or 1)))
        at = match.end()
    return found


@dataclass(slots=True)
class _Parser:
    """Recursive descent over sum → product → atom; an empty cell counts as 0, as in Smartsheet."""

    rest: list[tuple[str, str]]
    sheet: Sheet
    row: Row
    title: str

    def take(self, *signs: str) -> str | None:
        if self.rest and self.rest[0][0] == "sign" and self.rest[0][1] in signs:
            return self.rest.pop(0)[1]
        return None

    def expect(self, sign: str) -> None:
        if self.take(sign) is None:
            raise FormulaError("#UNPARSEABLE")

    def sum(self) -> float | str | None:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = _number(value) + _number(other) if sign == "+" else _number(value) - _number(other)
        return value

    def product(self) -> float | str | None:
        value = self.atom()
        while sign := self.take("*", "/"):
            other = _number(self.atom())
            if sign == "/" and other == 0:
                raise FormulaError("#DIVIDE BY ZERO")
            value = _number(value) * other if sign == "*" else _number(value) / other
        return value

    def atom(self) -> float | str | None:
        if self.take("-"):
            return -_number(self.atom())
        if self.take("("):
            value = self.sum()
            self.expect(")")
            return value
        if not self.rest:
            raise FormulaError("#UNPARSEABLE")
        kind, text = self.rest.pop(0)
        if kind == "number":
            return float(text)
        if kind == "text":
            return text
        if kind == "ref":
            return self.reference(text)
        return self.call(text)

    def reference(self, title: str) -> float | str | None:
        try:
            value = self.sheet.value(self.row, title)
        except KeyError:
            raise FormulaError("#UNPARSEABLE") from None
        if isinstance(value, str) and value.startswith("#"):
            raise FormulaError(value)
        return value

    def call(self, name: str) -> float | str | None:
        self.expect("(")
        if name == "ROUND":
            value, digits = _number(self.sum()), 0.0
            if self.take(","):
                digits = _number(self.sum())
            self.expect(")")
            return float(round(value, int(digits)))
        if name not in _OVER or self.rest[:3] != [("call", "CHILDREN"), ("sign", "("), ("sign", ")")]:
            raise FormulaError("#UNPARSEABLE")
        del self.rest[:3]
        self.expect(")")
        return self.over_children(name)

    def over_children(self, name: str) -> float:
        values = [self.sheet.value(child, self.title) for child in self.sheet.children(self.row.id)]
        for value in values:
            if isinstance(value, str) and value.startswith("#"):
                raise FormulaError(value)
        numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        if not numbers and name in ("AVG", "MIN", "MAX"):
            return 0.0 if name != "AVG" else self._nothing_to_average()
        return float(_OVER[name](numbers))

    def _nothing_to_average(self) -> float:
        raise FormulaError("#DIVIDE BY ZERO")


def _number(value: float | str | bool | None) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        raise FormulaError("#INVALID OPERATION")
    return float(value)
