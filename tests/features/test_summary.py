"""A sheet's summary changed from chat, through the connector: asked, shown, approved, undone, redone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.records import SummaryField
from tests.calls import call
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, text_of

CHANGES = [
    ("set the summary field Decision needed to 120000", ["Summary field “Decision needed”", "empty", "120,000"]),
    ("set the summary field Launch date to 2027-03-04", ["Mar 4, 2027"]),
    ("set the summary field Launch date to 3/4/2027", ["Mar 4, 2027"]),
    ("set the summary field Sponsor to Ben Okafor", ["Ava Chen (ava@northwind.example)", "Ben Okafor"]),
    ("set the summary field Overall health to green", ["Yellow", "Green"]),
    ("set the summary field Open risks to 12", ["holds a formula, which this replaces", "=COUNTIF({Risk status}"]),
    ("set the summary field Decision needed to =COUNT([Task Name]:[Task Name])", ["=COUNT([Task Name]"]),
    (
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Overall health", "value": "", "delete": False}]),
        ["Yellow", "empty"],
    ),
    (
        call("edit_summary", sheet="Launch plan", fields=[{"title": "Patron", "value": "Ava", "delete": False}]),
        ["Summary field “Patron”", "text or number · Ava"],
    ),
    (
        call(
            "edit_summary",
            sheet="Launch plan",
            fields=[{"title": "Lead", "type": "contact", "value": "Carla Rossi", "delete": False}],
        ),
        ["contact · Carla Rossi (carla@northwind.example)"],
    ),
    (
        call(
            "edit_summary",
            sheet="Launch plan",
            fields=[{"title": "Agreed", "type": "checkbox", "value": "yes", "delete": False}],
        ),
        ["checkbox · Yes"],
    ),
    (
        call(
            "edit_summary",
            sheet="Launch plan",
            fields=[
                {"title": "Mood", "type": "dropdown", "options": ["Good", "Bad"], "value": "Good", "delete": False}
            ],
        ),
        ["dropdown · choices Good, Bad · Good"],
    ),
    (
        call(
            "edit_summary",
            sheet="Launch plan",
            fields=[{"title": "Due", "type": "date", "value": "2026-12-01", "delete": False}],
        ),
        ["date · 2026-12-01"],
    ),
    (
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Sponsor", "title": "Patron", "delete": False}]),
        ["title “Sponsor”", "title “Patron”"],
    ),
    (
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Sponsor", "delete": True}]),
        ["contact · Ava Chen", "1 summary field to delete"],
    ),
    (
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Open risks", "delete": True}]),
        ["=COUNTIF({Risk status}"],
    ),
]


def picture(here: LocalTeams, name: str = "Launch plan") -> list[tuple[str, str, Any, Any, Any]]:
    """The fields in their order, without ids and what formulas compute."""
    fields: list[SummaryField] = here.world.records.summaries[here.world.sheet(name).id]
    return [(f.title, f.type, None if f.formula else f.value, f.formula, f.more.get("options")) for f in fields]


@pytest.mark.parametrize(("words", "shown"), CHANGES, ids=[words for words, _ in CHANGES])
async def test_a_field_is_shown_changed_and_taken_back(tmp_path: Path, words: str, shown: list[str]) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = picture(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert picture(here) == before

        await here.teams.press("ava", card.id, "Approve")
        changed = picture(here)
        assert changed != before
        await here.teams.press("ava", card.id, "Undo")
        assert picture(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert picture(here) == changed


async def test_an_editor_sets_values_and_no_more(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ben")
        await ask(here, chat, "open launch plan", person="ben")
        card = await ask(here, chat, "set the summary field Decision needed to Yes", person="ben")
        await here.teams.press("ben", card.id, "Approve")
        assert ("Decision needed", "TEXT_NUMBER", "Yes", None, None) in picture(here)


REFUSED = [
    ("ava", "set the summary field Budgett to 1", "The closest:"),
    ("ava", "set the summary field Launch date to whenever", "is not a date I can read"),
    ("ava", "set the summary field Overall health to Purple", "is not one of the options"),
    ("ava", "set the summary field Sponsor to Nobody Known", "Give the email address"),
    ("ava", "set the summary field Decision needed to =SUMME([Task Name]:[Task Name])", "Smartsheet has no function"),
    ("ava", "set the summary field Decision needed to =[Nonsense]1", "Nonsense"),
    ("ava", "set the summary field Overall health to Yellow", "is so already"),
    (
        "ava",
        call("edit_summary", sheet="Launch plan", fields=[{"title": "Sponsor", "value": "Ava", "delete": False}]),
        "has a field with this title",
    ),
    (
        "ava",
        call(
            "edit_summary", sheet="Launch plan", fields=[{"field": "Sponsor", "title": "Open risks", "delete": False}]
        ),
        "has a field with this title",
    ),
    (
        "ben",
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Sponsor", "delete": True}]),
        "takes admin access",
    ),
    (
        "ben",
        call("edit_summary", sheet="Launch plan", fields=[{"title": "Patron", "delete": False}]),
        "takes admin access",
    ),
    ("dev", "set the summary field Decision needed to Yes", "does not allow changes"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[f"{who}: {words}" for who, words, _ in REFUSED])
async def test_what_cannot_be_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_a_locked_field_is_said_before(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ben")
        await ask(here, chat, "open launch plan", person="ben")
        here.world.records.summaries[here.world.sheet("Launch plan").id][-1].more["locked"] = True
        card = await ask(here, chat, "set the summary field Decision needed to Yes", person="ben")
        assert "The field is locked." in text_of(card.card)


async def test_a_field_that_formulas_read_is_said(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        fields = here.world.records.summaries[here.world.sheet("Launch plan").id]
        fields[-1].formula = "=[Open risks]# * 2"
        card = await ask(
            here, chat, call("edit_summary", sheet="Launch plan", fields=[{"field": "Open risks", "delete": True}])
        )
        assert "Formulas read it and will fail: Decision needed." in text_of(card.card)


async def test_a_field_that_moved_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Who changed it is named; zero is not empty."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        field = here.world.records.summaries[here.world.sheet("Launch plan").id][-1]
        card = await ask(here, chat, "set the summary field Decision needed to 7")
        field.value, field.by = 0, "ben"
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "object value: 0" in text_of(conflict.card)
        assert "Ben Okafor" in text_of(conflict.card)
        assert field.value == 0


async def test_a_lost_answer_adds_nothing_twice(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(
            here,
            chat,
            call("edit_summary", sheet="Launch plan", fields=[{"title": "Patron", "value": "Ava", "delete": False}]),
        )
        here.world.faults.add("drop_after", method="POST", path="/summary/fields")
        await here.teams.press("ava", card.id, "Approve")
        assert [title for title, *_ in picture(here)].count("Patron") == 1
