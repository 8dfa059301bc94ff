"""A sentence word by word: a rule takes what it understands, and what nobody took is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'"})
_TOKEN = re.compile(r"""\"[^"]*\"|\d{4}-\d\d-\d\d|\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|\w[\w'./@-]*|[<>]=?|\S""")
_LONGEST = 6
"""Words of the longest name looked for."""


class NotUnderstood(Exception):
    """A sentence with words no rule takes; `words` are they, from the first on."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Elsewhere(NotUnderstood):
    """“budget lines” while no sheet called budget is asked: `words` name the sheet."""


def plain(text: str) -> str:
    """The sentence in one line with straight quotes and no full stop, question or exclamation mark at its end."""
    return re.sub(r"[?!.\s]+$", "", " ".join(text.translate(_QUOTES).split()))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, small and singular: how names are compared."""
    return tuple(singular(word) for word in re.findall(r"[^\W_]+|%", text.lower()))


def singular(word: str) -> str:
    """A rough singular, the same for a title and for what is said of it."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


class Words:
    """A sentence with a place in it. Every method that finds nothing leaves the place where it was."""

    def __init__(self, text: str) -> None:
        self.text = plain(text)
        matches = [*_TOKEN.finditer(self.text)]
        self.tokens, self.starts = [match[0] for match in matches], [match.start() for match in matches]
        self.at = 0

    def take(self, *phrases: str) -> str:
        """The first of these phrases that stands here, passed over; else nothing."""
        for phrase in phrases:
            size = len(phrase.split())
            if " ".join(self.tokens[self.at : self.at + size]).lower() == phrase:
                self.at += size
                return phrase
        return ""

    def match(self, pattern: str) -> str:
        """The next word when it fits the pattern as a whole, without its quotes."""
        if self.at < len(self.tokens) and re.fullmatch(pattern, self.tokens[self.at], re.IGNORECASE):
            self.at += 1
            return self.tokens[self.at - 1].strip('"')
        return ""

    def named(self, names: Mapping[tuple[str, ...], T]) -> T | None:
        """What the longest name that stands here means."""
        for size in range(min(_LONGEST, len(self.tokens) - self.at), 0, -1):
            found = names.get(words_of(" ".join(self.tokens[self.at : self.at + size])))
            if found is not None and self.tokens[self.at + size - 1] != ",":
                self.at += size
                return found
        return None

    @property
    def left(self) -> str:
        """The words from here on, as they were written."""
        return self.text[self.starts[self.at] :] if self.at < len(self.tokens) else ""

    def between(self, start: int, end: int) -> str:
        """The words from one place to another, as they were written."""
        last = self.starts[end] if end < len(self.tokens) else len(self.text)
        return self.text[self.starts[start] : last].strip(" ,")
