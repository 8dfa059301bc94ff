"""A model that says what a test has it say, and remembers what it was shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.model import ModelReply, Role, ToolSpec, Utterance
from tests.fakes import says

Line = ModelReply | Exception | Callable[[Sequence[Utterance]], ModelReply]


@dataclass(slots=True)
class ScriptedLines:
    """A model that says its lines; `prompts` are what it was shown."""

    lines: list[Line] = field(default_factory=list)
    prompts: list[tuple[Utterance, ...]] = field(default_factory=list)

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **_: Any
    ) -> ModelReply:
        self.prompts.append(tuple(utterances))
        line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        return line if isinstance(line, ModelReply) else line(utterances)

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...

    def say(self, *lines: Line) -> None:
        self.lines = [*lines]
        self.prompts.clear()

    @property
    def shown(self) -> str:
        """All that the last prompt held, the system's rules aside."""
        return "\n".join(u.content for u in self.prompts[-1][1:])


def echo(utterances: Sequence[Utterance]) -> ModelReply:
    """Repeats every tool result and answer it was shown, as a model might be talked into."""
    repeated = [u.content for u in utterances if u.role in (Role.TOOL, Role.ASSISTANT)]
    return says(f"I was shown: {' | '.join(repeated) or 'nothing'}")
