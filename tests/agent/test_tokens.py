"""Token counts: exact, offline, each utterance counted once."""

from __future__ import annotations

import pytest

from bot.agent.tokens import TokenCounter
from bot.domain.model import Role, ToolCall, ToolSpec, Utterance


class LetterEncoder:
    """One token a letter; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def count(self, text: str) -> int:
        text.encode()
        self.asked.append(text)
        return len(text)


@pytest.fixture(scope="module")
def real() -> TokenCounter:
    return TokenCounter()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("hello world", 2), ("Ünïcode — naïve", 7), ("a" * 800, 100), ("tiktoken is great!", 6)],
)
def test_it_counts_as_o200k_base_does(real: TokenCounter, text: str, tokens: int) -> None:
    """The figures are those of OpenAI's own tokenizer for its current models."""
    assert real.text(text) == tokens


def test_a_lone_surrogate_is_counted_instead_of_failing(real: TokenCounter) -> None:
    """Text that is no valid Unicode, as some clients send, does not break a turn."""
    assert real.text("a\ud800b") > 0


def test_an_utterance_is_counted_once() -> None:
    """The same words, asked again in every turn's pruning, cost the encoder nothing."""
    encoder = LetterEncoder()
    counter = TokenCounter(lambda: encoder)
    first = counter.utterance(Utterance(Role.USER, "how many?"))
    second = counter.utterance(Utterance(Role.USER, "how many?"))
    assert first == second
    assert encoder.asked == ["how many?"]


def test_calls_count_with_their_arguments() -> None:
    """A tool call's name and arguments take room in the prompt too."""
    counter = TokenCounter(LetterEncoder)
    bare = counter.utterance(Utterance(Role.ASSISTANT, "ok"))
    calling = counter.utterance(Utterance(Role.ASSISTANT, "ok", tool_calls=(ToolCall("1", "query", '{"sql":"x"}'),)))
    assert calling - bare >= len("query") + len('{"sql":"x"}')


def test_a_prompt_is_its_utterances_and_its_tools() -> None:
    """A request's size is the sum of what is in it."""
    counter = TokenCounter(LetterEncoder)
    spec = ToolSpec("query", "Ask.", {"type": "object"})
    utterances = (Utterance(Role.SYSTEM, "rules"), Utterance(Role.USER, "hi"))
    whole = counter.prompt(utterances, (spec,))
    assert whole == sum(map(counter.utterance, utterances)) + counter.tools((spec,)) + 3


async def test_the_encoder_is_loaded_once_and_only_when_needed() -> None:
    """Building a counter loads nothing; warming it loads the encoder for good."""
    loaded: list[int] = []

    def load() -> LetterEncoder:
        loaded.append(1)
        return LetterEncoder()

    counter = TokenCounter(load)
    assert loaded == []
    await counter.warm()
    await counter.warm()
    counter.text("x")
    assert loaded == [1]
