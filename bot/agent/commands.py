"""Typed commands: understood without a model, so that they work when it is down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.agent.library import Role, role_called
from bot.agent.periods import WORDS


class Verb(StrEnum):
    HELP = "help"
    SHEETS = "sheets"
    OPEN = "open"
    CLOSE = "close"
    SHOW = "show"
    EDIT = "edit"
    ADD = "add"
    COLUMNS = "columns"
    STATUS = "status"
    RETRY = "retry"
    NEW_CHAT = "new chat"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed. `sheet` is what follows “open”, or “in” after a row to edit or add; `first`…`last` are the
    rows “show” asks for, None for all, or the row to edit; `role` is whose prompts “help” is asked for; `period`
    is that of “history”, whose `sheet` is the only one it is about."""

    verb: Verb
    sheet: str = ""
    role: Role | None = None
    first: int | None = None
    last: int | None = None
    period: str = ""


_WORDS = {
    "help": Verb.HELP,
    "?": Verb.HELP,
    "commands": Verb.HELP,
    "prompts": Verb.HELP,
    "sheets": Verb.SHEETS,
    "list sheets": Verb.SHEETS,
    "my sheets": Verb.SHEETS,
    "open": Verb.SHEETS,
    "open sheet": Verb.SHEETS,
    "open a sheet": Verb.SHEETS,
    "load": Verb.SHEETS,
    "columns": Verb.COLUMNS,
    "describe": Verb.COLUMNS,
    "status": Verb.STATUS,
    "retry": Verb.RETRY,
    "try again": Verb.RETRY,
    "new chat": Verb.NEW_CHAT,
    "new": Verb.NEW_CHAT,
    "reset": Verb.NEW_CHAT,
    "start over": Verb.NEW_CHAT,
    "show": Verb.SHOW,
    "show rows": Verb.SHOW,
    "rows": Verb.SHOW,
}

_HELP = re.compile(
    r"(?:help|prompts)(?:\s+(?:for|me\s+as)(?:\s+an?|\s+the)?)?\s+(?P<role>\S.*)", re.IGNORECASE | re.DOTALL
)
_OPEN = re.compile(r"(?:open|load)\s+(?:the\s+)?(?:(?:sheet|report)\s+)?(?P<sheet>\S.*)", re.IGNORECASE | re.DOTALL)
_OPEN_ROWS = re.compile(
    r"open\s+(?:tasks|items|risks|issues|actions|rows|points|lines|tickets|bugs|questions)\s+"
    r"(?:by|for|of|per|assigned|due|with|without|in|from|that|which|where|whose|this|next)\b",
    re.IGNORECASE,
)
"""“open tasks by owner” asks about rows that are open; it opens nothing."""

_LINK = re.compile(r"<?https://app\.smartsheet(?:gov)?\.(?:com|eu|au)/(?:sheets|reports|b/home)\S*", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
"""Zero-width characters and direction marks, which come along with pasted and right-to-left text."""

LONGEST = 400
"""Characters of a command; a sheet's name has 50, a link may be long, and anything longer is no command."""

_CLOSE = re.compile(r"close(?:\s+(?P<sheet>\S.*))?", re.IGNORECASE | re.DOTALL)
_SHOW = re.compile(
    r"show\s+(?:"
    r"(?P<count>\d{1,6})\s+rows"
    r"|(?:the\s+)?first\s+(?P<top>\d{1,6})(?:\s+rows)?"
    r"|rows?\s+(?P<first>\d{1,6})(?:\s*(?:-|–|to)\s*(?P<last>\d{1,6}))?"
    r")",
    re.IGNORECASE,
)

_EDIT = re.compile(
    r"(?:edit\s+row\s+(?P<row>\d{1,6})|add\s+(?:a\s+)?(?:new\s+)?row)(?:\s+(?:in|of|to)\s+(?P<sheet>\S.*))?",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"[:=]|\b(?:with|where|set|named|called|under|below|above|after|before|the\s+(?:top|bottom|end))\b", re.IGNORECASE
)
"""“add a row to Budget with Status Done” says what the row holds: that is for the model."""

_HISTORY = re.compile(
    rf"(?:(?:change |the )?history|changes)(?: (?P<period>{WORDS}))?"
    rf"(?: (?:of|for|in) (?:the )?(?:sheet )?(?P<sheet>.+?)(?: (?P<later>{WORDS}))?)?",
    re.IGNORECASE,
)
_OF_A_CELL = re.compile(r"\b(?:rows?|columns?|cells?)\b|\bof\b|[’']s\b", re.IGNORECASE)
"""“history of Status of row 4” asks what happened to a cell, whoever changed it: that is for the model."""


def parse(text: str) -> Command | None:
    """The command `text` is, or None when it is a question for the model."""
    said = " ".join(_UNSEEN.sub("", text).split())
    if len(said) > LONGEST:
        return None
    if _LINK.fullmatch(said):
        return Command(Verb.OPEN, sheet=said.strip("<>"))
    bare = said.rstrip(".! ").casefold().lstrip("/")
    if bare in _WORDS:
        return Command(_WORDS[bare])
    if (match := _HELP.fullmatch(bare)) and (role := role_called(match["role"])):
        return Command(Verb.HELP, role=role)
    bare_said = said.lstrip("/").rstrip(" ")
    if match := _SHOW.fullmatch(bare_said.rstrip(".!")):
        return _show(match)
    if (match := _EDIT.fullmatch(bare_said.rstrip(".!"))) and not _SAYS_MORE.search(match["sheet"] or ""):
        return _edit(match)
    if (match := _HISTORY.fullmatch(bare_said.rstrip(".!"))) and not _OF_A_CELL.search(match["sheet"] or ""):
        period = (match["period"] or match["later"] or "").casefold()
        return Command(Verb.HISTORY, sheet=_unquoted(match["sheet"] or ""), period=period)
    if (match := _CLOSE.fullmatch(bare_said.rstrip(".!"))) and not said.endswith("?"):
        return Command(Verb.CLOSE, sheet=_unquoted(match["sheet"] or ""))
    if (match := _OPEN.fullmatch(bare_said)) and not said.endswith("?") and not _OPEN_ROWS.match(bare_said):
        return Command(Verb.OPEN, sheet=_unquoted(match["sheet"]))
    return None


def _show(match: re.Match[str]) -> Command:
    count = match["count"] or match["top"]
    if count:
        return Command(Verb.SHOW, first=1, last=int(count))
    first = int(match["first"])
    return Command(Verb.SHOW, first=first, last=int(match["last"] or first))


def _edit(match: re.Match[str]) -> Command:
    sheet = _unquoted(match["sheet"] or "")
    if match["row"] is None:
        return Command(Verb.ADD, sheet=sheet)
    return Command(Verb.EDIT, sheet=sheet, first=int(match["row"]))


def _unquoted(name: str) -> str:
    return name.strip().strip("\"'“”„«»‘’").strip()
