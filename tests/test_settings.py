"""The settings: everything wrong is told at once, with the variable's name and what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.changes_assembly import policies
from bot.app.settings import Mode, Settings, SettingsError, load
from bot.domain.effects import Effect
from bot.domain.policies import PlanPolicy

GOOD = {
    "openai_base_url": "http://127.0.0.1:1/v1",
    "openai_api_key": "k",
    "openai_model": "m",
    "local_default_token": "t",
}
REAL = {
    "mode": "production",
    "app_id": "app",
    "app_tenantid": "tenant",
    "app_password": "s3cret",
    "smartsheet_access_token": "tok3n",
    "azure_openai_endpoint": "https://x.openai.azure.com",
    "azure_openai_deployment": "gpt",
    "cosmos_endpoint": "https://x.documents.azure.com:443/",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def problems(**values: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(**values)
    return caught.value.problems


def test_the_local_world_needs_no_identity() -> None:
    """With stand-ins for Smartsheet and the model, the bot runs anonymously on loopback."""
    settings = load(**GOOD)
    assert settings.anonymous
    assert settings.mode is Mode.LOCAL


def test_a_production_environment_is_accepted() -> None:
    """Everything real, signed in with secrets that no repr shows."""
    settings = load(**REAL)
    assert not settings.anonymous
    assert "s3cret" not in repr(settings)
    assert "tok3n" not in repr(settings)


def test_an_empty_environment_says_what_is_missing_and_how_to_do_without() -> None:
    """Both missing parts are told at once, each with its variable and the local way out."""
    told = problems()
    assert [line.split(":")[0].split(",")[0] for line in told] == ["SMARTSHEET_ACCESS_TOKEN", "AZURE_OPENAI_ENDPOINT"]
    assert all("make run" in line for line in told)


def test_every_problem_is_told_at_once() -> None:
    """Values that cannot be read and values that do not go together come in one list."""
    told = problems(port=99_999, log_level="LOUD", host="0.0.0.0")
    named = {line.split(":")[0].split(",")[0] for line in told}
    assert {"PORT", "LOG_LEVEL", "HOST", "SMARTSHEET_ACCESS_TOKEN", "AZURE_OPENAI_ENDPOINT"} <= named


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.com"])
def test_an_anonymous_bot_refuses_the_network(host: str) -> None:
    """Without an app id nothing but loopback may reach the bot."""
    assert any(line.startswith("HOST") for line in problems(**GOOD, host=host))


def test_an_anonymous_bot_refuses_production() -> None:
    """In production the bot has an identity."""
    assert any(line.startswith("APP_ID") for line in problems(**{**REAL, "app_id": ""}))


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"app_tenantid": ""}, "APP_TENANTID"),
        ({"app_password": None}, "APP_PASSWORD"),
        ({"azure_openai_deployment": ""}, "AZURE_OPENAI_DEPLOYMENT"),
        ({"litellm_base_url": "http://proxy/v1"}, "AZURE_OPENAI_ENDPOINT"),
        ({"cosmos_endpoint": None}, "COSMOS_ENDPOINT"),
        ({"sqlite_path": "x.db"}, "COSMOS_ENDPOINT"),
        ({"local_default_token": "t"}, "LOCAL_PEOPLE"),
    ],
)
def test_what_does_not_go_together_is_named(changes: dict[str, object], variable: str) -> None:
    """Each contradiction names the variable to change."""
    assert any(line.startswith(variable) for line in problems(**{**REAL, **changes}))


def test_a_managed_identity_needs_no_password() -> None:
    """UserAssignedMSI has no secret at all."""
    assert load(**{**REAL, "app_type": "UserAssignedMSI", "app_password": None}).app_password is None


def test_rules_for_changes_are_read_from_lists_and_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists with commas or as JSON, sheets by their id; what a sheet does not say is as everywhere."""
    written = {
        "CHANGE_SHARE_DOMAINS": "@Northwind.example, partner.example",
        "CHANGE_PROTECTED": '["Cost, net", "Owner"]',
        "CHANGE_SECOND_PERSON": "destroy,share",
        "CHANGE_SHEETS": '{"12": {"rows": 3, "dropdowns": "override", "second_person": [], "second_person_rows": 9}}',
    }
    for name, value in written.items():
        monkeypatch.setenv(name, value)
    book = policies(load(**GOOD))
    assert book.everywhere == PlanPolicy(
        share_domains=("northwind.example", "partner.example"),
        protected=("Cost, net", "Owner"),
        second=frozenset({Effect.DESTROY, Effect.SHARE}),
    )
    assert book.of(12) == replace(book.everywhere, rows=3, only_options=False, second=frozenset(), second_rows=9)
    assert book.of(13) == book.everywhere


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CHANGE_SHEETS", "{", "CHANGE_SHEETS: Value error, it is not JSON"),
        ("CHANGE_SHEETS", '{"Budget": {}}', "CHANGE_SHEETS, Budget"),
        ("CHANGE_SHEETS", '{"12": {"row": 3}}', "CHANGE_SHEETS, 12 › row"),
        ("CHANGE_SHEETS", '{"12": {"rows": -1}}', "CHANGE_SHEETS, 12 › rows"),
        ("CHANGE_SECOND_PERSON", "everything", "CHANGE_SECOND_PERSON"),
        ("CHANGE_PROTECTED", "[1", "CHANGE_PROTECTED"),
        ("CHANGE_ROWS", "-4", "CHANGE_ROWS"),
        ("CHANGE_DROPDOWNS", "loose", "CHANGE_DROPDOWNS"),
    ],
)
def test_rules_for_changes_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """With the sheet and the rule, when it is one of a sheet's."""
    monkeypatch.setenv(name, value)
    assert any(line.startswith(told) for line in problems(**GOOD))


def test_the_example_file_lists_every_setting() -> None:
    """.env.example and the settings name the same variables."""
    text = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))
    assert listed == {name.upper() for name in Settings.model_fields}


def test_the_example_file_shows_each_default() -> None:
    """A line of .env.example that is filled in says what holds when it is left out."""
    text = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^([A-Z_]+)=(.+)$", text, re.MULTILINE))
    assert len(shown) > 20
    untouched = load(**GOOD)
    kept = {name.lower(): value for name, value in shown.items() if name.lower() not in GOOD}
    assert load(**{**GOOD, **kept}) == untouched


def test_hosts_for_files_are_names_and_in_production_not_this_machine() -> None:
    """A host is written as a name; the local Teams serves files from this machine, nothing else does."""
    assert load(**GOOD, file_hosts="files.example.com, .drive.example").more_file_hosts == (
        "files.example.com",
        ".drive.example",
    )
    assert load(**GOOD).local_files
    assert not load(**REAL).local_files
    assert problems(**GOOD, file_hosts="https://files.example.com/x")[0].startswith("FILE_HOSTS")
    assert problems(**REAL, file_hosts="127.0.0.1")[0].startswith("FILE_HOSTS")
