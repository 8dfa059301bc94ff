"""Whether files sent in Teams can be kept."""

from __future__ import annotations

import asyncio
import os

from bot.app.files_assembly import file_box
from bot.app.settings import Settings
from bot.doctor.findings import Problem


async def check_files(settings: Settings) -> str:
    """A few bytes written, kept under their hash, read and deleted."""
    folder = settings.files_dir or settings.data_dir / "files"
    try:
        await asyncio.to_thread(_probe, settings)
    except OSError as error:
        raise Problem(
            f"{folder} takes no files ({error.strerror or type(error).__name__}).",
            todo="Make FILES_DIR a folder that the bot's user can write, with room for some gigabytes.",
        ) from error
    return f"{folder}: kept and read a probe."


def _probe(settings: Settings) -> None:
    box = file_box(settings)
    incoming = box.begin()
    try:
        incoming.write(os.urandom(32), most=32)
        box.path(incoming.keep().sha256).unlink()
    finally:
        incoming.drop()
