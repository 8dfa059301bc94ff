"""Requests to comment and to attach: what is said after the colon is kept as it is.

comment on row 12: waiting for legal               reply to Ben's comment on row 9: not yet
change my comment on row 9 to: it is               delete my comment on row 9 about the gland
delete the discussion on row 9                     attach https://… to row 12 as Spec
remove the attachment Spec from row 12             comment on the sheet: we meet on Monday
"""

from __future__ import annotations

import re

from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES, Changes
from infra.local.planner.transcript import Transcript

_PLEASE = r"(?:please )?"
_SPOT = r"(?:row (?P<row>\d+)|(?:the|this) sheet)"
_WHOSE = r"(?:(?P<by>my|.+?['’]s?) |the |a )?(?P<what>comment|discussion|conversation)"
_ABOUT = r"(?: (?:about|saying|that says) (?P<words>.+?))?"
_TEXT = r"(?P<text>.+)"
_START = re.compile(
    rf"{_PLEASE}(?:(?:add|leave|write|put) a )?comment (?:on|to|for) {_SPOT}(?:\s*[:,]| saying:?| that says:?) {_TEXT}",
    re.I,
)
_REPLY = re.compile(rf"{_PLEASE}(?:reply|respond|answer) to {_WHOSE} on {_SPOT}{_ABOUT}\s*: {_TEXT}", re.I)
_EDIT = re.compile(rf"{_PLEASE}(?:edit|change|correct) {_WHOSE} on {_SPOT}{_ABOUT}(?:\s*:| to:?| into:?) {_TEXT}", re.I)
_DELETE = re.compile(rf"{_PLEASE}(?:delete|remove) {_WHOSE} on {_SPOT}{_ABOUT}[.!]*", re.I)
_ATTACH = re.compile(
    rf"{_PLEASE}(?:attach|add|link) (?:the link )?(?P<text>\S+://\S+) (?:to|on) {_SPOT}"
    r"(?: (?:as|called) (?P<name>.+))?",
    re.I,
)
_REMOVE = re.compile(
    rf"{_PLEASE}(?:remove|delete|detach) (?:the )?(?:attachment|attached file|link|file) (?P<text>.+?)"
    rf"(?: (?:from|on|of) {_SPOT})?[.!]*",
    re.I,
)


def _comment(action: str, match: re.Match[str], sheet: Sheet) -> Reply:
    groups = match.groupdict()
    by = re.sub(r"['’]s?$", "", groups.get("by") or "")
    words = (groups.get("words") or "").strip(QUOTES)
    if action == "delete" and groups["what"].lower() != "comment":
        action = "delete_discussion"
    arguments = {
        "sheet": sheet.name,
        "action": action,
        "row_number": _row(match),
        "by": ("me" if by.lower() == "my" else by) or None,
        "words": words or None,
        "text": groups.get("text"),
    }
    return Reply(calls=(Call("comment", arguments),))


def _start(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _comment("start", match, sheet)


def _reply(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _comment("reply", match, sheet)


def _edit(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _comment("edit", match, sheet)


def _delete(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _comment("delete", match, sheet)


def _attach(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    name = (match["name"] or "").strip(QUOTES)
    return _attachment("add_link", match, sheet, name=name or None, url=match["text"])


def _remove(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _attachment("remove", match, sheet, name=match["text"].strip(QUOTES), url=None)


def _attachment(action: str, match: re.Match[str], sheet: Sheet, *, name: str | None, url: str | None) -> Reply:
    arguments = {"sheet": sheet.name, "action": action, "row_number": _row(match), "name": name, "url": url}
    return Reply(calls=(Call("attach", arguments),))


def _row(match: re.Match[str]) -> int | None:
    return int(match["row"]) if match["row"] else None


TOOLS = frozenset({"comment", "attach"})
CHANGES: Changes = (
    (_START, _start),
    (_REPLY, _reply),
    (_EDIT, _edit),
    (_DELETE, _delete),
    (_ATTACH, _attach),
    (_REMOVE, _remove),
)
