"""One operation before the click, kept so that it can be begun again and again from the very same moment."""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.domain.plan_status import Outcome
from bot.smartsheet.sheet_reader import SmartsheetSheets
from infra.local.teams.threads import Log, Posted
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, text_of
from tests.trials.faults.bots import Bot, a_bot, copy_store, smartsheet_for
from tests.trials.faults.gate import Gate, TownClock
from tests.trials.faults.operations import Operation
from tests.trials.faults.picture import Kept, Picture, difference, picture

LEASES_END = timedelta(minutes=2)
_TIME = re.compile(r"\w{3} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M( \w{3})?")


@dataclass(frozen=True, slots=True)
class Moment:
    """Smartsheet, the store and the card as they are now."""

    world: Kept
    store: Path
    card: dict[str, Any]


@dataclass(slots=True)
class Scene:
    """`begun` is the moment before the click."""

    stage: Stage
    operation: Operation
    posted: Posted
    plan_id: str
    begun: Moment = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.keep("begun", store=self.here.settings.database_path)

    @property
    def here(self) -> LocalTeams:
        return self.stage.here

    @property
    def file(self) -> Path:
        """The store that the instances share."""
        return self.stage.folder / "running.db"

    @property
    def person(self) -> str:
        return self.operation.person

    @property
    def log(self) -> Log:
        return self.here.teams.server.places.find_log(self.posted.id)

    @property
    def card(self) -> dict[str, Any]:
        """As its asker sees it."""
        shown = self.here.teams.card(self.posted.id, viewer=self.person)
        assert shown is not None
        return shown

    def picture(self) -> Picture:
        return picture(self.here.world)

    def difference(self, one: Picture, *, undone: bool = False) -> dict[str, tuple[Any, Any]]:
        """Between then and now; after undo, without what Smartsheet leaves changed."""
        differs = self.operation.differs if undone else "^$"
        found = difference(one, self.picture())
        return {path: each for path, each in found.items() if not re.search(differs, path)}

    def keep(self, name: str, *, store: Path | None = None) -> Moment:
        copy_store(store or self.file, self.stage.folder / f"{name}.db")
        activity = copy.deepcopy(self.log.live[self.posted.id])
        for attachment in activity["attachments"]:
            attachment["content"] = copy.deepcopy(self.card)
        return Moment(Kept(self.here.world), self.stage.folder / f"{name}.db", activity)

    def put_back(self, moment: Moment) -> None:
        moment.world.put_back(self.here.world)
        self.here.world.faults.clear()
        self.here.world.calls.clear()
        copy_store(moment.store, self.file)
        self.log.views.clear()
        self.log.live[self.posted.id] = copy.deepcopy(moment.card)
        self.stage.clock.start_again()

    def bot(self, *, gate: Gate | None = None) -> contextlib.AbstractAsyncContextManager[Bot]:
        return a_bot(self.here, self.file, self.stage.clock, self.stage.sheets, gate=gate)

    async def press(self, bot: Bot, label: str) -> str:
        """Press it as the asker; the card afterwards, in words."""
        self.here.teams.endpoint.url = bot.url
        await self.here.teams.press(self.person, self.posted.id, label)
        return said(self.card)

    async def press_and_die(self, label: str, at: int) -> bool:
        """Press it on an instance that dies before its call number `at`; False when it lived."""
        async with self.bot(gate=Gate(at=at)) as dying:
            with contextlib.suppress(aiohttp.ClientError):
                await self.press(dying, label)
            died = dying.gate.shut.is_set()
        self.stage.clock.let_pass(LEASES_END)
        return died

    async def outcome(self, bot: Bot) -> Outcome | None:
        found = await bot.changes.store.load(self.log.thread.id, self.plan_id)
        assert found is not None
        return found[1].outcome

    async def told(self, bot: Bot) -> list[str]:
        """What the audit says of the plan."""
        found = await bot.changes.audit.of(self.log.thread.id, since=self.stage.clock.now() - timedelta(days=1))
        return [str(event.what) for event in found if event.plan_id == self.plan_id]


def said(card: dict[str, Any]) -> str:
    """A card's words and buttons, without the time of day."""
    return f"{_TIME.sub('…', text_of(card))} [{', '.join(buttons_of(card))}]"


@dataclass(slots=True)
class Stage:
    """A town for many operations, each begun in the same Smartsheet; only the small sheets are there."""

    here: LocalTeams
    folder: Path
    sheets: SmartsheetSheets
    clock: TownClock
    untouched: Kept

    async def propose(self, operation: Operation) -> Scene:
        """The operation on its card, in a conversation that begins with it."""
        self.untouched.put_back(self.here.world)
        self.here.teams.endpoint.url = f"{self.here.bot.url}/api/messages"
        self.clock.start_again()
        chat = self.here.teams.personal(operation.person)
        await ask(self.here, chat, "new chat", person=operation.person)
        posted = await operation.propose(self.here, chat)
        shown = self.here.teams.card(posted.id, viewer=operation.person)
        approve = [str(e["data"]["id"]) for e in elements(shown) if e.get("verb") == "approve"]
        assert approve, text_of(shown)
        return Scene(self, operation, posted, *approve)


@contextlib.asynccontextmanager
async def a_stage(folder: Path) -> AsyncIterator[Stage]:
    clock = TownClock()
    async with contextlib.AsyncExitStack() as stack:
        here = await stack.enter_async_context(local_teams(folder / "town"))
        sheets = smartsheet_for(here)
        stack.push_async_callback(sheets.aclose)
        for sheet_id in [sheet.id for sheet in here.world.sheets.values() if sheet.total_rows > 1_000]:
            del here.world.sheets[sheet_id]
        here.world.clock = clock.now
        yield Stage(here, folder, sheets, clock, Kept(here.world))
