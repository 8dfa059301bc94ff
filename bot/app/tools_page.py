"""Writes docs/tools.md from the tool declarations: `python -m bot.app.tools_page [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bot.agent.tool import Tool
from bot.app.features import ALL

PAGE = Path("docs/tools.md")


def page(tools: tuple[Tool[Any], ...] = ALL) -> str:
    """The whole page."""
    parts = [
        "# Tools",
        "What the model may call. Generated from the declarations in `bot/features/` by `make docs`; do not edit.",
        "A tool of a group is offered once `more_tools` has brought the group; the others always are.",
        "A tool whose effect is not `read` proposes a change: nothing is written before a person has approved it.",
        "A result is `{ok: true, data}` or `{ok: false, code, message, hint}`.",
    ]
    return "\n\n".join([*parts, *(_section(tool) for tool in tools)]) + "\n"


def _section(tool: Tool[Any]) -> str:
    properties = tool.spec.parameters["properties"]
    rows = [f"| `{name}` | {_type(p)} | {p.get('description', '')} |" for name, p in properties.items()]
    table = "\n".join(["| parameter | type | meaning |", "| --- | --- | --- |", *rows])
    group = f" · group: {tool.group}" if tool.group else ""
    facts = f"Effect: {tool.effect} · deadline: {tool.deadline_s:.0f} s{group}"
    return f"## `{tool.name}`\n\n{tool.description}\n\n{facts}\n\n{table}"


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "object"))


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE} is out of date: run “make docs” and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
