"""The bot as a process of its own: `python -m tests.trials.faults.process SETTINGS` prints where it listens.

SETTINGS is a JSON file.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.app.bootstrap import running
from bot.app.settings import load
from infra.local.servers import start
from tests.clock import hold


async def main(told: Path) -> None:
    async with running(load(**json.loads(told.read_text()))) as app:
        serving = await start(app)
        print(serving.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    hold()
    asyncio.run(main(Path(sys.argv[1])))
