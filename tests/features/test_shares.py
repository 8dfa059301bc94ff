"""Sheets and workspaces shared from chat, through the connector: asked, shown, approved, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.smartsheet.containers import Share
from tests.calls import call
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, text_of

CHANGES = [
    ("share it with elif@northwind.example as editor", ["elif@northwind.example", "editor", "1 share to create"]),
    ("share it with newcomer@elsewhere.example as viewer", ["Outside northwind.example: newcomer@elsewhere.example"]),
    ("share it with elif@northwind.example as commenter", ["elif@northwind.example", "commenter"]),
    (
        call("share", sheet="Launch plan", people=["Ben Okafor"], access="viewer"),
        ["Ben Okafor (ben@northwind.example)", "editor", "viewer"],
    ),
    (
        call("share", sheet="Launch plan", people=["Dev"], access="none"),
        ["Dev Patel (dev@northwind.example)", "1 share to delete", "viewer"],
    ),
    ("share it with Ben Okafor and elif@northwind.example as admin", ["1 share to change", "1 share to create"]),
]


def shares_of(here: LocalTeams) -> list[tuple[str, str]]:
    return sorted((share.person, share.level) for share in here.world.sheet("Launch plan").shares)


@pytest.mark.parametrize(("words", "shown"), CHANGES, ids=[words for words, _ in CHANGES])
async def test_a_share_is_shown_made_and_taken_back(tmp_path: Path, words: str, shown: list[str]) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = shares_of(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        assert shares_of(here) == before

        await here.teams.press("ava", card.id, "Approve")
        changed = shares_of(here)
        assert changed != before
        await here.teams.press("ava", card.id, "Undo")
        assert shares_of(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert shares_of(here) == changed


async def test_a_workspace_is_shared_with_everything_in_it_and_the_card_says_so(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        workspace = next(iter(here.world.workspaces.values()))
        await ask(here, chat, "open launch plan")
        before = [(share.person, share.level) for share in workspace.shares]
        card = await ask(
            here, chat, call("share", workspace=workspace.name, people=["elif@northwind.example"], access="viewer")
        )
        assert "every sheet, report and dashboard of the workspace" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        assert ("elif", "VIEWER") in [(share.person, share.level) for share in workspace.shares]
        await here.teams.press("ava", card.id, "Undo")
        assert [(share.person, share.level) for share in workspace.shares] == before


REFUSED = [
    ("ava", "share it with ava@northwind.example as viewer", "nobody change their own access"),
    ("ava", "share it with Nobody Known as viewer", "Say their email address"),
    (
        "ava",
        call("share", sheet="Launch plan", people=["elif@northwind.example"], access="none"),
        "not shared with them directly",
    ),
    ("ben", "share it with elif@northwind.example as viewer", "does not allow sharing"),
    ("ava", "share it with Ben Okafor as editor", "is an editor already"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[words for _, words, _ in REFUSED])
async def test_what_cannot_be_shared_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_a_share_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The card names what is there now; what nothing stands against waits for a new click."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "share it with Ben Okafor and elif@northwind.example as admin")
        ben = next(share for share in sheet.shares if share.person == "ben")
        ben.level = "COMMENTER"
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "COMMENTER" in text_of(conflict.card)
        assert ben.level == "COMMENTER"
        await here.teams.press("ava", card.id, "Approve the rest")
        assert (ben.level, "elif" in {share.person for share in sheet.shares}) == ("COMMENTER", True)


async def test_somebody_else_who_shared_first_is_told_of(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "share it with elif@northwind.example as editor")
        sheet.shares.append(Share("I1", "elif", "VIEWER"))
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "is already there" in text_of(conflict.card)
        assert [share.level for share in sheet.shares if share.person == "elif"] == ["VIEWER"]
