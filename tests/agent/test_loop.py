"""The loop: calls and results until an answer, a pause or a typed failure, never past its limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.agent.loop import LoopLimits, LoopResult, converse
from bot.domain.model import ModelReply, Role, ToolCall, ToolOutcome, ToolSpec, Usage, Utterance
from bot.errors import LimitExceeded, ModelUnavailable, RateLimited, SheetlineError, TimedOut

QUESTION = (Utterance(Role.USER, "how many?"),)
SPEC = ToolSpec("query", "Ask.", {"type": "object"})
Said = ModelReply | SheetlineError


@dataclass(slots=True)
class Script:
    """A model that says what it is told to; the last line is repeated for ever."""

    lines: list[Said]
    prompts: list[tuple[Utterance, ...]] = field(default_factory=list)
    tools: list[tuple[ToolSpec, ...]] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float
    ) -> ModelReply:
        self.prompts.append(tuple(utterances))
        self.tools.append(tuple(tools))
        self.deadlines.append(deadline_s)
        said = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        if isinstance(said, SheetlineError):
            raise said
        return said

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class Bench:
    """A toolbox whose outcomes a test decides; remembers what was run."""

    outcome: Callable[[ToolCall], ToolOutcome] = lambda call: ToolOutcome(f"result of {call.id}", ok=True)
    ran: list[str] = field(default_factory=list)
    takes_s: float = 0.0

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        return (SPEC,)

    async def run(self, call: ToolCall) -> ToolOutcome:
        self.ran.append(call.id)
        await asyncio.sleep(self.takes_s)
        return self.outcome(call)


def calling(*ids: str, arguments: str | None = None, text: str = "") -> ModelReply:
    calls = tuple(ToolCall(id, "query", arguments or f'{{"sql":"{id}"}}') for id in ids)
    return ModelReply(text, tool_calls=calls, finish_reason="tool_calls", usage=Usage(100, 10, 50, 1))


def saying(text: str, finish_reason: str = "stop") -> ModelReply:
    return ModelReply(text, finish_reason=finish_reason, usage=Usage(120, 20, 60, 1))


async def run(script: Script, bench: Bench | None = None, limits: LoopLimits | None = None) -> LoopResult:
    return await converse(script, bench or Bench(), QUESTION, limits=limits)


def notes(prompt: tuple[Utterance, ...]) -> list[str]:
    return [u.content for u in prompt if u.role is Role.SYSTEM]


async def test_an_answer_without_tools_is_the_answer() -> None:
    """One call, one text: that is what the history gains."""
    result = await run(Script([saying("None.")]))
    assert result.text == "None."
    assert result.added == (Utterance(Role.ASSISTANT, "None."),)
    assert result.open_call is None


async def test_results_go_back_to_the_model_in_the_order_of_the_calls() -> None:
    """Calls of one reply run in order, and their results follow it in that order."""
    script, bench = Script([calling("a", "b"), saying("Two.")]), Bench()
    result = await run(script, bench)
    assert bench.ran == ["a", "b"]
    assert [(u.role, u.tool_call_id) for u in result.added] == [
        (Role.ASSISTANT, None),
        (Role.TOOL, "a"),
        (Role.TOOL, "b"),
        (Role.ASSISTANT, None),
    ]
    assert script.prompts[1] == (*QUESTION, *result.added[:3])
    assert [r.call.id for r in result.tool_runs] == ["a", "b"]


async def test_usage_is_the_sum_of_all_calls() -> None:
    """What the turn cost, cached tokens included."""
    result = await run(Script([calling("a"), saying("Done.")]))
    assert result.usage == Usage(prompt=220, completion=30, cached=110, calls=2)


async def test_the_last_allowed_step_is_answered_without_tools() -> None:
    """A model that would go on calling is asked to answer from what it has, with no tools to call."""
    script = Script([calling("a"), calling("b"), saying("So far: 2.")])
    result = await run(script, limits=LoopLimits(model_calls=3))
    assert result.text == "So far: 2."
    assert script.tools == [(SPEC,), (SPEC,), ()]
    assert "last step" in notes(script.prompts[2])[0]


async def test_a_model_that_never_answers_ends_in_a_typed_failure() -> None:
    """Calling for ever, even when tools are taken away, is stopped at the limit of model calls."""
    count = iter(range(100))
    script = Script([saying("")])
    script.lines = [calling(f"c{next(count)}") for _ in range(20)]
    with pytest.raises(LimitExceeded):
        await run(script, limits=LoopLimits(model_calls=4))
    assert len(script.prompts) == 4


async def test_tool_calls_past_the_limit_are_answered_but_not_run() -> None:
    """Every call has a result, as the API demands, but only the allowed number has an effect."""
    script, bench = Script([calling("a", "b", "c"), saying("Two of three.")]), Bench()
    result = await run(script, bench, LoopLimits(tool_calls=2))
    assert bench.ran == ["a", "b"]
    assert '"code":"LIMIT_EXCEEDED"' in result.added[3].content
    assert script.tools[1] == ()


async def test_the_same_call_with_the_same_failure_is_told_then_stopped() -> None:
    """Twice: the model is told. Three times: it has to answer without tools."""
    failing = Bench(lambda call: ToolOutcome("no such column", ok=False, code="NOT_FOUND"))
    again = [
        calling("a", arguments='{"sql": "x"}'),
        calling("b", arguments='{ "sql":"x" }'),
        calling("c", arguments='{"sql":"x"}'),
    ]
    script = Script([*again, saying("I could not find that column.")])
    result = await run(script, failing)
    assert "2 times" in notes(script.prompts[2])[0]
    assert "NOT_FOUND" in notes(script.prompts[2])[0]
    assert script.tools[3] == ()
    assert result.text == "I could not find that column."


async def test_different_calls_are_not_a_loop() -> None:
    """Asking three different things that fail alike is trying, not looping."""
    failing = Bench(lambda call: ToolOutcome("no", ok=False, code="NOT_FOUND"))
    script = Script([calling("a"), calling("b"), calling("c"), saying("No.")])
    await run(script, failing)
    assert all(notes(prompt) == [] for prompt in script.prompts)
    assert script.tools[3] == (SPEC,)


async def test_notes_never_become_history() -> None:
    """What the loop tells the model is for the step alone."""
    failing = Bench(lambda call: ToolOutcome("no", ok=False, code="NOT_FOUND"))
    script = Script([calling("a", arguments="{}"), calling("b", arguments="{}"), saying("No.")])
    result = await run(script, failing)
    assert all(u.role is not Role.SYSTEM for u in result.added)


async def test_an_empty_answer_is_nudged_once() -> None:
    """Nothing said and nothing called: asked once more in other words."""
    script = Script([saying(""), saying("Nine.")])
    result = await run(script)
    assert result.text == "Nine."
    assert "empty" in notes(script.prompts[1])[0]


async def test_a_second_empty_answer_is_a_typed_failure() -> None:
    """The person is told that the model gave no answer, instead of getting an empty card."""
    script = Script([saying("")])
    with pytest.raises(ModelUnavailable):
        await run(script)
    assert len(script.prompts) == 2


async def test_an_answer_cut_off_shows_that_it_was() -> None:
    """An answer that ran out of room ends in an ellipsis and is marked."""
    result = await run(Script([saying("The first ten are", finish_reason="length")]))
    assert result.text == "The first ten are …"
    assert result.cut


async def test_a_model_s_failure_is_the_turn_s_failure() -> None:
    """The adapter has retried; the loop does not."""
    script = Script([RateLimited("Busy.")])
    with pytest.raises(RateLimited):
        await run(script)
    assert len(script.prompts) == 1


async def test_a_tool_that_outlives_the_deadline_is_stopped() -> None:
    """The deadline covers tools and model together."""
    with pytest.raises(TimedOut):
        await run(Script([calling("a"), saying("late")]), Bench(takes_s=5), LoopLimits(deadline_s=0.05))


async def test_each_model_call_gets_the_time_that_is_left() -> None:
    """The second call may not take the first one's time again."""
    moments = iter([0.0, 0.0, 30.0, 40.0, 40.0, 40.0])
    script = Script([calling("a"), saying("Done.")])
    await converse(script, Bench(), QUESTION, limits=LoopLimits(deadline_s=60), monotonic=lambda: next(moments))
    assert script.deadlines == [60.0, 20.0]


async def test_no_time_left_is_not_asked_with() -> None:
    """When the deadline has passed between steps, nothing more goes out."""
    moments = iter([0.0, 0.0, 1.0, 61.0])
    script = Script([calling("a"), saying("never")])
    with pytest.raises(TimedOut):
        await converse(script, Bench(), QUESTION, limits=LoopLimits(deadline_s=60), monotonic=lambda: next(moments))
    assert len(script.prompts) == 1
