"""The tools the model is offered: a core, groups brought by need, and what they cost."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.more_tools import groups_in, more_tools
from bot.agent.tokens import TokenCounter
from bot.agent.tool import Effect, offered
from bot.agent.tool_context import ToolContext
from bot.agent.tool_groups import NOTES, Group
from bot.app.features import ALL, CORE
from bot.domain.model import Role, ToolCall, Utterance
from tests.features.tools.conftest import Shop, call

GROUPS = get_args(Group)
some_groups = st.sets(st.sampled_from(GROUPS))


def names(*groups: Group) -> list[str]:
    return [spec.name for spec in offered(ALL, groups)]


def said(name: str, arguments: str = "{}") -> Utterance:
    return Utterance(Role.ASSISTANT, tool_calls=(ToolCall("1", name, arguments),))


def test_without_groups_the_core_is_offered_and_the_tool_that_brings_others() -> None:
    """Whoever only asks sees reading tools alone."""
    assert names() == [tool.name for tool in CORE] + ["more_tools"]
    assert {tool.effect for tool in ALL if tool.group is None} == {Effect.READ}


@given(some_groups, some_groups)
def test_what_a_group_brings_stands_behind_the_core_in_one_order(groups: set[Group], more: set[Group]) -> None:
    """Equal groups give equal lists; a list begins with the core, and with what it shares with the list before it."""
    order = [tool.name for tool in ALL]
    listed = names(*groups)
    assert listed == sorted(listed, key=order.index) == names(*sorted(groups, reverse=True))
    assert listed[: len(names())] == names()
    assert set(listed) < set(names(*groups, *more)) or more <= groups


def test_the_tools_of_a_group_stand_together_in_the_order_of_the_groups() -> None:
    """So that lists that share their first groups share their beginning."""
    grouped = [tool.group for tool in ALL if tool.group is not None]
    assert list(dict.fromkeys(grouped)) == list(NOTES) == list(GROUPS)
    assert grouped == sorted(grouped, key=list(NOTES).index)


def test_the_bringing_tool_says_of_every_tool_where_it_is() -> None:
    """One line a group, with the names of its tools; its parameter takes exactly the groups."""
    (spec,) = (tool.spec for tool in ALL if tool.name == more_tools.name)
    lines = dict(line.split(": ", 1) for line in spec.description.splitlines()[1:])
    told = {group: line.split(" (")[0].split(", ") for group, line in lines.items()}
    assert told == {group: [tool.name for tool in ALL if tool.group == group] for group in GROUPS}
    assert spec.parameters["properties"]["group"]["enum"] == list(GROUPS)


async def test_it_brings_its_group_into_the_turn(shop: Shop) -> None:
    """The next step has the tools; an unknown group is refused, with nothing brought."""
    ctx: ToolContext = shop.ctx()
    assert (await call(ctx, "more_tools", group="everything"))["code"] == "INVALID_ARGUMENTS"
    assert ctx.groups == set()
    assert (await call(ctx, "more_tools", group="sharing"))["data"] == {"brought": "sharing"}
    assert ctx.groups == {"sharing"}


@pytest.mark.parametrize(
    ("history", "groups"),
    [
        ([said("query"), said("a_tool_of_yesterday")], set()),
        ([said("more_tools", '{"group":"rows"}'), said("more_tools", '{"group":"sharing"}')], {"rows", "sharing"}),
        ([said("delete_rows"), Utterance(Role.USER, "share it")], {"rows"}),
        ([said("more_tools", '{"group":"nonsense"}'), said("more_tools", "no JSON")], set()),
    ],
)
def test_a_conversation_keeps_the_groups_its_history_shows(history: list[Utterance], groups: set[str]) -> None:
    """Those that were brought or used; what people said counts for nothing, and neither does what was malformed."""
    assert groups_in(history, ALL) == groups


def test_every_tool_is_strict_and_cheap_and_says_what_it_does_to_the_world() -> None:
    """Strict schemas; a declaration that reads is under 200 tokens, one that proposes under 600, a group under 1,200,
    and what every question is offered under 750."""
    counter = TokenCounter()
    for tool in ALL:
        schema = tool.spec.parameters
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False
        assert all(p.get("description") for p in schema["properties"].values()), tool.name
        most = 300 if tool.name == more_tools.name else 200 if tool.effect is Effect.READ else 600
        assert counter.tools([tool.spec]) < most, json.dumps(schema)
    core = counter.tools(offered(ALL))
    assert core < 750
    for group in GROUPS:
        assert counter.tools(offered(ALL, {group})) - core < 1_200, group
