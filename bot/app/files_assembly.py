"""The part of a running Sheetline that takes files in, wired."""

from __future__ import annotations

from contextlib import AsyncExitStack

from bot.app.settings import Settings
from bot.files.at_hand import FileIntake
from bot.files.reader import FileReader
from bot.ports.workers import StartWorker
from bot.store.files import FileBox
from bot.teams.file_hosts import FileHosts
from bot.teams.files import TeamsFiles


def file_desk(settings: Settings, box: FileBox, stack: AsyncExitStack, start: StartWorker) -> FileIntake:
    """Fetched from SharePoint, kept in the box, read in a process of their own. Closed with the stack."""
    files = TeamsFiles(box, FileHosts(settings.more_file_hosts, loopback=settings.local_files))
    reader = FileReader(start)
    stack.push_async_callback(files.aclose)
    stack.push_async_callback(reader.aclose)
    return FileIntake(files, reader)


def file_box(settings: Settings) -> FileBox:
    return FileBox(settings.files_dir or settings.data_dir / "files")
