"""`python -m infra.local`: the whole of Sheetline on this machine, with one closing line that says what to open."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from datetime import UTC, datetime

from dotenv import dotenv_values

from infra.local.processes import PortTaken
from infra.local.world import ROOT, WorldError, run_world


def main() -> int:
    """Run until Ctrl+C; 0 after a stop, 1 with one sentence when it could not start or go on."""
    from_file = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value}
    try:
        asyncio.run(_run({**from_file, **os.environ}))
    except (WorldError, PortTaken) as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:  # where signals cannot be handled by the loop (Windows)
        pass
    return 0


async def _run(environ: dict[str, str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with contextlib.suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), stop.set)
    await run_world(
        environ,
        stop=stop,
        say=lambda line: print(line, flush=True),
        today=datetime.now(UTC).date(),
        folder=ROOT / ".local" / "playground",
    )


if __name__ == "__main__":
    sys.exit(main())
