"""Running the calls of a model's reply: in order, within the turn's limits, exactly one left open for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.agent.guard import LoopGuard
from bot.domain.model import ModelReply, Role, ToolCall, ToolOutcome, ToolSpec, Utterance
from bot.errors import Code, SheetlineError

LONGEST_RESULT = 60_000
"""Characters of one result the model is given; a longer one would crowd out everything else it has to read."""


class Step(StrEnum):
    """What the model is asked for next."""

    ASK = "ask"
    """What to do about the question."""
    ANSWER = "answer"
    """What to say, or to look up besides, after the results so far."""
    CORRECT = "correct"
    """The answer again, as the review objected to it."""


Before = Callable[[Step | ToolCall], None]
"""Told what comes next: a call about to be run, or a request to the model. What it raises ends the turn."""


class Toolbox(Protocol):
    """The tools one turn may use. `run` never raises: it answers unknown tools and malformed arguments too."""

    @property
    def specs(self) -> tuple[ToolSpec, ...]: ...

    async def run(self, call: ToolCall) -> ToolOutcome: ...


@dataclass(frozen=True, slots=True)
class ToolRun:
    """A call that was run, and what it came to."""

    call: ToolCall
    outcome: ToolOutcome


class Calling:
    """One turn's tool calls. `runs` are those that were run; `open` is the one that waits for a person."""

    def __init__(
        self,
        toolbox: Toolbox,
        *,
        most: int,
        time_left: Callable[[], float],
        too_late: Callable[[], SheetlineError],
        before: Before = lambda _: None,
    ) -> None:
        """`time_left` gives the turn's remaining seconds and raises when there are none, as `too_late` does.

        `before` is told of each call about to be run.
        """
        self._toolbox = toolbox
        self._most = most
        self._time_left = time_left
        self._too_late = too_late
        self._before = before
        self._guard = LoopGuard()
        self.runs: list[ToolRun] = []
        self.open: ToolCall | None = None

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        return self._toolbox.specs

    @property
    def over(self) -> bool:
        """No more calls: as many were made as a turn may make, or the same one again and again."""
        return len(self.runs) >= self._most or self._guard.stuck

    async def run(self, reply: ModelReply) -> tuple[list[Utterance], str]:
        """What the reply's calls add to the history, and a note on them for the model's next step.

        In order, because a later call may need what an earlier one opened. Once one waits for a person, the rest is
        answered as not run, so that exactly one call stays open.
        """
        results: list[Utterance] = []
        notes: list[str] = []
        for call in reply.tool_calls:
            outcome = await self._outcome(call)
            if outcome.paused:
                self.open = call
                continue
            results.append(Utterance(Role.TOOL, outcome.content, tool_call_id=call.id))
            if said := self._guard.saw(call, outcome):
                notes.append(said)
        asked = Utterance(Role.ASSISTANT, reply.text, tool_calls=reply.tool_calls)
        return [asked, *results], "\n".join(dict.fromkeys(notes))

    async def _outcome(self, call: ToolCall) -> ToolOutcome:
        if self.open is not None:
            return _not_run(Code.CANCELLED, "Not run: an earlier step waits for the person's decision.")
        if len(self.runs) >= self._most:
            return _not_run(Code.LIMIT_EXCEEDED, "Not run: this turn has used up its tool calls.")
        self._before(call)
        try:
            async with asyncio.timeout(self._time_left()):
                outcome = await self._toolbox.run(call)
        except TimeoutError as error:
            raise self._too_late() from error
        if len(outcome.content) > LONGEST_RESULT:
            outcome = _refusal(
                Code.LIMIT_EXCEEDED,
                f"The result is too long to read: {len(outcome.content):,} characters.",
                "Ask for fewer columns and rows, or aggregate.",
            )
        self.runs.append(ToolRun(call, outcome))
        return outcome


def _not_run(code: Code, message: str) -> ToolOutcome:
    return _refusal(code, message, "Call it again afterwards if it is still needed.")


def _refusal(code: Code, message: str, hint: str) -> ToolOutcome:
    content = f'{{"ok":false,"code":"{code}","message":"{message}","hint":"{hint}"}}'
    return ToolOutcome(content=content, ok=False, code=code)
