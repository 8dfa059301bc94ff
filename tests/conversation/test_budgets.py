"""What the model costs is counted for person and conversation, and a day's questions are held to budgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import budgets
from bot.conversation.message import answer, receive
from bot.conversation.services import Limits, Services
from bot.domain.chat import Conversation, Message, Scope
from bot.domain.model import Usage
from bot.domain.people import Person
from bot.errors import ModelUnavailable, StoreUnavailable
from tests.builders import NOON, a_conversation, a_message, a_person
from tests.conversation.conftest import Build
from tests.fakes import HeldClock, ScriptedModel, says
from tests.reading import text_of

USED = Usage(prompt=100, completion=10, calls=1)  # what `says` costs
PERSON, HERE = "person:00000000-0000-0000-0000-000000000001", "conversation:a:personal-ava"
LIMITED = Limits(person_tokens_per_day=150, conversation_tokens_per_day=0)


async def turn(services: Services, said: Message) -> str:
    """Let a message become an answered turn; what its card says."""
    await receive(services, said)
    (waiting,) = [each for each in await services.store.pending(said.conversation.id) if each.id == said.id]
    answered = await answer(services, waiting)
    await services.store.mark(answered)
    return text_of(answered.replies[0].card)


async def used(services: Services, *scopes: str) -> tuple[Usage, ...]:
    return await services.usage.read(scopes, day=services.clock.now().date())


async def test_a_question_counts_for_its_person_and_its_conversation(build: Build) -> None:
    """Tokens and calls as the model's server counted them; the turn keeps its own."""
    services = build(model=ScriptedModel([says("Hello.")]), clock=HeldClock())

    await turn(services, a_message("good morning"))

    assert await used(services, PERSON, HERE) == (USED, USED)
    (kept,) = await services.store.pending(a_conversation().id)
    assert kept.used == USED


async def test_a_typed_command_costs_nothing(build: Build) -> None:
    """No model, no tally."""
    services = build(clock=HeldClock())

    await turn(services, a_message("help"))

    assert await used(services, PERSON, HERE) == (Usage(), Usage())


async def test_what_a_failed_question_used_is_counted_too(build: Build) -> None:
    """A model that is down after half an answer has cost what it has cost."""
    services = build(model=ScriptedModel([says(""), ModelUnavailable("It is down.")]), clock=HeldClock())

    await turn(services, a_message("good morning"))

    assert await used(services, PERSON) == (USED + Usage(calls=1),)


async def test_threads_of_a_channel_count_together_and_a_person_everywhere(build: Build) -> None:
    """A new thread is no new budget; a person's tally follows them from chat to channel."""
    services = build(model=ScriptedModel([says("One."), says("Two."), says("Three.")]), clock=HeldClock())
    threads = [
        replace(a_conversation(f"19:general@thread.tacv2;messageid={root}"), scope=Scope.CHANNEL) for root in "12"
    ]

    for number, place in enumerate((*threads, a_conversation())):
        await turn(services, a_message("good morning", identity=f"m{number}", conversation=place))

    tallies = await used(services, PERSON, "conversation:19:general@thread.tacv2", HERE)
    assert tallies == (USED + USED + USED, USED + USED, USED)


async def test_a_budget_reached_is_told_with_when_it_begins_again(build: Build) -> None:
    """The card says whose tokens are used up, how many, when they begin again, and that typed commands work."""
    services = build(model=ScriptedModel([says("One."), says("Two.")]), clock=HeldClock(), limits=LIMITED)
    berlin = replace(a_message("good morning"), timezone="Europe/Berlin")
    for number in range(2):
        await turn(services, replace(berlin, id=f"m{number}"))

    told = await turn(services, replace(berlin, id="m3"))

    assert "Your tokens for today are used up (220 of 150 tokens in 2 model calls)." in told
    assert "They begin again at 01:00 (Europe/Berlin)." in told
    assert "Typed commands still work" in told
    assert "used up" not in await turn(services, replace(berlin, id="m4", text="help"))


async def test_a_budget_begins_again_the_next_day(build: Build) -> None:
    """At midnight UTC there is room again."""
    clock = HeldClock()
    services = build(model=ScriptedModel([says("One."), says("Two."), says("Three.")]), clock=clock, limits=LIMITED)
    for number in range(2):
        await turn(services, a_message("good morning", identity=f"m{number}"))

    clock.advance(timedelta(days=1).total_seconds())

    assert "Three." in await turn(services, replace(a_message("good morning", identity="m9"), sent_at=clock.now()))


async def test_one_person_s_budget_does_not_stop_another(build: Build) -> None:
    """In a group only who used theirs up waits."""
    services = build(
        model=ScriptedModel([says("One."), says("Two."), says("Three.")]), clock=HeldClock(), limits=LIMITED
    )
    for number in range(2):
        await turn(services, a_message("good morning", identity=f"m{number}"))
    ben = Person(id="29:ben", name="Ben Okafor", aad_object_id="00000000-0000-0000-0000-000000000002")

    assert "Three." in await turn(services, replace(a_message("good morning", identity="b1"), sender=ben))


async def test_a_conversation_s_budget_holds_for_everybody_in_it(build: Build) -> None:
    """Whoever asks, the place is full; elsewhere they may go on."""
    limits = Limits(conversation_tokens_per_day=100)
    services = build(model=ScriptedModel([says("One."), says("Elsewhere.")]), clock=HeldClock(), limits=limits)
    ben = Person(id="29:ben", name="Ben Okafor")
    await turn(services, a_message("good morning"))

    here = await turn(services, replace(a_message("good morning", identity="b1"), sender=ben))
    there = await turn(services, a_message("good morning", identity="b2", conversation=a_conversation("a:other")))

    assert "This conversation's tokens for today are used up" in here
    assert "Elsewhere." in there


async def test_status_shows_today_s_use(build: Build) -> None:
    """Tokens and calls, by you and here, and the budget where there is one."""
    services = build(model=ScriptedModel([says("One.")]), clock=HeldClock(), limits=LIMITED)
    await turn(services, a_message("good morning"))

    told = await turn(services, a_message("status", identity="2"))

    assert "110 of 150 tokens in 1 model call" in told
    assert "110 tokens in 1 model call" in told
    assert "00:00 (UTC)" in told


class Forgetful:
    """A store that is down when it is to count."""

    async def add(self, *args: object, **options: object) -> None:
        raise StoreUnavailable("The session store is not available.")

    read = add


async def test_an_answer_is_given_though_its_cost_cannot_be_counted(build: Build) -> None:
    """Losing a count is better than losing an answer; “status” says that it does not know."""
    services = build(model=ScriptedModel([says("Hello.")]), clock=HeldClock(), usage=Forgetful())

    assert "Hello." in await turn(services, a_message("good morning"))
    assert "not known right now" in await turn(services, a_message("status", identity="2"))


@pytest.mark.parametrize(
    ("person", "scope"),
    [(a_person(), PERSON), (Person(id="29:guest"), "person:29:guest")],
)
def test_a_person_is_counted_by_their_entra_id(person: Person, scope: str) -> None:
    """Teams' own ids differ from bot to bot; who has no Entra id is counted by the channel's."""
    assert budgets.person_scope(person) == scope


def test_the_held_day_is_utc_s() -> None:
    """NOON's day ends at the same instant for everyone."""
    place = Conversation(id="a:1", scope=Scope.PERSONAL, service_url="http://x", bot_id="28:b")
    message = Message(
        id="1", conversation=place, sender=a_person(), text="x", sent_at=NOON, timezone="Pacific/Auckland"
    )
    services = type("S", (), {"clock": HeldClock()})()

    assert budgets.begins_again(services, message) == "13:00 (Pacific/Auckland)"
