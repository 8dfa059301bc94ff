"""What links to files stand for: an Export in a partition of its own, named by the link's hash, for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.exports import GOOD_FOR, Export
from bot.ports.documents import Document, Documents, Put
from bot.store.records import VERSION, Decoder, Record, pack, unpack

_EXPORTS: Final = Decoder(Record[Export])
_ID: Final = "export"


@dataclass(frozen=True, slots=True)
class Exports:
    """An ExportStore over documents."""

    documents: Documents

    async def offer(self, key: str, export: Export) -> None:
        await self.documents.write(Put(Document(_partition(key), _ID, pack(Record(VERSION, export)), keep=GOOD_FOR)))

    async def offered(self, key: str) -> Export | None:
        found = await self.documents.get(_partition(key), _ID)
        return None if found is None else unpack(found.body, _EXPORTS).body


def _partition(key: str) -> str:
    return f"export:{key}"
