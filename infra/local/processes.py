"""Child processes of the local world: started in their own group, stopped in order, never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from infra.local.servers import LOOPBACK


class PortTaken(Exception):
    """A port the world needs is in use; the message says which, and what to do."""


@dataclass(slots=True)
class Child:
    """A running child process; it ends by itself when our end of its standard input closes."""

    name: str
    process: asyncio.subprocess.Process

    @property
    def exit_code(self) -> int | None:
        return self.process.returncode

    async def wait(self) -> int:
        return await self.process.wait()

    async def stop(self, *, grace_s: float) -> None:
        """Ask it to stop, and kill its whole group after `grace_s` seconds."""
        if self.process.returncode is None:
            _signal_group(self.process, signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.wait(), timeout=grace_s)
            except TimeoutError:
                _signal_group(self.process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
                await self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


async def start_child(
    name: str,
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | None = None,
) -> Child:
    """Start `command` in a process group of its own, so that Ctrl+C reaches only us and we stop it in order.

    Its output goes to `output`, or to our own standard output and error. Raises OSError when it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=output,
        stderr=output,
        env=dict(environ),
        cwd=cwd,
        start_new_session=True,
    )
    return Child(name=name, process=process)


def require_free_port(port: int, *, variable: str, purpose: str) -> None:
    """Return when 127.0.0.1:`port` can be listened on. Raises PortTaken with a sentence for the person."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there the option means "share the port"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} for {purpose} is taken: another Sheetline may be running. "
                f"Stop it, or choose another port: {variable}={port + 1} make run"
            ) from error


def _signal_group(process: asyncio.subprocess.Process, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.terminate()
        else:
            os.killpg(process.pid, what)
