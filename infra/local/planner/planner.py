"""From a transcript to the next reply. The server keeps nothing: the plan is worked out anew from what was said.

Each call of the model sees the question and the results so far; the same rules give the same plan, and its first step
without a result is the next one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from infra.local.planner.contexts import Sheet
from infra.local.planner.questions import Question, read_question
from infra.local.planner.replies import Call, Reply, filled, not_understood
from infra.local.planner.requests import REQUESTS
from infra.local.planner.statements import sentence, shown, statements
from infra.local.planner.transcript import MORE_TOOLS, Step, Transcript
from infra.local.planner.words import Elsewhere, NotUnderstood, plain

_CALL = re.compile(r"(?:.*?: )?(?P<tool>\w+) (?P<arguments>\{.*\})\s*", re.DOTALL)
_ABOUT_ROWS = re.compile(r"(?:how many|which|count|total|average|top|list|show)\b", re.IGNORECASE)
_NO_SHEET = Sheet(name="", view="", current=False, columns=())
_OPEN_ONE = "No sheet is open here. Open one first, for example with “open launch plan”."


def decide(transcript: Transcript) -> Reply:
    """The next tool calls, or the final text."""
    try:
        reply = _requested(transcript) or _answered(transcript)
    except NotUnderstood as missed:
        return not_understood(missed.words or transcript.question)
    except LookupError:
        return Reply(_OPEN_ONE)
    missing = {call.name for call in reply.calls} - set(transcript.tools)
    if missing and missing <= set(transcript.groups):
        groups = sorted({transcript.groups[name] for name in missing})
        return Reply(calls=tuple(Call(MORE_TOOLS, {"group": group}) for group in groups))
    if missing:
        return Reply("I could not finish this: the tools it needs are not available at this step.")
    calls = (Call(call.name, filled(call.arguments, transcript.tools[call.name])) for call in reply.calls)
    return Reply(reply.text, tuple(calls))


def _requested(transcript: Transcript) -> Reply | None:
    """A sentence that leads straight to a tool, or a tool by its name with its arguments."""
    call = _called(transcript.question) or next(
        (call for request in REQUESTS if (call := request.read(transcript)) is not None), None
    )
    if call is None:
        return None
    done = _done(transcript, call.name, [call.arguments])
    return Reply(_told(done[-1])) if done else Reply(calls=(call,))


def _done(transcript: Transcript, name: str, planned: Sequence[dict[str, Any]]) -> list[Step]:
    """The steps of a tool so far. One that failed on other arguments than these was garbled, and is tried once more."""
    steps = [step for step in transcript.steps if step.name == name]
    sent = [filled(each, transcript.tools.get(name, {})) for each in planned]
    garbled = [step for step in steps if not step.ok and step.arguments not in sent]
    return [step for step in steps if step not in garbled[:1]]


def _called(question: str) -> Call | None:
    """`delete_rows {"sheet": "Launch plan", "row_numbers": [9]}`, with any words and a colon before it."""
    match = _CALL.fullmatch(question)
    try:
        return Call(match["tool"], json.loads(match["arguments"])) if match else None
    except ValueError:
        return None


def _told(step: Step) -> str:
    """What a tool answered, in one or two sentences; the rows themselves are left to the table."""
    if not step.ok:
        return f"{step.message} {step.hint}".strip()
    data = step.data
    if choices := data.get("choices"):
        names = ", ".join(str(choice.get("name")) for choice in choices)
        return f"Several sheets match “{step.arguments.get('sheet')}”: {names}. Which one do you mean?"
    if opened := data.get("opened"):
        return f"{opened['name']} is open: {opened['rows']:,} rows."
    if (sheets := data.get("sheets")) is not None:
        return f"You can open {data.get('total', 0)} sheets: {', '.join(str(sheet.get('name')) for sheet in sheets)}."
    rows, total = data.get("rows") or [], data.get("total_rows", 0)
    if "columns" in data:
        return f"{total:,} found; the first is {shown(rows[0][0])}." if rows else "Nothing was found."
    return f"Here is what {step.arguments.get('sheet') or 'Smartsheet'} holds."


def _answered(transcript: Transcript) -> Reply:
    asked, sheet = _understood(transcript)
    if isinstance(asked, Reply):
        return asked
    planned = statements(asked, sheet)
    done = _done(transcript, "query", [{"sql": sql, "title": title} for sql, title in planned])
    if failed := next((step for step in done if not step.ok), None):
        return Reply(_told(failed))
    results = [step.data for sql, _ in planned for step in done if step.arguments.get("sql") == sql]
    if len(results) < len(planned):
        return Reply(calls=tuple(Call("query", {"sql": sql, "title": title}) for sql, title in planned))
    return Reply(sentence(asked, sheet, results))


def _understood(transcript: Transcript) -> tuple[Question | Reply, Sheet]:
    """The question with the first open sheet it makes sense for; a sheet it names is opened first."""
    missed: list[NotUnderstood] = []
    for sheet in transcript.sheets or (_NO_SHEET,):
        try:
            return read_question(transcript.question, sheet, person=transcript.person), sheet
        except NotUnderstood as error:
            missed.append(error)
    named = next((error.words for error in missed if isinstance(error, Elsewhere)), None)
    opened = [step for step in transcript.steps if step.name == "open_sheet"]
    if named is not None and not opened:
        return Reply(calls=(Call("open_sheet", {"sheet": named}),)), _NO_SHEET
    if named is not None and (not opened[-1].ok or opened[-1].data.get("choices")):
        return Reply(_told(opened[-1])), _NO_SHEET
    if not transcript.sheets and _ABOUT_ROWS.match(transcript.question):
        raise LookupError(transcript.question)
    whole = plain(transcript.question)
    raise min(
        (each for each in missed if whole.endswith(each.words)), key=lambda each: len(each.words), default=missed[0]
    )
