"""Conditions of Cosmos DB's SQL as the double understands them, over one item, with `undefined` as the service has it.

condition   c.a.b  c["a"]  @parameter  literal   = != < <= > >=   AND OR NOT ( )   IS_DEFINED(c.a)
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.cosmos.refusals import bad_request

_RESERVED = """
    AND ARRAY AS ASC BETWEEN BY CASE DESC DISTINCT ELSE END ESCAPE EXISTS FALSE FOR FROM GROUP HAVING IN INNER INSERT
    INTO IS JOIN LEFT LIKE LIMIT NOT NULL OFFSET ON OR ORDER OUTER OVER RIGHT SELECT SET THEN TOP TRUE UDF UNDEFINED
    UPDATE VALUE WHEN WHERE WITH
"""
RESERVED = frozenset(_RESERVED.split())
Evaluate = Callable[[Any], Any]
UNDEFINED: Any = type("Undefined", (), {"__repr__": lambda _: "undefined", "__bool__": lambda _: False})()

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<word>@?[A-Za-z_]\w*)|(?P<sign><=|>=|!=|<>|[=<>()\[\]{}.,:*]))"""
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def syntax_error(near: str) -> Exception:
    return bad_request(f'{{"errors":[{{"severity":"Error","code":"SC1001","message":"Syntax error near {near!r}."}}]}}')


def same_type(left: Any, right: Any) -> bool:
    """Values of different types do not compare: the result is undefined, so the item is left out."""
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(left, bool) and isinstance(right, bool)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return True
    return type(left) is type(right)


class Tokens:
    """A cursor over the words of a query."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise syntax_error(text[position : position + 20])
            self._words.append(match.group().strip())
            position = match.end()
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._words[at] if at < len(self._words) else ""

    def take(self, expected: str | None = None) -> str:
        word = self.peek()
        if not word or (expected is not None and word.upper() != expected.upper()):
            raise syntax_error(word or "the end")
        self._at += 1
        return word

    def accept(self, *expected: str) -> bool:
        """Take these words in a row, or none."""
        if all(self.peek(n).upper() == word.upper() for n, word in enumerate(expected)):
            self._at += len(expected)
            return True
        return False


class Conditions:
    """Parses conditions over the alias `root` with the given parameters."""

    def __init__(self, tokens: Tokens, *, root: str, parameters: Mapping[str, Any]) -> None:
        self._tokens = tokens
        self._root = root
        self._parameters = parameters

    def either(self) -> Evaluate:
        left = self._both()
        while self._tokens.accept("OR"):
            left = _any_of(left, self._both())
        return left

    def path(self) -> list[str]:
        """`c.a.b` or `c["a"]` as the names below the root."""
        if self._tokens.take() != self._root:
            raise bad_request(f"Identifier could not be resolved; the alias is {self._root!r}.")
        names = []
        while self._tokens.peek() in (".", "["):
            if self._tokens.take() == ".":
                names.append(_name(self._tokens.take()))
            else:
                names.append(_unquote(self._tokens.take()))
                self._tokens.take("]")
        return names

    def _both(self) -> Evaluate:
        left = self._negation()
        while self._tokens.accept("AND"):
            left = _all_of(left, self._negation())
        return left

    def _negation(self) -> Evaluate:
        if self._tokens.accept("NOT"):
            inner = self._negation()
            return lambda item: inner(item) is False
        return self._comparison()

    def _comparison(self) -> Evaluate:
        left = self._value()
        compare = _COMPARE.get(self._tokens.peek())
        if compare is None:
            return left
        self._tokens.take()
        return _compared(left, self._value(), compare)

    def _value(self) -> Evaluate:
        word = self._tokens.peek()
        if self._tokens.accept("("):
            inner = self.either()
            self._tokens.take(")")
            return inner
        if self._tokens.accept("IS_DEFINED", "("):
            names = self.path()
            self._tokens.take(")")
            return lambda item: read(item, names) is not UNDEFINED
        if word == self._root:
            names = self.path()
            return lambda item: read(item, names)
        self._tokens.take()
        value = self._literal(word)
        return lambda item: value

    def _literal(self, word: str) -> Any:
        if word.startswith("@"):
            if word not in self._parameters:
                raise bad_request(f"The parameter {word} is not given.")
            return self._parameters[word]
        if word[0] in "\"'":
            return _unquote(word)
        if word.lower() in ("true", "false", "null") or word.lstrip("-")[:1].isdigit():
            return json.loads(word.lower())
        raise syntax_error(word)


def read(item: Any, names: list[str]) -> Any:
    for name in names:
        if not isinstance(item, dict) or name not in item:
            return UNDEFINED
        item = item[name]
    return item


def _name(word: str) -> str:
    """A name after a dot; reserved ones must be written c["order"]."""
    if word.upper() in RESERVED or not word[:1].isidentifier():
        raise syntax_error(word)
    return word


def _unquote(word: str) -> str:
    if word[:1] == "'":
        word = '"' + word[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    if word[:1] != '"':
        raise syntax_error(word)
    return str(json.loads(word))


def _compared(left: Evaluate, right: Evaluate, compare: Callable[[Any, Any], bool]) -> Evaluate:
    def evaluate(item: Any) -> Any:
        one, other = left(item), right(item)
        if one is UNDEFINED or other is UNDEFINED or not same_type(one, other):
            return UNDEFINED
        return compare(one, other)

    return evaluate


def _all_of(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda item: left(item) is True and right(item) is True


def _any_of(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda item: left(item) is True or right(item) is True
