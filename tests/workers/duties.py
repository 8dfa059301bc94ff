"""What the workers of the tests do."""

from __future__ import annotations

import os
import time


def environment(request: bytes) -> bytes:
    return repr(dict(os.environ)).encode()


def obey(request: bytes) -> bytes:
    """Echo, end, fail, sleep, tell the process id or take memory, as told."""
    word, _, size = request.decode().partition(" ")
    if word == "exit":
        os._exit(3)
    if word == "sleep":
        time.sleep(float(size))
    if word == "raise":
        raise KeyError("as told")
    if word == "allocate":
        return b"ok" if bytearray(int(size) * 2**20) else b""
    return str(os.getpid()).encode() if word == "pid" else request
