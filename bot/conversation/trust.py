"""What a person may rely on in an answer, and what they are told when that cannot be had."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.agent.loop import LoopResult
from bot.agent.more_tools import more_tools
from bot.agent.review import Ground
from bot.agent.tool_context import ToolContext
from bot.domain.answers import Failure
from bot.domain.model import Role, Utterance
from bot.errors import Code

_NOT_THE_MODELS = frozenset({Code.NOT_SIGNED_IN, Code.RATE_LIMITED, Code.UNAVAILABLE, Code.TIMEOUT, Code.INTERNAL})
"""Failures of a lookup that the question could not help and the model cannot explain better than their own sentence."""

_PASSING = frozenset({Code.RATE_LIMITED, Code.UNAVAILABLE, Code.TIMEOUT})


def ground(ctx: ToolContext, question: str, history: Iterable[Utterance] = ()) -> Ground:
    """The facts an answer may state beside its results: the question, today, the sheets read with their counts.

    The history's facts (SYSTEM utterances) tell of changes people decided on.
    """
    decided = any(utterance.role is Role.SYSTEM for utterance in history)
    names: list[str] = []
    counts = [len(ctx.open)]
    for snapshot in ctx.read.values():
        names += [snapshot.name, *(column.sql_name for column in snapshot.columns)]
        counts += [snapshot.rows, snapshot.version, len(snapshot.columns)]
    return Ground(question=question, today=ctx.today, names=names, counts=counts, decided=decided)


def withheld(ctx: ToolContext) -> str:
    """What is said in place of words whose figures nothing holds."""
    if ctx.findings:
        return "Here is what the sheet says:"
    return (
        "I can't back my answer with what is in your sheets, so I leave it out. Ask again, and name the sheet you mean."
    )


def lookup_failure(result: LoopResult, *, reference: str) -> Failure | None:
    """The card when every lookup of the turn failed for a reason outside it: the model's words would only cover it."""
    lookups = [run.outcome for run in result.tool_runs if run.call.name != more_tools.name]
    if not lookups or any(outcome.ok for outcome in lookups):
        return None
    last = lookups[-1]
    if last.code not in _NOT_THE_MODELS:
        return None
    buttons = ("retry",) if last.code in _PASSING else ()
    told = _told(last.content)
    if last.code == Code.INTERNAL or not told:
        return Failure(
            message="Something went wrong on my side while I looked this up.",
            hint="Nothing was changed. Ask again; if it happens again, give the reference to your admin.",
            reference=reference,
        )
    return Failure(message=told[0], hint=told[1], reference=reference, buttons=buttons)


def _told(content: str) -> tuple[str, str] | None:
    try:
        body = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return None
    if not isinstance(body, dict) or not body.get("message"):
        return None
    return str(body["message"]), str(body.get("hint") or "")
