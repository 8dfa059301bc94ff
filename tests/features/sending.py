"""Sending files in the local Teams, and asking about them."""

from __future__ import annotations

from infra.local.smartsheet.model import Sheet
from infra.local.teams.threads import Posted, Thread
from tests.features.conversation import ask
from tests.files.making import csv_bytes, xlsx_bytes
from tests.local_teams import LocalTeams

TASKS = (
    ("Task Name", "Status", "Start Date", "Assigned To"),
    ("Print banners", "In Progress", "2026-12-01", "ben@northwind.example"),
    ("Ship banners", "Not Started", "2026-12-09", "ava@northwind.example"),
)
CSV = csv_bytes(TASKS)
XLSX = xlsx_bytes({"Empty": [], "Extra tasks": TASKS, "People": [("Name", "Mail"), ("Ava", "ava@northwind.example")]})


async def send(
    here: LocalTeams, place: Thread, name: str, data: bytes, text: str = "", *, person: str = "ava"
) -> Posted:
    await here.teams.send_file(person, place, name, data, text)
    return await here.teams.next_reply(place, timeout=30)


async def opened(here: LocalTeams) -> tuple[Thread, Sheet]:
    """Ava's personal chat with the launch plan open in it."""
    chat = here.teams.personal("ava")
    await ask(here, chat, "open launch plan")
    return chat, here.world.sheet("Launch plan")
