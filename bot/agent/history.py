"""A conversation's history cut to a token budget without ever tearing a tool call from its result.

The history is a sequence of turns, each begun by a person's words. Pruning stops as soon as the rest fits: old tool
results become one-line stubs that say what they were; whole turns go, oldest first; the last turn's own earlier results
become stubs; facts go, oldest first. Facts are SYSTEM utterances (a sheet opened, a plan decided): they outlive their
turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.agent.history_stubs import stub
from bot.domain.model import Role, ToolCall, Utterance

History = tuple[Utterance, ...]
Count = Callable[[Utterance], int]


def fact(text: str) -> Utterance:
    """A fact to keep in the history: “Opened Launch plan”, “Ava approved plan p-12”."""
    return Utterance(Role.SYSTEM, text)


def prune(history: History, *, budget: int, count: Count, keep_open: bool = False) -> History:
    """The most recent part of `history` within `budget` tokens, in order; only a last turn too long alone exceeds it.

    Every tool result in it answers a call in it and every call is answered, except, with `keep_open`, calls of the very
    last reply, which wait for a person. Pruning what was pruned changes nothing.
    """
    parts = _parts(paired(history, keep_open=keep_open))
    for step in (_stub_older, _drop_older, _stub_earlier, _drop_facts):
        over = sum(part.cost(count) for part in parts) - budget
        if over <= 0:
            break
        parts = step(parts, over, count)
    return tuple(utterance for part in parts for utterance in part.utterances)


def paired(history: Sequence[Utterance], *, keep_open: bool = False) -> History:
    """The history without orphan results and without unanswered calls (their whole reply goes, results included)."""
    kept: list[Utterance] = []
    at = 0
    while at < len(history):
        utterance = history[at]
        if utterance.role is Role.TOOL:
            at += 1
            continue
        results = _results_after(history, at) if utterance.tool_calls else []
        end = at + 1 + len(results)
        waiting = {call.id for call in utterance.tool_calls} - {r.tool_call_id for r in results}
        if not waiting or (keep_open and end == len(history)):
            kept.append(utterance)
            kept.extend(_answers(utterance.tool_calls, results))
        at = end
    return tuple(kept)


def _results_after(history: Sequence[Utterance], at: int) -> list[Utterance]:
    end = at + 1
    while end < len(history) and history[end].role is Role.TOOL:
        end += 1
    return list(history[at + 1 : end])


def _answers(calls: tuple[ToolCall, ...], results: list[Utterance]) -> list[Utterance]:
    """The results that answer one of `calls`, the first one for each."""
    asked = {call.id for call in calls}
    kept = []
    for result in results:
        if result.tool_call_id in asked:
            asked.discard(result.tool_call_id)
            kept.append(result)
    return kept


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of turn number `turn`: either one fact, or utterances without any."""

    turn: int
    fact: bool
    utterances: History

    def cost(self, count: Count) -> int:
        return sum(map(count, self.utterances))


def _parts(history: History) -> list[_Part]:
    """Split before each USER utterance and around each fact; no pair is split, as results follow their calls."""
    parts: list[_Part] = []
    turn = 0
    for utterance in history:
        is_fact = utterance.role is Role.SYSTEM
        if utterance.role is Role.USER:
            turn += 1
        if parts and parts[-1].turn == turn and not parts[-1].fact and not is_fact:
            parts[-1] = replace(parts[-1], utterances=(*parts[-1].utterances, utterance))
        else:
            parts.append(_Part(turn, is_fact, (utterance,)))
    return parts


def _stub_older(parts: list[_Part], over: int, count: Count) -> list[_Part]:
    """Turn results into stubs, oldest first, sparing the last turn."""
    stubbed = []
    for part in parts:
        kept = list(part.utterances)
        calls = _calls(part)
        for position, utterance in enumerate(kept):
            if over > 0 and part.turn < parts[-1].turn:
                kept[position] = stub(utterance, calls.get(utterance.tool_call_id or ""))
                over -= count(utterance) - count(kept[position])
        stubbed.append(replace(part, utterances=tuple(kept)))
    return stubbed


def _drop_older(parts: list[_Part], over: int, count: Count) -> list[_Part]:
    """Drop whole turns but their facts, oldest first; the last turn stays."""
    gone: set[int] = set()
    for turn in sorted({part.turn for part in parts} - {parts[-1].turn}):
        if over > 0:
            over -= sum(part.cost(count) for part in parts if part.turn == turn and not part.fact)
            gone.add(turn)
    return [part for part in parts if part.fact or part.turn not in gone]


def _stub_earlier(parts: list[_Part], over: int, count: Count) -> list[_Part]:
    """Stubs for the last turn's results, but for those of its latest reply, which the model still has to read."""
    last = parts[-1].turn
    latest = max((n for n, part in enumerate(parts) if part.turn == last and _calls(part)), default=-1)
    return [
        replace(part, utterances=_stubbed(part, spare_latest=position == latest)) if part.turn == last else part
        for position, part in enumerate(parts)
    ]


def _stubbed(part: _Part, *, spare_latest: bool) -> History:
    calls = _calls(part)
    replies = [position for position, utterance in enumerate(part.utterances) if utterance.tool_calls]
    spared = replies[-1] if spare_latest and replies else len(part.utterances)
    return tuple(
        utterance if position > spared else stub(utterance, calls.get(utterance.tool_call_id or ""))
        for position, utterance in enumerate(part.utterances)
    )


def _drop_facts(parts: list[_Part], over: int, count: Count) -> list[_Part]:
    """Drop facts, oldest first."""
    kept = []
    for part in parts:
        if part.fact and over > 0:
            over -= part.cost(count)
        else:
            kept.append(part)
    return kept


def _calls(part: _Part) -> dict[str, ToolCall]:
    return {call.id: call for utterance in part.utterances for call in utterance.tool_calls}
