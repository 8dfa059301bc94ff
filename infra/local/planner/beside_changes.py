"""Requests to change what lies beside the rows: update requests, the summary, favourites and automations.

ask Ben to update rows 9 and 12                     request an update of Status on row 9 from Carla Rossi: please check
take back the update request Where do we stand?     set the summary field Budget to 120000
add a summary field Sponsor with value Ava          rename the summary field Sponsor to Patron
delete the summary field Sponsor                    add launch plan to my favourites
remove launch plan from my favourites               disable the automation Ask Ben to approve
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.planner.choosing import choose
from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.row_changes import QUOTES, ROWS, Changes, numbers_in
from infra.local.planner.transcript import Transcript

_PLEASE = r"(?:please )?"
_MESSAGE = r"(?:\s*:\s*(?P<message>.+))?"
_FIELD = r"(?:the )?summary field (?P<field>.+?)"
_KINDS = r"text|number|date|checkbox|dropdown|contact"
_TO = r"(?:my |the )?favou?rites"

_ASK = re.compile(rf"{_PLEASE}ask (?P<people>.+?) to update (?:(?P<columns>.+?) (?:on|of|in) )?{ROWS}{_MESSAGE}", re.I)
_REQUEST = re.compile(
    rf"{_PLEASE}request (?:an )?updates?(?: of (?P<columns>.+?))? (?:on|of|for) {ROWS} "
    rf"from (?P<people>[^:]+){_MESSAGE}",
    re.I,
)
_CANCEL = re.compile(rf"{_PLEASE}(?:cancel|take back|withdraw|delete) (?:the )?update request (?P<subject>.+)", re.I)
_SET = re.compile(rf"{_PLEASE}(?:set|change) {_FIELD} to (?P<value>.+)", re.I)
_ADD = re.compile(
    rf"{_PLEASE}add (?:a |an |the )?(?:new )?(?:(?P<kind>{_KINDS}) )?summary field(?: called| named)? (?P<title>.+?)"
    r"(?: with (?:the )?(?:choices|options) (?P<options>.+?))?"
    r"(?: (?:and|with)(?: with)?(?: the)? (?:value|formula) (?P<value>.+))?",
    re.I,
)
_RENAME = re.compile(rf"{_PLEASE}rename {_FIELD} to (?P<title>.+)", re.I)
_CLEAR = re.compile(rf"{_PLEASE}(?:clear|empty) {_FIELD}", re.I)
_DELETE = re.compile(rf"{_PLEASE}(?:delete|remove) {_FIELD}", re.I)
_STAR = re.compile(rf"{_PLEASE}(?P<verb>add) (?P<names>.+?) to {_TO}", re.I)
_UNSTAR = re.compile(rf"{_PLEASE}(?P<verb>remove|take|delete) (?P<names>.+?) (?:from|out of) {_TO}", re.I)
_AUTOMATION = re.compile(
    rf"{_PLEASE}(?P<verb>enable|disable|turn on|turn off|switch on|switch off) (?:the )?automation (?P<names>.+)", re.I
)
_OFF = frozenset({"remove", "take", "delete", "disable", "turn off", "switch off"})
_HERE = frozenset({"it", "this", "this sheet", "the sheet"})


def _listed(said: str | None) -> list[str]:
    return [part.strip(QUOTES) for part in re.split(r",| and ", said or "") if part.strip(QUOTES)]


def _request(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    columns = [each for each in _listed(match["columns"]) if each.lower() not in _HERE]
    message = match["message"]
    return _asked(
        sheet,
        row_numbers=numbers_in(match["numbers"]),
        people=_listed(match["people"]),
        columns=columns or None,
        message=message.strip() if message else None,
    )


def _cancel(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _asked(sheet, cancel=match["subject"].strip(QUOTES))


def _asked(sheet: Sheet, **more: Any) -> Reply:
    names = ("where_sql", "row_numbers", "people", "columns", "subject", "message", "cancel")
    arguments = {"sheet": sheet.name, **dict.fromkeys(names), **more}
    return Reply(calls=(Call("request_update", arguments),))


def _set(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edited(sheet, field=match["field"].strip(QUOTES), value=match["value"].strip(QUOTES))


def _add(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    groups = match.groupdict()
    options = _listed(groups["options"]) or None
    return _edited(
        sheet,
        title=groups["title"].strip(QUOTES),
        type=groups["kind"].lower() if groups["kind"] else ("dropdown" if options else None),
        options=options,
        value=groups["value"].strip(QUOTES) if groups["value"] else None,
    )


def _rename(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edited(sheet, field=match["field"].strip(QUOTES), title=match["title"].strip(QUOTES))


def _clear(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edited(sheet, field=match["field"].strip(QUOTES), value="")


def _delete(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _edited(sheet, field=match["field"].strip(QUOTES), delete=True)


def _edited(sheet: Sheet, **more: Any) -> Reply:
    edit = {**dict.fromkeys(("field", "title", "type", "options", "value")), "delete": False, **more}
    return Reply(calls=(Call("edit_summary", {"sheet": sheet.name, "fields": [edit]}),))


def _favorite(match: re.Match[str], transcript: Transcript) -> Reply:
    here = transcript.sheets[0].name if transcript.sheets else "this sheet"
    names = [here if each.lower() in _HERE else each for each in _listed(match["names"])]
    return _switched("favorite", names, match["verb"], None)


def _automation(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    return _switched("automation", [match["names"].strip(QUOTES)], match["verb"], sheet.name)


def _switched(what: str, names: list[str], verb: str, sheet: str | None) -> Reply:
    arguments = {"what": what, "names": names, "on": verb.lower() not in _OFF, "sheet": sheet}
    return Reply(calls=(Call("switch", arguments),))


def current(transcript: Transcript) -> Sheet | Reply:
    """The open sheet that is named, else the current one: a word of a field's or a rule's name is no other sheet's."""
    if not transcript.sheets:
        return choose(transcript)
    said = transcript.question.lower()
    return next((sheet for sheet in transcript.sheets if sheet.name.lower() in said), transcript.sheets[0])


TOOLS = frozenset({"request_update", "edit_summary", "switch"})
WORDED: Changes = ((_ASK, _request), (_REQUEST, _request), (_CANCEL, _cancel))
"""What ends in words that are kept whole, with the punctuation at their end."""

CHANGES: Changes = (
    *WORDED,
    (_ADD, _add),
    (_SET, _set),
    (_RENAME, _rename),
    (_CLEAR, _clear),
    (_DELETE, _delete),
    (_AUTOMATION, _automation),
)
ANYWHERE = ((_STAR, _favorite), (_UNSTAR, _favorite))
"""What concerns no sheet that would have to be open."""
