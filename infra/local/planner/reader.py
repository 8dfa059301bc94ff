"""A question taken apart phrase by phrase; what no rule took is known, so that nothing is silently ignored."""

from __future__ import annotations

import re

from infra.local.planner.vocabulary import NUMBERS, ROW_NOUNS, STOPWORDS

_CONTRACTIONS = (
    (r"\b(is|are|was|were|do|does|did|has|have)n['’]t\b", r"\1 not"),
    (r"\b(what|who|when|where|how|that|there)['’]s\b", r"\1 is"),
    (r"\b(i)['’]m\b", r"\1 am"),
)

_ABOUT_THEM = re.compile(
    r"(?:,| and) (?:and )?(?:who|where|when|what|how much)\b(?: \w+){0,3} (?:it|they|them)\b(?: \w+)?\s*\??\s*$"
)
"""“…, and who owns them”: what every list of rows shows anyway."""


class Reader:
    """The lower-cased question; `take` removes what a rule understood."""

    def __init__(self, text: str) -> None:
        said = text.lower().replace("“", '"').replace("”", '"').replace("’", "'")
        for pattern, plain in _CONTRACTIONS:
            said = re.sub(pattern, plain, said)
        said = re.sub(r"\bneither (\w+(?: \w+)?) nor (\w+)", r"not \1 not \2", said)
        said = _ABOUT_THEM.sub("", said)
        said = re.sub(r"[?!]+|\.(?=\s|$)", " ", said)
        said = re.sub(r"\s*([,;:])\s+", r" \1 ", said)
        said = re.sub(r"[a-z]+", lambda m: NUMBERS.get(m[0], m[0]), said)
        said = re.sub(r"(?<=\d),(?=\d{3}\b)", "", said)
        self.left = f" {' '.join(said.split())} "

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match of `pattern` as whole words, removed from what is left; None when there is none."""
        match = re.search(rf"(?<![\w%]){pattern}(?![\w])", self.left)
        if match is not None:
            self.left = f"{self.left[: match.start()]} · {self.left[match.end() :]}"
        return match

    def has(self, pattern: str) -> bool:
        return re.search(rf"(?<![\w%]){pattern}(?![\w])", self.left) is not None

    def unread(self, *, known: frozenset[str] = frozenset()) -> list[str]:
        """The words no rule took and that mean something: not stopwords, not words for rows, not `known`."""
        words = re.findall(r"[^\s·,;:\"()]+", self.left)
        return [w for w in words if w.removesuffix("'s") not in STOPWORDS | ROW_NOUNS | known and w != "'"]
