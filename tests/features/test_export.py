"""What was changed as a CSV file: by a link from chat, and for the admin by a command."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app.audit_command import main
from bot.app.settings import Mode
from infra.local.teams.threads import Posted, Thread
from tests.features.conversation import ask, restarted
from tests.features.test_history import changed
from tests.local_teams import LocalTeams, local_teams
from tests.reading import elements, text_of


class Later:
    """The real clock, which a test puts forward."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def linked(here: LocalTeams, place: Thread, *, person: str = "ava", words: str = "history") -> str:
    """The path of the link that the list's Export gives."""
    listed = await ask(here, place, words, person=person)
    return path_of(await here.teams.press(person, listed.id, "Export"))


def path_of(shown: Any) -> str:
    url = next(str(e["url"]) for e in elements(shown.card) if e.get("type") == "Action.OpenUrl")
    return "/" + url.split("/", 3)[3]


async def fetched(here: LocalTeams, path: str) -> tuple[int, list[dict[str, str]], dict[str, str]]:
    async with aiohttp.ClientSession() as http, http.get(f"{here.bot.url}{path}") as response:
        body = await response.read()
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))) if response.status == 200 else []
        return response.status, rows, {name.lower(): value for name, value in response.headers.items()}


async def test_every_cell_that_was_written_is_a_line_with_before_and_after(tmp_path: Path) -> None:
    """Who, when, plan, reference; undone ones and the undoing too; what was not made is not there."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        row = sheet.rows[11]
        was, name = sheet.value(row, "Status"), sheet.value(row, "Task Name")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve", "Undo")
        await changed(here, chat, "add a task Retrospective at the bottom", "Approve")
        await changed(here, chat, "delete row 2", "Cancel")
        status, rows, headers = await fetched(here, await linked(here, chat))
        assert status == 200
        assert headers["content-type"] == "text/csv; charset=utf-8"
        assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert [(r["way"], r["did"], r["row"], r["what"], r["before"], r["after"]) for r in rows] == [
            ("change", "set cell", f"12 {name}", "Status", was, "Blocked"),
            ("undo", "set cell", f"12 {name}", "Status", "Blocked", was),
            ("change", "add row", "Retrospective", "Task Name", "", "Retrospective"),
        ]
        assert all(r["who"].startswith("Ava Chen (") and r["approved by"] == "Ava Chen" for r in rows)
        assert all(r["reference"] and r["plan"] and r["sheet"] == "Launch plan" for r in rows)
        assert rows[1]["takes back"] == rows[0]["plan"]
        assert rows[2]["row id"] == str(sheet.rows[-1].id)


async def test_a_sort_and_rows_copied_elsewhere_are_told(tmp_path: Path) -> None:
    """The sort in one line; of each copied row its cells, and where they went."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "sort by priority", "Approve")
        await changed(here, chat, "copy rows 9 and 12 to 2025 archive", "Approve")
        _, rows, _ = await fetched(here, await linked(here, chat))
        told = {row["did"] for row in rows}
        assert "sort sheet" in told
        copied = [row for row in rows if row["did"].startswith("copy row to ")]
        assert len({row["row id"] for row in copied}) == 2
        assert all(row["after"] and not row["before"] for row in copied)


async def test_no_cell_is_a_formula_to_a_spreadsheet_and_excel_reads_it(tmp_path: Path) -> None:
    """A leading + - @ is quoted as text; the file begins with the mark of UTF-8."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        for value in ("@SUM(A1)", "+cmd", "-2+3"):
            await changed(here, chat, f"set Comments to {value} for row 9", "Approve")
        path = await linked(here, chat)
        async with aiohttp.ClientSession() as http, http.get(f"{here.bot.url}{path}") as response:
            assert (await response.read()).startswith(b"\xef\xbb\xbf")
        _, rows, _ = await fetched(here, path)
        assert [row["after"] for row in rows] == ["'@SUM(A1)", "'+cmd", "'-2+3"]


async def test_the_file_holds_what_who_asked_for_it_may_read_when_it_is_fetched(tmp_path: Path) -> None:
    """Dev sees the launch plan, not the budget; once it is no longer shared with him, nothing."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.group("ava", "carla", "dev"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        await ask(here, chat, "open budget", person="carla")
        await changed(here, chat, "delete rows 1 and 4", "Approve", person="carla")
        path = await linked(here, chat, person="dev")
        assert {row["sheet"] for row in (await fetched(here, path))[1]} == {"Launch plan"}
        sheet.shares = [share for share in sheet.shares if share.person != "dev"]
        assert (await fetched(here, path))[1] == []
        mine = await linked(here, chat, person="carla", words="history of budget")
        assert {row["sheet"] for row in (await fetched(here, mine))[1]} == {"Budget"}


FORGED = ["x.csv", "", ".csv", "A" * 43 + ".csv", "A" * 43, "..%2f..%2fetc.csv", "%00.csv", "A" * 4_000 + ".csv"]


@pytest.mark.parametrize("name", FORGED, ids=range(len(FORGED)))
async def test_a_forged_link_leads_nowhere(tmp_path: Path, name: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        good = await linked(here, chat)
        assert (await fetched(here, f"/exports/{name}"))[0] == 404
        flipped = good[:-5] + ("A" if good[-5] != "A" else "B") + ".csv"
        assert [(await fetched(here, path))[0] for path in (flipped, good + "x", good[:-4], good)] == [404] * 3 + [200]


async def test_a_link_is_good_for_an_hour_and_keeps_its_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the link nor a cell is in the log, and the store knows the link's hash only."""
    clock = Later()
    async with local_teams(tmp_path, overrides={"clock": clock}) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Comments to Quixotic for row 9", "Approve")
        path = await linked(here, chat)
        token = path.removeprefix("/exports/").removesuffix(".csv")
        assert len(token) == 43
        assert (await fetched(here, path))[0] == 200
        clock.by = timedelta(minutes=59)
        assert (await fetched(here, path))[0] == 200
        clock.by = timedelta(minutes=61)
        assert (await fetched(here, path))[0] == 404
        said = capsys.readouterr()
        assert "export_fetched" in said.out + said.err
        assert token not in said.out + said.err
        assert "Quixotic" not in said.out + said.err
        kept = b"".join(file.read_bytes() for file in tmp_path.glob("sheetline.db*"))
        assert token.encode() not in kept


async def test_without_an_address_it_is_said_what_the_admin_must_set(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        await changed(here, chat, "set Status to Blocked for row 12", "Approve")
        listed: Posted = await ask(here, chat, "history")
        async with restarted(here, mode=Mode.PRODUCTION) as teams:
            assert "must set PUBLIC_URL" in str((await teams.press("ava", listed.id, "Export")).body)
        async with restarted(here, mode=Mode.PRODUCTION, public_url="https://bot.example/") as teams:
            shown = await teams.press("ava", listed.id, "Export")
            url = next(str(e["url"]) for e in elements(shown.card) if e.get("type") == "Action.OpenUrl")
            assert url.startswith("https://bot.example/exports/")
            assert "Launch" not in url
            assert "1 change since" in text_of((await teams.press("ava", listed.id, "Back")).card)


async def test_the_admin_gets_every_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As lines to read, and as CSV with every cell and every event."""
    async with local_teams(tmp_path) as here:
        for chat in (here.teams.personal("ava"), here.teams.group("ava", "ben")):
            await ask(here, chat, "open launch plan")
            await changed(here, chat, "set Comments to seen for row 9", "Approve", "Undo")
        await changed(here, chat, "delete row 2", "Cancel")
    monkeypatch.chdir(tmp_path)
    settings = {"SQLITE_PATH": str(here.settings.database_path), "LOCAL_DEFAULT_TOKEN": "t", "OPENAI_API_KEY": "k"}
    for name, value in {**settings, "OPENAI_MODEL": "m"}.items():
        monkeypatch.setenv(name, value)
    capfdbinary.readouterr()
    assert await asyncio.to_thread(main, []) == 0
    told = capfdbinary.readouterr().out.decode().splitlines()
    assert len(told) == 14
    assert sum("Ava Chen: Set Comments to seen in Launch plan" in line for line in told) == 6
    assert await asyncio.to_thread(main, ["--csv", "out.csv"]) == 0
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["event"] for row in rows].count("applied") == 4
    assert len({row["conversation"] for row in rows}) == 2
    assert next(row["after"] for row in rows if row["did"]) == "seen"
    assert await asyncio.to_thread(main, ["--since", "2999-01-01"]) == 0
    assert capfdbinary.readouterr().out == b""
