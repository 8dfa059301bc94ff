"""A loop that waits for a person: exactly one call stays open, and it goes on when its result is there."""

from __future__ import annotations

from bot.agent.loop import converse
from bot.domain.model import Role, ToolCall, ToolOutcome, Utterance
from tests.agent.test_loop import QUESTION, Bench, Script, calling, run, saying


def pausing(at: str) -> Bench:
    return Bench(
        lambda call: ToolOutcome("waits", ok=True, paused=True) if call.id == at else ToolOutcome("ok", ok=True)
    )


async def test_a_paused_tool_ends_the_loop_with_its_call_open() -> None:
    """A plan awaiting a person: the history ends in the reply that called for it, and that call has no result yet."""
    result = await run(Script([calling("a", "plan", text="I will change two rows.")]), pausing("plan"))
    assert result.open_call == ToolCall("plan", "query", '{"sql":"plan"}')
    assert result.text == "I will change two rows."
    assert [(u.role, u.tool_call_id) for u in result.added] == [(Role.ASSISTANT, None), (Role.TOOL, "a")]


async def test_calls_after_a_paused_one_are_answered_as_not_run() -> None:
    """Exactly one call stays open; what came after it has no effect."""
    bench = pausing("plan")
    result = await run(Script([calling("plan", "b")]), bench)
    assert bench.ran == ["plan"]
    assert result.added[-1].tool_call_id == "b"
    assert '"code":"CANCELLED"' in result.added[-1].content


async def test_a_paused_turn_goes_on_when_its_result_is_there() -> None:
    """With the decision appended as the open call's result, the same loop takes it to the answer."""
    paused = await run(Script([calling("plan")]), pausing("plan"))
    decided = Utterance(Role.TOOL, '{"ok":true,"data":{"applied":2}}', tool_call_id="plan")
    script = Script([saying("Both rows are changed.")])
    result = await converse(script, Bench(), (*QUESTION, *paused.added, decided))
    assert result.text == "Both rows are changed."
    assert script.prompts[0][-1] == decided
