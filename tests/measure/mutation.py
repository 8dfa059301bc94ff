"""`python -m tests.measure.mutation --seed 7 --sample 100 --jobs 2 [--only bot/changes] [--map]`: what do tests notice?

A sample of lines of bot and cards, each line as likely as any other, gets one fault each, in a copy of the checkout;
the tests that reach the line run until one fails. A failure counts when the same test passes without the fault. The map
of lines to tests is made by the first run, or anew with `--map`, from the tests named after the options (or all).

Faults that change nothing anybody could see are named by hand in equivalent.txt: `path | line before | line after`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from tests.measure.coverage_map import KEPT, CoverageMap, copy_checkout, load_map, make_map
from tests.measure.mutants import Mutant, compiles, mutants
from tests.measure.sources import PythonFile, read_sources

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
AREAS = ("bot", "cards")
FEWEST_TESTS = 60
"""This many of the fastest tests always run; more as long as they take less than the budget together."""
MOST_MEMORY_KB = 4_000_000
MOST_SICK_TESTS = 6
"""When so many tests of one mutant fail without it, too, the copy is what is broken."""


class Fate(StrEnum):
    NOTICED = "noticed"
    SURVIVED = "survived"
    UNREACHED = "reached by no test"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, its lines before and after, what became of it, and the test that noticed it."""

    mutant: Mutant
    before: str
    after: str
    fate: Fate
    by: str = ""

    @property
    def area(self) -> str:
        """The folder two levels deep: `bot/changes`, `cards`; `bot` for its own modules."""
        parts = Path(self.mutant.path).parent.parts
        return "/".join(parts[:2])


def sample(sources: Iterable[PythonFile], *, count: int, seed: int) -> list[Mutant]:
    """`count` faults on as many lines: every line that can hold one as likely, then every kind it can hold."""
    chance = random.Random(seed)
    by_line: dict[tuple[str, int], list[tuple[PythonFile, Mutant]]] = {}
    for source in sources:
        for mutant in mutants(source):
            by_line.setdefault((source.path, mutant.line), []).append((source, mutant))
    lines = sorted(by_line)
    chance.shuffle(lines)
    chosen: list[Mutant] = []
    for line in lines:
        if len(chosen) == count:
            break
        here = [mutant for source, mutant in by_line[line] if compiles(mutant.applied(source.text))]
        if here:
            kind = chance.choice(sorted({mutant.kind for mutant in here}))
            chosen.append(chance.choice([mutant for mutant in here if mutant.kind == kind]))
    return chosen


def report(trials: Sequence[Trial]) -> Iterator[str]:
    """A table by area and in all, then the survivors; equivalent faults count neither way."""
    yield "| area | noticed | survived | unreached | equivalent | noticed of all |"
    yield "|---|---|---|---|---|---|"
    for area in [*sorted({trial.area for trial in trials}), "all"]:
        fates = Counter(trial.fate for trial in trials if area in (trial.area, "all"))
        counted = fates.total() - fates[Fate.EQUIVALENT]
        share = f"{fates[Fate.NOTICED] / counted:.0%}" if counted else "–"
        yield f"| {area} | {' | '.join(str(fates[fate]) for fate in Fate)} | {share} |"
    for trial in sorted(trials, key=lambda trial: (trial.mutant.path, trial.mutant.line)):
        if trial.fate in (Fate.SURVIVED, Fate.UNREACHED):
            yield f"\n{trial.mutant.path}:{trial.mutant.line} ({trial.mutant.kind}) {trial.fate}"
            yield f"- {trial.before}\n+ {trial.after}"


def equivalents(text: str) -> frozenset[tuple[str, str, str]]:
    """(path, line before, line after) of each line that is no comment."""
    lines = (line.split(" | ", 2) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return frozenset((path, before, after) for path, before, after in lines)


class Trials:
    """Tries mutants in private copies of the checkout, `jobs` at once."""

    def __init__(self, sources: Sequence[PythonFile], reach: CoverageMap, *, jobs: int, budget_s: float) -> None:
        self._texts = {source.path: source.text for source in sources}
        self._reach = reach
        self._jobs = jobs
        self._budget_s = budget_s
        self._known = equivalents(EQUIVALENT.read_text(encoding="utf-8"))
        self._copies: SimpleQueue[Path] = SimpleQueue()

    def run(self, chosen: Sequence[Mutant]) -> list[Trial]:
        """What became of each; a line of progress for each on standard error."""
        with tempfile.TemporaryDirectory(prefix="mutation-") as folder, ThreadPoolExecutor(self._jobs) as pool:
            for number in range(self._jobs):
                copy_checkout(ROOT, Path(folder) / str(number))
                self._copies.put(Path(folder) / str(number))
            return list(pool.map(self._try, chosen))

    def _try(self, mutant: Mutant) -> Trial:
        before, after = mutant.lines(self._texts[mutant.path])
        copy = self._copies.get()
        try:
            fate, by = self._fate(mutant, before, after, copy)
        finally:
            self._copies.put(copy)
        print(f"{mutant.path}:{mutant.line} ({mutant.kind}) {fate} {by}", file=sys.stderr, flush=True)
        return Trial(mutant, before, after, fate, by)

    def _fate(self, mutant: Mutant, before: str, after: str, copy: Path) -> tuple[Fate, str]:
        if (mutant.path, before, after) in self._known:
            return Fate.EQUIVALENT, ""
        tests = self._within_budget(self._reach.tests_of(mutant))
        if not tests:
            return Fate.UNREACHED, ""
        file = copy / mutant.path
        kept = file.with_name("kept.original")
        for _ in range(MOST_SICK_TESTS):
            shutil.copy2(file, kept)
            file.write_text(mutant.applied(self._texts[mutant.path]), encoding="utf-8")
            try:
                by = self._first_failure(tests, copy)
            finally:
                kept.replace(file)
            if by is None:
                return Fate.SURVIVED, ""
            if by not in tests or self._first_failure([by], copy) is None:
                return Fate.NOTICED, by
            tests.remove(by)  # it fails without the fault, too
            if not tests:
                return Fate.UNREACHED, ""
        raise RuntimeError(f"{MOST_SICK_TESTS} tests of {mutant.path} fail without any fault, the last of them {by}")

    def _within_budget(self, tests: Sequence[str]) -> list[str]:
        taken, spent = list(tests[:FEWEST_TESTS]), sum(self._reach.seconds[test] for test in tests[:FEWEST_TESTS])
        for test in tests[FEWEST_TESTS:]:
            spent += self._reach.seconds[test]
            if spent > self._budget_s:
                break
            taken.append(test)
        return taken

    def _first_failure(self, tests: Sequence[str], copy: Path) -> str | None:
        """The first of these tests that fails in the copy; a sentence when it never ends or cannot begin."""
        outcomes = copy / "outcomes.jsonl"
        outcomes.unlink(missing_ok=True)
        limit_s = 60 + 5 * sum(self._reach.seconds[test] for test in tests)
        pytest = (sys.executable, "-m", "pytest", "-x", "--tb=no", "-p", "tests.measure.timings", *tests)
        limited = ("sh", "-c", f'ulimit -S -d {MOST_MEMORY_KB}; exec "$@"', "sh", *pytest)
        environment = {**os.environ, "TIMINGS": str(outcomes)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the copy is ours, and starting is most of the time
        process = subprocess.Popen(
            limited,
            cwd=copy,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            code = process.wait(timeout=limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"not ended after {limit_s:.0f} s"
        if code == 0:
            return None
        lines = outcomes.read_text(encoding="utf-8").splitlines() if outcomes.exists() else []
        failed = [test for test, _, failed in map(json.loads, lines) if failed]
        return failed[0] if failed else f"pytest ended with {code}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.measure.mutation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests a mutant, as they took in the map")
    parser.add_argument("--only", action="append", help="paths that begin so; may be given more than once")
    parser.add_argument("--map", action="store_true", help="make the map of lines to tests anew")
    parser.add_argument("tests", nargs="*", help="tests to make the map from")
    given = parser.parse_args()
    folder = ROOT / KEPT
    if given.map or not (folder / "about.json").exists():
        make_map(ROOT, folder, given.tests, jobs=given.jobs)
    reach = load_map(folder)
    wanted = tuple(given.only or AREAS)
    sources = [source for source in read_sources(ROOT) if source.path.startswith(wanted)]
    if changed := [source.path for source in sources if not reach.knows(source)]:
        print(f"Not sampled, as the map is older (--map makes it anew): {', '.join(changed)}", file=sys.stderr)
    sources = [source for source in sources if reach.knows(source)]
    chosen = sample(sources, count=given.sample, seed=given.seed)
    trials = Trials(sources, reach, jobs=given.jobs, budget_s=given.budget).run(chosen)
    lines = list(report(trials))
    print("\n".join(lines))
    (folder / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
