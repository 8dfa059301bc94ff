"""Files attached to rows and sheets, through the connector: the bytes that the card named, once, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls import call
from tests.features.conversation import ask
from tests.features.sending import opened, send
from tests.local_teams import LocalTeams, local_teams
from tests.reading import text_of


def attached(here: LocalTeams) -> list[tuple[str, str, str, bytes]]:
    """The files attached to the plan: on what, called what, of which kind, and their bytes."""
    found = here.world.records.attachments_of(here.world.sheet("Launch plan"))
    ours = [each for each in found if each.kind == "FILE" and each.content]
    return sorted((each.parent_type, each.name, each.mime_type or "", each.content) for each in ours)


PDF = b"%PDF-1.7 " + bytes(range(256)) * 40
ATTACHED = [
    ("Offer.pdf", "attach it to row 12", "Row 12", ("ROW", "Offer.pdf", "application/pdf", PDF)),
    (
        "Offer.pdf",
        call("attach", sheet="Launch plan", action="add_file", name="Offer.pdf"),
        "The sheet",
        ("SHEET", "Offer.pdf", "application/pdf", PDF),
    ),
    ("Größe.bin", "attach file 1 to row 4", "Row 4", ("ROW", "Größe.bin", "application/octet-stream", PDF)),
]


@pytest.mark.parametrize(("name", "words", "where", "becomes"), ATTACHED, ids=[words for _, words, _, _ in ATTACHED])
async def test_a_file_is_shown_attached_and_taken_back(
    tmp_path: Path, name: str, words: str, where: str, becomes: tuple[str, str, str, bytes]
) -> None:
    """Its name and size before the click; after it the very bytes, though the link is gone; and back, and again."""
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        card = await send(here, chat, name, PDF, words)
        for said in (name, "10 KB", where, "1 attachment to create"):
            assert said in text_of(card.card)
        assert attached(here) == []
        here.connector.drive.expire()
        await here.teams.press("ava", card.id, "Approve")
        assert attached(here) == [becomes]
        await here.teams.press("ava", card.id, "Undo")
        assert attached(here) == []
        await here.teams.press("ava", card.id, "Redo")
        assert attached(here) == [becomes]


@pytest.mark.parametrize("fault", ["drop_after", "bad_gateway", "truncate"])
async def test_a_lost_answer_attaches_a_file_once(tmp_path: Path, fault: str) -> None:
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        card = await send(here, chat, "offer.pdf", PDF, "attach it to row 12")
        here.world.faults.add(fault, method="POST", path="/attachments")
        await here.teams.press("ava", card.id, "Approve")
        assert [name for _, name, _, _ in attached(here)] == ["offer.pdf"]


@pytest.mark.parametrize("how", ["altered", "gone"])
async def test_a_file_that_is_not_as_it_was_is_not_attached(tmp_path: Path, how: str) -> None:
    """The card says what to do; nothing is written."""
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        card = await send(here, chat, "offer.pdf", PDF, "attach it to row 12")
        (kept,) = (tmp_path / "files").iterdir()
        kept.unlink() if how == "gone" else kept.write_bytes(b"something else")
        done = await here.teams.press("ava", card.id, "Approve")
        assert "This file is no longer kept; send it again." in text_of(done.card)
        assert "Nothing was changed" in text_of(done.card)
        assert attached(here) == []


async def test_a_viewer_attaches_nothing_and_a_commenter_does(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("dev")
        await ask(here, chat, "open launch plan", person="dev")
        card = await send(here, chat, "offer.pdf", PDF, "attach it to row 12", person="dev")
        assert "viewer access" in text_of(card.card)
        here.world.share(here.world.sheet("Launch plan").id, "dev", "COMMENTER")
        await ask(here, chat, "open launch plan", person="dev")
        card = await ask(
            here,
            chat,
            call("attach", sheet="Launch plan", action="add_file", row_number=12, name="offer.pdf"),
            person="dev",
        )
        await here.teams.press("dev", card.id, "Approve")
        assert len(attached(here)) == 1


async def test_a_file_of_the_same_name_is_told_of(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        card = await send(here, chat, "offer.pdf", PDF, "attach it to row 12")
        await here.teams.press("ava", card.id, "Approve")
        card = await send(here, chat, "offer.pdf", PDF + b"2", "attach it to row 12")
        assert "“offer.pdf” is on row 12 already; it stays" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        await here.teams.press("ava", card.id, "Undo")
        assert [content for *_, content in attached(here)] == [PDF]
