"""German, French and Spanish: the main words are put into English; names and values of the sheet stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.planner.contexts import read_sheets
from infra.local.planner.languages import spoken, translate
from tests.local.planner.conftest import PLAN, Conversation, World

ENGLISH = (
    ("Wie viele Aufgaben sind überfällig?", "how many tasks are overdue?"),
    ("wie viele aufgaben sind uberfallig", "how many tasks are overdue"),
    ("Welche 5 Budgetposten sind am größten?", "which 5 budget lines are largest?"),
    ("Zeige meine Aufgaben", "show my tasks"),
    ("Combien de tâches sont en retard ?", "how many tasks are overdue ?"),
    ("Quelles tâches n’ont pas de responsable ?", "which tasks have no owner ?"),
    ("¿Qué tareas vencen en los próximos 7 días?", "which tasks are due in the next 7 days?"),
    ("¿Cuántas tareas están atrasadas por responsable?", "how many tasks are overdue by owner?"),
)
ANSWERS = (
    ("Wie viele Aufgaben sind überfällig?", "3 tasks are overdue."),
    ("Quelles tâches sont en retard ?", "3 tasks match; the first is Print brochures."),
    (
        "¿Cuántas tareas hay por estado?",
        "Launch plan has 10 tasks; Complete, In Progress and Not Started have the most",
    ),
)


@pytest.mark.parametrize(("question", "english"), ENGLISH)
def test_the_main_words_are_put_into_english(question: str, english: str) -> None:
    """Also without accents, as people type."""
    assert translate(question) == english


@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_the_question_is_answered(world: World, question: str, answer: str) -> None:
    """In English: it is a stand-in, and says only what its rules say."""
    assert Conversation(world, PLAN).ask(question).startswith(answer)


@pytest.mark.parametrize(
    "question",
    ["how many tasks are overdue in Los Angeles?", "who owns Die Post?", "what is the status of La Defense?", "asdf"],
)
def test_english_stays_as_it_is(question: str) -> None:
    """Articles in names give no language away."""
    assert spoken(question) is None
    assert translate(question) == question


def test_values_of_the_sheet_stay_as_they_are() -> None:
    """“offen” is the sheet's own word when it is a status of it."""
    sheets = read_sheets(PLAN.replace("Blocked (1)", "Offen (1)"))
    assert translate("wie viele Aufgaben sind offen?", sheets) == "how many tasks are offen?"
    assert translate("wie viele Aufgaben sind offen?") == "how many tasks are open?"


def test_a_word_that_is_not_known_is_named(world: World) -> None:
    """It says which word it lacks, and asks nothing of the sheet."""
    conversation = Conversation(world, PLAN)
    assert "“drachen”" in conversation.ask("Wie viele Aufgaben haben Drachen?")
    assert conversation.calls == []


@given(question=st.text(max_size=80))
def test_any_text_is_put_into_something(question: str) -> None:
    """No text breaks it, and one in no known language comes back unchanged."""
    assert translate(question) == question or spoken(question) is not None
