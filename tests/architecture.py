"""The rules of the house as pure functions over source text: who may import whom, and what no module may do.

DESIGN's "Imports point one way" is the table `MAY_IMPORT`. Each rule yields one sentence a breach; the test that runs
them over the checkout, and proves that each can fail, is test_architecture.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

INNER = ("bot.domain", "bot.errors", "bot.logs", "bot.telemetry")
KNOWLEDGE = ("bot.sheets", "bot.files", "bot.changes")

# What a part may import of ours beside itself. The longest matching name decides; "*" may import anything.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "bot.errors": (),
    "bot.domain": ("bot.errors",),
    "bot.logs": (),
    "bot.clock": (),
    "bot.telemetry": ("bot.errors",),
    "bot.telemetry_otel": ("bot.telemetry", "bot.logs", "bot.errors"),
    "bot.ports": INNER,
    "bot.smartsheet": ("bot.ports", *INNER),
    "bot.model": ("bot.ports", *INNER),
    "bot.store": ("bot.ports", *INNER),
    "bot.teams": ("bot.ports", *INNER),
    "bot.workers": ("bot.ports", *INNER),
    "bot.web": ("bot.teams", "bot.ports", *INNER),
    "bot.work": ("bot.ports", *INNER),
    "bot.sheets": ("bot.ports", *INNER),
    "bot.files": ("bot.sheets", "bot.ports", *INNER),
    "bot.changes": ("bot.sheets", "bot.ports", *INNER),
    "bot.agent": (*KNOWLEDGE, "bot.ports", *INNER),
    "bot.conversation": ("bot.agent", "bot.work", *KNOWLEDGE, "bot.ports", "cards", *INNER),
    "bot.features": ("bot.conversation", "bot.agent", "bot.work", *KNOWLEDGE, "bot.ports", "cards", *INNER),
    "bot.doctor": ("*",),
    "bot.app": ("*",),
    "bot.app.settings": ("bot.app.change_settings",),
    "bot.app.change_settings": (),
    "cards": ("bot.domain",),
    "manifest": (),
    "infra": (),
    "app": ("bot.app", "bot.logs", "bot.doctor"),
    "tests": ("*",),
}
OURS = ("bot", "cards", "manifest", "infra", "app", "tests")

# Where a vendor's package may be imported. Outside these files nothing of ours depends on it.
TEAMS_FILES = ("bot/teams/*.py",)
VENDORS: dict[str, tuple[str, ...]] = {
    "botbuilder": TEAMS_FILES,
    "botframework": TEAMS_FILES,
    "msrest": TEAMS_FILES,
    "openai": ("bot/model/*.py",),
    "smartsheet": ("bot/smartsheet/*.py",),
    "azure": ("bot/store/cosmos*.py", "bot/model/*.py", "bot/teams/credentials.py", "bot/app/bootstrap.py"),
    "duckdb": ("bot/sheets/*.py",),
    "opentelemetry": ("bot/telemetry_otel*.py",),
    "microsoft_teams": ("cards/*.py",),
    "pydantic_settings": ("bot/app/*settings.py",),
}
VENDOR_RULES_HOLD_IN = ("bot/*", "cards/*", "app.py")

ENVIRONMENT_READERS = ("bot/app/settings.py", "infra/*", "tests/*")

# The three boundaries at which an unexpected exception is caught: HTTP request, job (or turn) worker, tool call.
BOUNDARIES = (
    "bot/teams/endpoint.py",
    "bot/workers/thread.py",
    "bot/conversation/turns.py",
    "bot/agent/toolbox.py",
)
BOUNDARY_RULE_HOLDS_IN = ("bot/*", "cards/*", "infra/*", "manifest/*", "app.py")

LONGEST_FILE = 250
OPENING_CALLS = frozenset(
    (
        *("open", "connect", "urlopen", "socket", "read_text", "read_bytes", "write_text", "mkdir", "makedirs"),
        *("run", "start", "load", "basicConfig", "Thread", "ThreadPoolExecutor", "ProcessPoolExecutor", "Session"),
        *("ClientSession", "AsyncOpenAI", "AsyncAzureOpenAI", "OpenAI", "CosmosClient", "DefaultAzureCredential"),
        *("Smartsheet", "Application"),
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path from the checkout's root, with forward slashes, and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)


def breaches(source: Source) -> Iterator[str]:
    """Every breach of a rule in one file, as `path:line: sentence`."""
    tree = source.tree
    yield from _wrong_arrows(source, tree)
    yield from _misplaced_vendors(source, tree)
    yield from _environment_reads(source, tree)
    yield from _work_at_import(source, tree)
    yield from _broad_excepts(source, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.TryStar):
            yield f"{source.path}:{node.lineno}: `except*` wraps what it raises before Python 3.11.4; catch the group"
    if (length := source.text.count("\n")) > LONGEST_FILE:
        yield f"{source.path}:{LONGEST_FILE}: {length} lines; split it by subject at {LONGEST_FILE}"


def _wrong_arrows(source: Source, tree: ast.Module) -> Iterator[str]:
    part = _part_of(source.module)
    if part is None:
        if source.text.strip():
            yield f"{source.path}:1: no rule says what {source.module} may import"
        return
    allowed = (part, *MAY_IMPORT[part])
    for line, name in _imports(source, tree):
        ours = name.partition(".")[0] in OURS
        if ours and "*" not in allowed and not any(_within(name, prefix) for prefix in allowed):
            yield f"{source.path}:{line}: {part} may not import {name}"


def _misplaced_vendors(source: Source, tree: ast.Module) -> Iterator[str]:
    if not _matches(source.path, VENDOR_RULES_HOLD_IN):
        return
    for line, name in _imports(source, tree):
        places = VENDORS.get(name.partition(".")[0])
        if places is not None and not _matches(source.path, places):
            yield f"{source.path}:{line}: {name} is for {', '.join(places)} only"


def _environment_reads(source: Source, tree: ast.Module) -> Iterator[str]:
    if _matches(source.path, ENVIRONMENT_READERS):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "putenv"}:
            yield f"{source.path}:{node.lineno}: only bot/app/settings.py reads the environment"
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            for alias in node.names:
                if alias.name in {"environ", "environb", "getenv", "putenv"}:
                    yield f"{source.path}:{node.lineno}: only bot/app/settings.py reads the environment"


def _work_at_import(source: Source, tree: ast.Module) -> Iterator[str]:
    if source.path.startswith("tests/"):
        return
    for call in _calls_at_import(tree.body):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in OPENING_CALLS:
            yield f"{source.path}:{call.lineno}: {name}() runs at import; open things in bootstrap"


def _broad_excepts(source: Source, tree: ast.Module) -> Iterator[str]:
    if not _matches(source.path, BOUNDARY_RULE_HOLDS_IN) or _matches(source.path, BOUNDARIES):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node):
            yield f"{source.path}:{node.lineno}: catches everything outside the three boundaries"


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """A handler that tidies up and raises the same exception hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _calls_at_import(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """Calls that run when the module is imported: not inside functions, not under `if __name__ == "__main__"`."""
    pending: list[ast.AST] = [statement for statement in body if not _is_main_guard(statement)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            pending.extend((*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)))
            continue
        if isinstance(node, ast.Call):
            yield node
        pending.extend(ast.iter_child_nodes(node))


def _is_main_guard(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "__name__ == '__main__'"


def _imports(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name in full, wherever in the file it stands, type-checking blocks and functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = source.module.split(".")
                keep = len(parts) - node.level + source.path.endswith("/__init__.py")
                base = ".".join((*parts[:keep], *filter(None, [node.module])))
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def _part_of(module: str) -> str | None:
    return max((name for name in MAY_IMPORT if _within(module, name)), key=len, default=None)


def _within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
