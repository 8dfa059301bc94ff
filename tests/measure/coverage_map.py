"""Which tests reach a line, and how long each takes: from one run of the suite in a copy of the checkout.

Kept under .local/mutation. It holds for a file as long as the file is what it was when the map was made.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from tests.measure.mutants import Mutant
from tests.measure.sources import PythonFile, read_sources

KEPT = Path(".local") / "mutation"
LINKED = (".venv", "infra/local/node/node_modules")
"""What a copy of the checkout shares with it: installed, and read only."""


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """`reached`: by file and line the tests that run it; `seconds`: how long a test takes; `hashes`: of each file."""

    reached: Mapping[str, Mapping[int, frozenset[str]]]
    seconds: Mapping[str, float]
    hashes: Mapping[str, str]

    def knows(self, source: PythonFile) -> bool:
        """Whether the file is what it was when the map was made."""
        return self.hashes.get(source.path) == hash_of(source)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant, the fastest first.

        What takes effect at import is reached by whoever runs the function it belongs to; at a module's or a class's
        level, by whoever runs anything of the module.
        """
        lines = self.reached.get(mutant.path, {})
        if not mutant.at_import:
            wanted = _union(lines.get(line, frozenset()) for line in mutant.statement)
        elif mutant.function:
            wanted = _union(lines.get(line, frozenset()) for line in mutant.function)
        else:
            wanted = _union(lines.values())
        return sorted((test for test in wanted if test in self.seconds), key=lambda test: (self.seconds[test], test))


def load_map(folder: Path) -> CoverageMap:
    """The map kept in the folder. Raises FileNotFoundError when none is."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    runs = [json.loads(line) for line in (folder / "timings.jsonl").read_text(encoding="utf-8").splitlines()]
    data = CoverageData(str(folder / "coverage"))
    data.read()
    reached: dict[str, dict[int, frozenset[str]]] = {}
    for path in data.measured_files():
        lines = data.contexts_by_lineno(path).items()
        within = Path(path).relative_to(about["root"]).as_posix()
        reached[within] = {line: frozenset(c.rpartition("|")[0] for c in contexts if c) for line, contexts in lines}
    return CoverageMap(reached, {test: seconds for test, seconds, failed in runs if not failed}, about["hashes"])


def make_map(root: Path, folder: Path, tests: Iterable[str], *, jobs: int) -> None:
    """Run these tests (all when none is named) in a copy, with coverage by test, and keep the map in the folder."""
    copied = folder / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    copy_checkout(root, copied)
    measured = ("--cov=bot", "--cov=cards", "--cov-context=test", "--cov-report=", "-n", str(jobs))
    kept = {"TIMINGS": str(folder / "timings.jsonl"), "COVERAGE_FILE": str(folder / "coverage")}
    command = (sys.executable, "-m", "pytest", "-p", "tests.measure.timings", *measured, *tests)
    subprocess.run(command, cwd=copied, env={**os.environ, **kept}, check=False)
    hashes = {source.path: hash_of(source) for source in read_sources(copied)}
    (folder / "about.json").write_text(json.dumps({"root": str(copied), "hashes": hashes}), encoding="utf-8")
    shutil.rmtree(copied)


def copy_checkout(root: Path, to: Path) -> None:
    """The files that git knows or would add, as they are now; what is installed is linked."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (root / name).is_file() and not (root / name).is_symlink():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to / name)
    for name in LINKED:
        if (root / name).exists():
            (to / name).symlink_to((root / name).resolve())


def hash_of(source: PythonFile) -> str:
    return hashlib.sha256(source.text.encode()).hexdigest()


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
