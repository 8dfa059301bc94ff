"""The sample people of the local world: the same five in the Smartsheet sandbox, the Playground and the terminal chat.

Tokens are sample values of a server on loopback; they open nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A person of the sample workspace. `role` says what they may do there; see infra/local/smartsheet."""

    key: str
    name: str
    email: str
    user_id: int
    aad_object_id: str
    token: str
    role: str


def _person(key: str, name: str, number: int, role: str) -> SamplePerson:
    return SamplePerson(
        key=key,
        name=name,
        email=f"{key}@northwind.example",
        user_id=4_820_000_000_000_000 + number,
        aad_object_id=f"00000000-0000-0000-0000-00000000000{number}",
        token=f"local-{key}-token-0000000000{number}",
        role=role,
    )


PEOPLE: tuple[SamplePerson, ...] = (
    _person("ava", "Ava Chen", 1, "project lead: owner of the workspace"),
    _person("ben", "Ben Okafor", 2, "engineering lead: editor of the launch plan and the risk register"),
    _person("carla", "Carla Rossi", 3, "finance: owner of the budget, viewer elsewhere"),
    _person("dev", "Dev Patel", 4, "contractor: viewer of the launch plan only"),
    _person("elif", "Elif Kaya", 5, "no Smartsheet sheet is shared with her"),
)

BY_KEY = {person.key: person for person in PEOPLE}
BY_TOKEN = {person.token: person for person in PEOPLE}
DEFAULT = BY_KEY["ava"]
