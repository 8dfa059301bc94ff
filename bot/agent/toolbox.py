"""The tools as one turn may use them: parse, validate, decide, run, one shape of result whatever happens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog
from pydantic import ValidationError
from rapidfuzz import process

from bot.agent.tool import Tool, ToolResult, failed, failed_from, offered
from bot.agent.tool_context import ToolContext
from bot.agent.tool_policy import Verdict, decide
from bot.domain.model import ToolCall, ToolOutcome, ToolSpec
from bot.errors import Code, SheetlineError
from bot.telemetry import SILENT, Telemetry

log = structlog.get_logger(__name__)


class Toolbox:
    """Runs the model's calls on a tool context, of any tool, offered or not. `run` never raises: it is the boundary."""

    def __init__(self, tools: Sequence[Tool[Any]], ctx: ToolContext, *, telemetry: Telemetry = SILENT) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._context = ctx
        self._telemetry = telemetry

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        return offered(self._tools.values(), self._context.groups)

    async def run(self, call: ToolCall) -> ToolOutcome:
        started = time.perf_counter()
        name = call.name if call.name in self._tools else "unknown"  # the model's own words are not for the log
        with self._telemetry.span("tool", name) as span:
            result, paused = await self._result(call)
            if result.code is not None:
                span.failed(result.code)
        log.info(
            "tool_call",
            tool=name,
            ok=result.ok,
            code=result.code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return ToolOutcome(content=result.as_json(), ok=result.ok, code=result.code, paused=paused)

    async def _result(self, call: ToolCall) -> tuple[ToolResult, bool]:
        """The result, and whether a person must now decide."""
        found = self._understood(call)
        if isinstance(found, ToolResult):
            return found, False
        tool, params = found
        decision = decide(tool.effect)
        planning = self._context.planning
        if decision.verdict is Verdict.ALLOW:
            return await self._run(tool, params), False
        if decision.verdict is Verdict.DENY or planning is None:
            why = failed(Code.PERMISSION_DENIED, decision.why, "Tell the person that this is not possible here.")
            return why, False
        planning.call_id, planning.effect, planning.proposed = call.id, tool.effect, None
        result = await self._run(tool, params)
        return result, result.ok and planning.proposed is not None

    def _understood(self, call: ToolCall) -> tuple[Tool[Any], Any] | ToolResult:
        """The tool with its parameters, or what is wrong with the call."""
        tool = self._tools.get(call.name)
        if tool is None:
            names = ", ".join(self._tools)
            return failed(Code.NOT_FOUND, f"There is no tool {call.name!r}.", f"The tools are: {names}.")
        if tool.group is not None:
            self._context.groups.add(tool.group)  # a tool known from earlier in the conversation: offer it again
        try:
            params = tool.params.model_validate(msgspec.json.decode(call.arguments or "{}"))
        except msgspec.DecodeError as error:
            return failed(
                Code.INVALID_ARGUMENTS, f"The arguments are not JSON: {error}.", "Call again with valid JSON."
            )
        except ValidationError as error:
            return failed(Code.INVALID_ARGUMENTS, _problems(error, tool), "Call again with the arguments corrected.")
        return tool, params

    async def _run(self, tool: Tool[Any], params: Any) -> ToolResult:
        try:
            async with asyncio.timeout(tool.deadline_s):
                return await tool.run(self._context, params)
        except SheetlineError as error:
            log.info("tool_failed", tool=tool.name, code=error.code, detail=error.detail)
            return failed_from(error)
        except TimeoutError:
            return failed(
                Code.TIMEOUT, f"It took longer than {tool.deadline_s:.0f} s and was stopped.", "Ask for less."
            )
        except Exception:
            log.exception("tool_crashed", tool=tool.name)
            return failed(Code.INTERNAL, "The tool failed inside.", "Do not call it again with the same arguments.")


def _problems(error: ValidationError, tool: Tool[Any]) -> str:
    fields = list(tool.params.model_fields)
    sentences = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        near = process.extractOne(where, fields)
        meant = f" (did you mean {near[0]}?)" if problem["type"] == "extra_forbidden" and near else ""
        sentences.append(f"{where}: {problem['msg']}{meant}")
    return "; ".join(sentences)
