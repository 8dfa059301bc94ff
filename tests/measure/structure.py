"""`python -m tests.measure.structure [file.json]`: the structure in figures, as a table, and as JSON into the file.

Lines per top folder; class and module names used twice; distinct files and functions on the way of a question, a
request for a change, Approve and Undo; plan loads and requests to Smartsheet of each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot import logs
from tests.measure.sources import lines_per_folder, read_sources, repeated_names
from tests.measure.ways import APPROVE, ROOT, Way, ways


def measure(root: Path = ROOT) -> dict[str, Any]:
    """Every figure of this checkout, with the names and files behind it."""
    sources = read_sources(root)
    return {
        "lines": lines_per_folder(sources),
        "repeated_names": repeated_names(sources),
        "ways": {action: figures_of(way) for action, way in ways().items()},
    }


def figures_of(way: Way) -> dict[str, Any]:
    """A way's counts, and its files in order."""
    return {
        "files": len(way.files),
        "functions": len(way.functions),
        "plan_loads": way.plan_loads,
        "smartsheet_requests": way.smartsheet_requests,
        "files_in_order": way.files,
    }


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of a Markdown table."""
    yield "| what | figure |"
    yield "|---|---|"
    yield from (f"| lines, {top} | {count:,} |" for top, count in figures["lines"].items())
    for scope, kinds in figures["repeated_names"].items():
        yield from (f"| {kind} named twice, {scope} | {len(names)} |" for kind, names in kinds.items())
    for action, counts in figures["ways"].items():
        shown = (f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if isinstance(count, int))
        yield f"| {action} | {', '.join(shown)} |"


def main(arguments: list[str]) -> None:
    logs.configure(level="ERROR", form="text")
    figures = measure()
    if not figures["ways"][APPROVE]["plan_loads"]:
        sys.exit("Approve loads no plan: PLAN_LOADED in tests/measure/ways.py names no function any more.")
    print("\n".join(table(figures)))
    if arguments:
        Path(arguments[0]).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
