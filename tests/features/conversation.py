"""A change as people make it: asked for in words, shown on a card, decided by a press; and the sheet as it then is."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from bot.app.bootstrap import running
from bot.clock import SystemClock
from bot.domain.audit import Event
from bot.store.collections.audit import Audit
from bot.store.sqlite import SqliteDocuments
from infra.local.people import BY_KEY
from infra.local.servers import start
from infra.local.smartsheet.model import Row, Sheet
from infra.local.teams.client import TeamsClient
from infra.local.teams.threads import Posted, Thread
from tests.local_teams import LocalTeams

SMARTSHEETS_OWN = {"CREATED_BY", "CREATED_DATE", "MODIFIED_BY", "MODIFIED_DATE", "AUTO_NUMBER"}


async def ask(here: LocalTeams, place: Thread, text: str, *, person: str = "ava") -> Posted:
    await here.teams.say(person, place, text)
    return await here.teams.next_reply(place, timeout=30)


@contextlib.asynccontextmanager
async def restarted(here: LocalTeams, **changes: Any) -> AsyncIterator[TeamsClient]:
    """The same Teams with the bot as it is with other settings, on the same store and sheets."""
    async with running(here.settings.model_copy(update=changes)) as app:
        bot = await start(app)
        async with TeamsClient(here.connector, bot_url=f"{bot.url}/api/messages") as teams:
            yield teams
        await bot.aclose()


async def events_of(here: LocalTeams) -> list[Event]:
    """The audit as the store has it, the oldest first."""
    documents = SqliteDocuments(here.settings.database_path, clock=SystemClock())
    try:
        return [event async for event in Audit(documents).everything(since=datetime(2020, 1, 1, tzinfo=UTC))]
    finally:
        await documents.aclose()


def picture(sheet: Sheet) -> list[tuple[int, dict[str, Any]]]:
    """Every row's depth and cells by title, in order: what a person sees, without ids and Smartsheet's own columns."""
    columns = [column for column in sheet.columns if column.system_type not in SMARTSHEETS_OWN]
    numbers = {row.id: number for number, row in enumerate(sheet.rows, start=1)}
    depth: dict[int | None, int] = {None: -1}
    seen = []
    for row in sheet.rows:
        depth[row.id] = depth[row.parent_id] + 1
        seen.append((depth[row.id], {c.title: held(row, c.id, numbers) for c in columns if held(row, c.id, numbers)}))
    return seen


def held(row: Row, column_id: int, numbers: dict[int, int]) -> Any:
    """The cell's content; of predecessors, which rows they are by number, as ids are new when rows are made again."""
    cell = row.cells.get(column_id)
    if cell is None or cell.empty or cell.value is False:
        return None
    if isinstance(cell.object, dict) and cell.object.get("objectType") == "PREDECESSOR_LIST":
        return [(numbers.get(each["rowId"]), each["type"]) for each in cell.object["predecessors"]]
    return (cell.formula or cell.value, cell.object, cell.hyperlink, cell.link_in)


def names(sheet: Sheet) -> list[Any]:
    """What the rows are called, in order."""
    (primary,) = [column.id for column in sheet.columns if column.primary]
    return [row.cells[primary].value if primary in row.cells else None for row in sheet.rows]


async def forge(here: LocalTeams, person: str, card: Posted, verb: str, target: str) -> dict[str, Any]:
    """Press a button that the card does not (or no longer) show; what the bot answers."""
    places = here.teams.server.places
    sent = here.teams.shaper.execute(
        BY_KEY[person],
        places.find_log(card.id).thread,
        card_id=card.id,
        action={"verb": verb, "title": verb, "data": {"verb": verb, "id": target}},
        activity_id=places.new_activity_id(),
        sender=here.teams.sender,
    )
    status, body = await here.teams.post(sent)
    assert status == 200
    return dict(body)
