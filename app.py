"""Settings → bootstrap → run; `app.py doctor` checks what it needs instead, `app.py audit` tells what was changed."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence

from aiohttp import web

from bot import logs
from bot.app import audit_command
from bot.app.bootstrap import running
from bot.app.settings import Settings, SettingsError, load
from bot.doctor import command as doctor


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then finish the turns in flight."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings) as app:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        await stop.wait()
        await runner.cleanup()


def main(arguments: Sequence[str]) -> int:
    if arguments:
        command = {"doctor": doctor.main, "audit": audit_command.main}.get(arguments[0])
        if command is None:
            sys.stderr.write("Usage: python app.py [doctor | audit] [--help]. Settings are in .env.example.\n")
            return 2
        logs.configure(level="ERROR", form="text")
        return command(arguments[1:])
    try:
        settings = load()
    except SettingsError as error:
        sys.stderr.write("Sheetline cannot start:\n" + "".join(f"  - {problem}\n" for problem in error.problems))
        return 2
    logs.configure(level=settings.log_level, form=settings.log_format)
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
