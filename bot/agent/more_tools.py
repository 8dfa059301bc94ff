"""The tool that brings others: each tool outside the core belongs to a group, and has its place in this description.

What is offered follows from the groups brought so far and from nothing else: never from the words of a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError

from bot.agent.tool import Effect, Params, Tool, ToolResult, ok, tool
from bot.agent.tool_context import ToolContext
from bot.agent.tool_groups import NOTES, Group
from bot.domain.model import Utterance


class MoreToolsParams(Params):
    group: Group = Field(description="The group with the tool you need.")


@tool(effect=Effect.READ)
async def more_tools(ctx: ToolContext, params: MoreToolsParams) -> ToolResult:
    """Get the tools of a group; you have them from the next step on. Groups:"""
    ctx.groups.add(params.group)
    return ok(brought=params.group)


def bringing(tools: Iterable[Tool[Any]]) -> Tool[Any]:
    """`more_tools` with a line in its description for each group: its name and those of its tools."""
    names: dict[Group, list[str]] = {group: [] for group in NOTES}
    for each in tools:
        if each.group is not None:
            names[each.group].append(each.name)
    lines = [f"{group}: {', '.join(names[group])}" + (f" ({note})" if note else "") for group, note in NOTES.items()]
    return replace(more_tools, description="\n".join([more_tools.description, *lines]))


def groups_in(history: Iterable[Utterance], tools: Iterable[Tool[Any]]) -> set[Group]:
    """The groups that a conversation has brought, or used tools of."""
    calls = [call for utterance in history for call in utterance.tool_calls]
    names = {call.name for call in calls}
    found = {each.group for each in tools if each.group is not None and each.name in names}
    for call in calls:
        if call.name == more_tools.name:
            try:
                found.add(MoreToolsParams.model_validate_json(call.arguments).group)
            except ValidationError:
                continue
    return found
