"""A Smartsheet of one sheet, and a cache in front of it, for the cache's tests."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.people import Actor
from bot.domain.sheets import Account, SheetSummary
from bot.errors import SheetlineError
from bot.sheets.cache import SheetCache
from tests.fakes import HeldClock
from tests.sheets.conftest import task_sheet


@dataclass
class OneSheet:
    """A Sheets whose every sheet is the same five tasks at `version`; `gate` holds downloads, `failure` is raised."""

    version_now: int = 1
    failure: SheetlineError | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[tuple[str, str, int]] = field(default_factory=list)
    rows: int = 5

    async def version(self, actor: Actor, sheet_id: int) -> int:
        self.calls.append(("version", actor.key, sheet_id))
        if self.failure is not None:
            raise self.failure
        return self.version_now

    async def download(self, actor: Actor, sheet_id: int, destination: Path) -> None:
        self.calls.append(("download", actor.key, sheet_id))
        if self.failure is not None:
            raise self.failure
        raw: dict[str, Any] = task_sheet(self.rows) | {"version": self.version_now, "id": sheet_id}
        await self.gate.wait()
        destination.write_text(json.dumps(raw))

    async def account(self, actor: Actor) -> Account:
        raise NotImplementedError

    async def list_sheets(self, actor: Actor) -> tuple[SheetSummary, ...]:
        raise NotImplementedError

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...


@dataclass
class Stage:
    """A cache with what surrounds it."""

    sheets: OneSheet
    clock: HeldClock
    cache: SheetCache

    def count(self, kind: str) -> int:
        return sum(call[0] == kind for call in self.sheets.calls)
