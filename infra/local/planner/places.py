"""Which sheet, row or name the end of a request means: “row 12 of the budget”, “this sheet”, “Print brochures”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.local.planner.columns import like, literal, words_of
from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Step, Transcript
from infra.local.planner.vocabulary import SHEET_HINTS, SOFT_NOUNS

_HERE = re.compile(
    r"(?:(?:the|this|that|my|our|current|whole|open) )*(?:sheet|plan here|it|here|this|that|everything)?(?: here)?"
)
_ROW = re.compile(
    r"(?:the )?(?:(?:row|line|task|item|risk)s? ?(?:number |no\.? |nr\.? )?#?|#)(?P<row>\d+)"
    r"(?: ?,? (?:of|in|on|from) (?P<sheet>.+))?"
)
_NAMED_SHEET = re.compile(r"(?:the |my |our )?[\"“]?(?P<sheet>[^\"“”]+?)[\"”]? sheet")


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet by name (“” for the current one), and in it a row by number, or something called `subject`."""

    sheet: str = ""
    row: int | None = None
    subject: str = ""

    @property
    def named(self) -> str:
        """What the place is called when only a sheet can be meant."""
        return self.sheet or self.subject


def place(said: str | None, transcript: Transcript) -> Place:
    """Read the words after “of”, “on”, “to”; a name that is no sheet's is `subject`: a row's or a closed sheet's."""
    words = (said or "").strip(' "')
    if _HERE.fullmatch(words):
        return Place()
    if match := _ROW.fullmatch(words):
        return Place(sheet=place(match["sheet"], transcript).named, row=int(match["row"]))
    if match := _NAMED_SHEET.fullmatch(words):
        return Place(sheet=match["sheet"])
    words = re.sub(r"^(?:the|my|our|a|an) ", "", words)
    for sheet in transcript.sheets:
        if words == sheet.name.lower():
            return Place(sheet=sheet.name)
        if (match := re.fullmatch(rf"(.+?) (?:in|of|on) (?:the )?{re.escape(sheet.name.lower())}", words)) is not None:
            inner = place(match[1], transcript)
            return Place(sheet=sheet.name, row=inner.row, subject=inner.subject)
    if set(words_of(words)) & (set(SHEET_HINTS) - SOFT_NOUNS) and len(words.split()) <= 3:
        return Place(sheet=words)
    return Place(subject=re.sub(r"^(?:task|row|item|line|risk)s? (?=\D)", "", words).strip('" '))


def find_row(subject: str, sheet: Sheet, transcript: Transcript) -> int | Reply | None:
    """The number of the one row called so; the query to find it, a question back, or None when no row is."""
    title = f"Rows called “{subject}”"
    tried = [step for step in transcript.steps if step.name == "query" and step.arguments.get("title") == title]
    if not tried:
        assert sheet.primary is not None
        key = sheet.primary.sql
        order = f'lower({key}) = {literal(subject.lower())} DESC, "_row"'
        called = like(sheet.primary, subject)
        sql = f'SELECT "_row", {key} FROM {sheet.view} WHERE {called} ORDER BY {order} LIMIT 6'  # noqa: S608 (quoted)
        return Reply(calls=(Call("query", {"sql": sql, "title": title}),))
    if not tried[-1].ok:
        return failed(tried[-1])
    rows = tried[-1].data.get("rows") or []
    exact = [row for row in rows if str(row[1]).lower() == subject.lower()]
    if len(exact) == 1 or len(rows) == 1:
        return int((exact or rows)[0][0])
    if not rows:
        return None
    names = ", ".join(f"{row[1]} (row {row[0]})" for row in rows[:5])
    return Reply(f"Several rows of {sheet.name} have “{subject}” in their names: {names}. Which one do you mean?")


def failed(step: Step) -> Reply:
    """A failed tool call, in the tool's own words, which a question to the person stays."""
    hint = re.sub(r"^Ask which one: (.*)\.$", r"Which one do you mean: \1?", step.hint)
    return Reply(f"{step.message} {hint}".strip() or f"{step.name} failed.")
