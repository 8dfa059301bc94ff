"""Requests for what lies beside a sheet's cells: comments, files, history, shares, summary, requests, automations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.local.planner.columns import named
from infra.local.planner.contexts import Sheet
from infra.local.planner.found import say_looked_up
from infra.local.planner.places import Place, failed, find_row, place
from infra.local.planner.reader import Reader
from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Transcript

_LEAD = (
    r"(?:(?:can you |please )*(?:show|list|read|get|give|display|see|tell)(?: me)? "
    r"|(?:what|which|how many|are there|is there|what are|which are|what is|do we have|has it|does it have|who has) )?"
    r"(?:(?:all|any|the|of|some|latest|last|newest|recent|new|its|this sheet'?s?) )*"
)
_TAIL = (
    r"(?: (?:are there|is there|there are|exist|do we have|does it have|are|(?:were|was|are|is) (?:made|left|sent)))?"
)
_REST = r"(?: ?(?:on|of|in|for|about|at|to|from|with) (?P<rest>.+?)| (?P<row>row \d+))?"
_MOVED = (
    r"(?:moved|changed|edited|modified|updated|set|postponed|pushed(?: back)?|raised|lowered|increased|reduced|altered"
    r"|touched|reset)"
)
_OF = r"(?P<column>.+?) (?:of|in|on|for|at) (?P<rest>.+)"
_CELL = rf"(?:the )?{_OF}"

_NOUNS = {
    "comments": r"(?:comments?|discussions?|conversations?)",
    "attachments": r"(?:attachments?|files?|documents?|pdfs?|attached files?)(?: (?:is |are )?attached)?",
    "summary_fields": r"(?:sheet )?summary(?: fields?)?",
    "update_requests": r"update requests?",
    "automations": r"(?:automations?|workflows?|automation rules?|automated workflows?)",
    "cross_sheet_references": r"(?:cross[- ]?sheet (?:references?|links?)|(?:references?|links?) to other sheets)",
    "shares": r"(?:shares|sharing(?: settings)?|permissions|collaborators|access(?: list| rights| levels?)?)",
}
_SEE = r"(?:see|view|open|read|access|edit|change|write to|work (?:on|in))"
_SAID = r"(?:said|say|saying|written|write|discussed|discuss|commented|comment)"
_PEOPLE = r"(?:was|were|is|has been|did (?:people|they|we|anyone)|do people|people)"
_HAVE = r"(?:have|got|has) (?:any |an? )?"
_SHEETS = r"(?:which|what) (?:other )?sheets"
_PHRASES: tuple[tuple[str, str], ...] = (
    ("shares", rf"who (?:all )?(?:can|could|may) {_SEE} (?P<rest>.+)"),
    ("shares", r"who (?:else )?(?:has|have|got) (?:\w+ )?access(?: (?:to|on) (?P<rest>.+))?"),
    ("shares", r"(?:with )?whom? is (?P<rest>.+?) shared(?: with)?"),
    ("history", rf"who (?:last |has |was it who )?{_MOVED} {_CELL}(?: last)?"),
    ("history", rf"(?:who|when) (?:was|were|has|did) {_CELL} (?:been )?(?:last )?(?:{_MOVED}|change)(?: last)?"),
    ("history", rf"how (?:often|many times) (?:was|has|did) {_CELL} (?:been )?(?:{_MOVED}|change)"),
    ("history", rf"(?:show|see|get|give)(?: me)? (?:the )?(?:cell )?(?:history|changes) (?:of|for|to) {_CELL}"),
    ("history", rf"(?:what is )?(?:the )?(?:cell )?(?:history|changes) (?:of|for|to) {_CELL}"),
    ("history", rf"(?:how|when) (?:did|has) {_CELL} changed?"),
    ("history", rf"what was {_CELL} (?:before|originally|previously|at first)"),
    ("comments", rf"what {_PEOPLE} {_SAID}(?: (?:about|on|of|in) (?P<rest>.+))?"),
    ("comments", r"who (?:commented|wrote(?: something)?|said (?:what|something))(?: (?:on|about|in) (?P<rest>.+))?"),
    ("comments", rf"(?:do|does|has|have) (?P<rest>.+?) {_HAVE}comments?"),
    ("attachments", rf"(?:do|does|has|have) (?P<rest>.+?) {_HAVE}(?:attachments?|files?)"),
    ("attachments", r"is (?:there )?anything attached(?: (?:to|in|on) (?P<rest>.+))?"),
    ("attachments", r"what(?: files| documents)? (?:is|are) attached(?: (?:to|in|on) (?P<rest>.+))?"),
    ("cross_sheet_references", rf"{_SHEETS} (?:is|are|does|do) (?P<rest>.+?) (?:linked|link|refer)(?: to| with)?"),
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    what: str
    rest: str
    column: str = ""


def look_up(transcript: Transcript) -> Reply | None:
    """The next step towards what lies beside the cells; None when something else is asked."""
    wanted = _wanted(transcript.question)
    if wanted is None:
        return None
    where = place(wanted.rest, transcript)
    if wanted.what not in ("comments", "attachments", "history", "update_requests"):
        where = Place(sheet=where.named)
    sheet = _open(where, transcript)
    if sheet is None and not where.named:
        return Reply("No sheet is open here. Say “open” and a sheet's name first, or name the sheet in the question.")
    if wanted.what == "history":
        if sheet is not None and named(sheet, wanted.column) is None:
            return None
        if where.row is None and not where.subject:
            return Reply(f"Whose {wanted.column}? History is kept cell by cell: name a row by its number or its name.")
    done = [step for step in transcript.steps if step.name in ("look_up", "search")]
    if done:
        return _after(wanted, where, transcript)
    row = where.row
    if where.subject and (sheet is not None or not where.sheet):
        target = _row_or_sheet(wanted, where, sheet, transcript)
        if isinstance(target, Reply):
            return target
        row = target
    return Reply(calls=(_call(wanted, sheet.name if sheet else where.named, row, sheet),))


def _wanted(question: str) -> _Wanted | None:
    said = " ".join(Reader(question).left.split())
    if re.match(r"who (?:all )?(?:can|may|has access)\b.*\b(?:workspace|report|dashboard)\b", said):
        return None  # what is shared is no sheet
    for what, phrase in _PHRASES:
        if match := re.fullmatch(phrase, said):
            parts = match.groupdict()
            return _Wanted(what, parts.get("rest") or "", parts.get("column") or "")
    for what, noun in _NOUNS.items():
        for pattern in (rf"{_LEAD}{noun}{_TAIL}{_REST}", rf"(?P<rest>row \d+) {noun}"):
            if match := re.fullmatch(pattern, said):
                parts = match.groupdict()
                return _Wanted(what, parts.get("rest") or parts.get("row") or "")
    return None


def _open(where: Place, transcript: Transcript) -> Sheet | None:
    """The open sheet meant: the one named, the current one when none is; None when it is not open."""
    if not where.sheet:
        return transcript.sheets[0] if transcript.sheets else None
    return next((sheet for sheet in transcript.sheets if sheet.name.lower() == where.sheet.lower()), None)


def _row_or_sheet(wanted: _Wanted, where: Place, sheet: Sheet | None, transcript: Transcript) -> int | Reply | None:
    """The row called so in the open sheet; None when the name must be a sheet's; a search for talk about a topic."""
    if sheet is None or sheet.primary is None:
        return None
    row = find_row(where.subject, sheet, transcript)
    if row is not None:
        return row
    if wanted.what == "comments" and re.search(r"\babout\b|\bsaid\b", transcript.question.lower()):
        if "search" in transcript.tools:
            return Reply(calls=(Call("search", {"text": where.subject, "sheet": None}),))
        return Reply(f"No row of {sheet.name} is called “{where.subject}”. Try “search for {where.subject}”.")
    if wanted.what == "history" or where.sheet:
        return Reply(f"No row of {sheet.name} has “{where.subject}” in its name.")
    return Reply(calls=(_call(wanted, where.subject, None, None),))


def _call(wanted: _Wanted, sheet: str, row: int | None, known: Sheet | None) -> Call:
    column = named(known, wanted.column) if known is not None and wanted.column else None
    title = column.title if column is not None else wanted.column or None
    return Call("look_up", {"sheet": sheet, "what": wanted.what, "row_number": row, "column": title})


def _after(wanted: _Wanted, where: Place, transcript: Transcript) -> Reply:
    step = next(step for step in reversed(transcript.steps) if step.name in ("look_up", "search"))
    if step.ok:
        return Reply(say_looked_up(wanted.what if step.name == "look_up" else "search", step, transcript.question))
    rows = [s for s in transcript.steps if s.name == "query"]
    if rows and transcript.sheets and step.arguments.get("row_number") is None:
        return Reply(f"No row of {transcript.sheets[0].name} has “{where.subject}” in its name. {failed(step).text}")
    return failed(step)
