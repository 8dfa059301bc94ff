"""Access tokens by actor, and who acts for a person; the only place where a Smartsheet token is held.

A token opens everything its owner can see in Smartsheet, so it lives in a pydantic SecretStr from here to the request
header: it is in no repr, no log line and no error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import SecretStr

from bot.domain.people import Actor, Person
from bot.errors import NotSignedIn
from bot.ports import Actors

_HEADER_SAFE = re.compile(r"[!-~]+")

SERVICE = Actor(key="service", label="Sheetline's own Smartsheet account")


class TokenBook:
    """The access token of every actor we may act as; the first one given is the one health checks use."""

    __slots__ = ("_tokens",)

    def __init__(self, tokens: Mapping[str, SecretStr]) -> None:
        # Pasted tokens often end in a line break.
        self._tokens = {key: SecretStr(token.get_secret_value().strip()) for key, token in tokens.items()}

    def token_of(self, actor: Actor) -> SecretStr:
        """The actor's token. Raises NotSignedIn when there is none, or one that no HTTP header can carry."""
        token = self._tokens.get(actor.key)
        if token is None or not token.get_secret_value():
            raise NotSignedIn(
                "No Smartsheet access token is configured for this account.", detail=f"no token for actor {actor.key!r}"
            )
        if not _HEADER_SAFE.fullmatch(token.get_secret_value()):
            raise NotSignedIn(
                "The configured Smartsheet access token is not a token.",
                detail=f"the token of actor {actor.key!r} has blanks or characters outside ASCII",
            )
        return token

    @property
    def first(self) -> Actor:
        """The actor whose token is tried by health checks. Raises NotSignedIn when the book is empty."""
        for key in self._tokens:
            return Actor(key=key)
        raise NotSignedIn("No Smartsheet access token is configured.", detail="the token book is empty")

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everyone there is a token for."""
        return tuple(Actor(key=key) for key in self._tokens)

    def __repr__(self) -> str:
        return f"TokenBook({', '.join(sorted(self._tokens))})"


class ServiceActors(Actors):
    """Everyone is served with one service account's authority (production until people sign in themselves)."""

    def __init__(self, actor: Actor = SERVICE) -> None:
        self._actor = actor

    async def actor_for(self, person: Person) -> Actor:
        return self._actor


class LocalActors(Actors):
    """Each known person acts as themselves; anyone else as `default`, or not at all when there is none."""

    def __init__(self, by_aad_object_id: Mapping[str, Actor], *, default: Actor | None = None) -> None:
        self._by_aad_object_id = {key.casefold(): actor for key, actor in by_aad_object_id.items()}
        self._default = default

    async def actor_for(self, person: Person) -> Actor:
        """Raises NotSignedIn for an unknown person when no default was given."""
        known = self._by_aad_object_id.get((person.aad_object_id or "").casefold(), self._default)
        if known is None:
            raise NotSignedIn(
                "Sheetline does not know which Smartsheet account is yours.",
                hint="Ask your Sheetline admin to connect your Smartsheet account.",
                detail=f"no actor for aad_object_id {person.aad_object_id!r}",
            )
        return known
