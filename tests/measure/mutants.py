"""Small faults that could be made in a Python source: each an edit of one place.

Left alone: docstrings, annotations, what only the log gets (`log.…(…)`, `detail=…`), and dataclass's own options.
"""

from __future__ import annotations

import ast
import contextlib
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.measure.sources import PythonFile

Found: TypeAlias = tuple[str, ast.expr | ast.stmt, str]
"""Kind of fault, the node to replace, and the text to put there."""

_COMPARE: Mapping[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}
_ARITHMETIC: Mapping[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.FloorDiv(),
    ast.Div: ast.Mult(),
    ast.FloorDiv: ast.Mult(),
    ast.Mod: ast.Mult(),
}
_FOR_THE_LOG = frozenset({"log", "_log", "logger"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: bytes `begin` to `end` of the file replaced; `line` is where it begins.

    `statement` are the lines that run when it does, `function` those of the body of the function around it (none at a
    module's or class's level); `at_import` says that the fault takes effect when the module is imported.
    """

    path: str
    kind: str
    line: int
    begin: int
    end: int
    replacement: str
    statement: range
    function: range
    at_import: bool

    def applied(self, text: str) -> str:
        """The file's text with the fault in it."""
        raw = text.encode()
        return (raw[: self.begin] + self.replacement.encode() + raw[self.end :]).decode()

    def lines(self, text: str) -> tuple[str, str]:
        """The lines it changes before and after, each without what all of them are indented by."""
        before, after = text.splitlines(), self.applied(text).splitlines()
        last = self.line + text.encode()[self.begin : self.end].count(b"\n")
        changed = after[self.line - 1 : last + len(after) - len(before)]
        return " ".join(map(str.strip, before[self.line - 1 : last])), " ".join(map(str.strip, changed))


def mutants(source: PythonFile) -> list[Mutant]:
    """Every fault of one file, in the order of its lines; `compiles` says which of them can be tried."""
    starts = _line_starts(source.text)

    def mutant(
        kind: str, node: ast.expr | ast.stmt, replacement: str, statement: ast.stmt, functions: tuple[_Function, ...]
    ) -> Mutant:
        around = functions[-1] if functions else None
        return Mutant(
            path=source.path,
            kind=kind,
            line=node.lineno,
            begin=starts[node.lineno - 1] + node.col_offset,
            end=starts[_end(node) - 1] + (node.end_col_offset or 0),
            replacement=replacement,
            statement=range(statement.lineno, _header_end(statement) + 1),
            function=range(around.body[0].lineno, _end(around) + 1) if around else range(0),
            at_import=around is None or node.lineno < around.body[0].lineno,
        )

    found = [mutant(*each) for each in _walk(ast.parse(source.text, filename=source.path), None, ())]
    return sorted(found, key=lambda one: (one.line, one.begin))


def compiles(text: str) -> bool:
    """Whether this is Python at all."""
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def _walk(
    node: ast.AST, statement: ast.stmt | None, functions: tuple[_Function, ...]
) -> Iterator[tuple[str, ast.expr | ast.stmt, str, ast.stmt, tuple[_Function, ...]]]:
    """Faults below a node, each with its statement and the functions around it."""
    if isinstance(node, ast.stmt):
        statement = node
    if isinstance(node, _Function):
        functions = (*functions, node)
    if statement is not None:
        yield from ((*found, statement, functions) for found in _faults(node))
    for child in _children(node):
        yield from _walk(child, statement, functions)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_alone(node, name, child):
                yield child


def _left_alone(parent: ast.AST, name: str, child: ast.AST) -> bool:
    if name in {"annotation", "returns"} or isinstance(parent, ast.JoinedStr):
        return True  # positions within f-strings are exact from Python 3.12 on only
    if isinstance(child, ast.Constant) and child.value is None:
        return isinstance(parent, ast.Compare | ast.arguments)
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(parent, ast.AnnAssign) and "TypeAlias" in ast.unparse(parent.annotation):
        return True
    if name == "decorator_list":
        return "dataclass" in ast.unparse(child)
    return (isinstance(child, ast.keyword) and child.arg == "detail") or _logs(child)


def _logs(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id in _FOR_THE_LOG


def _faults(node: ast.AST) -> Iterator[Found]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                changed = copy.copy(node)
                changed.ops = [*node.ops[:at], _COMPARE[type(operator)], *node.ops[at + 1 :]]
                yield "comparison", node, ast.unparse(changed)
        case ast.BoolOp():
            changed_bool = copy.copy(node)
            changed_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and/or", node, f"({ast.unparse(changed_bool)})"
        case ast.UnaryOp(op=ast.Not()):
            yield "not removed", node, f"({ast.unparse(node.operand)})"
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            changed_sum = copy.copy(node)
            changed_sum.op = _ARITHMETIC[type(node.op)]
            yield "arithmetic", node, f"({ast.unparse(changed_sum)})"
        case ast.Constant(value=bool()):
            yield "constant", node, str(not node.value)
        case ast.Constant(value=int() | float() as number):
            yield "constant", node, repr(number + 1)
        case ast.Constant(value=None):
            yield "None", node, '""'
        case ast.Constant(value=str() as text):
            yield "string", node, repr(_other_text(text))
        case ast.JoinedStr(values=[*parts]):
            for at, part in enumerate(parts):
                if isinstance(part, ast.Constant):
                    changed_parts = [*parts[:at], ast.Constant(_other_text(str(part.value))), *parts[at + 1 :]]
                    yield from (("string", node, text) for text in _unparsed(ast.JoinedStr(changed_parts)))
        case ast.If(body=[*_, ast.Return() | ast.Continue() | ast.Break() as last]):
            yield "early end removed", last, "pass"


def _other_text(text: str) -> str:
    """A sentence with its words in reverse; of a name or a pattern, all but its last letter or digit."""
    words = text.split()
    if len(words) > 2 and words != words[::-1]:
        return " ".join(reversed(words))
    at = max((n for n, character in enumerate(text) if character.isalnum()), default=-1)
    return text[:at] + text[at + 1 :] if at >= 0 and len(text) > 1 else f"{text}x"


def _unparsed(node: ast.expr) -> Iterator[str]:
    with contextlib.suppress(ValueError):  # quotes and backslashes that an f-string could not hold before Python 3.12
        yield ast.unparse(node)


def _header_end(statement: ast.stmt) -> int:
    """The last line of a statement, of one with a body the last before it."""
    body = getattr(statement, "body", None)
    return max(statement.lineno, body[0].lineno - 1) if body else _end(statement)


def _end(node: ast.expr | ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
