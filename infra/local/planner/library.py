"""Requests beyond one sheet: what lies where, a text anywhere, what is assigned to me, whether the data is sound."""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.found import counted, joined, rows_of, say_looked_up
from infra.local.planner.places import Place, failed, place
from infra.local.planner.reader import Reader
from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Step, Transcript

_PLEASE = r"(?:(?:can you|please) )*"
_ASK = r"(?:(?:what|which|how many|where) (?:are )?|are there )"
_SHOW = rf"{_PLEASE}(?:(?:show|list|give|get|display|see|tell)(?: me)? |{_ASK})?(?:(?:all|any|the|my|our|of|your) )*"
_CAN = r"do (?:we|i) have|can (?:i|we) (?:see|open|use)|are (?:mine|shared with me)"
_END = rf"(?: (?:are there|is there|there are|exist|{_CAN}))?"
_RECENT = r"(?:recent|recently (?:changed|opened|used|modified|edited)|latest)"
_CHANGED = r"(?:has |have |was |were )?(?:changed|modified|edited) (?:lately|recently)"
_WHAT = r"(?:what|which (?:sheets?|folders?|reports?|dashboards?|things)) (?:is|are|lies|lie) (?:there )?in(?:side)?"
_WHO = r"(?:who (?:all )?(?:can|may) (?:see|open|edit|change|access)|who has access to|whom? is)"
_KIND = r"(?:workspace|folder|dashboard)"
_INNER = r"(?:folders?|contents?|widgets?)(?: (?:are|lie)(?: there)?)? "
_BROWSING: tuple[tuple[str, str], ...] = (
    ("workspaces", rf"{_SHOW}workspaces?{_END}"),
    ("reports", rf"{_SHOW}reports{_END}"),
    ("dashboards", rf"{_SHOW}(?:dashboards|sights){_END}"),
    ("favorites", rf"{_SHOW}(?:favou?rites?|starred)(?: sheets| things| items)?{_END}"),
    ("recent", rf"{_SHOW}{_RECENT} (?:sheets?|things|changes|items|files){_END}"),
    ("recent", rf"(?:what|which sheets?) {_CHANGED}(?: (?:anywhere|everywhere|in smartsheet))"),
    ("recent", rf"which sheets? {_CHANGED}"),
    ("shares", rf"{_WHO} (?:the |this |our )?workspace(?: (?P<inside>.+))?"),
    ("shares", rf"{_WHO} (?:the )?(?:report|dashboard) (?P<inside>.+)"),
    ("shares", rf"{_WHO} (?:the )?(?P<inside>.+? dashboard)"),
    ("shares", rf"{_WHO} (?:the )?(?P<inside>.+?) (?:workspace|report)"),
    ("contents", rf"{_WHAT} (?:the )?{_KIND} (?P<inside>.+)"),
    ("contents", rf"{_WHAT} (?:the )?(?P<inside>.+? dashboard)"),
    ("contents", rf"{_WHAT} (?:the )?(?P<inside>.+?) {_KIND}"),
    (
        "contents",
        rf"{_SHOW}{_INNER}(?:of|in|on) (?:the )?{_KIND} (?P<inside>.+)",
    ),
    ("contents", rf"{_SHOW}{_INNER}(?:of|in|on) (?:the )?(?P<inside>.+?)"),
)
_FOLDERS = re.compile(rf"{_SHOW}folders{_END}")
_TEXT = r"\"?(?P<text>[^\"]+?)\"?"
_WHOLE = r"(?:all|every|the whole)(?: of)?(?: my| our| the)?"
_ALL_OVER = rf"(?:everywhere|anywhere|(?:in|across|over|through) {_WHOLE} ?(?:sheets?|smartsheet)|in smartsheet)"
_OCCURS = r"(?:mentioned|occurs?|appears?|said|written|come up)"
_SEARCHES = (
    rf"{_PLEASE}search(?: (?:everywhere|smartsheet|all sheets))? (?:for )?{_TEXT} {_ALL_OVER}",
    rf"{_PLEASE}search (?:everywhere|smartsheet|all sheets) for {_TEXT}",
    rf"{_PLEASE}search (?:in )?(?P<sheet>.+?) for {_TEXT}",
    rf"{_PLEASE}(?:search|look) for {_TEXT} in (?:the )?(?P<sheet>.+)",
    rf"{_PLEASE}(?:search(?: everywhere)?(?: for)?|look for|(?:i am )?looking for) {_TEXT}",
    rf"{_PLEASE}find {_TEXT} {_ALL_OVER}",
    rf"{_PLEASE}find {_TEXT} in (?:the )?(?P<sheet>this sheet|.+? sheet)",
    rf"where (?:is|are|does|do) {_TEXT} {_OCCURS}",
    rf"(?:which|what) sheets? (?:mentions?|contains?|speaks? of|talks? about) {_TEXT}",
)
_FIND = re.compile(rf"{_PLEASE}(?:find|where is|where are) (?:the )?{_TEXT}")
_WORK = r"(?:tasks?|work|to-?dos?|assignments|rows|items)"
_MINE = re.compile(
    rf"(?:what (?:is|are|do i have) (?:currently |now |still )?(?:assigned(?: to me)?|mine|on my \w+)"
    rf"|(?:(?:show|list|give)(?: me)? )?(?:all )?(?:of )?my {_WORK}|what (?:is|are) my {_WORK}|what do i have to do"
    rf"|(?:(?:show|list) (?:me )?)?(?:(?:what|everything|all)(?: is)? )?assigned to me)(?: {_ALL_OVER})?"
)
_WHICH_MINE = re.compile(rf"(?:(?:show|list) (?:me )?)?(?:which |the |all )*{_WORK} (?:are )?assigned to me")
_SHEET = r"(?P<sheet>.+?)"
_FAULTS = r"(?:data )?(?:problems?|errors?|mistakes?|issues)"
_CHECK = rf"{_PLEASE}(?:check|review|inspect|audit|assess)"
_ANY = r"(?:(?:is|are) there|has it|do you see|find|what)?"
_QUALITY = (
    rf"{_CHECK} (?:the )?(?:data )?(?:quality|data|health)(?: (?:of|in|for) {_SHEET})?",
    rf"{_CHECK} (?P<sheet>(?:this|the) (?:sheet|data))(?: for {_FAULTS})?",
    rf"{_ANY}(?: ?(?:any|the|are))* {_FAULTS}(?: are there)? (?:in|with) {_SHEET}",
    rf"{_ANY}(?: ?any)? (?:data )?(?:problems|errors|mistakes)(?: (?:here|are there))?",
    rf"how (?:good|clean|sound|reliable) (?:is|are) {_SHEET}",
    rf"(?:(?:what|how) is )?(?:the )?(?:data )?quality(?: check)?(?: (?:of|for|in) {_SHEET})?",
)


def go_through(transcript: Transcript) -> Reply | None:
    """The next step of such a request, else None."""
    said = " ".join(Reader(transcript.question).left.split())
    mine = _MINE.fullmatch(said) or (not transcript.sheets and _WHICH_MINE.fullmatch(said))
    if mine and "assigned_to_me" in transcript.tools:
        return _after(transcript, Call("assigned_to_me"), _assigned)
    for pattern in _QUALITY:
        if match := re.fullmatch(pattern, said):
            return _check(match.groupdict().get("sheet"), transcript)
    for what, pattern in _BROWSING:
        if match := re.fullmatch(pattern, said):
            inside = _as_written(match.groupdict().get("inside"), transcript.question)
            return _after(transcript, Call("browse", {"what": what, "inside": inside}), _browsed)
    if _FOLDERS.fullmatch(said):
        return Reply("In which workspace? Ask “which folders are in …?”, or “which workspaces are there?”.")
    for pattern in _SEARCHES:
        if match := re.fullmatch(pattern, said):
            return _search(match["text"], match.groupdict().get("sheet"), transcript)
    return None


def search_for(transcript: Transcript) -> Reply | None:
    """“find X”, “where is X” that no rule about rows understood: X as a text, everywhere."""
    match = _FIND.fullmatch(" ".join(Reader(transcript.question).left.split()))
    return _search(match["text"], None, transcript) if match and "search" in transcript.tools else None


def _search(text: str, sheet: str | None, transcript: Transcript) -> Reply:
    name = _name(place(sheet, transcript), transcript) if sheet else None
    call = Call("search", {"text": _as_written(text, transcript.question), "sheet": name})
    return _after(transcript, call, lambda step: say_looked_up("search", step, transcript.question))


def _check(sheet: str | None, transcript: Transcript) -> Reply:
    said = re.sub(r"^(?:the |this |my |our )*(?:data|quality|rows)(?: (?:in|of))?\b", "", sheet or "").strip()
    name = _name(place(said, transcript), transcript)
    if not name:
        return Reply("No sheet is open here. Say “open” and a sheet's name first, or name the sheet to check.")
    return _after(transcript, Call("check_quality", {"sheet": name, "key_column": None}), _checked)


def _name(where: Place, transcript: Transcript) -> str:
    return where.named or (transcript.sheets[0].name if transcript.sheets else "")


def _after(transcript: Transcript, call: Call, say: Callable[[Step], str]) -> Reply:
    """The call first; then what came of it."""
    step = next((step for step in reversed(transcript.steps) if step.name == call.name), None)
    if step is None:
        return Reply(calls=(call,))
    return Reply(say(step)) if step.ok else failed(step)


def _assigned(step: Step) -> str:
    left, late, total = (step.data.get(key, 0) for key in ("unfinished", "overdue", "total_rows"))
    if not total:
        return "Nothing in your sheets is assigned to you."
    due = f"; overdue: {late}" if late else "; none is overdue"
    rows = rows_of(step)
    first = f". The first is {rows[0].get('Task')}, in {rows[0].get('Sheet')}" if rows and left else ""
    return f"{counted(left, 'unfinished row is', 'unfinished rows are')} assigned to you{due}{first}."


def _checked(step: Step) -> str:
    total, sheet, rows = step.data.get("total_rows", 0), step.data.get("sheet"), rows_of(step)
    if not rows:
        return f"The check of {sheet} found nothing to mend."
    return f"The check of {sheet} found {counted(total, 'thing', 'things')}; the gravest: {rows[0].get('Finding')}"


_KINDS = {"workspaces": "workspace", "reports": "report", "dashboards": "dashboard", "favorites": "favourite"}


def _browsed(step: Step) -> str:
    what, rows = str(step.arguments.get("what")), rows_of(step)
    total = step.data.get("total_rows", len(rows))
    names = joined((str(row.get("Name") or row.get("Widget") or row.get("Kind")) for row in rows), total)
    if what == "contents":
        inside = step.arguments.get("inside")
        return f"In {inside}: {names}." if rows else f"There is nothing in {inside} that you can see."
    if what == "shares":
        people = joined((f"{row.get('Who')} ({row.get('Access')})" for row in rows), total)
        return f"These have access to {step.data.get('place')}: {people}."
    if what == "recent":
        return f"Changed most recently: {names}." if rows else "There is nothing you can open."
    kind = _KINDS[what]
    return (
        f"There {'is' if total == 1 else 'are'} {counted(total, kind, kind + 's')}: {names}."
        if rows
        else f"There is no {kind}."
    )


def _as_written(said: str | None, question: str) -> str | None:
    """The words with their capitals."""
    if said is None:
        return None
    at = question.lower().find(said)
    return (question[at : at + len(said)] if at >= 0 else said).strip("\"'“”„ ")
