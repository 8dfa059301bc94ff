"""Slips of the keys: “how many taks are overdu” with the words put right that come close to one the rules know."""

from __future__ import annotations

import difflib
import re

from infra.local.planner.columns import own_columns, words_of
from infra.local.planner.contexts import Sheet
from infra.local.planner.vocabulary import ROLES, SHEET_HINTS

_WORDS = """
overdue blocked done open unassigned assigned tasks rows lines items risks average total largest smallest highest
lowest week month today tomorrow percentage started complete
"""
CLOSE = 0.85
"""Likeness from which a word is taken for another: a letter missing or twice passes, a wrong one only in a long word,
as “price” may well not be meant to be “prize”."""

SHORTEST = 4
"""Letters of the shortest word put right: shorter ones resemble too many."""


def respell(question: str, unread: tuple[str, ...], sheet: Sheet) -> dict[str, str]:
    """What each unread word was meant to be, when all of them come close to a known one; else nothing."""
    known = _known(sheet)
    meant = {}
    for word in unread:
        near = difflib.get_close_matches(word, known, n=1, cutoff=CLOSE) if len(word) >= SHORTEST else []
        if not near or near[0][0] != word[0] or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", question, re.I) is None:
            return {}
        meant[word] = near[0]
    return meant


def corrected(question: str, meant: dict[str, str]) -> str:
    """The question with the words put right."""
    for word, right in meant.items():
        question = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, question, flags=re.IGNORECASE)
    return question


def disclosed(meant: dict[str, str]) -> str:
    """What was read as what, for the answer."""
    pairs = ", ".join(f"“{word}” as “{right}”" for word, right in meant.items())
    return f"I read {pairs}."


def _known(sheet: Sheet) -> list[str]:
    """The words of the rules, of the columns' titles and of their values."""
    titles = [word for column in own_columns(sheet) for word in words_of(column.title)]
    values = [word for column in own_columns(sheet) for value in column.values for word in words_of(value)]
    roles = [word for words in ROLES.values() for title in words for word in title.split()]
    nouns = [form for noun in SHEET_HINTS for form in (noun, f"{noun}s")]
    every = dict.fromkeys([*_WORDS.split(), *ROLES, *nouns, *titles, *roles, *values])
    return [word for word in every if len(word) >= SHORTEST]
