"""A file sent in Teams, through the connector: fetched, looked at, remembered; and each way that can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.files import clean_name
from tests.features.conversation import ask, forge
from tests.features.sending import CSV, XLSX, send
from tests.files.making import bomb_bytes
from tests.local_teams import local_teams
from tests.reading import buttons_of, elements, text_of


async def test_a_file_without_words_gets_a_card_of_what_it_holds(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        said = text_of((await send(here, chat, "tasks.csv", CSV)).card)
        for part in ("tasks.csv", "2 rows", "Task Name, Status, Start Date, Assigned To", "open a sheet first"):
            assert part in said
        assert "Print banners" not in said
        await ask(here, chat, "open launch plan")
        card = await send(here, chat, "book.xlsx", XLSX)
        said = text_of(card.card)
        for part in ("Extra tasks: 2 rows", "People: 1 row", "attach it to row 12"):
            assert part in said
        presses = [e["selectAction"]["title"] for e in elements(card.card) if "selectAction" in e]
        assert presses == ["Create a sheet from it", "Add its rows to Launch plan"]
        assert here.connector.drive.downloads == 2


async def test_a_file_that_is_no_table_can_only_be_attached(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        card = await send(here, chat, "offer.pdf", b"%PDF-1.7 ...")
        assert "It is not a table." in text_of(card.card)
        assert [e for e in elements(card.card) if "selectAction" in e] == []


async def test_a_redelivered_message_is_worked_once(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        sent = await here.teams.send_file("ava", chat, "tasks.csv", CSV)
        await here.teams.next_reply(chat)
        await here.teams.redeliver(sent)
        with pytest.raises(TimeoutError):
            await here.teams.next_reply(chat, timeout=0.5)
        assert here.connector.drive.downloads == 1


FAILING = [
    ("empty.csv", b"", "is empty"),
    ("huge.bin", b"x" * (30 * 10**6 + 1), "larger than 30 MB"),
    ("bomb.xlsx", bomb_bytes(), "unpacks to more than I read"),
]


@pytest.mark.parametrize(("name", "data", "why"), FAILING, ids=[name for name, _, _ in FAILING])
async def test_a_file_that_cannot_be_taken_says_why(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    async with local_teams(tmp_path) as here:
        assert why in text_of((await send(here, here.teams.personal("ava"), name, data)).card)


async def test_a_link_that_ended_says_to_send_it_again(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        file = here.connector.drive.share(here.connector.url, "tasks.csv", CSV)
        here.connector.drive.expire()
        await here.teams.say("ava", chat, "", attachments=[file])
        said = text_of((await here.teams.next_reply(chat)).card)
        assert "no longer works" in said
        assert "Send the file again" in said


async def test_a_forged_link_is_not_followed(tmp_path: Path) -> None:
    """Only SharePoint is asked; in production this machine is not either."""
    async with local_teams(tmp_path, file_hosts="") as here:
        chat = here.teams.personal("ava")
        said = text_of((await send(here, chat, "tasks.csv", CSV)).card)
        assert "does not lie on SharePoint or OneDrive" in said
        assert here.connector.drive.downloads == 0


async def test_in_a_group_it_is_said_that_teams_gives_bots_no_files(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        group = here.teams.group("ava", "ben")
        file = here.connector.drive.share(here.connector.url, "tasks.csv", CSV)
        await here.teams.say("ava", group, "", attachments=[file])
        said = text_of((await here.teams.next_reply(group)).card)
        assert "Teams gives bots no files in channels and group chats" in said
        assert "personal chat" in said


async def test_more_than_five_files_at_once_are_too_many(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        files = [here.connector.drive.share(here.connector.url, f"{n}.csv", CSV) for n in range(6)]
        await here.teams.say("ava", chat, "", attachments=files)
        assert "I take up to 5 at once" in text_of((await here.teams.next_reply(chat)).card)
        await here.teams.say("ava", chat, "", attachments=files[:5])
        assert "4.csv" in text_of((await here.teams.next_reply(chat)).card)


async def test_a_picture_is_no_file(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        picture = {"contentType": "image/png", "contentUrl": f"{here.connector.url}/v3/attachments/1/views/original"}
        await here.teams.say("ava", chat, "", attachments=[picture])
        assert "pictures" in text_of((await here.teams.next_reply(chat)).card)


async def test_a_new_chat_forgets_the_files(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        card = await send(here, chat, "tasks.csv", CSV)
        (offer,) = (e["selectAction"] for e in elements(card.card) if "selectAction" in e)
        await ask(here, chat, "new chat")
        assert "no longer kept" in str(await forge(here, "ava", card, "file", offer["data"]["id"]))
        for target in ("", "..", "x.0", f"{'0' * 16}.7", f"{'0' * 3}.0"):
            answer = str(await forge(here, "ava", card, "file", target))
            assert "no longer kept" in answer or "does not name a file" in answer
        assert "Approve" not in buttons_of(card.card)


def test_names_are_one_line_without_paths_or_our_quotation_marks() -> None:
    for said, name in [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.csv", "plan.csv"),
        ('a “b” "c".csv', "a 'b' 'c'.csv"),
        ("two\nlines\u202e.csv", "two lines .csv"),
        ("", "file"),
        ("...", "file"),
    ]:
        assert clean_name(said) == name
    assert clean_name("x" * 300 + ".csv").endswith("x.csv")
    assert len(clean_name("x" * 300 + ".csv")) == 120
