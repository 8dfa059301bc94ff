"""Who is speaking, and with whose Smartsheet authority a call is made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A Teams user as an activity names them. `id` is the channel's own (`29:…`), `aad_object_id` the Entra id."""

    id: str
    name: str = ""
    aad_object_id: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The authority under which every Smartsheet call is made.

    `key` names a credential that only the Smartsheet adapter can resolve to a token; it is safe to log and is part of
    every cache key, so that nobody is answered from data another authority could see. `own` says that the credential
    is the person's own: what Smartsheet says of its account (the email address) then holds for them.
    """

    key: str
    label: str = ""
    own: bool = False
