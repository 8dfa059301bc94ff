"""All bad days at once: 300 questions while every service fails, each of which ends in an answer or a clear card."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from bot.domain.sessions import Session
from bot.errors import Conflict, StoreUnavailable
from infra.local.people import BY_KEY
from infra.local.planner.faults import Fault
from infra.local.smartsheet.faults import Kind
from infra.local.teams.faults import BAD_GATEWAY, GATEWAY_TIMEOUT, PRECONDITION_FAILED, THROTTLED, UNAVAILABLE
from infra.local.teams.threads import Posted, Thread
from tests.conversation.disturbed import QUICK, DisturbedTeams, disturbed_teams, said

pytestmark = pytest.mark.trials

SEED = 20_261_122
CONVERSATIONS, QUESTIONS = 50, 6
ODDS = 0.30
"""Of each request to Smartsheet and to the model; and of each question, that Teams or the asker's access fails, too."""

STREAMED = {Fault.CUT_STREAM, Fault.SHORT_STREAM, Fault.STREAM_ERROR}
ASKED = (
    "how many tasks are overdue?",
    "how many tasks are overdue, by owner?",
    "which 5 tasks are due next?",
    "average % complete by owner",
    "show 5 rows",
    "columns",
    "sheets",
    "status",
    "which 5 budget lines are largest?",
    "open launch plan",
    "retry",
    "what will the weather be like?",
)
TEAMS = (THROTTLED, PRECONDITION_FAILED, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT)
RECOVERY_S = 2.0
"""How long the circuit breaker and the Smartsheet limiter may stay careful after the last fault."""

GRACE_S = 4.0
"""What a busy machine may add to a turn's deadline before it counts as missed."""


@dataclass(slots=True)
class Ledger:
    """What came of the questions, and how long each turn was worked."""

    kinds: Counter[str] = field(default_factory=Counter)
    began: dict[str, float] = field(default_factory=dict)
    longest_s: float = 0.0

    def watch(self, method: str, subject: object) -> None:
        """A turn is worked from loading its session to saving it."""
        if method == "pending":
            self.began.pop(str(subject), None)
        elif method == "load":
            self.began.setdefault(str(subject), time.monotonic())
        elif method == "save" and isinstance(subject, Session):
            self.longest_s = max(self.longest_s, time.monotonic() - self.began.get(subject.id, time.monotonic()))

    def note(self, posted: Posted) -> None:
        text = said(posted)
        assert text, posted.activity
        assert "Something went wrong on my side" not in text, "a bug, not a bad day"
        self.kinds["card that says why not" if "Reference " in text else "answer"] += 1


def scatter(weather: DisturbedTeams, dice: Random) -> None:
    """Faults of every kind on every request to Smartsheet and the model, and a store that fails now and then."""
    each = 1 - (1 - ODDS) ** (1 / len(Kind))
    weather.teams_world.world.faults.reseed(SEED)
    for kind in Kind:
        weather.teams_world.world.faults.add(kind, count=None, probability=each, seconds=0.8, retry_after=0.2)
    among = [fault for fault in Fault if fault not in STREAMED]
    weather.teams_world.model.scatter(ODDS, among, seed=SEED, seconds=2.5)

    def store(method: str) -> float:
        drawn = dice.random()
        if drawn < 0.02:
            raise StoreUnavailable("I can't reach my memory right now.")
        if drawn < 0.03 and method == "save":
            raise Conflict("Someone saved first.")
        return 0.2 if drawn < 0.05 else 0.0

    weather.store.weather = store


async def begin(weather: DisturbedTeams, number: int) -> tuple[str, Thread]:
    """A conversation with a sheet open, while all is well: four personal chats, some threads, else group chats."""
    person, teams = ("ava", "ben", "carla", "dev")[number % 4], weather.teams_world.teams
    if number < 4:
        place = teams.personal(person)
    else:
        place = teams.thread(teams.channel("General")) if number % 5 == 0 else weather.chat(person)
    assert "46 rows" in await weather.ask(person, place, "open launch plan", timeout=30)
    return person, place


async def converse(weather: DisturbedTeams, person: str, place: Thread, dice: Random, ledger: Ledger) -> None:
    """A person's questions, one after the other, each answered before the next; what was read is old by then."""
    for text in dice.choices(ASKED, k=QUESTIONS):
        weather.clock.jump(3)
        with misfortune(weather, place, person, dice):
            await weather.teams_world.teams.say(person, place, text)
            ledger.note(await weather.teams_world.teams.next_reply(place, timeout=60))


@contextlib.contextmanager
def misfortune(weather: DisturbedTeams, place: Thread, person: str, dice: Random) -> Iterator[None]:
    """For the length of a question: Teams that does not take posts, a token revoked, or a sheet no longer shared."""
    world, token = weather.teams_world.world, BY_KEY[person].token
    plan = world.sheet("Launch plan")
    happens = dice.choice(("teams", "token", "access")) if dice.random() < ODDS else ""
    if happens == "teams":
        weather.teams_world.connector.faults.add(
            dice.choice(TEAMS), conversation_id=place.id, times=dice.choice((1, 2))
        )
    elif happens == "token":
        world.revoke(token)
    elif happens == "access" and person != "ava":
        world.unshare(plan.id, person)
    try:
        yield
    finally:
        world.restore(token)
        if happens == "access" and person != "ava":
            world.share(plan.id, person, "VIEWER")


async def test_300_questions_while_everything_fails(tmp_path: Path) -> None:
    """Each gets exactly one answer or clear card, no turn outlives its deadline, every session is usable after."""
    async with disturbed_teams(tmp_path) as weather:
        places = await asyncio.gather(*(begin(weather, number) for number in range(CONVERSATIONS)))
        ledger, dice = Ledger(), Random(SEED)
        weather.store.seen = ledger.watch
        weather.teams_world.world.calls.clear()
        scatter(weather, dice)
        await asyncio.gather(
            *(converse(weather, *where, Random(SEED + number), ledger) for number, where in enumerate(places))
        )
        met = struck(weather)
        weather.clear()
        await asyncio.sleep(RECOVERY_S)
        few = asyncio.Semaphore(5)
        await asyncio.gather(*(usable(weather, person, place, few) for person, place in places))
        assert ledger.kinds.total() == CONVERSATIONS * QUESTIONS
        assert ledger.kinds["answer"] > CONVERSATIONS
        assert ledger.longest_s < QUICK["turn_deadline_s"] + GRACE_S
        print(dict(ledger.kinds), f"longest turn {ledger.longest_s:.1f} s;", met)


async def usable(weather: DisturbedTeams, person: str, place: Thread, few: asyncio.Semaphore) -> None:
    """A question is answered again, and every one before it was answered exactly once."""
    async with few:
        await weather.ask(person, place, "open launch plan", timeout=30)
        assert "overdue" in await weather.ask(person, place, "how many tasks are overdue?", timeout=30)
    assert len(weather.teams_world.connector.messages(place.id)) == QUESTIONS + 3


def struck(weather: DisturbedTeams) -> str:
    """How many faults were met, of how many kinds."""
    sheets = {fault.kind: fault.struck for fault in weather.teams_world.world.faults.scripted if fault.struck}
    model = Counter(weather.teams_world.model.met)
    assert len(sheets) == len(Kind)
    assert len(model) > 15
    calls = len(weather.teams_world.world.calls.kept)
    return (
        f"Smartsheet failed {sum(sheets.values())} of {calls} requests, the model {model.total()} in {len(model)} ways"
    )
