"""How often Smartsheet is read before a change of shares, comments, files, … can be shown: no oftener than need be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.agent.tool_context import ToolContext
from bot.agent.toolbox import Toolbox
from bot.app.features import ALL
from bot.changes.engine.planning import Planning
from bot.domain.chat import Scope
from bot.domain.model import ToolCall
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.smartsheet.row_writer import SmartsheetWriter
from tests.changes.store import MemoryPlans
from tests.features.tools.conftest import Shop

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAN, ROSTER = "Launch plan", "Team roster"
BEN, ELIF = "Ben Okafor", "elif@northwind.example"
SPACE = "Northwind Launch"
FOLDER = "Northwind Launch / Archive and stock"
COLUMN = dict.fromkeys(
    ("column", "title", "type", "options", "only_options", "symbol", "formula", "hidden", "locked", "description")
) | {"before": None, "after": None}
COMMENT: dict[str, Any] = {"sheet": PLAN, "row_number": None, "by": None, "words": None, "text": None}
ATTACH: dict[str, Any] = {"sheet": PLAN, "row_number": 3, "name": None, "url": None}
REQUEST: dict[str, Any] = {"sheet": PLAN} | dict.fromkeys(
    ("where_sql", "people", "columns", "subject", "message", "cancel")
)
FIELD: dict[str, Any] = dict.fromkeys(("field", "title", "type", "options", "value")) | {"delete": False}
SWITCH: dict[str, Any] = {"on": False, "sheet": None}


def share(people: list[str], access: str, *, workspace: str | None = None) -> tuple[str, dict[str, Any]]:
    sheet = None if workspace else PLAN
    return "share", {"sheet": sheet, "workspace": workspace, "people": people, "access": access}


def fields(**edit: Any) -> tuple[str, dict[str, Any]]:
    return "edit_summary", {"sheet": PLAN, "fields": [FIELD | edit]}


def columns(**shape: Any) -> tuple[str, dict[str, Any]]:
    return "edit_columns", {"sheet": PLAN, "columns": [COLUMN | shape]}


PROPOSALS: dict[str, tuple[int, tuple[str, dict[str, Any]]]] = {
    "share by address": (4, share([ELIF], "editor")),
    "share by name": (4, share([BEN], "viewer")),
    "share several": (4, share([BEN, ELIF], "admin")),
    "stop sharing": (4, share([BEN], "none")),
    "share a workspace": (3, share([ELIF], "viewer", workspace=SPACE)),
    "comment": (2, ("comment", COMMENT | {"action": "start", "row_number": 7, "text": "Waiting?"})),
    "reply": (3, ("comment", COMMENT | {"action": "reply", "row_number": 13, "text": "Thanks"})),
    "edit a comment": (3, ("comment", COMMENT | {"action": "edit", "by": "me", "text": "On Tuesdays"})),
    "delete a comment": (3, ("comment", COMMENT | {"action": "delete", "by": "me"})),
    "delete a discussion": (3, ("comment", COMMENT | {"action": "delete_discussion", "row_number": 13})),
    "attach a link": (3, ("attach", ATTACH | {"action": "add_link", "url": "https://x.example/spec"})),
    "remove a link": (5, ("attach", ATTACH | {"action": "remove", "row_number": None, "name": "Steering deck"})),
    "ask for an update": (
        5,
        ("request_update", REQUEST | {"row_numbers": [2, 3], "people": [BEN]}),
    ),
    "take back a request": (
        4,
        (
            "request_update",
            REQUEST | {"row_numbers": None, "people": None, "subject": None, "cancel": "Where do we stand?"},
        ),
    ),
    "set a summary field": (2, fields(field="Decision needed", value="x")),
    "set a person in the summary": (5, fields(field="Sponsor", value=BEN)),
    "add a summary field": (2, fields(title="Mood", type="text", value="Good")),
    "delete a summary field": (2, fields(field="Sponsor", delete=True)),
    "add favourites": (7, ("switch", SWITCH | {"what": "favorite", "names": ["Risk register"], "on": True})),
    "switch an automation off": (
        2,
        ("switch", SWITCH | {"what": "automation", "names": ["Tell everyone when a task is blocked"], "sheet": PLAN}),
    ),
    "add a column": (2, columns(title="Effort", type="text")),
    "rename a column": (
        2,
        columns(column="Priority", title="Rank"),
    ),
    "delete a column": (4, ("delete_columns", {"sheet": PLAN, "columns": ["Priority"]})),
    "rename a sheet": (
        5,
        ("edit_sheet", {"sheet": PLAN, "action": "rename", "name": "Plan", "place": None, "contents": None}),
    ),
    "move a sheet": (
        9,
        ("edit_sheet", {"sheet": PLAN, "action": "move", "name": None, "place": FOLDER, "contents": None}),
    ),
    "copy a sheet": (
        6,
        ("edit_sheet", {"sheet": PLAN, "action": "copy", "name": "Twin", "place": None, "contents": None}),
    ),
    "delete a sheet": (10, ("delete_sheet", {"sheet": ROSTER})),
    "create a sheet": (
        2,
        (
            "create_sheet",
            {
                "name": "Visits",
                "place": SPACE,
                "template": None,
                "columns": [{"title": "Site", "type": "text", "options": None, "symbol": None, "formula": None}],
                "rows": None,
            },
        ),
    ),
}


@pytest.fixture
def ctx(shop: Shop) -> ToolContext:
    made = shop.ctx("ava")
    assert made.person is not None
    made.planning = Planning(
        writer=SmartsheetWriter(shop.calls),
        records=SmartsheetRecords(shop.calls),
        store=MemoryPlans(),
        conversation_id="c",
        person=made.person,
        now=shop.clock.now(),
        scope=Scope.CHANNEL,
    )
    return made


@pytest.mark.parametrize(("most", "call"), PROPOSALS.values(), ids=PROPOSALS)
async def test_a_proposal_reads_smartsheet_no_oftener_than_need_be(
    shop: Shop, ctx: ToolContext, most: int, call: tuple[str, dict[str, Any]]
) -> None:
    """With the sheet open and its rows just read, a proposal needs at most so many GETs."""
    await ctx.open_sheet(PLAN)
    shop.world.calls.clear()
    outcome = await Toolbox(ALL, ctx).run(ToolCall(id="1", name=call[0], arguments=json.dumps(call[1])))
    assert outcome.ok, outcome.content
    reads = [f"{each.path}?{each.query}" for each in shop.world.calls.matching("GET")]
    assert len(reads) <= most, "\n".join(reads)
