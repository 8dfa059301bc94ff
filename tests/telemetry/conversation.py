"""A conversation in a whole local Teams, logged as a bot logs in production: `python -m tests.telemetry.conversation`.

Standard error is the log, at INFO, a JSON object a line. Standard output is what must not be in it: cells, questions,
tokens, people.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bot import logs
from infra.local.people import PEOPLE
from infra.local.smartsheet import World
from infra.local.smartsheet.faults import Kind
from tests.local_teams import LocalTeams, local_teams

ASKED = (
    "sheets",
    "open launch plan",
    "how many tasks are overdue, by owner?",
    "show rows 1-5",
    "which 5 budget lines are largest?",
    "open the Falcon acquisition dossier",
    "what is the salary of Grace Hopper-Quimby?",
    "status",
)


async def main() -> None:
    logs.configure(level="INFO", form="json")
    with tempfile.TemporaryDirectory() as folder:
        async with local_teams(Path(folder)) as here:
            await _talk(here)
            json.dump(_secrets(here.world), sys.stdout)


async def _talk(here: LocalTeams) -> None:
    chat = here.teams.personal("ava")
    for text in ASKED:
        await here.teams.say("ava", chat, text)
        await here.teams.next_reply(chat, timeout=60)
    table = b"Task Name,Merger Codename\nTalk to Zephyrine,Bluebird\n"
    for name, data in (("Quokka terms.csv", table), ("Quokka terms.pdf", b"%PDF-1.7 Bluebird"), ("Quokka.csv", b"")):
        await here.teams.send_file("ava", chat, name, data)
        await here.teams.next_reply(chat, timeout=60)
    here.world.faults.add(Kind.RETRY, count=1)
    here.world.faults.add(Kind.UNEXPECTED, count=4, skip=1)
    other = here.teams.personal("ben")
    for text in ("open risk register", "what is the worst risk?"):
        await here.teams.say("ben", other, text)
        await here.teams.next_reply(other, timeout=60)


def _secrets(world: World) -> dict[str, list[str]]:
    cells = {
        str(cell.display or cell.value)
        for sheet in world.sheets.values()
        for row in sheet.rows
        for cell in row.cells.values()
    }
    people = {text for person in PEOPLE for text in (person.name, person.email)}
    return {
        "cells": sorted(cells),
        "questions": [text for text in ASKED if " " in text]
        + ["Falcon", "Hopper", "Quokka", "Codename", "Zephyrine", "Bluebird", "tempauth"],
        "tokens": [*(person.token for person in PEOPLE), "town-password"],
        "people": sorted(people),
    }


if __name__ == "__main__":
    asyncio.run(main())
