"""Which sheet a person means: by id, by link, by name, and by a name not quite right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.domain.sheets import SheetSummary

CLOSE = 78.0
"""Similarity (0–100) from which a name counts as meant."""

LEAD = 6.0
"""How far the best must be ahead of the second to be taken without asking."""

MOST_CHOICES = 6

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """Exactly one (`sheet`), several to choose from (`choices`), or none (`nearest` names what comes closest)."""

    sheet: SheetSummary | None = None
    choices: tuple[SheetSummary, ...] = ()
    nearest: tuple[str, ...] = ()


def find(asked: str, sheets: Sequence[SheetSummary]) -> Found:
    """The sheet `asked` means among those the actor can see. A link means its sheet or nothing: no name is like it."""
    by_reference = _by_reference(asked, sheets)
    if by_reference:
        return Found(sheet=by_reference)
    if is_link(asked):
        return Found()
    wanted = plain(asked)
    if not wanted:
        return Found(nearest=tuple(s.name for s in sheets[:MOST_CHOICES]))
    for candidates in (
        [s for s in sheets if plain(s.name) == wanted],
        [s for s in sheets if _words(wanted) <= _words(plain(s.name))],
    ):
        if len(candidates) == 1:
            return Found(sheet=candidates[0])
        if candidates:
            return Found(choices=tuple(candidates[:MOST_CHOICES]))
    return _by_likeness(wanted, sheets)


def _by_likeness(wanted: str, sheets: Sequence[SheetSummary]) -> Found:
    ranked = sorted(((likeness(wanted, s.name), s) for s in sheets), key=lambda pair: -pair[0])
    close = [(score, sheet) for score, sheet in ranked if score >= CLOSE]
    if not close:
        return Found(nearest=tuple(sheet.name for _, sheet in ranked[:3]))
    best = close[0][0]
    rivals = [sheet for score, sheet in close if best - score < LEAD]
    return Found(sheet=rivals[0]) if len(rivals) == 1 else Found(choices=tuple(rivals[:MOST_CHOICES]))


def is_link(asked: str) -> bool:
    """Whether `asked` is an address, or has one in it."""
    return _LINK.search(asked) is not None


def likeness(wanted: str, name: str) -> float:
    """0–100; word order and small typing slips hardly count."""
    candidate = plain(name)
    return max(fuzz.ratio(wanted, candidate), fuzz.token_sort_ratio(wanted, candidate))


def plain(text: str) -> str:
    """Case, accents, punctuation and the word “sheet” taken away, for comparing names."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", " ", letters).split()
    return " ".join(w for w in words if w not in {"the", "sheet"}) or " ".join(words)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in text.split()}


def _by_reference(asked: str, sheets: Sequence[SheetSummary]) -> SheetSummary | None:
    token = asked.strip().strip("<>").rstrip("/")
    if re.fullmatch(r"\d{5,20}", token):
        return next((s for s in sheets if s.id == int(token)), None)
    if link := _LINK.search(token):
        key = link.group(0).split("?")[0].rstrip("/>")
        return next((s for s in sheets if s.permalink and s.permalink.split("?")[0].rstrip("/") == key), None)
    return None
