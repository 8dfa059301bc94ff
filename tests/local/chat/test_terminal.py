"""In the terminal one speaks as anyone, anywhere, and presses what is shown."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.local.chat.commands import NotUnderstood, Press, Say, SendFile, parse
from infra.local.chat.screen import Screen
from infra.local.chat.terminal import Terminal
from infra.local.teams import ConnectorServer, TeamsClient
from tests.local.chat.conftest import EchoBot

ROOT = Path(__file__).parents[3]


class Session:
    """A terminal with its printed lines."""

    def __init__(self, terminal: Terminal, lines: list[str]) -> None:
        self.terminal = terminal
        self.lines = lines

    async def type(self, *lines: str) -> list[str]:
        """Type lines one after another, each answered before the next; what was printed meanwhile."""
        start = len(self.lines)
        for line in lines:
            command, before = parse(line), self.terminal.position
            assert command is not None
            await self.terminal.do(command)
            if isinstance(command, Say):  # this bot says no welcome
                await self.terminal.settle(since=before)
        return self.lines[start:]


@pytest.fixture
async def session(bot: EchoBot) -> AsyncIterator[Session]:
    lines: list[str] = []
    async with ConnectorServer() as server, TeamsClient(server, bot_url=bot.url) as teams:
        terminal = Terminal(teams=teams, screen=Screen(write=lines.append, width=80), bot_url=bot.url, quiet_s=0.05)
        listening = asyncio.create_task(terminal.listen())
        await terminal.begin()
        yield Session(terminal, lines)
        listening.cancel()


async def test_a_message_is_answered_with_the_card_as_text(session: Session) -> None:
    """What is typed goes to the bot as Ava in her personal chat; the card comes back as lines with numbered buttons."""
    printed = await session.type("open launch plan")

    assert printed == ["Sheetline", "  │ Ava Chen said open launch plan", "  │ [1] How   [2] Open in Smartsheet"]


async def test_one_can_be_anyone_in_any_place(session: Session, bot: EchoBot) -> None:
    """/as and /in change who speaks and where; groups and channels mention the bot, a channel post begins a thread."""
    await session.type("/as ben", "/in group", "hello", "/in channel", "first", "second", "/thread", "third")

    said = [activity for activity in bot.activities if activity["type"] == "message"]
    kinds = [activity["conversation"]["conversationType"] for activity in said]
    threads = [activity["conversation"]["id"] for activity in said]
    assert {activity["from"]["name"] for activity in said} == {"Ben Okafor"}
    assert kinds == ["groupChat", "channel", "channel", "channel"]
    assert threads[1] == threads[2] != threads[3]
    assert all("<at>Sheetline</at>" in activity["text"] for activity in said)


@pytest.mark.parametrize("button", ["1", "How", "how", "ho"])
async def test_a_button_is_pressed_by_number_or_title(session: Session, button: str) -> None:
    """The press reaches the bot with the card's own data, and the card that answers is shown."""
    await session.type("hello")

    printed = await session.type(f"/press {button}")

    assert printed[0] == "  │ pressed by Ava Chen"


async def test_a_card_that_comes_twice_is_shown_once(session: Session) -> None:
    """A press may be answered with the card that everybody gets; the second time there is nothing new to read."""
    await session.type("hello")

    printed = await session.type("/press How", "/press How")

    assert printed.count("  │ pressed by Ava Chen") == 1


async def test_a_link_is_shown_instead_of_pressed(session: Session, bot: EchoBot) -> None:
    """A button that only opens a page prints its address and sends nothing."""
    await session.type("hello")
    before = len(bot.activities)

    printed = await session.type("/press open")

    assert printed == ["  │ https://app.smartsheet.com/sheets/1"]
    assert len(bot.activities) == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/as zoe", "There is no zoe here; there are ava"),
        ("/press 1", "has no buttons"),
        ("/thread", "/in channel goes there"),
    ],
)
async def test_what_cannot_be_done_is_said(session: Session, line: str, says: str) -> None:
    """A command that makes no sense here is answered with what would."""
    with pytest.raises(NotUnderstood, match=says):
        await session.type(line)


@pytest.mark.parametrize("line", ["/in", "/in nowhere", "/press", "/wait soon", "/file", "/fly", "/who me"])
def test_a_mistyped_command_is_explained(line: str) -> None:
    """Usage, or the pointer to /help; never a crash."""
    with pytest.raises(NotUnderstood, match=r"^(Usage: /|There is no /)"):
        parse(line)


def test_inputs_of_a_press_follow_its_title() -> None:
    """Titles may have spaces; inputs are the words with an equals sign after it."""
    assert parse("/press Save as due=2026-11-30 note=late") == Press("Save as", {"due": "2026-11-30", "note": "late"})


async def test_a_script_can_be_piped_in(bot: EchoBot) -> None:
    """Each line waits for its answer; the end of input ends the client."""
    code, out, _ = await _run(bot.url, "open launch plan\n/press How\n/quit\n")

    assert code == 0
    assert out.index("> open launch plan") < out.index("Ava Chen said open launch plan") < out.index("pressed by Ava")


async def test_without_a_bot_it_says_what_to_run() -> None:
    """One sentence and exit code 1, not a traceback."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    code, _, err = await _run(f"http://127.0.0.1:{port}/api/messages", "hello\n")

    assert code == 1
    assert (
        err.strip()
        == f"No bot answers at http://127.0.0.1:{port}/api/messages: run “make run” in another terminal first."
    )


async def _run(bot_url: str, script: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.local.chat"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PORT": str(urlsplit(bot_url).port), "HOST": "127.0.0.1"},
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate(script.encode())
    return process.returncode, out.decode(), err.decode()


async def test_a_file_of_this_machine_is_sent_with_what_is_said(session: Session, bot: EchoBot, tmp_path: Path) -> None:
    path = tmp_path / "my plan.csv"
    path.write_bytes(b"Task,Due\nVenue,2026-12-01\n")
    assert parse("/file plan.csv make a sheet of it") == SendFile("plan.csv", "make a sheet of it")
    await session.type(f'/file "{path}" read this')
    (activity,) = [a for a in bot.activities if a.get("attachments") and a["type"] == "message"]
    assert activity["attachments"][0]["name"] == "my plan.csv"
    with pytest.raises(NotUnderstood, match="cannot be read"):
        await session.type("/file /nowhere/plan.csv")
