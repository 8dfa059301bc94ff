"""Whatever people type, the planner answers: it never fails, and what it sends to the engine is well-formed."""

from __future__ import annotations

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.local.planner.conftest import BUDGET, PLAN, Conversation, World

VOCABULARY = """
how many tasks are overdue by owner status due this week next 7 days not done blocked or and 5 largest budget lines
planned over 50,000 % complete total average of the in show me my Ben's "Harbour PR" where is vendor contains no without
a date between 2026-12-01 december latest earliest who has most what sheets row 3 open to which tags high ? , . ' "
top per each percentage priority assigned unassigned approved have with invoice actual starting before until 2.5 k
"""
WORDS = st.sampled_from(VOCABULARY.split())
anything = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join))
quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(question=anything)
def test_any_words_get_an_answer(world: World, question: str) -> None:
    """Every question ends in a text within a few steps, and no statement it makes is malformed SQL."""
    conversation = Conversation(world, PLAN, BUDGET)
    assert conversation.ask(question)
    for name, arguments in conversation.calls:
        if name == "query":
            assert len(duckdb.extract_statements(arguments["sql"])) == 1
