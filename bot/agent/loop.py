"""The loop between model and tools: ask, run what it calls, tell it what came out, until it answers.

It ends in one of three ways: an answer, a pause (a tool waits for a person, the call stays open and the loop is begun
again with its result appended), or a typed failure. It never exceeds its limits: at the last allowed step the model is
asked to answer without tools. An answer the review objects to is corrected once; a context that is too long is
shortened once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.agent.calling import Before, Calling, Step, Toolbox, ToolRun
from bot.agent.history import prune
from bot.domain.model import ModelReply, Role, ToolCall, ToolSpec, Usage, Utterance
from bot.errors import ContextTooLong, LimitExceeded, ModelUnavailable, SheetlineError, TimedOut
from bot.ports import ChatModel

__all__ = ["Before", "LoopLimits", "LoopResult", "Review", "Step", "ToolRun", "Toolbox", "converse"]

log = structlog.get_logger(__name__)


Review = Callable[[str, Sequence[ToolRun]], str]
"""Looks at an answer and what the turn's tools returned: what is wrong with it, told to the model, or “”."""


@dataclass(frozen=True, slots=True)
class LoopLimits:
    """What one turn may spend. `deadline_s` covers model and tools together."""

    model_calls: int = 8
    tool_calls: int = 16
    deadline_s: float = 90.0


@dataclass(frozen=True, slots=True)
class LoopResult:
    """How a turn ended. `added` is what the history gains after the question: replies, results, the answer.

    With `open_call` set, `text` is what the model said beside it and `added` ends in the reply that made the call (and
    the results of its other calls); append the TOOL utterance that answers it and converse again. `cut` says that the
    answer ends early because the model ran out of room. `doubt` is what the review still objects to: `text` is empty
    then and `added` ends before the answer, as the caller decides what is said instead.
    """

    text: str
    added: tuple[Utterance, ...]
    usage: Usage
    tool_runs: tuple[ToolRun, ...]
    open_call: ToolCall | None = None
    cut: bool = False
    doubt: str = ""


async def converse(
    model: ChatModel,
    toolbox: Toolbox,
    utterances: Sequence[Utterance],
    *,
    limits: LoopLimits | None = None,
    review: Review | None = None,
    shorter: Sequence[Utterance] = (),
    before: Before = lambda _: None,
    monotonic: Callable[[], float] = time.monotonic,
) -> LoopResult:
    """Take the conversation to its next answer or pause.

    When the model finds the context too long, it is asked once more with `shorter` in place of `utterances` and with
    the turn's earlier results left out. Raises what the model raises, TimedOut when `limits.deadline_s` seconds are
    over, LimitExceeded when the model still has no answer at its last step, ModelUnavailable when it answers with
    nothing twice. A failure while an answer is being corrected is no failure of the turn: the doubt stands.
    """
    chosen = limits or LoopLimits()
    turn = _Loop(
        model,
        toolbox,
        tuple(utterances),
        chosen,
        review=review,
        shorter=tuple(shorter),
        before=before,
        monotonic=monotonic,
    )
    return await turn.run()


class _Loop:
    """One turn's state: what was said since the question, what was spent."""

    def __init__(
        self,
        model: ChatModel,
        toolbox: Toolbox,
        begun: tuple[Utterance, ...],
        limits: LoopLimits,
        *,
        review: Review | None,
        shorter: tuple[Utterance, ...],
        before: Before,
        monotonic: Callable[[], float],
    ) -> None:
        self._model = model
        self._begun = begun
        self._limits = limits
        self._review = review
        self._before = before
        self._shorter: tuple[Utterance, ...] | None = shorter or begun
        self._ends = monotonic() + limits.deadline_s
        self._monotonic = monotonic
        self._calling = Calling(
            toolbox, most=limits.tool_calls, time_left=self._time_left, too_late=self._too_late, before=before
        )
        self._added: list[Utterance] = []
        self._usage = Usage()
        self._asked = 0

    async def run(self) -> LoopResult:
        reply = await self._until_said("")
        doubt = self._doubt(reply)
        if doubt and self._asked < self._limits.model_calls:
            reply, doubt = await self._corrected(reply, doubt)
        if doubt:
            log.warning("answer_withheld", doubt=len(doubt))
            return self._result(ModelReply(""), doubt=doubt)
        if self._calling.open is None:
            self._added.append(Utterance(Role.ASSISTANT, reply.text))
        return self._result(reply)

    async def _corrected(self, reply: ModelReply, doubt: str) -> tuple[ModelReply, str]:
        """The answer after the model was told what is wrong with it, and the doubt that remains.

        The withdrawn answer is shown to the model for one step and never becomes history.
        """
        log.info("answer_doubted")
        try:
            again = await self._until_said(doubt, withdrawn=reply.text)
        except SheetlineError as error:
            log.warning("correction_failed", code=error.code, detail=error.detail)
            return reply, doubt
        return again, self._doubt(again)

    def _doubt(self, reply: ModelReply) -> str:
        if self._review is None or self._calling.open is not None:
            return ""
        return self._review(reply.text, tuple(self._calling.runs))

    async def _until_said(self, note: str, *, withdrawn: str = "") -> ModelReply:
        """Steps until the model says something that is no call, or a call waits for a person."""
        nudged = False
        while True:
            last = self._calling.over or self._asked >= self._limits.model_calls - 1
            notes = "\n".join(part for part in (note, _LAST_STEP if last else "") if part)
            reply = await self._ask(notes, withdrawn=withdrawn, with_tools=not last)
            if reply.tool_calls and not last:
                added, note = await self._calling.run(reply)
                self._added += added
                withdrawn = ""
                if self._calling.open is not None:
                    return reply
            elif reply.text:
                return reply
            elif last:
                raise LimitExceeded("This question took more steps than one answer may take.", detail=self._spent())
            elif nudged:
                raise ModelUnavailable("The language model gave no answer.", detail=self._spent())
            else:
                nudged, note = True, _NUDGE

    async def _ask(self, note: str, *, withdrawn: str, with_tools: bool) -> ModelReply:
        """The model's next reply. A note is for this step alone and never becomes history."""
        aside: list[Utterance] = []
        if withdrawn:
            aside.append(Utterance(Role.ASSISTANT, withdrawn))
        if note:
            aside.append(Utterance(Role.SYSTEM, note))
        tools = self._calling.specs if with_tools else ()
        self._before(Step.CORRECT if withdrawn else Step.ANSWER if self._calling.runs else Step.ASK)
        try:
            reply = await self._complete(aside, tools)
        except ContextTooLong as error:
            if self._shorter is None:
                raise
            log.warning("context_shortened", detail=error.detail)
            self._begun, self._shorter = self._shorter, None
            self._added = list(_without_earlier_results(self._added))
            reply = await self._complete(aside, tools)
        self._asked += 1
        self._usage += reply.usage
        return reply

    async def _complete(self, aside: Sequence[Utterance], tools: Sequence[ToolSpec]) -> ModelReply:
        said = (*self._begun, *self._added, *aside)
        return await self._model.complete(said, tools=tools, deadline_s=self._time_left())

    def _time_left(self) -> float:
        left = self._ends - self._monotonic()
        if left <= 0:
            raise self._too_late()
        return left

    def _too_late(self) -> TimedOut:
        return TimedOut(
            f"Finding the answer took longer than {self._limits.deadline_s:.0f} s and was stopped.",
            detail=self._spent(),
        )

    def _spent(self) -> str:
        return f"{self._asked} model calls, {len(self._calling.runs)} tool calls"

    def _result(self, reply: ModelReply, *, doubt: str = "") -> LoopResult:
        cut = reply.finish_reason == "length"
        paused = self._calling.open is not None
        log.info("loop_ended", model_calls=self._asked, tool_calls=len(self._calling.runs), paused=paused, cut=cut)
        return LoopResult(
            text=f"{reply.text} …" if cut and reply.text else reply.text,
            added=tuple(self._added),
            usage=self._usage,
            tool_runs=tuple(self._calling.runs),
            open_call=self._calling.open,
            cut=cut,
            doubt=doubt,
        )


def _without_earlier_results(added: Sequence[Utterance]) -> Sequence[Utterance]:
    """The turn so far with stubs for its results, but for those of the latest reply, which are still to be read."""
    begun = Utterance(Role.USER)
    return prune((begun, *added), budget=0, count=lambda _: 1)[1:]


_LAST_STEP = (
    "This is the last step: answer the person now, without tools, from the results above. "
    "Say plainly what you could not find out."
)
_NUDGE = "Your last reply was empty. Answer the person's question now, or call a tool."
