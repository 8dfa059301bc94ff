"""What the environment does not configure for real is stood in for, and nothing else is."""

from __future__ import annotations

import json

import pytest

from infra.local.people import PEOPLE
from infra.local.world import WorldError, plan_world, planner_settings, sandbox_settings


def test_an_empty_environment_gets_every_stand_in_on_loopback() -> None:
    """Nothing configured: sandbox, planner and Teams client, on the ports the README names."""
    plan = plan_world({})

    assert (plan.sandbox, plan.planner, plan.client) == (True, True, True)
    assert (plan.bot_url, plan.playground_port, plan.acting.key) == ("http://127.0.0.1:3978", 56150, "ava")


@pytest.mark.parametrize(
    ("environ", "stood_in"),
    [
        ({"SMARTSHEET_ACCESS_TOKEN": "t"}, (False, True, True)),
        ({"AZURE_OPENAI_ENDPOINT": "https://x"}, (True, False, True)),
        ({"LITELLM_BASE_URL": "https://x"}, (True, False, True)),
        ({"OPENAI_API_KEY": "k"}, (True, False, True)),
        ({"APP_ID": "a"}, (True, True, False)),
        ({"SMARTSHEET_ACCESS_TOKEN": "", "OPENAI_API_KEY": ""}, (True, True, True)),
    ],
)
def test_a_real_part_replaces_just_its_stand_in(environ: dict[str, str], stood_in: tuple[bool, bool, bool]) -> None:
    """One configured part switches off one stand-in; an empty variable configures nothing."""
    plan = plan_world(environ)

    assert (plan.sandbox, plan.planner, plan.client) == stood_in


def test_ports_and_the_person_who_types_are_settable() -> None:
    """PORT, PLAYGROUND_PORT and PLAYGROUND_PERSON are taken from the environment."""
    plan = plan_world({"PORT": "4000", "PLAYGROUND_PORT": "4001", "PLAYGROUND_PERSON": "ben"})

    assert (plan.port, plan.playground_port, plan.acting.name) == (4000, 4001, "Ben Okafor")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"MODE": "production"}, "python app.py"),
        ({"PLAYGROUND_PERSON": "zoe"}, "zoe is nobody here: choose one of ava, ben, carla, dev, elif"),
        ({"PORT": "http"}, "PORT=http is not a port"),
        ({"PLAYGROUND_PORT": "70000"}, "PLAYGROUND_PORT=70000 is not a port"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_a_sentence(environ: dict[str, str], says: str) -> None:
    """The person at the terminal reads what is wrong and what to use instead."""
    with pytest.raises(WorldError, match=says):
        plan_world(environ)


def test_everyone_reads_the_sandbox_as_themselves() -> None:
    """Each sample person's Teams identity leads to their own Smartsheet token; a stranger has none."""
    settings = sandbox_settings("http://127.0.0.1:1")

    assert settings["SMARTSHEET_API_BASE"] == "http://127.0.0.1:1/2.0"
    assert json.loads(settings["LOCAL_PEOPLE"]) == {person.aad_object_id: person.token for person in PEOPLE}
    assert "LOCAL_DEFAULT_TOKEN" not in settings


def test_the_planner_is_an_openai_compatible_model() -> None:
    """Base URL, key and model name are set, so that the bot's settings are complete."""
    assert set(planner_settings("http://127.0.0.1:1")) == {"OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"}
