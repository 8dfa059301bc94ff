"""The loop's second looks: an answer that is doubted, a context that is too long, a result nobody could read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.agent.loop import LoopLimits, LoopResult, Review, ToolRun, converse
from bot.domain.model import Role, ToolOutcome, Utterance
from bot.errors import ContextTooLong, ModelUnavailable
from tests.agent.test_loop import QUESTION, Bench, Script, calling, notes, saying

TOO_LONG = ContextTooLong("This conversation is too long for the language model.")


def doubting(*words: str) -> Review:
    """Objects to every answer that contains one of the words."""

    def review(text: str, runs: Sequence[ToolRun]) -> str:
        found = [word for word in words if word in text]
        return f"Nothing holds {', '.join(found)}; {len(runs)} results." if found else ""

    return review


async def run(script: Script, *, review: Review | None = None, limits: LoopLimits | None = None) -> LoopResult:
    return await converse(script, Bench(), QUESTION, review=review, limits=limits)


async def test_a_doubted_answer_is_corrected_once() -> None:
    """The model sees its answer and the note for one step; only the second answer becomes history."""
    script = Script([calling("a"), saying("It is 99."), calling("b"), saying("It is 7.")])
    result = await run(script, review=doubting("99"))
    assert (result.text, result.doubt) == ("It is 7.", "")
    assert script.prompts[2][-2:] == (
        Utterance(Role.ASSISTANT, "It is 99."),
        Utterance(Role.SYSTEM, "Nothing holds 99; 1 results."),
    )
    assert all("99" not in u.content for u in (*script.prompts[3], *result.added))
    assert result.added[-1] == Utterance(Role.ASSISTANT, "It is 7.")


async def test_a_doubt_that_stays_takes_the_answer_back() -> None:
    """No text, no answer in the history; what the tools found is there, and the model is not asked a third time."""
    script = Script([calling("a"), saying("It is 99."), saying("It is 98."), saying("It is 97.")])
    result = await run(script, review=doubting("99", "98", "97"))
    assert (result.text, result.doubt) == ("", "Nothing holds 98; 1 results.")
    assert [u.role for u in result.added] == [Role.ASSISTANT, Role.TOOL]
    assert len(script.prompts) == 3


async def test_a_correction_that_fails_leaves_the_doubt() -> None:
    """The turn has its results; the model's failure does not take them away."""
    script = Script([calling("a"), saying("It is 99."), ModelUnavailable("Gone.")])
    result = await run(script, review=doubting("99"))
    assert result.doubt == "Nothing holds 99; 1 results."
    assert len(result.tool_runs) == 1


async def test_no_correction_beyond_the_last_step() -> None:
    """The limits hold: an answer doubted at the last step is taken back without another call."""
    script = Script([calling("a"), saying("It is 99."), saying("It is 7.")])
    result = await run(script, review=doubting("99"), limits=LoopLimits(model_calls=2))
    assert result.doubt
    assert len(script.prompts) == 2


async def test_a_context_too_long_is_shortened_once() -> None:
    """The shorter beginning takes the place of the long one, and earlier results become stubs; the latest stays."""
    shorter = (Utterance(Role.USER, "how many?"),)
    begun = (Utterance(Role.USER, "history " * 50), *shorter)
    bench = Bench(outcome=lambda call: ToolOutcome(f'{{"ok":true,"data":{{"text":"{call.id * 200}"}}}}', ok=True))
    script = Script([calling("a"), calling("b"), TOO_LONG, saying("Two.")])
    result = await converse(script, bench, begun, shorter=shorter)
    assert result.text == "Two."
    retried = script.prompts[3]
    assert retried[0] == shorter[0]
    assert "left_out" in retried[2].content
    assert "b" * 200 in retried[4].content
    assert notes(retried) == []


async def test_a_context_that_stays_too_long_is_a_failure() -> None:
    """Shortened once, then said to be too long."""
    script = Script([TOO_LONG])
    try:
        await run(script)
    except ContextTooLong:
        assert len(script.prompts) == 2
    else:
        raise AssertionError("it was answered")


async def test_a_result_too_long_to_read_is_refused() -> None:
    """The model is told to ask for less instead of being flooded."""
    bench = Bench(outcome=lambda call: ToolOutcome("x" * 60_001, ok=True))
    script = Script([calling("a"), saying("Too much.")])
    result = await converse(script, bench, QUESTION)
    assert '"code":"LIMIT_EXCEEDED"' in script.prompts[1][-1].content
    assert not result.tool_runs[0].outcome.ok
