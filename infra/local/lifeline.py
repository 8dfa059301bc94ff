"""Runs a script as `__main__` and ends it when its standard input closes, so that it never outlives who started it.

`python -m infra.local.lifeline app.py`: the local world holds the other end of the pipe and never writes to it. When
the world dies, however it dies, the pipe closes and the script gets SIGTERM, which it handles as a normal stop.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the script named first, with the remaining arguments as its own."""
    sys.argv = sys.argv[1:]
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), name="lifeline", daemon=True).start()
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
