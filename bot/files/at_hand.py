"""The files that were sent in a conversation, as a turn's tools see them: by number or name, never by an address."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.files import FileTable, SentFile
from bot.errors import InvalidArguments, NotFound
from bot.files.reader import FileReader
from bot.ports.files import Files
from bot.sheets.finder import plain

WHERE_FROM = "Send it to me in our personal chat, then ask again there."


@dataclass(frozen=True, slots=True)
class FileIntake:
    """Where files are fetched and kept, and who reads them."""

    files: Files
    reader: FileReader


@dataclass(slots=True)
class FilesAtHand:
    """`sent` has the file sent last first; the model and the person count them from 1."""

    desk: FileIntake
    sent: list[SentFile] = field(default_factory=list)
    personal: bool = True
    locale: str = "en-US"

    def find(self, asked: str) -> SentFile:
        """The file with that number or name, or the only one. Raises NotFound, naming those that are at hand."""
        if not self.sent:
            why = "No file is at hand." if self.personal else "Teams gives bots no files in channels and group chats."
            raise NotFound(why, hint="Send the file here first." if self.personal else WHERE_FROM)
        wanted = asked.strip().strip("#").casefold()
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self.sent):
            return self.sent[int(wanted) - 1]
        for each in self.sent:
            if plain(each.name) == plain(asked) or plain(each.name.rpartition(".")[0]) == plain(asked):
                return each
        names = "; ".join(f"{number} “{each.name}”" for number, each in enumerate(self.sent, start=1))
        raise NotFound(f"No file at hand is called “{asked}”.", hint=f"At hand: {names}.")

    async def table(self, file: SentFile, *, worksheet: str | None = None) -> FileTable:
        """The file's table, rows and all. Raises InvalidArguments for what is none, NotFound when it is kept no more
        or has no such worksheet."""
        if file.problem:
            raise InvalidArguments(
                f"“{file.name}” cannot be used as a table. {file.problem}", hint="It can be attached to a row or sheet."
            )
        only = _worksheet(file, worksheet) if worksheet else file.tables[0].name
        path = await self.desk.files.path(file.sha256)
        return await self.desk.reader.table(path, file.name, locale=self.locale, only=only or None)


def _worksheet(file: SentFile, asked: str) -> str:
    for each in file.tables:
        if plain(each.name) == plain(asked):
            return each.name
    names = ", ".join(f"“{each.name}”" for each in file.tables if each.name)
    raise NotFound(f"“{file.name}” has no worksheet “{asked}”.", hint=f"It has {names}." if names else None)
