"""Favourites and automations switched from chat, through the connector: asked, shown, approved, undone, redone."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.smartsheet.records import AutomationRule
from infra.local.smartsheet.sample.beside import DASHBOARD, REPORT
from tests.calls import call
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, text_of

FAVORITES = [
    ("add risk register to my favourites", ["Sheet “Risk register”", "not in your favourites"]),
    (
        call("switch", what="favorite", names=["Open work", "Launch dashboard"], on=True),
        ["Report “Open work”", "Dashboard “Launch dashboard”"],
    ),
    ("add the workspace Northwind Launch to my favourites", ["Workspace “Northwind Launch”"]),
    ("remove launch plan from my favourites", ["Sheet “Launch plan”", "1 favourite to delete"]),
    ("remove this sheet from my favourites", ["Sheet “Launch plan”"]),
]
BLOCKED, APPROVE = "Tell everyone when a task is blocked", "Ask Ben to approve"


def switched(automation: str, *, on: bool) -> str:
    return call("switch", what="automation", names=[automation], on=on, sheet="Launch plan")


AUTOMATIONS = [
    (switched(BLOCKED, on=False), ["on · notification immediately to everyone the sheet is shared with"]),
    (
        switched(APPROVE, on=True),
        [
            "off · approval request daily to ben@northwind.example",
            "Approval column missing.",
            "those cannot be called back",
        ],
    ),
    (switched(BLOCKED, on=False), ["1 automation to change"]),
]


def favorites(here: LocalTeams) -> list[tuple[str, int]]:
    return sorted(here.world.favorites.get("ava", []))


def rules(here: LocalTeams) -> list[tuple[str, bool, object]]:
    return [(rule.name, rule.enabled, rule.action) for rule in here.world.records.automations]


@pytest.mark.parametrize(("words", "shown"), FAVORITES, ids=[words for words, _ in FAVORITES])
async def test_a_favourite_is_shown_switched_and_taken_back(tmp_path: Path, words: str, shown: list[str]) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = favorites(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert favorites(here) == before

        await here.teams.press("ava", card.id, "Approve")
        changed = favorites(here)
        assert changed != before
        await here.teams.press("ava", card.id, "Undo")
        assert favorites(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert favorites(here) == changed


@pytest.mark.parametrize(("words", "shown"), AUTOMATIONS, ids=[words for words, _ in AUTOMATIONS])
async def test_an_automation_is_shown_switched_and_taken_back(tmp_path: Path, words: str, shown: list[str]) -> None:
    """What it does, to whom, stays as it is."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = rules(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert rules(here) == before

        await here.teams.press("ava", card.id, "Approve")
        changed = rules(here)
        assert [(name, on) for name, on, _ in changed] != [(name, on) for name, on, _ in before]
        assert [action for *_, action in changed] == [action for *_, action in before]
        await here.teams.press("ava", card.id, "Undo")
        assert rules(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert rules(here) == changed


REFUSED = [
    ("ava", "add launch plan to my favourites", "is in your favourites already"),
    ("ava", "remove risk register from my favourites", "is not in your favourites already"),
    ("ava", "add Nothing like it to my favourites", "I can see nothing called"),
    ("dev", "add risk register to my favourites", "I can see nothing called"),
    (
        "ava",
        call("switch", what="automation", names=["Nothing like it"], on=False, sheet="Launch plan"),
        "does not show workflows of several steps",
    ),
    ("ava", switched(BLOCKED, on=True), "is on already"),
    ("ben", switched(BLOCKED, on=False), "lets only its admins"),
    ("dev", switched(BLOCKED, on=False), "lets only its admins"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[f"{who}: {words}" for who, words, _ in REFUSED])
async def test_what_cannot_be_switched_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_a_rule_that_now_mails_others_is_a_conflict(tmp_path: Path) -> None:
    """The card said to whom it sends; that is what was approved."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, switched(APPROVE, on=True))
        rule: AutomationRule = here.world.records.automations[1]
        rule.action = {**rule.action, "recipients": [{"email": "outside@elsewhere.example"}]}
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "is not as it was" in text_of(conflict.card)
        assert not rule.enabled


async def test_a_lost_answer_is_no_second_favourite(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, call("switch", what="favorite", names=["Open work", "Launch dashboard"], on=True))
        here.world.faults.add("drop_after", method="POST", path="/favorites")
        done = await here.teams.press("ava", card.id, "Approve")
        assert "Done" in text_of(done.card)
        assert {("report", REPORT), ("sight", DASHBOARD)} <= set(favorites(here))
