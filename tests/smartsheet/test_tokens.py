"""Whose token speaks, and that nobody else ever sees it."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.domain.people import Actor, Person
from bot.errors import NotSignedIn
from bot.smartsheet.token_book import SERVICE, LocalActors, ServiceActors, TokenBook

AVA = Actor(key="ava")
BEN = Actor(key="ben")


def test_the_book_finds_an_actors_token_and_shows_it_to_nobody() -> None:
    """The token is a secret in the book's repr, in its own repr and as text."""
    book = TokenBook({"ava": SecretStr("token-of-ava")})
    assert book.token_of(AVA).get_secret_value() == "token-of-ava"
    assert "token-of-ava" not in f"{book!r} {book} {book.token_of(AVA)!r} {book.token_of(AVA)}"


def test_a_pasted_line_break_does_not_break_the_token() -> None:
    """Blanks around a token are dropped."""
    assert TokenBook({"ava": SecretStr(" abc\n")}).token_of(AVA).get_secret_value() == "abc"


@pytest.mark.parametrize("bad", ["", "  ", "two words", "tokén", "line\nbreak"])
def test_what_no_header_can_carry_is_not_a_token(bad: str) -> None:
    """An empty or malformed token is NotSignedIn before anything is sent, and is not quoted."""
    with pytest.raises(NotSignedIn) as caught:
        TokenBook({"ava": SecretStr(bad)}).token_of(AVA)
    assert not bad.strip() or bad not in f"{caught.value} {caught.value.detail}"


def test_an_actor_without_a_token_is_not_signed_in() -> None:
    """Nobody is served with somebody else's token."""
    with pytest.raises(NotSignedIn):
        TokenBook({"ava": SecretStr("a")}).token_of(BEN)


def test_an_empty_book_has_nobody_to_check_with() -> None:
    """The health check of an unconfigured adapter says so."""
    with pytest.raises(NotSignedIn):
        _ = TokenBook({}).first


async def test_in_production_everyone_acts_as_the_service() -> None:
    """One service actor for any person."""
    assert await ServiceActors().actor_for(Person(id="29:x")) == SERVICE


async def test_a_known_person_acts_as_themselves() -> None:
    """The Entra id decides, in any case; name and email, which a channel may send freely, do not."""
    actors = LocalActors({"AAAA-01": AVA, "aaaa-02": BEN})
    assert await actors.actor_for(Person(id="1", aad_object_id="aaaa-01", name="Ben", email="ben@x.example")) == AVA
    assert await actors.actor_for(Person(id="1", aad_object_id="AAAA-02")) == BEN


@pytest.mark.parametrize("entra", ["zzzz", None, ""])
async def test_an_unknown_person_acts_as_the_default_or_not_at_all(entra: str | None) -> None:
    """Without a default, NotSignedIn says what to do."""
    stranger = Person(id="1", aad_object_id=entra)
    assert await LocalActors({"a": AVA}, default=BEN).actor_for(stranger) == BEN
    with pytest.raises(NotSignedIn):
        await LocalActors({"a": AVA}).actor_for(stranger)
