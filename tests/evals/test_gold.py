"""The gold SQL of every question is right: it gives what plain Python over the raw JSON gives, on every day."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.evals.catalog import Question, questions
from tests.evals.conftest import DAYS, Answers
from tests.evals.grading import agree

pytestmark = pytest.mark.trials

ALL = questions()
ANSWERABLE = [question for question in ALL if question.answerable]


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
def test_gold_is_right(question: Question, answers: Answers) -> None:
    """The gold SQL and the oracle agree on every day."""
    asked = [both for (_, answer), both in answers.items() if answer == question.id]
    assert asked
    for both in asked:
        assert not isinstance(both.gold, str), both.gold
        assert agree(question, both.gold, both.wanted), (both.gold, both.wanted)


def test_set_is_large_and_varied() -> None:
    """At least 120 questions, 10 in other languages, 8 that the data cannot answer, every sheet asked."""
    assert len(ALL) >= 120
    assert Counter(question.lang != "en" for question in ALL)[True] >= 10
    assert {"de", "fr", "es", "ar", "ja"} <= {question.lang for question in ALL}
    assert sum(not question.answerable for question in ALL) >= 8
    assert len({sheet for question in ALL for sheet in question.sheets}) == 6


def test_answers_are_not_trivial(answers: Answers) -> None:
    """Hardly any question has nothing as its answer: an empty result is right too easily."""
    empty = [question.id for question in ANSWERABLE if not answers[DAYS[0], question.id].wanted]
    assert len(empty) <= 3, empty
