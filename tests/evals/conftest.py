"""Both answers to every question on several days: the gold SQL's and the oracle's, computed once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SheetlineError
from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.sheets.snapshot import Snapshot
from bot.sheets.views import view_names
from bot.workers.thread import ThreadWorker
from tests.evals.catalog import Question, expected, questions
from tests.evals.oracle.book import INVENTORY, Rows
from tests.evals.sheets import book, raw_sheets

# A Sunday, a leap day, and whatever today is.
DAYS = (date(2026, 11, 22), date(2028, 2, 29), datetime.now(UTC).date())


@dataclass(frozen=True, slots=True)
class Both:
    """What the gold SQL gave (rows, or why it failed) and what the oracle says."""

    gold: list[tuple[Any, ...]] | str
    wanted: Rows


Answers = Mapping[tuple[date, str], Both]


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return asyncio.run(_answer_all(tmp_path_factory.mktemp("gold")))


async def _answer_all(folder: Path) -> Answers:
    """The inventory does not know what day it is: it is read, and asked, on the first one only."""
    found: dict[tuple[date, str], Both] = {}
    loader, engine = SnapshotLoader(folder, ThreadWorker), QueryEngine(ThreadWorker)
    try:
        for day in DAYS:
            left_out = (INVENTORY,) if found else ()
            raw = await raw_sheets(day, but=left_out)
            today = book(day, raw)
            views = view_names([await _load(loader, folder, body) for body in raw.values()])
            asked = [q for q in questions() if q.answerable and not set(q.sheets) & set(left_out)]
            golds = await asyncio.gather(*(_gold(engine, views, question, day) for question in asked))
            for question, gold in zip(asked, golds, strict=True):
                found[day, question.id] = Both(gold, expected(question, today))
    finally:
        await engine.aclose()
        await loader.aclose()
    return found


async def _load(loader: SnapshotLoader, folder: Path, body: bytes) -> Snapshot:
    path = folder / "sheet.json"
    path.write_bytes(body)
    return await loader.load(path)


async def _gold(
    engine: QueryEngine, views: Mapping[str, Snapshot], question: Question, today: date
) -> list[tuple[Any, ...]] | str:
    try:
        result = await engine.run(question.sql, views, today=today)
    except SheetlineError as error:
        return f"{error.code}: {error.message} {error.hint}"
    return list(result.table.rows)
