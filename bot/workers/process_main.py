"""The inside of a child process: framed requests on standard input, framed replies on standard output.

A frame is a header (request id, status, length) and a body. Requests run in a few threads, so a long one does not
hold up the others. The child inherits no environment, so no secret of the bot's is in it, and it ends when its
standard input ends: it cannot outlive the bot.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import BinaryIO

HEADER = struct.Struct("<QBI")
OK, FAILED = 0, 1
LOADED = 0
"""The id of a reply that no request asked for: from here on requests are served at once."""


def main(entry: str, threads: int, memory_mib: int, nice: int = 0) -> None:
    """Serve `entry` (`module:function`, bytes → bytes) until standard input ends.

    `memory_mib` above 0 caps what the process may allocate, beyond what it holds once loaded; `nice` above 0 lets
    others go first when the processors are busy (both POSIX only).
    """
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints goes to standard error, never between two frames
    module, _, name = entry.partition(":")
    handler: Callable[[bytes], bytes] = getattr(import_module(module), name)
    if memory_mib:
        _cap_memory(memory_mib)
    _write_all(replies, HEADER.pack(LOADED, OK, 0))
    _serve(sys.stdin.buffer, replies, handler, threads)
    os._exit(0)  # threads may still be busy with requests that nobody waits for


def _serve(requests: BinaryIO, replies: BinaryIO, handler: Callable[[bytes], bytes], threads: int) -> None:
    lock = threading.Lock()
    with ThreadPoolExecutor(threads) as pool:
        while len(header := requests.read(HEADER.size)) == HEADER.size:
            request_id, _, length = HEADER.unpack(header)
            future = pool.submit(handler, requests.read(length))
            future.add_done_callback(partial(_reply, replies, lock, request_id))
        os._exit(0)


def _reply(replies: BinaryIO, lock: threading.Lock, request_id: int, done: Future[bytes]) -> None:
    error = done.exception()
    if error is None:
        status, body = OK, done.result()
    else:
        status, body = FAILED, "".join(traceback.format_exception(error)[-3:]).encode()
    with lock:
        _write_all(replies, HEADER.pack(request_id, status, len(body)) + body)


def _write_all(stream: BinaryIO, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[stream.write(view) :]


def _cap_memory(mib: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with open("/proc/self/statm") if sys.platform == "linux" else open(os.devnull) as statm:
        pages = (statm.read().split() or ["0"] * 6)[5]
    held = int(pages) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (held + mib * 2**20, resource.RLIM_INFINITY))
