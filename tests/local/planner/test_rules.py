"""Rules that read more than the usual phrasings: what is written in cells, where rows stand, who changed them.

Each case names a part of the SQL it must lead to; that the SQL gives right answers is shown by tests/evals.
"""

from __future__ import annotations

import pytest

from infra.local.planner.ask import Ask
from infra.local.planner.asks import understand
from infra.local.planner.contexts import read_sheets
from infra.local.planner.statements import statements

META = (
    "  _row INTEGER row number · _row_id BIGINT · _level INTEGER (0 = top) · _children INTEGER (0 = leaf) · "
    "_path VARCHAR ancestors · _created_at TIMESTAMPTZ · _modified_at TIMESTAMPTZ · _created_by VARCHAR · "
    "_modified_by VARCHAR"
)
PLAN = f"""\
Sheet "Launch plan" · view launch_plan · 46 rows · version 12 · current
  "Task Name" VARCHAR primary — e.g. Kick-off; Draft brief
  "Status" VARCHAR — one of: Not Started (10); In Progress (12); Complete (20); Blocked (2)
  "Assigned To" VARCHAR contact — one of: Ben Okafor (5); Ava Chen (3)
  "Assigned To (email)" VARCHAR
  "Due Date" TIMESTAMP — 2026-09-01 … 2027-02-10
  "Duration" DOUBLE working days — 1 … 30
  "% Complete" DOUBLE — 0 … 1 · percent
  "Done" BOOLEAN — one of: true (3); false (7)
  "Tags" VARCHAR[] — one of: hardware (2); press (2); supplier (1)
  "Reviewers" VARCHAR[] contacts — one of: Ava Chen (3)
  "Reviewers (emails)" VARCHAR[]
  "Comments" VARCHAR — e.g. Signed off
  "Link" VARCHAR — e.g. Brief
  "Link (url)" VARCHAR
  "ID" VARCHAR — e.g. LP-0001
{META}"""
BUDGET = f"""\
Sheet "Budget" · view budget · 32 rows · version 52 · current
  "Line Item" VARCHAR primary — e.g. Hardware; Injection moulds
  "Category" VARCHAR — one of: Hardware (3); Marketing (3)
  "Vendor" VARCHAR — e.g. Altum Metals; Brightline
  "Planned" DOUBLE — 3,900 … 175,000 · currency USD
  "Actual" DOUBLE — 0 … 66,000 · currency USD
  "Actual (text)" VARCHAR
  "Risk level" VARCHAR — one of: 1 (4); 2 (5); 3 (2)
{META}"""
IN_PLAN = (
    ("how many tasks does each person have?", "GROUP BY 1"),
    ("how many tasks were last modified by Ben Okafor?", '"_modified_by"'),
    (
        "which tasks were changed in the last 2 days?",
        'CAST("_modified_at" AS DATE) BETWEEN today() - INTERVAL (2) DAY AND today()',
    ),
    ("which tasks have not been modified for 4 days or more?", 'CAST("_modified_at" AS DATE) <= today() - 4'),
    ("which tasks are assigned to ben@northwind.example?", "lower(\"Assigned To (email)\") = 'ben@northwind.example'"),
    ("which tasks mention legal in their comments?", "coalesce(\"Comments\", '')"),
    ("which task has the ID LP-0012?", "strip_accents('lp-0012')"),
    ("which tasks have more than one reviewer?", 'coalesce(len("Reviewers"), 0) > 1'),
    ("which tasks are tagged both press and supplier?", "'supplier'), false) AND"),
    ("which tasks in progress are more than 50 % complete?", '"% Complete" > 50 / 100.0'),
    ("which tasks take more than 20 working days?", '"Duration" > 20'),
    ("how many tasks have the Done box ticked?", 'coalesce("Done", false)'),
    ("which 3 tasks are the most overdue?", 'ORDER BY "Due Date" ASC NULLS LAST, "_row" LIMIT 3'),
    ("what are the phases of the plan?", '"_level" = 0'),
    ("how many tasks does each phase have?", "split_part(\"_path\", ' / ', 1)"),
    ("which tasks are under Mobile app?", "coalesce(\"_path\", '') ILIKE '%mobile app%'"),
    ("which tasks have a link?", '"Link (url)"'),
    ("which 2 tags have the most tasks?", "LIMIT 2"),
)
IN_BUDGET = (
    ("how much have we actually spent in total?", 'sum("Actual")'),
    ("total spend so far?", 'sum("Actual")'),
    ("which lines are over budget?", '"Actual" > "Planned"'),
    ("which lines have a planned amount between 20,000 and 40,000?", '"Planned" BETWEEN 20000 AND 40000'),
    ("which lines are with the vendor harbour pr?", "strip_accents('harbour pr')"),
    ("for which lines is the actual amount empty?", '"Actual" IS NULL AND'),
    ("which lines show a formula error in Actual?", "\"Actual (text)\" LIKE '#%'"),
    ("which lines have an actual amount that is not a number?", "\"Actual (text)\" NOT LIKE '#%'"),
    ("on which lines is the actual amount exactly 0?", '"Actual" = 0'),
    ("which lines have a risk level of 2 or more?", 'TRY_CAST("Risk level" AS DOUBLE) >= 2'),
    ("how many lines have risk level 3?", 'TRY_CAST("Risk level" AS DOUBLE) = 3'),
    ("how many different vendors are there?", "NOT (coalesce(\"Vendor\", '') = '')"),
    ("which vendor has the largest planned total?", "ORDER BY 2 DESC NULLS LAST, 1 LIMIT 1"),
)


@pytest.mark.parametrize(
    ("context", "question", "part"), [(PLAN, q, p) for q, p in IN_PLAN] + [(BUDGET, q, p) for q, p in IN_BUDGET]
)
def test_a_rule_leads_to_its_condition(context: str, question: str, part: str) -> None:
    """Every word is understood, and the last statement says what was asked."""
    sheet = read_sheets(context)[0]
    ask = understand(question, sheet, person="Ava Chen")
    assert isinstance(ask, Ask), ask
    assert part in statements(ask, sheet)[-1].sql


@pytest.mark.parametrize(
    "question",
    [
        "which tasks are under budget pressure and why?",
        "which tasks have the vendor Brightline?",
        "how many tasks does each dragon have?",
        "which lines are not a number?",
        "how far along is it?",
    ],
)
def test_what_no_rule_covers_is_not_guessed(question: str) -> None:
    """A column that is not there or a word that is not known leads to no statement."""
    sheet = read_sheets(PLAN)[0]
    assert not isinstance(understand(question, sheet, person="Ava Chen"), Ask)
