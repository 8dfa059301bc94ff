"""Measures what it costs to show the model its tools: all of them in every request, or groups brought by need.

The same conversations are had with either list. A request costs its whole prompt; what it has in common with an earlier
request, tools first, comes from the vendor's cache. `python -m tests.benchmarks.tool_lists` prints the figures that
docs/adr/0015 rests on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.agent.more_tools import more_tools
from bot.agent.prompt import system_prompt
from bot.agent.tokens import TokenCounter
from bot.agent.tool import offered
from bot.agent.tool_groups import NOTES, Group
from bot.app.features import ALL

Units = list[tuple[str, int]]
"""A request in the order in which vendors cache it: what each piece is, and its tokens."""

CONTEXT, QUESTION, CALL_AND_RESULT, ANSWER, BRING = 850, 20, 310, 60, 40
"""Tokens of a conversation's context and of one piece of each kind, as the bench's questions have them."""

SMALLEST_CACHED, STEP = 1_024, 128
"""Tokens from which on vendors cache a prefix, and in what steps."""

ROUNDS = 10

CONVERSATIONS: Sequence[Sequence[Group | None]] = (
    *((None, None, None),) * 6,
    (None, "rows", "rows"),
    (None, "rows", "comments"),
    ("details", "rows", None),
    ("sharing", None, *NOTES),
)
"""Turns by the group they need, None for questions. Six of ten conversations only ask, the last needs everything."""


@dataclass(slots=True)
class Bill:
    """Tokens sent and, of these, tokens with which no earlier request began."""

    calls: int = 0
    prompt: int = 0
    uncached: int = 0
    seen: list[Units] = field(default_factory=list)

    def add(self, request: Units) -> None:
        total = sum(tokens for _, tokens in request)
        known = max((_common(request, earlier) for earlier in self.seen), default=0)
        self.calls += 1
        self.prompt += total
        self.uncached += total - (known // STEP * STEP if known >= SMALLEST_CACHED else 0)
        self.seen.append(request)

    def at(self, price: float) -> float:
        """What it comes to when a cached token costs that part of another."""
        return self.uncached + (self.prompt - self.uncached) * price


def bill(*, whole: bool, warm: bool) -> Bill:
    """The conversations, with the whole list or with groups brought by need.

    Where few people ask, what is cached is forgotten from turn to turn. `warm` is the other end: nothing is forgotten,
    and what is counted is the second of two hundred conversations.
    """
    counter, spent = TokenCounter(), Bill()
    sizes = {tool.name: counter.tools([tool.spec]) for tool in ALL}
    rules = ("rules", counter.text(system_prompt()))
    for round_ in range(2 * ROUNDS if warm else 1):
        if round_ == ROUNDS:
            spent.calls = spent.prompt = spent.uncached = 0
        for number, turns in enumerate(CONVERSATIONS):
            name = f"{round_}.{number}"
            groups, said = set[Group](), [(f"context {name}", CONTEXT)]
            for turn, needed in enumerate(turns):
                said.append((f"question {name} {turn}", QUESTION))
                if not warm:
                    spent.seen.clear()
                for step, tokens in _steps(needed, groups, whole=whole):
                    tools = [spec.name for spec in offered(ALL, NOTES if whole else groups)]
                    if whole:
                        tools.remove(more_tools.name)
                    spent.add([*((tool, sizes[tool]) for tool in tools), rules, *said])
                    said.append((f"{step} {name} {turn}", tokens))
                    if needed is not None:
                        groups.add(needed)
    return spent


def _steps(needed: Group | None, groups: set[Group], *, whole: bool) -> Iterator[tuple[str, int]]:
    """The requests of a turn, and what each adds: first one that brings the group, where it is needed and not there.

    A change ends the turn with its proposal, what reads with an answer.
    """
    if needed is not None and needed not in groups and not whole:
        yield "bring", BRING
    yield "call", CALL_AND_RESULT
    if needed in (None, "details", "search"):
        yield "answer", ANSWER


def _common(one: Units, other: Units) -> int:
    """Tokens of the pieces that both begin with."""
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += mine[1]
    return shared


def main() -> None:
    for warm in (False, True):
        for whole in (True, False):
            spent = bill(whole=whole, warm=warm)
            costs = " / ".join(f"{spent.at(price):,.0f}" for price in (0.1, 0.25, 0.5))
            name = f"{'warm' if warm else 'cold'}, {'whole list' if whole else 'groups'}"
            sys.stdout.write(
                f"{name:<18}{spent.calls:>5} calls {spent.prompt:>10,} tokens {spent.uncached:>9,} uncached; "
                f"with cached ones at 10 / 25 / 50 %: {costs}\n"
            )


if __name__ == "__main__":
    main()
