"""Links attached and attachments removed from chat, through the connector: asked, shown, approved, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.smartsheet.records import Attachment
from tests.calls import call
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, text_of

SPEC = "https://docs.northwind.example/spec?v=2#part"


def attached(here: LocalTeams) -> list[tuple[str, str, str, str | None]]:
    """What is attached to the plan: on what, what kind, its name and address."""
    found = here.world.records.attachments_of(here.world.sheet("Launch plan"))
    return sorted((each.parent_type, each.kind, each.name, each.url) for each in found)


CHANGES = [
    (f"attach {SPEC} to row 12 as Spec", [f"Spec: {SPEC}", "Row 12", "1 attachment to create"]),
    (f"attach {SPEC} to the sheet", [f"spec: {SPEC}", "The sheet"]),
    (
        call(
            "attach",
            sheet="Launch plan",
            action="add_link",
            row_number=4,
            name="Minutes",
            url="https://docs.google.com/document/d/1",
        ),
        ["Minutes: https://docs.google.com"],
    ),
    ("attach https://de.wikipedia.org/wiki/Büro to row 4", ["Büro: https://de.wikipedia.org/wiki/B%C3%BCro"]),
    (
        call("attach", sheet="Launch plan", action="remove", name="Steering deck"),
        ["Steering deck: https://docs.northwind.example/steering", "by Ava Chen", "1 attachment to delete"],
    ),
    (
        call("attach", sheet="Launch plan", action="remove", name="Steering deck"),
        ["Remove Steering deck from the sheet"],
    ),
]


@pytest.mark.parametrize(("words", "shown"), CHANGES, ids=[words for words, _ in CHANGES])
async def test_a_link_is_shown_attached_and_taken_back(tmp_path: Path, words: str, shown: list[str]) -> None:
    """Its whole address is on the card before the click, as text."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        before = attached(here)
        card = await ask(here, chat, words)
        for text in shown:
            assert text in text_of(card.card)
        opening = [e["url"] for e in elements(card.card) if e["type"] == "Action.OpenUrl"]
        assert not [url for url in opening if "smartsheet" not in url]
        assert attached(here) == before

        await here.teams.press("ava", card.id, "Approve")
        changed = attached(here)
        assert changed != before
        await here.teams.press("ava", card.id, "Undo")
        assert attached(here) == before
        await here.teams.press("ava", card.id, "Redo")
        assert attached(here) == changed


async def test_the_kind_follows_the_address(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        for host in ("docs.google.com", "app.box.com", "www.dropbox.com", "1drv.ms", "notdropbox.com"):
            card = await ask(here, chat, f"attach https://{host}/x to row 7 as {host}")
            await here.teams.press("ava", card.id, "Approve")
        kinds = {name: kind for on, kind, name, _ in attached(here) if on == "ROW"}
        assert [kinds[host] for host in ("docs.google.com", "app.box.com", "www.dropbox.com", "1drv.ms")] == [
            "GOOGLE_DRIVE",
            "BOX_COM",
            "DROPBOX",
            "ONEDRIVE",
        ]
        assert kinds["notdropbox.com"] == "LINK"


async def test_a_file_is_removed_with_its_versions_for_good(tmp_path: Path) -> None:
    """Each version is on the card; it says that there is no way back, and offers none."""
    async with local_teams(tmp_path) as here:
        (file,) = [each for each in here.world.records.attachments if each.name == "Mould offer Altum.pdf"]
        old = Attachment(here.world.new_id(), file.sheet_id, "ROW", file.parent_id, "Offer v1.pdf", "carla", file.at)
        file.older = [old]
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, call("attach", sheet="Launch plan", action="remove", name="Mould offer Altum.pdf"))
        for text in ("Order injection moulds", "by Ben Okafor", "418 KB", "Offer v1.pdf", "earlier version 1"):
            assert text in text_of(card.card)
        assert "It cannot be taken back from here. Smartsheet does not give a deleted file back." in text_of(card.card)
        done = await here.teams.press("ava", card.id, "Approve")
        assert "2 attachments deleted" in text_of(done.card)
        assert "Undo" not in buttons_of(done.card or {})
        assert "Mould offer Altum.pdf" not in {name for _, _, name, _ in attached(here)}


REFUSED = [
    ("ava", "attach javascript://alert(1) to row 4", "web address"),
    ("ava", "attach https://ava:secret@evil.example/ to row 4", "without a name or password"),
    ("ava", "attach https://evil.example/\u202etxt.exe to row 4", "web address"),
    ("ava", "attach https://docs.northwind.example/steering to the sheet", "attached to the sheet already"),
    ("ava", "attach https://x.example to row 900", "none has the number 900"),
    ("ava", call("attach", sheet="Launch plan", action="remove", name="Steering dekc"), "The closest: Steering deck"),
    ("ava", call("attach", sheet="Launch plan", action="remove", name=".pdf"), "Several attachments could be meant"),
    ("dev", "attach https://x.example to row 4", "viewer access"),
    (
        "dev",
        call("attach", sheet="Launch plan", action="remove", name="Steering deck"),
        "you can remove only what you attached",
    ),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[words for _, words, _ in REFUSED])
async def test_what_cannot_be_attached_or_removed_is_said_before(
    tmp_path: Path, person: str, words: str, why: str
) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        before = attached(here)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card or {})
        assert attached(here) == before


async def test_a_commenter_attaches_and_removes_their_own(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        here.world.share(here.world.sheet("Launch plan").id, "dev", "COMMENTER")
        chat = here.teams.personal("dev")
        await ask(here, chat, "open launch plan", person="dev")
        before = attached(here)
        card = await ask(here, chat, f"attach {SPEC} to row 12 as Spec", person="dev")
        await here.teams.press("dev", card.id, "Approve")
        assert ("ROW", "LINK", "Spec", SPEC) in attached(here)
        card = await ask(
            here, chat, call("attach", sheet="Launch plan", action="remove", row_number=12, name="Spec"), person="dev"
        )
        await here.teams.press("dev", card.id, "Approve")
        assert attached(here) == before


async def test_one_removed_meanwhile_is_told_of(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, call("attach", sheet="Launch plan", action="remove", name="Steering deck"))
        (deck,) = [each for each in here.world.records.attachments if each.name == "Steering deck"]
        here.world.records.attachments.remove(deck)
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "is no longer there" in text_of(conflict.card)


@pytest.mark.parametrize("fault", ["drop_after", "bad_gateway", "truncate"])
async def test_a_lost_answer_attaches_once(tmp_path: Path, fault: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, f"attach {SPEC} to row 12 as Spec")
        here.world.faults.add(fault, method="POST", path="/attachments")
        await here.teams.press("ava", card.id, "Approve")
        assert attached(here).count(("ROW", "LINK", "Spec", SPEC)) == 1
