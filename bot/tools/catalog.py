"""Every tool, and which of them the model is offered at a step.

The core tools are always offered; each of the others belongs to a group, which `more_tools` brings. What is offered
follows from the groups brought so far and from nothing else: never from the words of a question. The core stands first
and groups keep their order, so that vendors can cache the list (docs/adr/0015).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError

from bot.domain.model import Utterance
from bot.tools import (
    arranging,
    assignments,
    attaching,
    browsing,
    changing,
    columns,
    filing,
    histories,
    lookup,
    quality,
    reading,
    requests,
    sharing,
    sheets,
    summary,
    switches,
    talking,
)
from bot.tools.declaration import Effect, Params, Tool, ToolResult, ok, tool
from bot.tools.groups import NOTES, Group
from bot.tools.workbench import Workbench


class MoreToolsParams(Params):
    group: Group = Field(description="The group with the tool you need.")


@tool(effect=Effect.READ)
async def more_tools(bench: Workbench, params: MoreToolsParams) -> ToolResult:
    """Get the tools of a group; you have them from the next step on. Groups:"""
    bench.groups.add(params.group)
    return ok(brought=params.group)


CORE: tuple[Tool[Any], ...] = (*reading.CATALOG, *assignments.CATALOG)

GROUPED: tuple[Tool[Any], ...] = (
    *changing.CATALOG,
    *arranging.CATALOG,
    *columns.CATALOG,
    *talking.CATALOG,
    *requests.CATALOG,
    *attaching.CATALOG,
    *filing.CATALOG,
    *lookup.CATALOG,
    *quality.CATALOG,
    *histories.CATALOG,
    *browsing.CATALOG,
    *sharing.CATALOG,
    *sheets.CATALOG,
    *summary.CATALOG,
    *switches.CATALOG,
)


def _with_groups(bringing: Tool[Any], tools: Iterable[Tool[Any]]) -> Tool[Any]:
    """The tool with a line in its description for each group: its name and its tools."""
    names: dict[Group, list[str]] = {group: [] for group in NOTES}
    for each in tools:
        if each.group is not None:
            names[each.group].append(each.name)
    lines = [f"{group}: {', '.join(names[group])}" + (f" ({note})" if note else "") for group, note in NOTES.items()]
    return replace(bringing, description="\n".join([bringing.description, *lines]))


ALL: tuple[Tool[Any], ...] = (*CORE, _with_groups(more_tools, GROUPED), *GROUPED)


def groups_in(history: Iterable[Utterance]) -> set[Group]:
    """The groups that a conversation has brought, or used tools of."""
    calls = [call for utterance in history for call in utterance.tool_calls]
    names = {call.name for call in calls}
    found = {each.group for each in GROUPED if each.group is not None and each.name in names}
    for call in calls:
        if call.name == more_tools.name:
            try:
                found.add(MoreToolsParams.model_validate_json(call.arguments).group)
            except ValidationError:
                continue
    return found
