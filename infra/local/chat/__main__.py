"""`python -m infra.local.chat`: talk to the running bot in this terminal; lines of a script may be piped in.

PORT and HOST say where the bot is, as they do for the bot itself.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
from collections.abc import Callable

from dotenv import dotenv_values

from infra.local.chat.commands import HELP, NotUnderstood, parse
from infra.local.chat.screen import Screen
from infra.local.chat.terminal import Terminal
from infra.local.servers import LOOPBACK
from infra.local.teams import ConnectorServer, TeamsClient


def main() -> int:
    """Run until /quit, the end of input or Ctrl+C; 1 when no bot answers."""
    environ = {**dotenv_values(".env"), **os.environ}
    bot_url = f"http://{environ.get('HOST') or LOOPBACK}:{environ.get('PORT') or 3978}/api/messages"
    try:
        return asyncio.run(_run(bot_url, interactive=sys.stdin.isatty()))
    except KeyboardInterrupt:
        return 0


async def _run(bot_url: str, *, interactive: bool) -> int:
    width = max(40, shutil.get_terminal_size((100, 24)).columns)
    async with ConnectorServer() as server, TeamsClient(server, bot_url=bot_url) as teams:
        screen = Screen(write=lambda line: print(line, flush=True), width=width)
        terminal = Terminal(teams=teams, screen=screen, bot_url=bot_url)
        talking = asyncio.create_task(_talk(terminal, interactive=interactive))
        listening = asyncio.create_task(terminal.listen())
        done, others = await asyncio.wait({talking, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        return max(task.result() or 0 for task in done)


async def _talk(terminal: Terminal, *, interactive: bool) -> int:
    try:
        await terminal.begin()
        if interactive:
            terminal.screen.lines(HELP)
        await terminal.settle(since=0)
        await _converse(terminal, interactive=interactive)
    except NotUnderstood as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    return 0


async def _converse(terminal: Terminal, *, interactive: bool) -> None:
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    ready = threading.Semaphore(0)
    _start_reading(lines, prompt=(lambda: terminal.prompt) if interactive else None, ready=ready)
    while True:
        ready.release()
        line = await lines.get()
        if line is None:
            return
        if not interactive:
            print(f"{terminal.prompt}{line}", flush=True)
        try:
            command, before = parse(line), terminal.position
            if command is None:
                continue
            if not await terminal.do(command):
                return
            await terminal.settle(since=before)
        except NotUnderstood as problem:
            terminal.screen.lines(str(problem))


def _start_reading(
    lines: asyncio.Queue[str | None], *, prompt: Callable[[], str] | None, ready: threading.Semaphore
) -> None:
    """Read a line whenever `ready` is released, in a thread that does not keep the process alive; None ends the input.

    Piped input is read from the descriptor, because a thread blocked in `sys.stdin` can abort the interpreter's exit.
    """
    loop = asyncio.get_running_loop()

    def put(line: str | None) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    def read_terminal(ask: Callable[[], str]) -> None:
        try:
            while ready.acquire():
                put(input(ask()))
        except EOFError:
            put(None)

    def read_pipe(descriptor: int) -> None:
        rest = b""
        while chunk := os.read(descriptor, 65536):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                put(line.decode("utf-8", errors="replace"))
        if rest:
            put(rest.decode("utf-8", errors="replace"))
        put(None)

    reader, argument = (read_pipe, sys.stdin.fileno()) if prompt is None else (read_terminal, prompt)
    threading.Thread(target=reader, args=(argument,), name="keyboard", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
