"""The prompt library: every question can be worded, named by a button, and found again by that name."""

from __future__ import annotations

import pytest

from bot.agent.commands import Command, Verb, parse
from bot.agent.library import ANYONE, ANYWHERE, LIBRARY, Role, examples_for, prompt_at, prompts_for, role_called
from bot.agent.prompt_columns import EXAMPLE_WORDS
from bot.domain.guides import Risk
from bot.errors import InvalidArguments, NotFound


def test_every_question_speaks_of_columns_that_are_known() -> None:
    """No field without a word for it; each role has something to look up and something to check or many to look up."""
    known = {*EXAMPLE_WORDS, "done"}
    for role, templates in LIBRARY.items():
        assert all(template.fields and set(template.fields) <= known for template in templates), role
        assert sum(template.risk is Risk.READING for template in templates) >= 3, role
    assert all(not template.fields for template in ANYWHERE)


def test_a_role_has_no_question_twice() -> None:
    """A button's place in the list is its name."""
    for templates in LIBRARY.values():
        assert len({template.text for template in templates}) == len(templates)


def test_without_a_sheet_only_what_needs_none_is_offered() -> None:
    """The rest is shown as examples, worded as people would."""
    for role in Role:
        prompts = prompts_for(role, None)
        assert [prompt.target for prompt in prompts] == [f"{ANYONE}.{n}" for n in range(len(ANYWHERE))]
        assert [prompt_at(prompt.target, None) for prompt in prompts] == [prompt.text for prompt in prompts]
        assert not any("{" in example for example in examples_for(role))
    assert examples_for(Role.LEAD)[0] == "How many tasks are overdue, by owner?"


@pytest.mark.parametrize(
    "target", ["", "finance", "finance.", "finance.x", "finance.99", "finance.100", "nobody.0", "anyone.9", "lead.-1"]
)
def test_a_forged_name_is_refused(target: str) -> None:
    """A card can name nothing but the library's own questions."""
    with pytest.raises(InvalidArguments):
        prompt_at(target, None)


def test_a_question_of_a_sheet_is_refused_without_one() -> None:
    """With the way to those that fit."""
    with pytest.raises(NotFound) as caught:
        prompt_at("finance.0", None)
    assert "help finance" in caught.value.hint


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("help finance", Role.FINANCE),
        ("Help for a project manager", Role.LEAD),
        ("help me as an engineer", Role.ENGINEER),
        ("/help ops!", Role.OPERATIONS),
        ("prompts for leadership", Role.EXEC),
    ],
)
def test_help_is_asked_for_a_role_in_ones_own_words(said: str, role: Role) -> None:
    """A typed command, understood without a model."""
    assert parse(said) == Command(Verb.HELP, role=role)


@pytest.mark.parametrize("said", ["help me with the budget", "help: which tasks are late?", "help Anna", "helpfinance"])
def test_other_calls_for_help_are_questions(said: str) -> None:
    """Only the names of roles are taken."""
    assert parse(said) is None


def test_roles_go_by_many_names_but_each_name_by_one_role() -> None:
    """Case and spaces aside."""
    assert role_called("  Project   Lead ") is Role.LEAD
    assert role_called("astronaut") is None
    assert {role_called(role.value) for role in Role} == set(Role)
