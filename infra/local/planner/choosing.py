"""Which sheet a question is about: one that is open, or one to open first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.local.planner.columns import words_of
from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Step, Transcript
from infra.local.planner.vocabulary import ROW_NOUNS, SHEET_HINTS, SOFT_NOUNS, STOPWORDS, singular

_ADJECTIVES = """
open overdue late done complete completed finished closed blocked unassigned high low medium critical largest biggest
smallest highest lowest top bottom latest earliest most fewest active new old urgent remaining
"""


_NAMED = (
    r"\b(?:in|on|from|of) (?!(?:this|that|the|my|our|each|every|which) sheet)"
    r"(?:the |my |our )?\"?([\w .&-]+?)\"? sheet\b"
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the question calls its sheet. `firm` says that no other open sheet will do."""

    words: str
    firm: bool


def choose(transcript: Transcript) -> Sheet | Reply:
    """The sheet to ask, or the next step towards it: a call to open or list, or a question back."""
    sheets = transcript.sheets
    named = [sheet for sheet in sheets if _says(transcript.question, sheet.name)]
    if named:
        return max(named, key=lambda sheet: len(sheet.name))
    opening = [step for step in transcript.steps if step.name in ("open_sheet", "list_sheets")]
    if opening:
        return _after(opening, transcript)
    wanted = _wanted(transcript.question)
    if wanted is None:
        return sheets[0] if sheets else _nothing_open()
    fitting = [sheet for sheet in sheets if _fits(wanted.words, sheet)]
    if fitting:
        return fitting[0]
    if sheets and not wanted.firm:
        return sheets[0]
    return Reply(calls=(Call("open_sheet", {"sheet": wanted.words}),))


def look_further(transcript: Transcript) -> Reply | None:
    """No open sheet makes sense of it: open the one its noun suggests, if that was not tried yet."""
    wanted = _wanted(transcript.question)
    tried = any(step.name in ("open_sheet", "list_sheets") for step in transcript.steps)
    if wanted is None or tried or any(_fits(wanted.words, sheet) for sheet in transcript.sheets):
        return None
    return Reply(calls=(Call("open_sheet", {"sheet": wanted.words}),))


def _says(question: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", question.lower()) is not None


def _wanted(question: str) -> _Wanted | None:
    """“in the risk register” and “budget lines” name a sheet; a known noun (“risks”) suggests one."""
    said = question.lower()
    if match := re.search(_NAMED, said):
        return _Wanted(match[1], firm=True)
    for match in re.finditer(r"([^\W\d_]+) ([^\W\d_]+)", said):
        before, noun = match[1], match[2]
        known = singular(before) in SHEET_HINTS
        if noun in ROW_NOUNS and known and before not in STOPWORDS | set(_ADJECTIVES.split()):
            return _Wanted(before, firm=True)
    nouns = [singular(word) for word in re.findall(r"[^\W\d_]+", said)]
    firm = next((noun for noun in nouns if noun in SHEET_HINTS and noun not in SOFT_NOUNS), None)
    soft = next((noun for noun in nouns if noun in SOFT_NOUNS), None)
    if soft is not None and (firm is None or nouns.index(soft) < nouns.index(firm)):
        return _Wanted(soft, firm=False)
    return _Wanted(firm, firm=True) if firm is not None else None


def _fits(word: str, sheet: Sheet) -> bool:
    """The sheet's name, primary column or, for a firm noun, a column speaks of it."""
    hints = {singular(hint) for hint in (*SHEET_HINTS.get(singular(word), ()), *words_of(word))}
    primary = words_of(sheet.primary.title) if sheet.primary else []
    return bool(hints & {*words_of(sheet.name), *primary})


def _after(opening: list[Step], transcript: Transcript) -> Sheet | Reply:
    """What follows from the last attempt to open a sheet."""
    last = opening[-1]
    if last.name == "open_sheet" and last.ok and last.data.get("choices"):
        said = [name for name in _choices(last) if _says(transcript.question, name)]
        if said and max(said, key=len) != last.arguments.get("sheet"):
            return Reply(calls=(Call("open_sheet", {"sheet": max(said, key=len)}),))
        return which_one(last)
    if last.name == "open_sheet" and last.ok:
        return transcript.sheets[0] if transcript.sheets else _nothing_open()
    if last.name == "open_sheet" and len(opening) == 1 and "list_sheets" in transcript.tools:
        return Reply(calls=(Call("list_sheets", {"name_contains": None}),))
    asked = str(opening[0].arguments.get("sheet", ""))
    if last.name == "list_sheets" and last.ok:
        hints = {singular(hint) for hint in SHEET_HINTS.get(singular(asked), (asked,))}
        names = [str(sheet.get("name", "")) for sheet in last.data.get("sheets", ())]
        said = [name for name in names if _says(transcript.question, name)]
        fitting = said or [name for name in names if hints & set(words_of(name))]
        if fitting:
            return Reply(calls=(Call("open_sheet", {"sheet": min(fitting, key=len)}),))
    return Reply(f"I could not find a sheet for “{asked}”. {last.message or opening[0].message}".strip())


def which_one(step: Step) -> Reply:
    """Several sheets match: the person chooses."""
    names = _choices(step)
    asked = step.arguments.get("sheet", "")
    return Reply(f"Several sheets match “{asked}”: {', '.join(names[:6])}. Which one do you mean?")


def _choices(step: Step) -> list[str]:
    return [str(choice.get("name", "")) for choice in step.data["choices"]]


def _nothing_open() -> Reply:
    return Reply("No sheet is open here. Say “open” and a sheet's name, or “sheets” to see which ones there are.")
