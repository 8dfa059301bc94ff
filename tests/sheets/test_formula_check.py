"""A formula is checked before the click: what Smartsheet cannot read is said, with what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.formulas.formula_check import check, reads_summary, references_in
from bot.changes.formulas.formula_names import EQUIVALENTS, FUNCTIONS

COLUMNS = ["Task", "Budget", "Due Date", "Q1", "In Stock?", "Status", "Area [m2]"]
REFERENCES = ["Budget amounts"]
FIELDS = ["Total"]
ADVICE = Path(__file__).with_name("formula_advice.txt").read_text(encoding="utf-8").splitlines()
"""“formula ⇒ what is said of it”."""


def said(formula: str) -> str:
    return " ".join(str(problem) for problem in check(formula, COLUMNS, REFERENCES, FIELDS))


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(CHILDREN())",
        "=sum(children([Budget]@row))",
        '=IF(Status@row = "Done", true, FALSE)',
        "=Budget5 + $Budget$5 + [Due Date]$1 + $[Due Date]1",
        "=SUM(Budget:Budget) / COUNT([Due Date]:[Due Date])",
        "=SUM(Budget1:[Q1]9)",
        '=COUNTIFS([In Stock?]:[In Stock?], true, Status:Status, <>"Done", Budget:Budget, >=-5)',
        "=COUNTIF(Budget:Budget, ISNUMBER(@cell))",
        "=INDEX({Budget amounts}, MATCH(Task@row, {budget amounts}, 0))",
        "=[Total]# * 2 + Total#",
        '="it said ""yes"", (once" + Task@row',
        "=JOIN(ANCESTORS(Task@row), CHAR(10))",
        "=[Area \\[m2\\]]@row ^ 2 - 10% * -3",
        "=NETWORKDAYS(TODAY(-7), [Due Date]@row)",
    ],
)
def test_what_smartsheet_reads_passes(formula: str) -> None:
    """References of every form, ranges, criteria, summary fields, cross-sheet references, any case."""
    assert said(formula) == ""


@pytest.mark.parametrize("line", ADVICE)
def test_what_it_does_not_read_is_refused_with_the_fix(line: str) -> None:
    """Word for word: what is wrong, and what to write."""
    formula, _, says = line.partition(" ⇒ ")
    assert said(formula) == says


def test_advice_names_only_functions_that_smartsheet_has() -> None:
    """Whoever writes what it says is not told the same again."""
    for name, fix in EQUIVALENTS.items():
        assert set(re.findall(r"\b[A-Z]{2,}\b(?=\()", fix)) <= FUNCTIONS, name


def test_a_problem_says_where_it_is() -> None:
    """In the order of the formula, counted in characters."""
    found = check("=SUMM(Budgt@row)", COLUMNS)
    assert [problem.position for problem in found] == [1, 6]


def test_names_that_are_not_known_are_left_alone_when_nobody_looked_them_up() -> None:
    """References and fields are checked only against a list; the formula says which it uses."""
    formula = "=SUM({Other}) + [Left]# + SUM({Other})"
    assert check(formula, COLUMNS) == ()
    assert len(check(formula, COLUMNS, (), ())) == 3
    assert references_in(formula) == ("Other",)
    assert reads_summary(formula)
    assert not reads_summary("=SUM({Other})")


def test_a_column_formula_names_no_row_by_its_number() -> None:
    """It is the same in every row: this row, whole columns, and the hierarchy."""
    assert check("=Budget@row + SUM([Q1]:[Q1]) + COUNT(CHILDREN())", COLUMNS, every_row=True) == ()
    assert check("=Budget1 + [Q1]$2", COLUMNS) == ()
    found = check("=Budget1 + [Q1]$2", COLUMNS, every_row=True)
    assert [problem.fix for problem in found] == [
        "Write [Budget]@row, or [Budget]:[Budget].",
        "Write [Q1]@row, or [Q1]:[Q1].",
    ]


def test_no_function_is_both_known_and_replaced() -> None:
    """What Smartsheet has is not refused."""
    assert not FUNCTIONS & EQUIVALENTS.keys()


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    """Anything may be typed behind the “=”."""
    for problem in check("=" + text, COLUMNS, REFERENCES, FIELDS):
        assert 0 <= problem.position <= len(text) + 1
        assert problem.says
        assert problem.fix


@given(st.lists(st.sampled_from([*'"[]{}()@#$:;,+-*/^<>=%&!', "Budget", "@row", "SUM(", "1", " ", "[Due Date]", "A1"])))
def test_no_torn_formula_breaks_the_check(parts: list[str]) -> None:
    """Pieces of formulas in any order, which random text hardly meets."""
    check("=" + "".join(parts), COLUMNS, REFERENCES, FIELDS)


LEAVES = st.one_of(
    st.integers(0, 10**6).map(str),
    st.sampled_from(
        ['"Done"', '"a ""b"", (c"', "true", "Budget@row", "[Due Date]@row", "[Q1]5", "$Status$2", "Total#"]
    ),
    st.sampled_from(["[In Stock?]:[In Stock?]", "Budget:Budget", "{Budget amounts}", "CHILDREN()", "TODAY()"]),
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), arguments).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, st.sampled_from(["+", " - ", "*", "/", "^", " <> ", ">=", "="]), inner).map("".join),
        inner.map(lambda each: f"(-{each})"),
    )


FORMULAS = st.recursive(LEAVES, grown, max_leaves=12)


@given(FORMULAS)
def test_a_formula_built_by_the_rules_has_no_problems(body: str) -> None:
    """Whatever is nested in whatever."""
    assert check("=" + body, COLUMNS, REFERENCES, FIELDS) == ()


@given(FORMULAS, st.sampled_from(sorted(FUNCTIONS)), st.sampled_from("XZQ"), st.data())
def test_a_misspelt_function_is_always_caught(body: str, name: str, letter: str, data: st.DataObject) -> None:
    """A letter too many, wherever it is put, in a formula that is otherwise right."""
    at = data.draw(st.integers(0, len(name)))
    wrong = name[:at] + letter + name[at:]
    assert any(f"no function {wrong}." in str(each) for each in check(f"={body} + {wrong}({body})", COLUMNS))
