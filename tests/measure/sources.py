"""What can be read off the files alone: lines per folder, and names that stand for more than one thing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TOP = ("app.py", "bot", "cards", "infra", "manifest", "tests")
SCOPES = {"bot+cards": ("bot", "cards"), "bot+cards+infra": ("bot", "cards", "infra"), "tests": ("tests",)}
NAMED_BY_TOOLS = frozenset({"__init__", "__main__", "conftest"})
"""Module names that Python and pytest prescribe."""

ONE_SUBJECT = ("bot/features/", "cards/")
"""A feature and its card bear one name, as they are about one thing."""


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One file: its path from the checkout's root, with forward slashes, and its text."""

    path: str
    text: str

    @property
    def top(self) -> str:
        return self.path.partition("/")[0]

    @property
    def stem(self) -> str:
        return Path(self.path).stem

    @property
    def lines(self) -> int:
        return self.text.count("\n")


def read_sources(root: Path) -> list[PythonFile]:
    """Every Python file of the top folders, by path; what is installed or generated is not among them."""
    found = [path for top in TOP for path in ([root / top] if top.endswith(".py") else (root / top).rglob("*.py"))]
    ours = [path for path in found if "node_modules" not in path.parts and "__pycache__" not in path.parts]
    return [PythonFile(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(ours)]


def lines_per_folder(sources: Iterable[PythonFile]) -> dict[str, int]:
    """Lines by top folder, and `all`."""
    counted: Counter[str] = Counter()
    for source in sources:
        counted[source.top] += source.lines
    return {**{top: counted[top] for top in TOP}, "all": counted.total()}


def repeated_classes(sources: Iterable[PythonFile]) -> dict[str, tuple[str, ...]]:
    """Class names defined more than once, each with the files that define it."""
    return _repeated(
        (node.name, source.path)
        for source in sources
        for node in ast.walk(ast.parse(source.text, filename=source.path))
        if isinstance(node, ast.ClassDef)
    )


def repeated_modules(sources: Iterable[PythonFile]) -> dict[str, tuple[str, ...]]:
    """Module names that more than one file has, each with those files; a feature and its card count as one."""
    repeated = _repeated((source.stem, source.path) for source in sources if source.stem not in NAMED_BY_TOOLS)
    return {name: paths for name, paths in repeated.items() if not _one_subject(paths)}


def repeated_names(sources: Iterable[PythonFile]) -> dict[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
    """By scope, its repeated `classes` and `modules`."""
    read = list(sources)
    within = {scope: [source for source in read if source.top in tops] for scope, tops in SCOPES.items()}
    return {
        scope: {"classes": repeated_classes(files), "modules": repeated_modules(files)}
        for scope, files in within.items()
    }


def _one_subject(paths: tuple[str, ...]) -> bool:
    return len(paths) == len(ONE_SUBJECT) and all(any(p.startswith(part) for p in paths) for part in ONE_SUBJECT)


def _repeated(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    places: dict[str, list[str]] = {}
    for name, path in named:
        places.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in sorted(places.items()) if len(paths) > 1}
