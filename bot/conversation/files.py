"""Files sent with a message: fetched at once, while Teams' link works, looked at, and remembered for a day."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.agent.tool_context import ToolContext
from bot.conversation.progress import Say
from bot.conversation.replies import Reply
from bot.conversation.services import Services
from bot.conversation.sessions import open_session
from bot.domain import sessions
from bot.domain.chat import Attachment, Click, Message, Scope
from bot.domain.files import MOST_FILES, FileCard, SentFile
from bot.domain.sessions import Session
from bot.errors import InvalidArguments, LimitExceeded, NotFound, PermissionDenied
from bot.files.at_hand import WHERE_FROM, FilesAtHand

log = structlog.get_logger(__name__)

LONGEST_NAME = 120

WORDS = ("Create a sheet from file {number}", "Add the rows of file {number} to the open sheet")
"""What the buttons of a file's card ask, by their index; the name that somebody gave the file is no part of it."""


def at_hand(services: Services, session: Session, message: Message) -> FilesAtHand | None:
    """The files sent here that are kept still; None where no files are taken."""
    if services.files is None:
        return None
    kept = [file for file in session.files if file.usable(services.clock.now())]
    personal = session.conversation.scope is Scope.PERSONAL
    return FilesAtHand(services.files, kept, personal=personal, locale=message.locale)


async def take_in(services: Services, ctx: ToolContext, message: Message, *, say: Say) -> tuple[SentFile, ...]:
    """The files of the message, which the turn's tools then have at hand. Raises what `Files.fetch` raises."""
    wanted = [each for each in message.attachments if each.is_file]
    if not wanted:
        return ()
    if message.conversation.scope is not Scope.PERSONAL:
        if any(map(str.isalnum, message.text)):
            return ()  # the question may be about anything; a tool that wants the file says why there is none
        raise PermissionDenied("Teams gives bots no files in channels and group chats.", hint=WHERE_FROM)
    if ctx.files is None:
        raise PermissionDenied("Files are not taken here.", hint="Attach it in Smartsheet.")
    if len(wanted) > MOST_FILES:
        raise LimitExceeded(f"That is {len(wanted)} files; I take up to {MOST_FILES} at once.", hint="Send fewer.")
    found = tuple([await _taken(services, ctx.files, each, message, say) for each in wanted])
    hashes = {file.sha256 for file in found}
    ctx.files.sent = [*found, *(file for file in ctx.files.sent if file.sha256 not in hashes)][:MOST_FILES]
    return found


async def _taken(services: Services, hand: FilesAtHand, sent: Attachment, message: Message, say: Say) -> SentFile:
    name = clean_name(sent.name)
    say(f"Reading “{name}”…")
    kept = await hand.desk.files.fetch(sent.url, name=name)
    path = await hand.desk.files.path(kept.sha256)
    tables, problem = await hand.desk.reader.facts(path, name, locale=message.locale)
    log.info("file_taken_in", size=kept.size, tables=len(tables), problem=problem)
    return SentFile(name, kept.sha256, kept.size, services.clock.now(), tables, problem)


def remembering(reply: Reply, sent: tuple[SentFile, ...], services: Services) -> Reply:
    """The reply, after which the session knows the files."""
    if not sent:
        return reply
    change, now = reply.change, services.clock.now()
    return replace(reply, change=lambda session: sessions.received(change(session), sent, now=now))


def card(sent: tuple[SentFile, ...], session: Session) -> Reply:
    """For files without a word: what they hold, and what can be done with them."""
    open_sheet = session.sheets[0].name if session.sheets else ""
    return Reply(FileCard(sent, open_sheet))


async def chosen(services: Services, click: Click) -> str:
    """What the button of a file's card asks. Raises InvalidArguments for a forged one, NotFound for one too old."""
    digest, _, index = click.target.partition(".")
    if not digest.isalnum() or index not in [str(number) for number in range(len(WORDS))]:
        raise InvalidArguments("This button does not name a file.")
    session = (await open_session(services, click.conversation)).session
    kept = [file for file in session.files if file.usable(services.clock.now())]
    for number, file in enumerate(kept, start=1):
        if file.sha256.startswith(digest) and len(digest) >= 12:
            return WORDS[int(index)].format(number=number)
    raise NotFound("This file is no longer kept.", hint="Send it again.")


def clean_name(said: str) -> str:
    """A file's name as it can be said and sent on: one line, no path, no quotation marks of ours."""
    shown = "".join(c if c.isprintable() else " " for c in said.replace("\\", "/").rpartition("/")[2])
    name = " ".join(shown.translate(str.maketrans('“”„"', "''''")).split()).strip(". ")
    if len(name) > LONGEST_NAME:
        stem, dot, suffix = name.rpartition(".")
        name = (
            f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}"
            if dot and len(suffix) < 10
            else name[:LONGEST_NAME]
        )
    return name or "file"
