"""The questions, read from the TOML files beside this one: what is asked, and which SQL answers it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.evals.oracle import budget, inventory, people, plan_dates, plan_structure, plan_work, risks
from tests.evals.oracle.book import Book, Rows

FOLDER = Path(__file__).parent / "questions"
_ORACLES = (plan_work, plan_dates, plan_structure, risks, budget, people, inventory)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and how its answer is known; docs/evals.md explains each field.

    `answer` is the id whose oracle function and SQL hold, usually the question's own. With `top` above 0 the first
    lines of a ranking by column `rank` are wanted; `shown` are the columns an answer must show (empty: all).
    """

    id: str
    ask: str
    category: str
    sheets: tuple[str, ...]
    lang: str = "en"
    sql: str = ""
    answer: str = ""
    top: int = 0
    rank: int = 0
    shown: tuple[int, ...] = ()
    unit: str = ""
    about: bool = False
    nobody: str = ""
    missing: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return not self.missing


def questions() -> tuple[Question, ...]:
    """Every question, in the order of the files. Raises ValueError for one that cannot be meant."""
    found: dict[str, Question] = {}
    likes: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        body = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in body["question"]:
            described = {**body.get("defaults", {}), **entry}
            if described["id"] in found or described["id"] in likes:
                raise ValueError(f"two questions are called {described['id']}")
            if "like" in described:
                likes[described["id"]] = described
                described["own_sheets"] = entry.get("sheets")
            else:
                found[described["id"]] = _question(described)
    return (*found.values(), *(_alike(described, found) for described in likes.values()))


def expected(question: Question, book: Book) -> Rows:
    """The right answer, worked out in plain Python; of a ranking, all its lines."""
    return _oracle(question.answer)(book)


def _oracle(answer: str) -> Callable[[Book], Rows]:
    name = answer.replace("-", "_")
    found = [getattr(module, name) for module in _ORACLES if name in vars(module)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} oracle functions are called {name}")
    oracle: Callable[[Book], Rows] = found[0]
    return oracle


def _question(described: dict[str, Any]) -> Question:
    if bool(described.get("sql")) == bool(described.get("missing")):
        raise ValueError(f"{described['id']} needs either sql or missing")
    lists = {name: tuple(described[name]) for name in ("sheets", "shown", "missing") if name in described}
    return Question(**{**described, "answer": described["id"], **lists})


def _alike(described: dict[str, Any], found: dict[str, Question]) -> Question:
    """The same answer as another question's, asked in other words."""
    meant = found[described["like"]]
    own = described["own_sheets"]
    return replace(
        meant,
        id=described["id"],
        ask=described["ask"],
        category=described["category"],
        lang=described.get("lang", "en"),
        sheets=meant.sheets if own is None else tuple(own),
    )
