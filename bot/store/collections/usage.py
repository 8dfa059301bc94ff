"""The day's tallies: a document a day in a partition of each scope's own (a person, a conversation).

A tally belongs to no session's transaction: what was spent on a model is spent, whether or not the turn is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.model import Usage
from bot.ports.documents import Document, Documents
from bot.store.records import Decoder, Record, decode, encode, named
from bot.store.retention import USUAL, Retention
from bot.store.updates import update

_USAGE: Final = Decoder(Record[Usage])


@dataclass(frozen=True, slots=True)
class Tallies:
    """A UsageStore over documents."""

    documents: Documents
    kept: Retention = USUAL

    async def add(self, scopes: Sequence[str], used: Usage, *, day: date) -> None:
        await asyncio.gather(*(self._add(scope, used, day) for scope in dict.fromkeys(scopes)))

    async def read(self, scopes: Sequence[str], *, day: date) -> tuple[Usage, ...]:
        found = await asyncio.gather(*(self.documents.get(*_place(scope, day)) for scope in scopes))
        return tuple(map(_tally, found))

    async def _add(self, scope: str, used: Usage, day: date) -> None:
        def added(found: Document | None) -> Document:
            return Document(*_place(scope, day), encode(_tally(found) + used), keep=self.kept.usage)

        await update(self.documents, *_place(scope, day), added)


def _place(scope: str, day: date) -> tuple[str, str]:
    return f"usage:{scope}", named("usage", day.isoformat())


def _tally(document: Document | None) -> Usage:
    return Usage() if document is None else decode(document.body, _USAGE)
