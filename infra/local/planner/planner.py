"""From a transcript to the next reply. The server keeps nothing: the plan is worked out anew from what was said.

Each call of the model sees the question and the results so far; the same rules give the same plan, and its first step
without a result is the next one.
"""

from __future__ import annotations

import re

from infra.local.planner.ask import Ask, NotUnderstood
from infra.local.planner.asks import understand
from infra.local.planner.bot_changes import bot_changes
from infra.local.planner.changes import change
from infra.local.planner.choosing import choose, look_further
from infra.local.planner.contexts import Sheet
from infra.local.planner.errands import errand, failed
from infra.local.planner.languages import in_english
from infra.local.planner.library import go_through, search_for
from infra.local.planner.lookups import look_up
from infra.local.planner.replies import Call, Reply, not_understood
from infra.local.planner.sentences import sentence
from infra.local.planner.smalltalk import chat
from infra.local.planner.spelling import corrected, disclosed, respell
from infra.local.planner.statements import Statement, statements
from infra.local.planner.transcript import Step, Transcript

_ASKING = re.compile(r"\b(?:how|which|what|who|when|show|list|total|sum|average|top|count|find)\b", re.IGNORECASE)


def decide(transcript: Transcript) -> Reply:
    """The next tool calls, or the final text."""
    if not transcript.question:
        return not_understood("")
    transcript = in_english(transcript)
    reply = bot_changes(transcript) or change(transcript) or chat(transcript) or look_up(transcript)
    reply = reply or go_through(transcript) or errand(transcript) or _answer(transcript)
    if reply.calls and not {call.name for call in reply.calls} <= transcript.tools:
        return Reply("I could not finish this: the tools it needs are not available at this step.")
    return reply


def _answer(transcript: Transcript) -> Reply:
    question = _in_full(transcript.question, transcript.earlier)
    sheet = choose(transcript)
    if isinstance(sheet, Reply):
        return sheet if transcript.steps or _may_be_ours(question) else not_understood(transcript.question)
    ask = understand(question, sheet, person=transcript.person)
    slips: dict[str, str] = {}
    if isinstance(ask, NotUnderstood) and (slips := respell(question, ask.words, sheet)):
        again = understand(corrected(question, slips), sheet, person=transcript.person)
        ask, slips = (again, slips) if isinstance(again, Ask) else (ask, {})
    question = corrected(question, slips)
    if isinstance(ask, NotUnderstood):
        elsewhere = _elsewhere(question, transcript, sheet)
        if elsewhere is None:
            found = look_further(transcript) or search_for(transcript)
            return found or not_understood(transcript.question, ask.words)
        ask, sheet = elsewhere
    planned = statements(ask, sheet)
    if not planned:
        return Reply(f"{sheet.name} has no due date column, so I cannot say what is due next.")
    results = _results(planned, [step for step in transcript.steps if step.name == "query"], sheet)
    if isinstance(results, Reply):
        return results
    said = sentence(ask, sheet, question, [step.data for step in results])
    return Reply(f"{said} {disclosed(slips)}" if slips else said)


def _elsewhere(question: str, transcript: Transcript, tried: Sheet) -> tuple[Ask, Sheet] | None:
    """Another open sheet of which the question makes sense: “total planned” while the roster is the current one."""
    for sheet in transcript.sheets:
        if sheet is not tried:
            ask = understand(question, sheet, person=transcript.person)
            if isinstance(ask, Ask):
                return ask, sheet
    return None


def _may_be_ours(question: str) -> bool:
    """Opening a sheet, or saying that none is open, only makes sense for what looks like a question about rows."""
    return _ASKING.search(question) is not None


def _results(planned: tuple[Statement, ...], done: list[Step], sheet: Sheet) -> list[Step] | Reply:
    """The planned queries' results, or the next step: the queries themselves, or a failed one put right once."""
    if not done:
        return Reply(calls=tuple(_query(statement.sql, statement.title) for statement in planned))
    results = []
    for statement in planned:
        tried = [s for s in done if s.arguments.get("title") == statement.title]
        if not tried:
            return Reply(calls=(_query(statement.sql, statement.title),))
        last = tried[-1]
        if not last.ok:
            mended = mend(str(last.arguments.get("sql", "")), last) if len(tried) == 1 else None
            return Reply(calls=(_query(mended, statement.title),)) if mended else failed(last)
        results.append(last)
    return results


def _query(sql: str, title: str) -> Call:
    return Call("query", {"sql": sql, "title": title})


def mend(sql: str, step: Step) -> str | None:
    """The statement with the unknown name replaced by the first near name the failure offers; None when it offers none.

    A name is what stands in double quotes or “ ” in the tool's message and hint.
    """
    unknown = re.findall(r"[\"“]([^\"”]+)[\"”]", step.message)
    offered = [name for name in re.findall(r"[\"“]([^\"”]+)[\"”]", step.hint) if name not in unknown]
    wrong = next((name for name in unknown if f'"{name}"' in sql or re.search(rf"\b{re.escape(name)}\b", sql)), None)
    if wrong is None or not offered:
        return None
    if f'"{wrong}"' in sql:
        return sql.replace(f'"{wrong}"', f'"{offered[0]}"')
    return re.sub(rf"\b{re.escape(wrong)}\b", offered[0], sql)


_AND_BY = re.compile(r"(?:and |now |what about |how about )*(?P<by>(?:by|per) .+)", re.IGNORECASE)
_SHOW_THEM = re.compile(
    r"(?:and )?(?:show|list)(?: me)? (?:them|those|these)|which(?: ones)?(?: are (?:they|those))?", re.IGNORECASE
)


def _in_full(question: str, earlier: tuple[str, ...]) -> str:
    """A follow-up (“and by status?”, “show them”) as the whole question it stands for."""
    said = re.sub(r"[?!.\s]+$", "", question.strip())
    again = _AND_BY.fullmatch(said)
    if not earlier or not (again or _SHOW_THEM.fullmatch(said)):
        return said
    before = _in_full(earlier[-1], earlier[:-1])
    rows = re.split(r"\s*,?\s+(?:by|per)\s+", before, maxsplit=1)[0]
    return f"{rows} {again['by']}" if again else re.sub(r"^how many", "which", rows, flags=re.IGNORECASE)
