"""Records in memory behind the RecordWriter port, with the same bad days as the sheet beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.domain.people import Actor
from bot.domain.record_changes import Record, canonical, opened
from bot.errors import NotFound, OutcomeUnknown, SheetsUnavailable
from tests.plans_engine.sheet import MemorySheet


@dataclass
class MemoryRecords:
    """`held` is what there is, by (kind, home) and id; `sheet` tells of every call, and may fail or end it."""

    sheet: MemorySheet
    held: dict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=dict)
    posts: int = 0
    born: int = 0

    def collection(self, kind: str, home: str) -> dict[str, dict[str, Any]]:
        return self.held.setdefault((kind, home), {})

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        await self.sheet.begin("records")
        found = tuple(Record(i, canonical(body), "Carla Rossi") for i, body in self.collection(kind, home).items())
        self.sheet.after("records")
        return found

    async def record(self, actor: Actor, kind: str, home: str, record_id: str) -> Record | None:
        return next((each for each in await self.records(actor, kind, home) if each.id == record_id), None)

    async def create(self, actor: Actor, kind: str, home: str, body: str) -> str:
        await self.sheet.begin("create")
        self.posts += 1
        self.born += 1
        record_id = str(90_000 + self.born)
        self.collection(kind, home)[record_id] = opened(body)
        try:
            self.sheet.after("create")
        except SheetsUnavailable as error:
            raise OutcomeUnknown("Nobody knows.") from error
        return record_id

    async def change(self, actor: Actor, kind: str, home: str, record_id: str, body: str) -> None:
        await self.sheet.begin("change")
        if record_id not in self.collection(kind, home):
            raise NotFound("There is no such record.")
        self.collection(kind, home)[record_id] |= opened(body)
        self.sheet.after("change")

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        await self.sheet.begin("remove")
        self.collection(kind, home).pop(record_id, None)
        self.sheet.after("remove")
