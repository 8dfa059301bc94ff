"""A Smartsheet formula as its parts. Any text can be read; what is no part of a formula comes as WRONG.

https://help.smartsheet.com/articles/775363-using-formulas : `[Due Date]@row`, `Cost5`, `$[Due Date]$1`,
`Cost:Cost`, `{Reference}`, `[Field]#`, and `@cell` inside a criterion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    CROSS = "cross"
    SUMMARY = "summary"
    CELL = "cell"
    COLUMN = "column"
    FUNCTION = "function"
    NUMBER = "number"
    WORD = "word"
    HERE = "here"
    WRONG = "wrong"
    OPERATOR = "operator"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a formula and where it begins. `title` is the column, field, reference or function it names."""

    kind: Kind
    text: str
    position: int
    title: str = ""


_BRACKETED = r"\[(?:\\[\[\]]|[^\[\]])*\]"
_WORD = r"[^\W\d_]\w*?"
_WRONG = r"==|!=|&&|\|\||[&|;!'“”„‘’\\?~`\[\]{}\"]|."

_TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<cross>\{{[^{{}}]*\}})
    |(?P<summary>(?:{_BRACKETED}|{_WORD})\#)
    |(?P<function>[^\W\d_][\w.]*)(?=\s*\()
    |(?P<cell>\$?(?:{_BRACKETED}|{_WORD})(?:@row\b|\$?\d+(?![\w@\#.])))
    |(?P<column>\$?{_BRACKETED})
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<here>@(?:row|cell)\b)
    |(?P<word>\$?[^\W\d_][\w.]*)
    |(?P<operator><=|>=|<>|[-+*/^<>:%]|=(?!=))
    |(?P<open>\()|(?P<close>\))|(?P<comma>,)
    |(?P<wrong>{_WRONG})""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(r"(?:@row|\$?\d+|\#)$", re.IGNORECASE)


def tokens(formula: str) -> tuple[Token, ...]:
    """The parts of a formula behind its “=”, in order; spaces are left out."""
    found: list[Token] = []
    at = 1
    while at < len(formula):
        if formula[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(formula, at)
        assert match is not None
        assert match.lastgroup is not None
        kind = Kind(match.lastgroup)
        found.append(Token(kind, match[0], at, _title(kind, match[0])))
        at = match.end()
    return tuple(found)


def _title(kind: Kind, text: str) -> str:
    match kind:
        case Kind.FUNCTION:
            return text.upper()
        case Kind.CROSS:
            return text[1:-1].strip()
        case Kind.CELL | Kind.SUMMARY:
            return _bare(_PLACE.sub("", text))
        case Kind.COLUMN | Kind.WORD:
            return _bare(text)
    return ""


def _bare(text: str) -> str:
    """The title without `$`, brackets and the backslashes before brackets that belong to it."""
    text = text.removeprefix("$")
    return re.sub(r"\\([\[\]])", r"\1", text[1:-1]) if text.startswith("[") else text
