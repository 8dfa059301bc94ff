"""What is mailed when it is created: once, though it may be listed late and the process may end anywhere."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Actor
from bot.domain.plan_status import PlanState
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import KINDS, Record, RecordChange, canonical
from bot.errors import SheetsUnavailable
from cards import plan_lines
from cards.formats import reader
from tests.changes.bench import Bench, Killed, kill_at
from tests.changes.records import MemoryRecords
from tests.changes.sheet import MemorySheet

HOME, KIND = "sheets/7", "sent_request"
MAIL = {"sendTo": [{"email": "ben@northwind.example"}], "subject": "Please update", "message": ""}


@dataclass
class LateRecords(MemoryRecords):
    """Shows what was created only after some looks."""

    looks: int = 0

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        found = await super().records(actor, kind, home)
        if self.posts:
            self.looks -= 1
        return tuple(each for each in found if self.looks < 0 or int(each.id) < 90_000)


def _bench(*, looks: int = 0) -> Bench:
    bench = Bench(MemorySheet.of([], {}))
    bench.records = LateRecords(bench.sheet, {(KIND, HOME): {"1": dict(MAIL)}}, looks=looks)
    return bench


def _mailing() -> tuple[ChangeRecords]:
    return (ChangeRecords((RecordChange(KIND, HOME, "Update request", after=canonical(MAIL)),)),)


def _lose_the_answer(bench: Bench, side: str) -> None:
    lost: list[str] = []

    def drop(name: str) -> None:
        if name == "create" and not lost:
            lost.append(name)
            raise SheetsUnavailable("dropped")

    setattr(bench.sheet, side, drop)


@pytest.mark.parametrize("looks", [0, 1, 2, 20])
def test_one_that_is_listed_late_is_not_mailed_again(looks: int) -> None:
    """Its answer was lost; it is waited for, though another with the same words was there before."""
    bench = _bench(looks=looks)
    _lose_the_answer(bench, "after")
    assert bench.apply(bench.plan(_mailing())).state is PlanState.APPLIED
    assert bench.records.posts == 1


def test_one_that_is_never_listed_is_mailed_after_a_minute() -> None:
    """The request was lost before Smartsheet had it: then nobody has the mail yet."""
    bench = _bench()
    bench.records.posts = 0
    _lose_the_answer(bench, "before")
    plan = bench.plan(_mailing())
    with pytest.raises(SheetsUnavailable):
        bench.apply(plan)
    assert bench.records.posts == 0
    assert bench.apply(plan).state is PlanState.APPLIED
    assert bench.records.posts == 1
    assert KINDS[KIND].settles_s == 60


def test_when_nobody_knows_the_card_does_not_say_that_nothing_was_changed() -> None:
    """No answer, twice, and nothing of it to be seen: it is not sent a third time, and said."""
    bench = _bench(looks=100_000)

    def drop(name: str) -> None:
        if name == "create":
            raise SheetsUnavailable("dropped")

    bench.sheet.after = drop
    plan = bench.plan(_mailing())
    verdict = bench.apply(plan)
    assert bench.records.posts == 2
    assert (verdict.state, verdict.outcome.unsure) == (PlanState.FAILED, True)
    assert verdict.outcome.message.startswith("Smartsheet does not say whether the update request was created.")
    assert plan_lines.done(plan, verdict.outcome, reader("en-US", "UTC")) == ""


@given(st.integers(0, 25))
def test_killed_anywhere_it_is_mailed_once(at: int) -> None:
    bench = copy.deepcopy(_bench())
    plan = bench.plan(_mailing())
    kill_at(bench, at)
    try:
        verdict = bench.apply(plan)
    except Killed:
        verdict = bench.apply(plan)
    assert (verdict.state, verdict.outcome.records) == (PlanState.APPLIED, 1)
    assert bench.records.posts == 1


def test_withdrawing_it_is_final() -> None:
    """Undo takes the request back, never makes one: that would send mail."""
    bench = _bench()
    plan = bench.plan(_mailing())
    bench.apply(plan)
    back = bench.inverse(plan)
    assert back.final == (KINDS[KIND].gone,)
    assert bench.apply(back).state is PlanState.APPLIED
    assert len(bench.records.collection(KIND, HOME)) == 1


def test_one_that_was_answered_stays() -> None:
    bench = _bench()
    plan = bench.plan((ChangeRecords((RecordChange(KIND, HOME, "It", after=canonical({**MAIL, "answered": []})),)),))
    bench.apply(plan)
    newest = max(bench.records.collection(KIND, HOME))
    bench.records.collection(KIND, HOME)[newest]["answered"] = ["ben@northwind.example"]
    verdict = bench.undo(plan)
    assert verdict.state is PlanState.CONFLICT
    assert "answered: ben@northwind.example" in verdict.outcome.moved[0].what
