"""What is wrong with a formula, as a person is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `position` counts characters from the “=”, which is 0; `fix` is what to write."""

    position: int
    says: str
    fix: str

    def __str__(self) -> str:
        return f"{self.says} {self.fix}"


def closest(asked: str, names: Iterable[str], *, most: int = 3) -> str:
    """The names that come near `asked`, best first, as a list for a sentence; “” when none does."""
    return ", ".join(found[0] for found in process.extract(asked, list(names), limit=most, score_cutoff=60))
