"""Changes that are refused by what they ask for, before a plan or a card: of the sandbox, without loading a sheet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from pydantic import SecretStr

from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import Planning
from bot.domain.people import Actor
from bot.smartsheet.record_reader import SmartsheetLibrary
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.token_book import TokenBook
from infra.local.people import PEOPLE
from infra.local.servers import start
from infra.local.smartsheet import build_app, sample_world
from tests.builders import NOON, a_person
from tests.features.tools.conftest import TODAY, call


@pytest.fixture
async def ctx() -> AsyncIterator[ToolContext]:
    """Ava's; what would load a sheet, write to it or keep a plan is not there, so that a use fails loudly."""
    server = await start(build_app(sample_world(TODAY), rate_limit_per_minute=100_000))
    tokens = TokenBook({person.key: SecretStr(person.token) for person in PEOPLE})
    sheets = SmartsheetSheets(tokens=tokens, api_base=f"{server.url}/2.0", requests_per_minute=100_000)
    nothing = cast(Any, None)
    yield ToolContext(
        Actor(key="ava"),
        sheets,
        nothing,
        nothing,
        today=TODAY,
        person=a_person(),
        library=SmartsheetLibrary(sheets.calls),
        planning=Planning(
            writer=nothing,
            records=SmartsheetRecords(sheets.calls),
            store=nothing,
            conversation_id="c",
            person=a_person(),
            now=lambda: NOON,
        ),
    )
    await sheets.aclose()
    await server.aclose()


SHARE = {"people": ["elif@northwind.example"], "access": "viewer"}
EDIT = {"sheet": "Risk register", "name": None, "place": None, "contents": None}
ONE_OF_TWO = "Say a sheet or a workspace, one of the two."
REFUSED: tuple[tuple[str, dict[str, Any], str, str, str], ...] = (
    ("share", {"sheet": None, "workspace": None, **SHARE}, "INVALID_ARGUMENTS", ONE_OF_TWO, ""),
    ("share", {"sheet": "Launch plan", "workspace": "Northwind Launch", **SHARE}, "INVALID_ARGUMENTS", ONE_OF_TWO, ""),
    (
        "share",
        {"sheet": None, "workspace": "Northwind Lunch", **SHARE},
        "NOT_FOUND",
        "There is no workspace “Northwind Lunch” for you.",
        "The closest: Northwind Launch.",
    ),
    (
        "edit_sheet",
        {**EDIT, "action": "move"},
        "INVALID_ARGUMENTS",
        "It is not said where to.",
        "Ask for a workspace or folder.",
    ),
    (
        "edit_sheet",
        {**EDIT, "action": "move", "place": "Northwind Lunch"},
        "NOT_FOUND",
        "There is no workspace or folder called “Northwind Lunch” for you.",
        "The closest: Northwind Launch.",
    ),
    *(
        (
            "edit_sheet",
            {**EDIT, "action": action},
            "INVALID_ARGUMENTS",
            "It is not said what it is to be called.",
            "Ask for the new name.",
        )
        for action in ("rename", "copy")
    ),
)


@pytest.mark.parametrize(("tool", "arguments", "code", "message", "hint"), REFUSED)
async def test_a_change_that_cannot_be_meant_is_refused_with_what_to_say(
    ctx: ToolContext, tool: str, arguments: dict[str, Any], code: str, message: str, hint: str
) -> None:
    """Both or neither of two, a place or name that is missing, a place that is not there with the nearest one."""
    body = await call(ctx, tool, **arguments)
    assert (body["ok"], body["code"], body["message"]) == (False, code, message)
    assert body.get("hint", "").startswith(hint.rstrip("."))
    assert ctx.planning is not None
    assert ctx.planning.proposed is None
