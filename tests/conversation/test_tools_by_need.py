"""Whatever is asked, in whatever words and language: the model can have every tool, and sees the same list."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.agent.more_tools import more_tools
from bot.agent.tool import Effect
from bot.app.features import ALL, CORE
from bot.conversation.message import respond
from bot.conversation.replies import Reply
from bot.domain import sessions
from bot.domain.files import SentFile
from bot.domain.model import ModelReply, Role, ToolSpec, Utterance
from bot.domain.plan_view import PlanCard
from bot.domain.sessions import Session
from bot.model.chat_wire import request_body
from infra.local.people import BY_KEY
from tests.builders import NOON, a_conversation, a_sheet, a_turn
from tests.fakes import calls, says
from tests.local_teams import LocalTeams, local_teams

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.trials]

TOLD = tomllib.loads((Path(__file__).parents[1] / "agent" / "paraphrases.toml").read_text(encoding="utf-8"))
PARAPHRASES = [(text, tool) for tool, languages in TOLD.items() for texts in languages.values() for text in texts]

PLAN = {"sheet": "Launch plan"}
ROWS = {"where_sql": None, "row_numbers": [9]}
COLUMN = dict.fromkeys(
    ("type", "options", "only_options", "symbol", "formula", "hidden", "locked", "description", "before", "after")
)
NEEDED: dict[str, dict[str, Any]] = {
    "open_sheet": {"sheet": "Budget"},
    "list_sheets": {"name_contains": None},
    "describe_sheet": PLAN,
    "query": {"sql": 'SELECT count(*) AS tasks FROM "launch_plan"', "title": "Tasks"},
    "get_rows": {**PLAN, "row_numbers": [12]},
    "assigned_to_me": {},
    "update_rows": {**PLAN, **ROWS, "set": [{"column": "Comments", "value": "ready"}], "references": None},
    "add_rows": {
        **PLAN,
        "rows": [[{"column": "Task Name", "value": "Order the cake"}]],
        "position": "bottom",
        "anchor_row": None,
    },
    "delete_rows": {**PLAN, **ROWS},
    "move_rows": {**PLAN, "row_numbers": [9], "position": "under", "anchor_row": 4},
    "sort_rows": {**PLAN, "by": [{"column": "Due Date", "direction": "ascending"}]},
    "transfer_rows": {
        "from_sheet": "Launch plan",
        "to_sheet": "Risk register",
        "action": "copy",
        **ROWS,
        "children": False,
        "comments": True,
        "attachments": True,
    },
    "edit_columns": {**PLAN, "columns": [{"column": None, "title": "Vendor", **COLUMN, "type": "text"}]},
    "delete_columns": {**PLAN, "columns": ["Link"]},
    "comment": {**PLAN, "action": "start", "row_number": 9, "by": None, "words": None, "text": "We wait."},
    "request_update": {
        **PLAN,
        **ROWS,
        "people": ["Ben Okafor"],
        "columns": None,
        "subject": None,
        "message": None,
        "cancel": None,
    },
    "attach": {**PLAN, "action": "add_link", "row_number": 9, "name": None, "url": "https://example.com/spec"},
    "add_rows_from_file": {"file": "1", "worksheet": None, **PLAN, "columns": None, "position": "bottom"},
    "create_sheet_from_file": {"file": "1", "worksheet": None, "name": None, "place": None},
    "look_up": {**PLAN, "what": "comments", "row_number": None, "column": None},
    "check_quality": {**PLAN, "key_column": None},
    "change_history": {"period": None, "sheet": None},
    "search": {"text": "Altum", "sheet": None},
    "browse": {"what": "workspaces", "inside": None},
    "share": {"sheet": "Launch plan", "workspace": None, "people": ["elif@example.com"], "access": "editor"},
    "create_sheet": {
        "name": "Visitors",
        "place": None,
        "template": None,
        "columns": [{"title": "Name", "type": "text", "options": None, "symbol": None, "formula": None}],
        "rows": None,
    },
    "edit_sheet": {**PLAN, "action": "rename", "name": "Launch 2027", "place": None, "contents": None},
    "delete_sheet": PLAN,
    "edit_summary": {
        **PLAN,
        "fields": [{"field": None, "title": "Guests", "type": "number", "options": None, "value": 12, "delete": False}],
    },
    "switch": {"what": "favorite", "names": ["Budget"], "on": True, "sheet": None},
}
WITHOUT_FILE = {"add_rows_from_file", "create_sheet_from_file"}


@dataclass(slots=True)
class ByNeed:
    """A model that wants one tool and looks for it as a model does: among those offered, else in the groups' lines.

    `lists` has the tools of each request as they go over the wire.
    """

    wants: str
    lists: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **_: Any
    ) -> ModelReply:
        self.lists.append(json.dumps(request_body(utterances, tools)["tools"]))
        if utterances[-1].role is Role.TOOL and utterances[-1].tool_call_id == self.wants:
            self.result = json.loads(utterances[-1].content)
            return says("Here it is.")
        if self.wants in {spec.name for spec in tools}:
            return calls(self.wants, json.dumps(NEEDED[self.wants]), identity=self.wants)
        groups = next(spec.description for spec in tools if spec.name == more_tools.name)
        line = re.search(rf"^(\w+): .*\b{self.wants}\b", groups, re.MULTILINE)
        assert line is not None, f"nothing says how to get {self.wants}"
        assert len(self.lists) == 1, f"{self.wants} was not brought"
        return calls(more_tools.name, json.dumps({"group": line[1]}), identity=f"bring-{len(self.lists)}")

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalTeams]:
    async with local_teams(tmp_path_factory.mktemp("town")) as ready:
        yield ready


def with_plan(here: LocalTeams) -> Session:
    """A conversation in which the launch plan was opened."""
    sheet = a_sheet(here.world.sheet("Launch plan").id)
    return sessions.bound(sessions.begin(a_conversation(), now=NOON), sheet, now=NOON)


async def ask(here: LocalTeams, session: Session, text: str, model: ByNeed, *, key: str = "ava") -> Reply:
    turn = a_turn(text)
    sender = replace(turn.message.sender, aad_object_id=BY_KEY[key].aad_object_id, email=f"{key}@example.com")
    now = here.services.clock.now()
    turn = replace(turn, message=replace(turn.message, sender=sender), accepted_at=now)
    return await respond(replace(here.services, model=model), session, turn)


def names(tools: str) -> list[str]:
    return [each["function"]["name"] for each in json.loads(tools)]


async def test_there_are_enough_paraphrases_of_every_tool() -> None:
    """At least 150 sentences, none twice, in at least 15 languages, at least two of them for every tool there is."""
    assert len(set(PARAPHRASES)) == len({text for text, _ in PARAPHRASES}) == len(PARAPHRASES) == 193
    assert len({language for languages in TOLD.values() for language in languages}) == 28
    assert set(TOLD) == {tool.name for tool in ALL} - {more_tools.name} == set(NEEDED)
    assert all(len(languages) >= 2 for languages in TOLD.values())


async def test_every_paraphrase_reaches_its_tool_through_one_and_the_same_list(here: LocalTeams) -> None:
    """The first request of each is the same to the byte, the next the same for its group; the tool runs or proposes."""
    tools = {tool.name: tool for tool in ALL}
    session, first, brought = with_plan(here), set[str](), dict[str, set[str]]()
    reached = 0
    for text, name in PARAPHRASES:
        model = ByNeed(name)
        view = (await ask(here, session, text, model)).view
        first.add(model.lists[0])
        if (group := tools[name].group) is not None:
            brought.setdefault(group, set()).add(model.lists[1])
        if name in WITHOUT_FILE:
            assert model.result["code"] == "NOT_FOUND", (text, name, model.result)
        elif tools[name].effect is Effect.READ:
            assert model.result["ok"] is True, (text, name, model.result)
        else:
            assert isinstance(view, PlanCard), (text, name, model.result)
            assert view.plan.effect == tools[name].effect
        reached += 1
    assert reached == len(PARAPHRASES)
    assert len(first) == 1
    assert len(brought) == 10
    assert all(len(lists) == 1 for lists in brought.values())


async def test_a_brought_group_stays_for_the_conversation(here: LocalTeams) -> None:
    """The next question is offered it at once, whoever asks and whatever it says, behind the unchanged core."""
    session = with_plan(here)
    reply = await ask(here, session, "row 12 is done", ByNeed("update_rows"))
    assert reply.change is not None
    later = ByNeed("query")
    again = ByNeed("delete_rows")
    await ask(here, reply.change(session), "how far are we?", later, key="ben")
    assert isinstance((await ask(here, reply.change(session), "usuń 9", again)).view, PlanCard)
    assert set(later.lists) == set(again.lists)
    assert names(later.lists[0]) == [
        *(tool.name for tool in (*CORE, more_tools)),
        *("update_rows", "add_rows", "delete_rows"),
    ]


async def test_a_file_at_hand_brings_its_tools(here: LocalTeams) -> None:
    """Files are part of a conversation's state; what is said about them is not."""
    sent = SentFile(name="tasks.csv", sha256="0" * 64, size=10, received_at=here.services.clock.now())
    session = replace(with_plan(here), files=(sent,))
    asked, ordered = ByNeed("query"), ByNeed("attach")
    await ask(here, session, "how far are we?", asked)
    await ask(here, session, "https://example.com/spec do wiersza 9", ordered)
    assert asked.lists[0] == ordered.lists[0]
    assert {"attach", "add_rows_from_file", "create_sheet_from_file"} < set(names(asked.lists[0]))


async def test_a_tool_called_without_being_offered_is_run_and_offered_from_then_on(here: LocalTeams) -> None:
    """A model that knows it from earlier in the conversation is not sent back."""

    class Hasty(ByNeed):
        async def complete(
            self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **_: Any
        ) -> ModelReply:
            if not self.lists:
                self.lists.append("")
                return calls(self.wants, json.dumps(NEEDED[self.wants]), identity=self.wants)
            return await ByNeed.complete(self, utterances, tools=tools, deadline_s=deadline_s)

    model = Hasty("search")
    await ask(here, with_plan(here), "Altum?", model)
    assert model.result["ok"] is True
    assert {"search", "browse"} < set(names(model.lists[1]))
