"""A tool, declared once: everything else about it is derived from this.

    @tool(effect=Effect.READ)
    async def query(ctx: ToolContext, params: Query) -> ToolResult:
        \"\"\"Run one SQL SELECT over the open sheets.\"\"\"

From the function and its parameter model come the name, the description, the strict JSON schema the model sees, the
validation, the policy decision and the documentation page (docs/tools.md).
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec
from pydantic import BaseModel, ConfigDict

from bot.agent.tool_context import ToolContext
from bot.agent.tool_groups import Group
from bot.domain.effects import Effect as Effect
from bot.domain.model import ToolSpec
from bot.errors import Code, SheetlineError


class Params(BaseModel):
    """A tool's parameters: unknown ones are refused, and every field's description is for the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)


P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """One shape for every result, to the model and in the log."""

    ok: bool
    data: Mapping[str, Any] = field(default_factory=dict)
    code: Code | None = None
    message: str = ""
    hint: str = ""

    def as_json(self) -> str:
        """What the model reads."""
        if self.ok:
            return msgspec.json.encode({"ok": True, "data": self.data}).decode()
        body = {"ok": False, "code": self.code, "message": self.message, "hint": self.hint}
        return msgspec.json.encode(body).decode()


def ok(**data: Any) -> ToolResult:
    return ToolResult(ok=True, data=data)


def failed(code: Code, message: str, hint: str = "") -> ToolResult:
    return ToolResult(ok=False, code=code, message=message, hint=hint)


def failed_from(error: SheetlineError) -> ToolResult:
    return failed(error.code, error.message, error.hint)


@dataclass(frozen=True, slots=True)
class Tool(Generic[P]):
    """A declared tool; `run` gets parameters that were validated. Without a `group` it is always offered."""

    name: str
    description: str
    effect: Effect
    params: type[P]
    run: Callable[[ToolContext, P], Awaitable[ToolResult]]
    deadline_s: float
    group: Group | None = None

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(name=self.name, description=self.description, parameters=strict_schema(self.params))


def tool(
    *, effect: Effect, deadline_s: float = 30, group: Group | None = None
) -> Callable[[Callable[[ToolContext, P], Awaitable[ToolResult]]], Tool[P]]:
    """Declare an async function `(ctx, params) -> ToolResult` as a tool."""

    def declare(run: Callable[[ToolContext, P], Awaitable[ToolResult]]) -> Tool[P]:
        name = getattr(run, "__name__", "")
        description = inspect.getdoc(run)
        if not description:
            raise TypeError(f"tool {name} needs a docstring: it is what the model reads")
        params = get_type_hints(run)["params"]
        return Tool(
            name=name,
            description=description,
            effect=effect,
            params=params,
            run=run,
            deadline_s=deadline_s,
            group=group,
        )

    return declare


def offered(tools: Iterable[Tool[Any]], groups: Collection[Group] = ()) -> tuple[ToolSpec, ...]:
    """What the model sees of the tools of no group and of these groups: equal groups give equal lists."""
    return tuple(each.spec for each in tools if each.group is None or each.group in groups)


@cache
def strict_schema(params: type[Params]) -> dict[str, Any]:
    """The JSON schema in the strict dialect: every field required, nothing additional, no bounds or patterns.

    Rests on https://platform.openai.com/docs/guides/structured-outputs (supported schemas).
    """
    schema = params.model_json_schema()
    strict: dict[str, Any] = _strict(schema)
    strict.pop("description", None)
    return strict


_KEPT = {"type", "properties", "items", "anyOf", "enum", "const", "description", "$ref", "$defs"}


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key in _KEPT}
    for key in ("properties", "$defs"):
        if key in kept:
            kept[key] = {name: _strict(value) for name, value in kept[key].items()}
    for key in ("items", "anyOf"):
        if key in kept:
            kept[key] = _strict(kept[key])
    if kept.get("type") == "object":
        kept["required"] = list(kept.get("properties", {}))
        kept["additionalProperties"] = False
    return kept
