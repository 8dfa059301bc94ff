"""Pruning: never over budget, never a torn pair, the recent before the old, the same again when done again."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.agent.history import fact, paired, prune
from bot.domain.model import Role, ToolCall, Utterance

History = tuple[Utterance, ...]


def count(utterance: Utterance) -> int:
    """A stand-in for tokens: characters, and one for the message itself."""
    return 1 + len(utterance.content) + sum(len(c.name) + len(c.arguments) for c in utterance.tool_calls)


def cost(history: History) -> int:
    return sum(map(count, history))


def asked(text: str) -> Utterance:
    return Utterance(Role.USER, text)


def said(text: str) -> Utterance:
    return Utterance(Role.ASSISTANT, text)


def called(*calls: tuple[str, str]) -> Utterance:
    """An assistant's reply that calls `query` with a title, by id."""
    made = tuple(ToolCall(id, "query", json.dumps({"sql": "SELECT 1", "title": title})) for id, title in calls)
    return Utterance(Role.ASSISTANT, tool_calls=made)


def answered(id: str, rows: int = 40) -> Utterance:
    data = {"columns": ["Task"], "rows": [[f"Task number {n}"] for n in range(rows)], "total_rows": rows}
    return Utterance(Role.TOOL, json.dumps({"ok": True, "data": data}), tool_call_id=id)


def one_turn(name: str, rows: int = 40) -> History:
    return (
        asked(f"question {name}"),
        called((f"id-{name}", name)),
        answered(f"id-{name}", rows),
        said(f"answer {name}"),
    )


def last_turn(history: History) -> History:
    starts = [n for n, u in enumerate(history) if u.role is Role.USER]
    return history[starts[-1] :] if starts else history


texts = st.text(alphabet="abc ", max_size=40)


@st.composite
def turns(draw: st.DrawFn) -> History:
    """A person's words, then any mixture of calls (answered or not), results (asked for or not), facts and words."""
    utterances = [asked(draw(texts))]
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["call", "text", "fact", "orphan", "unanswered"]))
        ids = [f"c{draw(st.integers(0, 999))}-{n}" for n in range(draw(st.integers(1, 3)))]
        if kind == "call":
            utterances.append(called(*((id, draw(texts)) for id in ids)))
            utterances.extend(answered(id, draw(st.integers(0, 12))) for id in draw(st.permutations(ids)))
        elif kind == "unanswered":
            utterances.append(called(*((id, "open") for id in ids)))
            utterances.extend(answered(id) for id in ids[1:])
        elif kind == "orphan":
            utterances.append(answered(f"nobody-{ids[0]}"))
        elif kind == "fact":
            utterances.append(fact(draw(texts)))
        else:
            utterances.append(said(draw(texts)))
    return tuple(utterances)


histories = st.lists(turns(), max_size=6).map(lambda parts: tuple(u for part in parts for u in part))
budgets = st.integers(0, 2500)


def is_paired(history: History) -> bool:
    """Each result follows the reply that called for it, and each call has exactly one result there."""
    waiting: set[str] = set()
    for utterance in history:
        if utterance.role is Role.TOOL:
            if utterance.tool_call_id not in waiting:
                return False
            waiting.discard(utterance.tool_call_id or "")
        elif waiting:
            return False
        else:
            waiting = {call.id for call in utterance.tool_calls}
    return not waiting


@given(histories, budgets)
def test_it_is_never_over_budget_unless_the_last_turn_alone_is(history: History, budget: int) -> None:
    """What does not fit is gone; only the turn that was just spoken may be longer than the budget."""
    pruned = prune(history, budget=budget, count=count)
    assert cost(pruned) <= budget or pruned == last_turn(pruned)


@given(histories, budgets)
def test_calls_and_results_stay_together(history: History, budget: int) -> None:
    """No orphan result, no unanswered call: an API would refuse the whole conversation."""
    assert is_paired(prune(history, budget=budget, count=count))


@given(histories, budgets)
def test_order_is_kept_and_nothing_is_made_up(history: History, budget: int) -> None:
    """What is left stands in the order it had; only results may be shortened."""
    rest = iter(history)
    for utterance in prune(history, budget=budget, count=count):
        assert any(
            utterance == original
            or (
                original.role is Role.TOOL
                and original.tool_call_id == utterance.tool_call_id
                and utterance.role is Role.TOOL
            )
            for original in rest
        )


@given(histories, budgets)
def test_pruning_again_changes_nothing(history: History, budget: int) -> None:
    """A history stored pruned is the same history when it is loaded and pruned."""
    once = prune(history, budget=budget, count=count)
    assert prune(once, budget=budget, count=count) == once


@given(histories)
def test_what_fits_is_left_alone(history: History) -> None:
    """With room for everything, only torn pairs go."""
    assert prune(history, budget=10**6, count=count) == paired(history)


@given(histories, budgets)
def test_the_last_words_are_never_lost(history: History, budget: int) -> None:
    """The person's last words survive any budget."""
    whole = paired(history)
    last = [u for u in whole if u.role is Role.USER][-1:]
    pruned = prune(history, budget=budget, count=count)
    assert [u for u in pruned if u.role is Role.USER][-1:] == last


def test_old_results_become_stubs_before_any_words_go() -> None:
    """The oldest result is shortened to what it was; the questions and answers all stay."""
    history = (*one_turn("a"), *one_turn("b"), *one_turn("c", rows=2))
    pruned = prune(history, budget=cost(history) - 100, count=count)
    assert [u.content for u in pruned if u.role is not Role.TOOL] == [
        u.content for u in history if u.role is not Role.TOOL
    ]
    assert json.loads(pruned[2].content) == {"ok": True, "left_out": "result of query “a” (40 rows)"}
    assert pruned[6] == history[6]


def test_then_whole_turns_go_oldest_first() -> None:
    """When stubs are not enough, the oldest turn goes as a whole and the recent ones stay."""
    history = (*one_turn("a"), *one_turn("b"), *one_turn("c", rows=2))
    pruned = prune(history, budget=cost(one_turn("c", rows=2)) + 150, count=count)
    assert [u.content for u in pruned if u.role is Role.USER] == ["question b", "question c"]


def test_facts_outlive_their_turn() -> None:
    """What was opened or decided is still known when the words about it are gone."""
    history = (*one_turn("a"), fact("Ava approved plan p-1"), *one_turn("b"), *one_turn("c", rows=2))
    pruned = prune(history, budget=cost(one_turn("c", rows=2)) + 30, count=count)
    assert pruned[0] == fact("Ava approved plan p-1")
    assert [u.content for u in pruned if u.role is Role.USER] == ["question c"]


def test_a_long_last_turn_gives_up_its_earlier_results_only() -> None:
    """The latest results of a turn are what the model still has to read; the ones before can be asked for again."""
    turn = (asked("q"), called(("1", "first")), answered("1"), called(("2", "second")), answered("2"))
    pruned = prune(turn, budget=900, count=count)
    assert "left_out" in pruned[2].content
    assert pruned[4] == turn[4]


def test_a_failed_result_s_stub_keeps_its_code() -> None:
    """A failure shortened is still told as a failure."""
    failure = Utterance(
        Role.TOOL, json.dumps({"ok": False, "code": "NOT_FOUND", "message": "m" * 200}), tool_call_id="1"
    )
    history = (asked("q"), called(("1", "x")), failure, said("no"), *one_turn("b", rows=1))
    pruned = prune(history, budget=cost(history) - 50, count=count)
    assert json.loads(pruned[2].content) == {"ok": False, "left_out": "result of query “x”", "code": "NOT_FOUND"}


def test_a_call_waiting_for_a_person_is_kept_when_asked_for() -> None:
    """A paused plan's open call at the very end stays with `keep_open`, and goes without it."""
    history = (*one_turn("a"), asked("delete it"), called(("9", "plan")))
    assert prune(history, budget=10**6, count=count, keep_open=True) == history
    assert prune(history, budget=10**6, count=count)[-1] == asked("delete it")
