"""What the settings allow: said before there is a card, and decided again at the click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.smartsheet.world import World
from tests.calls import call
from tests.features.conversation import ask, picture, restarted
from tests.local_teams import local_teams
from tests.reading import buttons_of, text_of

PERSONAL = [
    ({"change_rows": 2}, "set Comments to checked for rows 8, 9 and 10", "one change may touch 2"),
    ({"change_destructive": False}, "delete row 2", "Deleting is switched off here"),
    ({"change_destructive": False}, "delete the column Comments", "Deleting is switched off here"),
    ({"change_columns": 0}, "add a column Region", "1 columns; one change may touch 0 here"),
    ({"change_records": 1}, "share it with Ben Okafor and elif@northwind.example as admin", "may touch 1 here"),
    ({"change_sharing": False}, "share it with elif@northwind.example as editor", "Sharing is switched off here"),
    (
        {"change_share_domains": ["northwind.example"]},
        "share it with newcomer@elsewhere.example as viewer",
        "Sharing is allowed with northwind.example only",
    ),
    (
        {"change_share_domains": ["northwind.example"]},
        "ask newcomer@elsewhere.example to update row 9",
        "Asking is allowed at northwind.example only",
    ),
    ({"change_sharing": False}, "ask Ben to update row 9", "Sharing is switched off here"),
    (
        {"change_destructive": False},
        call("edit_summary", sheet="Launch plan", fields=[{"field": "Sponsor", "delete": True}]),
        "Deleting is switched off here",
    ),
    ({"change_protected": ["comments"]}, "set Comments to checked for row 9", "The column is protected here"),
    (
        {"change_protected": ["comments"]},
        call("edit_columns", sheet="Launch plan", columns=[{"column": "Comments", "title": "Remarks"}]),
        "The column is protected here",
    ),
    ({"change_second_person": ["destroy"]}, "delete row 2", "Ask for it in a group chat or a channel"),
    ({"change_second_person_rows": 2}, "set Comments to checked for rows 8, 9 and 10", "A second person must approve"),
]


@pytest.mark.parametrize(("rules", "words", "why"), PERSONAL, ids=[f"{list(rules)} {w}" for rules, w, _ in PERSONAL])
async def test_what_policy_forbids_is_refused_before_there_is_a_card(
    tmp_path: Path, rules: dict[str, Any], words: str, why: str
) -> None:
    async with local_teams(tmp_path, **rules) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, words)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


ALLOWED = [
    ({"change_share_domains": ["northwind.example"]}, "share it with elif@northwind.example as editor"),
    (
        {"change_share_domains": ["elsewhere.example"]},
        call("share", sheet="Launch plan", people=["Dev"], access="none"),
    ),
    ({"change_share_domains": ["northwind.example"]}, "ask Ben to update row 9"),
    ({"change_destructive": False}, "remove launch plan from my favourites"),
    ({"change_rows": 3}, "set Comments to checked for rows 8, 9 and 10"),
    ({"change_second_person_rows": 3}, "set Comments to checked for rows 8, 9 and 10"),
    ({"change_protected": ["budget"]}, "set Comments to checked for row 9"),
]


@pytest.mark.parametrize(("rules", "words"), ALLOWED, ids=[f"{list(rules)} {w}" for rules, w in ALLOWED])
async def test_what_policy_allows_is_proposed(tmp_path: Path, rules: dict[str, Any], words: str) -> None:
    async with local_teams(tmp_path, **rules) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        assert "Approve" in buttons_of((await ask(here, chat, words)).card)


async def test_a_sheet_has_rules_of_its_own(tmp_path: Path) -> None:
    """Stricter and looser than everywhere else; what it does not say is as everywhere."""
    own = {"destructive": True, "rows": 40}
    async with local_teams(tmp_path, change_destructive=False, change_protected=["Comments"]) as here:
        chat = here.teams.personal("ava")
        sheet = here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        assert "switched off" in text_of((await ask(here, chat, "delete row 9")).card)
    async with local_teams(
        tmp_path / "own", change_destructive=False, change_protected=["Comments"], change_sheets={sheet.id: own}
    ) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        assert "Approve" in buttons_of((await ask(here, chat, "delete row 9")).card)
        assert "protected" in text_of((await ask(here, chat, "set Comments to checked for row 9")).card)


CLICKS = [
    ("delete row 9", {"change_destructive": False}, "Deleting is switched off here"),
    ("set Comments to checked for rows 8, 9 and 10", {"change_rows": 2}, "one change may touch 2 here"),
    ("set Comments to checked for row 9", {"change_protected": ("Comments",)}, "The column Comments is protected"),
    ("share it with elif@northwind.example as editor", {"change_sharing": False}, "Sharing is switched off here"),
    (
        call("share", sheet="Launch plan", people=["Ben Okafor"], access="viewer"),
        {"change_share_domains": ("elsewhere.example",)},
        "Sharing is allowed with elsewhere.example only",
    ),
    ("delete row 9", {"change_second_person": frozenset({"destroy"})}, "Ask for it in a group chat or a channel"),
]


@pytest.mark.parametrize(("words", "rules", "why"), CLICKS, ids=[f"{w} {list(rules)}" for w, rules, _ in CLICKS])
async def test_settings_that_changed_since_the_card_hold_at_the_click(
    tmp_path: Path, words: str, rules: dict[str, Any], why: str
) -> None:
    """One sentence, nothing written, and the card still there for when it is allowed again."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = everything(here.world)
        card = await ask(here, chat, words)
        async with restarted(here, **rules) as teams:
            refused = await teams.press("ava", card.id, "Approve")
            assert why in str(refused.body)
        assert everything(here.world) == before
        assert "Done" in text_of((await here.teams.press("ava", card.id, "Approve")).card)


async def test_what_was_made_can_be_taken_back_but_not_made_again(tmp_path: Path) -> None:
    """Undo restores what was; redo is a deletion, which is switched off by now."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("carla"), here.world.sheet("Budget")
        await ask(here, chat, "open budget", person="carla")
        before = picture(sheet)
        card = await ask(here, chat, "delete rows 1 and 4", person="carla")
        await here.teams.press("carla", card.id, "Approve")
        async with restarted(here, change_destructive=False) as teams:
            await teams.press("carla", card.id, "Undo")
            assert picture(sheet) == before
            refused = await teams.press("carla", card.id, "Redo")
            assert "Deleting is switched off here" in str(refused.body)
            assert picture(sheet) == before


async def test_a_dropdown_takes_other_text_where_policy_and_sheet_let_it(tmp_path: Path) -> None:
    """Priority is not held to its options by the sheet, Status is."""
    async with local_teams(tmp_path, change_dropdowns="override") as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        card = await ask(here, chat, "set Priority to Someday for row 9")
        await here.teams.press("ava", card.id, "Approve")
        assert sheet.value(sheet.rows[8], "Priority") == "Someday"
        await here.teams.press("ava", card.id, "Undo")
        assert picture(sheet) == before
        assert "not one of the options" in text_of((await ask(here, chat, "set Status to Someday for row 9")).card)


def everything(world: World) -> tuple[object, ...]:
    sheet = world.sheet("Launch plan")
    return picture(sheet), [(share.person, share.level) for share in sheet.shares]
