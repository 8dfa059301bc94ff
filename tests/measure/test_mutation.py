"""Which faults are made, how they are sampled, which tests are asked, and how the result is told."""

from __future__ import annotations

import pytest

from tests.measure.coverage_map import CoverageMap
from tests.measure.mutants import compiles, mutants
from tests.measure.mutation import Fate, Trial, equivalents, report, sample
from tests.measure.sources import PythonFile

SIMPLE = PythonFile(
    "bot/changes/simple.py",
    '''"""A module."""

MOST = 20


def share(part: int, whole: int, *, strict: bool = False) -> str | None:
    """Not a fault to be made here."""
    if not whole:
        return None
    log.info("shared", part=part + 1)
    return f"{part} of" if part < whole and strict else "all of them"
''',
)
LIMIT, SIGNATURE, TEST, END, RESULT = 3, 6, 8, 9, 11


def made(line: int, kind: str = "") -> list[str]:
    """The lines that the faults of one line make of it."""
    return [m.lines(SIMPLE.text)[1] for m in mutants(SIMPLE) if m.line == line and kind in m.kind]


@pytest.mark.parametrize(
    ("line", "kind", "after"),
    [
        (LIMIT, "constant", ["MOST = 21"]),
        (TEST, "not removed", ["if (whole):"]),
        (END, "early end", ["pass"]),
        (END, "None", ['return ""']),
        (RESULT, "comparison", ['return f"{part} of" if part <= whole and strict else "all of them"']),
        (RESULT, "and/or", ['return f"{part} of" if (part < whole or strict) else "all of them"']),
    ],
)
def test_a_fault_changes_one_place(line: int, kind: str, after: list[str]) -> None:
    """A limit, a condition, an early end, an operator."""
    assert made(line, kind) == after


def test_a_sentence_is_turned_round_and_a_default_changed() -> None:
    """A test that looks for a part of the sentence sees it."""
    assert made(RESULT, "string")[1].endswith("else 'them of all'")
    assert [after.count("strict: bool = True") for after in made(SIGNATURE)] == [1]


def test_what_nobody_sees_is_left_alone() -> None:
    """Docstrings, annotations and what only the log gets."""
    assert {mutant.line for mutant in mutants(SIMPLE)} == {LIMIT, SIGNATURE, TEST, END, RESULT}
    assert all(compiles(mutant.applied(SIMPLE.text)) for mutant in mutants(SIMPLE))


def test_a_sample_takes_each_line_once_and_is_the_same_for_a_seed() -> None:
    """Another seed, another order; never more lines than there are."""
    assert sample([SIMPLE], count=3, seed=1) == sample([SIMPLE], count=3, seed=1)
    assert {mutant.line for mutant in sample([SIMPLE], count=99, seed=2)} == {LIMIT, SIGNATURE, TEST, END, RESULT}


def test_the_tests_of_a_fault_are_those_that_run_it() -> None:
    """A line's own; of a signature, whoever runs the function; of a module's constant, whoever runs the module."""
    reached = {10: frozenset({"slow", "quick"}), 11: frozenset({"quick"}), 8: frozenset({"gone"})}
    known = CoverageMap({SIMPLE.path: reached}, {"slow": 9.0, "quick": 0.1}, {})
    by_line = {mutant.line: known.tests_of(mutant) for mutant in mutants(SIMPLE)}
    assert by_line == {LIMIT: ["quick", "slow"], SIGNATURE: ["quick", "slow"], TEST: [], END: [], RESULT: ["quick"]}


def test_the_report_counts_by_area_and_names_the_survivors() -> None:
    """Equivalent faults count neither way; a fault that no test reaches is not noticed."""
    one, two, three, four = sample([SIMPLE], count=4, seed=1)
    fates = ((one, Fate.NOTICED), (two, Fate.SURVIVED), (three, Fate.UNREACHED), (four, Fate.EQUIVALENT))
    lines = list(report([Trial(mutant, *mutant.lines(SIMPLE.text), fate) for mutant, fate in fates]))
    assert lines[2:4] == ["| bot/changes | 1 | 1 | 1 | 1 | 33% |", "| all | 1 | 1 | 1 | 1 | 33% |"]
    survivors = [int(line.split(" ")[0].partition(":")[2]) for line in lines[4::2]]
    assert survivors == sorted((two.line, three.line))


def test_equivalent_faults_are_named_by_their_lines() -> None:
    """A comment and an empty line name none; a bar within a line stays in it."""
    assert equivalents("# why\n\na.py | x | y = 1 | 2\n") == {("a.py", "x", "y = 1 | 2")}
