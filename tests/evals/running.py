"""Asks the whole bot: a Teams message in, the card out, the stored answer behind it graded."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.domain.answers import Answer
from bot.domain.model import Usage
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from infra.local.teams.activities import Sender
from tests.evals.catalog import Question, expected
from tests.evals.grading import Given, passes
from tests.evals.model import Counting
from tests.evals.oracle.book import INVENTORY, Rows
from tests.evals.sheets import book, fetch
from tests.local_teams import LocalTeams, local_teams

PATIENCE_S = 150.0
"""A turn has at most 110 s by the bot's own settings; a card must have come by then."""


@dataclass(frozen=True, slots=True)
class Result:
    """One question's outcome. `card` says what kind of reply came when it was no answer."""

    question: Question
    passed: bool
    wanted: Rows
    text: str
    seconds: float
    used: Usage
    answer: Answer | None = None
    fault: str = ""


async def evaluate(model: Counting, asked: Sequence[Question], *, folder: Path, parallel: int) -> AsyncIterator[Result]:
    """Ask each question in a conversation of its own, as Ava, with its sheets opened before; in the order given."""
    async with local_teams(folder, overrides={"model": model}, **model.settings) as here:
        here.teams.sender = Sender(timezone="UTC")
        without = () if any(INVENTORY in question.sheets for question in asked) else (INVENTORY,)
        today = book(datetime.now(UTC).date(), await fetch(here.world, but=without))
        store = Sessions(SqliteDocuments(here.settings.database_path, clock=SystemClock()))
        slots = asyncio.Semaphore(parallel)

        async def ask(question: Question) -> Result:
            wanted = expected(question, today) if question.answerable else []
            async with slots:
                return await _ask(here, store, model, question, wanted)

        try:
            for task in [asyncio.create_task(ask(question)) for question in asked]:
                yield await task
        finally:
            await store.aclose()


async def _ask(here: LocalTeams, store: Sessions, model: Counting, question: Question, wanted: Rows) -> Result:
    place = here.teams.group("ava", name=f"Evaluation {question.id}")
    try:
        for sheet in question.sheets[::-1]:
            await here.teams.say("ava", place, f"open {here.world.sheet(sheet).id}")
            await here.teams.next_reply(place, timeout=PATIENCE_S)
        began = time.monotonic()
        await here.teams.say("ava", place, question.ask)
        reply = await here.teams.next_reply(place, timeout=PATIENCE_S)
    except TimeoutError as error:
        return Result(question, False, wanted, "", PATIENCE_S, model.used[place.id], fault=str(error))
    seconds = time.monotonic() - began
    answer = await _stored(store, place.id, reply.card or {})
    text = answer.text if answer else " ".join([reply.text, *_texts(reply.card or {})]).strip()
    given = Given(text=text, table=answer.table if answer else None)
    passed = passes(question, wanted, given)
    return Result(question, passed, wanted, text, seconds, model.used[place.id], answer=answer)


async def _stored(store: Sessions, conversation: str, card: dict[str, Any]) -> Answer | None:
    """The answer whose id the card's buttons carry."""
    for node in _nodes(card):
        if isinstance(node.get("data"), dict) and (named := str(node["data"].get("id", "")).partition(".")[0]):
            found = await store.answer(conversation, named)
            if found is not None:
                return found
    return None


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)


def _texts(card: dict[str, Any]) -> list[str]:
    """What the card says, without what its buttons say."""
    return [node["text"] for node in _nodes(card) if isinstance(node.get("text"), str)]


def table_of(result: Result, *, most: int = 30) -> dict[str, Any] | None:
    """The answer's table as JSON can hold it, its first rows."""
    if result.answer is None or result.answer.table is None:
        return None
    table = result.answer.table
    rows = json.loads(json.dumps(table.rows[:most], default=str))
    return {"columns": list(table.columns), "rows": rows, "total": table.total}
